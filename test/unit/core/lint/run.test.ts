import {expect} from 'chai'
import fc from 'fast-check'
import {LintRun} from '../../../../src/core/lint/run.ts'
import {serialize} from '../../../../src/core/yaml/serialize.ts'
import {loadCatalog} from '../../../../src/services/catalog.ts'
import {anyFiles, deployment, secret} from '../../../support/lint-files.ts'

describe('a run of lint over many files', () => {
  let catalog: Awaited<ReturnType<typeof loadCatalog>>['catalog']
  before(async () => ({catalog} = await loadCatalog({})))

  it('finds the same with nothing in memory as with everything, and when it looks at what is complete before all is read', () => {
    const met = new Set<string>()
    fc.assert(fc.property(anyFiles, (files) => {
      const run = (resident: number, options: {early?: number} = {}) => {
        const texts = new Map(files.map(({name, text}) => [name, text]))
        const one = new LintRun({}, (name) => texts.get(name), {resident, ...options})
        for (const file of files) {
          one.add(file)
          if (one.isDue) one.look(catalog, new Set(Object.values(catalog).map(({image}) => image)))
        }
        const {findings, summary} = one.finish(catalog)
        return {findings: findings.map((finding) => ({...finding, fixable: resident > 0 && finding.fixable})), summary}
      }
      const whole = run(Infinity)
      for (const early of [1, 3]) expect(run(Infinity, {early}), `early sets of ${early}`).to.deep.equal(whole)
      for (const one of whole.findings) one.fixable = false
      for (const options of [{}, {early: 1}, {early: 4}]) expect(run(0, options), JSON.stringify(options)).to.deep.equal(whole)
      for (const {rule} of whole.findings) met.add(rule)
    }), {numRuns: 400})
    expect([...met]).to.include.members(['baton/selector', 'baton/flux-substitution', 'baton/name-collision', 'baton/shared-client-id'])
  })

  it('holds what is complete no longer than until it was looked at', () => {
    const texts = new Map(Array.from({length: 400}, (_, place) => [`${place}.yaml` as string, serialize(place % 2 ? deployment(`d${place}`, 'n', `s${place - 1}`, 'baton-asana:1.0.0') : secret(`s${place}`, 'n', {BATON_TOKEN: 'x', BATON_CLIENT_ID: `c${place}`, BATON_CLIENT_SECRET: 'y'}))] as const))
    const known = {catalog, images: new Set(['baton-asana'])}
    let again = 0
    const run = new LintRun({}, (name) => ((again += 1), texts.get(name)), {early: 20})
    let looks = 0
    for (const [name, text] of texts) {
      run.add({name, text})
      if (!run.isDue) continue
      looks += 1
      run.look(known.catalog, known.images)
    }
    expect(run.finish(catalog).findings).to.deep.equal([])
    expect(looks).to.equal(20)
    expect(again).to.equal(0)
  })

  it('says of a Secret that git tracks that it does, although it was looked at before that was known', () => {
    const texts = new Map([['s.yaml', serialize(secret('s', 'n', {BATON_TOKEN: 'a-real-one', BATON_CLIENT_ID: 'c', BATON_CLIENT_SECRET: 'y'}))], ['d.yaml', serialize(deployment('d', 'n', 's', 'baton-asana:1.0.0'))]])
    for (const resident of [0, Infinity]) {
      const run = new LintRun({}, (name) => texts.get(name), {early: 1, resident})
      for (const [name, text] of texts) {
        run.add({name, text})
        if (run.isDue) run.look(catalog, new Set(['baton-asana']))
      }
      const {findings} = run.finish(catalog, {around: {tracked: new Set(['s.yaml']), ignoreRules: () => undefined, images: new Set(['baton-asana'])}})
      expect(findings.map(({file, rule}) => `${file} ${rule}`)).to.deep.equal(['s.yaml baton/secret-in-git'])
    }
  })

  it('reads each file again once at most for every few hundred objects, and none that no connector needs', () => {
    const texts = new Map(Array.from({length: 2000}, (_, place) => {
      const name = `x${Math.floor(place / 2)}`
      return [`${place}.yaml` as string, serialize(place % 2 === 0 ? secret(name, 'n', {A: '1'}) : deployment(name, 'n', name, place < 1000 ? 'baton-asana' : 'nginx'))] as const
    }).map(([name, text]) => [name, text.replace('conductorone/nginx', 'library/nginx')]))
    let again = 0
    const run = new LintRun({}, (name) => ((again += 1), texts.get(name)), {resident: 0})
    for (const [name, text] of texts) run.add({name, text})
    expect(run.connectors()!({name: 'asana', image: 'baton-asana'})).to.equal(true)
    expect(run.connectors()!({name: 'okta', image: 'baton-okta'})).to.equal(false)
    // 500 Deployments and their Secrets; findings (no tag) ask for the text of their file once more.
    const {findings} = run.finish({})
    expect(findings.filter((one) => one.rule === 'baton/no-tag').length).to.equal(500)
    expect(again).to.be.at.most(1500)
  })

  it('goes on when a file is gone or another by the time it is read again', () => {
    const text = serialize(deployment('a', 'n', 'a')) + '---\n' + serialize(secret('a', 'n', {BATON_TOKEN: 'x'}))
    for (const later of [undefined, '', 'a: [', text.slice(7), `# more\n${text}`, '- 1\n'.repeat(200)]) {
      const run = new LintRun({}, () => later, {resident: 0})
      run.add({name: 'a.yaml', text})
      expect(() => run.finish({}), String(later)).not.to.throw()
    }
  })

  it('says nothing of a file that git leaves out, but knows what is in it', () => {
    const run = new LintRun({}, () => undefined)
    run.add({name: 'd.yaml', text: serialize(deployment('a', 'n', 'a'))})
    run.add({name: 's.yaml', text: serialize(secret('a', 'n', {BATON_TOKEN: '<token>'})).replace('metadata', 'metadata: {}\nmetadata'), isLeftOut: true})
    const {findings, summary} = run.finish({})
    expect(findings.map(({file, rule}) => `${file} ${rule}`)).to.deep.equal(['d.yaml baton/no-tag'])
    expect(summary).to.include({files: 1, documents: 1, ignored: 1})
  })

  it('neither crashes nor hangs on mutated manifests', () => {
    const whole = [secret('a', 'n', {BATON_TOKEN: 'x', KEY: 'one\ntwo\n'}), deployment('a', 'n', 'a'), {apiVersion: 'v1', kind: 'List', items: [deployment('b', undefined, 'a')]}].map(serialize).join('---\n')
    const piece = fc.constantFrom('\t', '\r\n', '\ufeff', ' ', '  ', '\n', '---\n', '...\n', '{{ a }}', '&a ', '*a', '<<: *a', '"', '\'', '[', ']', '{', '}', ': ', '- ', '? ', '|\n', '>-\n', '!!int ', '#', '%', '\0', '\u2028', '__proto__: ', 'null', '~', '[]', '{}', '1e999', '.inf', '-')
    const mutation = fc.tuple(fc.nat(), fc.nat(30), piece)
    const apply = (text: string, [place, length, put]: [number, number, string]): string => {
      const at = place % (text.length + 1)
      return text.slice(0, at) + put + text.slice(at + length)
    }
    fc.assert(fc.property(fc.array(mutation, {minLength: 1, maxLength: 4}), fc.constantFrom(0, Infinity), (mutations, resident) => {
      const text = mutations.reduce(apply, whole)
      const run = new LintRun({}, () => text, {resident})
      run.add({name: 'a.yaml', text})
      const lines = text.split('\n').length
      const result = run.finish({})
      for (const one of result.findings) expect(one.line >= 1 && one.line <= lines && one.column >= 1 && one.endLine >= one.line, JSON.stringify(one)).to.equal(true)
      result.secretsIn('a.yaml')
    }), {numRuns: 1500})
  })
})
