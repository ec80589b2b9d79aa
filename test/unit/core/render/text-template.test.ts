import {expect} from 'chai'
import {textTemplate} from '../../../../src/core/render/text-template.ts'

const quoted = (text: string): string => JSON.stringify(text)

describe('a text template', () => {
  it('writes every value through the encoder that it names', () => {
    const fill = textTemplate('a = {{quoted a}}\n{{#each list}}\n- {{quoted this}}\n{{/each}}\n', {quoted})
    expect(fill({a: '<"&', list: ['x', '{{y}}']})).to.equal('a = "<\\"&"\n- "x"\n- "{{y}}"\n')
  })

  it('refuses an insertion that goes through none, also inside a block', () => {
    for (const source of ['{{a}}', '{{{a}}}', '{{#if a}}\n{{a}}\n{{/if}}', '{{quoted}}', '{{lookup a b}}']) expect(() => textTemplate(source, {quoted}), source).to.throw('goes through no encoder')
  })

  it('refuses data that lacks a name', () => {
    expect(() => textTemplate('{{quoted a}}', {quoted})({})).to.throw('the data lacks')
    expect(() => textTemplate('{{#each a.b}}{{quoted this}}{{/each}}', {quoted})({})).to.throw()
  })
})
