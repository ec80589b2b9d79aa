import {expect} from 'chai'
import {deployment, fixedLines, foundBy, secret} from '../../../../support/lint-connectors.ts'

const of = (image: string, labels: Record<string, unknown> = {}): Array<Record<string, unknown>> => [secret(), deployment({container: {image}, labels})]
const found = (...given: Parameters<typeof of>): string[] => foundBy('baton/image', of(...given))

describe('baton/image', () => {
  it('finds a label and an image that contradict each other, in any registry', () => {
    expect(found('public.ecr.aws/conductorone/baton-forge:1')).to.deep.equal(['warning at public.ecr.aws/conductorone/baton-forge:1: The label baton-app says shop, but baton-forge is the image of Forge: one of the two is wrong.'])
    expect(found('registry.acme.com/tools/baton-forge:1')).to.have.length(1)
  })

  it('judges the settings by the image, which is what runs', () => {
    expect(foundBy('baton/unknown-variable', [secret({BATON_SITE: 'x'}), deployment({container: {image: 'public.ecr.aws/conductorone/baton-forge:1'}})])).to.have.length(1)
  })

  it('finds a name that is not published, as an error where it is one slip away, and puts that right', () => {
    const wrong = 'public.ecr.aws/conductorone/baton-shopp:0.1.0'
    expect(found(wrong)).to.deep.equal([`error at ${wrong}: No connector is known whose image is baton-shopp. Did you mean baton-shop?`])
    expect(fixedLines(of(wrong))).to.deep.equal(['image: public.ecr.aws/conductorone/baton-shop:0.1.0'])
    const digest = `ghcr.io/conductorone/baton-shopp@sha256:${'a'.repeat(64)}`
    expect(found(digest)).to.have.length(1)
    expect(fixedLines(of(digest))).to.deep.equal([])
  })

  it('warns of a name that the catalog does not know, with that of the label, or none', () => {
    expect(found('public.ecr.aws/conductorone/baton-newest:1')).to.deep.equal(['warning at public.ecr.aws/conductorone/baton-newest:1: No connector is known whose image is baton-newest. Did you mean baton-shop?'])
    expect(found('public.ecr.aws/conductorone/baton-newest-thing:1', {'baton-app': 'newest-thing'})).to.deep.equal(['warning at public.ecr.aws/conductorone/baton-newest-thing:1: No connector is known whose image is baton-newest-thing. The catalog may be older than it.'])
  })

  it('is silent about the right image, mirrors, images of one\'s own, and labels that the catalog does not know', () => {
    for (const image of ['public.ecr.aws/conductorone/baton-shop:1', 'registry.acme.com/mirror/conductorone/baton-shop:1', 'registry.acme.com/shop-connector:1', 'localhost:5000/baton-shop-patched@sha256:x']) expect(found(image), image).to.deep.equal([])
    expect(found('public.ecr.aws/conductorone/baton-forge:1', {'baton-app': 'forge-emea'})).to.deep.equal([])
  })
})
