import {expect} from 'chai'
import fc from 'fast-check'
import {setEntry} from '../../../../../src/core/catalog/import/edit-file.ts'
import {readCatalogSource} from '../../../../../src/core/catalog/parse.ts'

const file = `# ours
first:   {title:   First}   # one line

# about acme
acme:
  # the title
  title: "Acme"
  fields:
    # first field
    port: {title: Port, default: 007}   # odd
    name:
      title: 'Name' # quoted

# about the last
last:
  title: Last
`

describe('setting an entry of connectors.yaml', () => {
  it('begins a new file with the line by which editors find its schema', () =>
    expect(setEntry(null, 'acme', {title: 'Acme'})).to.match(/^# yaml-language-server: \$schema=https:\/\/.+\n# .+\nacme:\n {2}title: Acme\n$/))

  it('adds an entry at the end and touches nothing', () => expect(setEntry(file, 'new', {title: 'New'})).to.equal(`${file}\nnew:\n  title: New\n`))

  it('changes one value and leaves every other letter, comments and quotes as they were', () => {
    const edited = setEntry(file, 'acme', {title: 'Acme', fields: {port: {title: 'Port', default: '007', required: true}, name: {title: 'Name'}}})
    expect(edited).to.equal(file.replace('{title: Port, default: 007}   # odd', '{title: Port, default: 007, required: true} # odd'))
  })

  it('removes and adds parts', () => {
    const edited = setEntry(file, 'acme', {title: 'Acme', fields: {name: {title: 'Name', rules: {in: ['true', 'x']}}}})
    expect(edited).to.include('      title: \'Name\' # quoted\n      rules:\n        in:\n          - "true"\n          - x\n\n# about the last\n').and.not.to.include('Port')
  })

  for (const [says, text] of [['a file in braces', '{acme: {title: Old}, other: {title: O}}\n'], ['an empty file in braces', '{}\n'], ['an empty file', ''], ['a quoted name', '"acme":\n  title: Old\n'], ['an anchor of another entry', 'other: {title: O, fields: &f {k: {title: K}}}\nacme: {title: Old, fields: *f}\n'], ['no line break at the end', 'acme: {title: Old}'], ['line breaks of Windows', 'acme:\r\n  title: Old\r\nother:\r\n  title: O\r\n']] as const)
    it(`masters ${says}`, () => {
      const before = readCatalogSource(text, '').entries
      const wanted = {title: 'New', fields: {k: {title: 'K', secret: true}}}
      expect(readCatalogSource(setEntry(text, 'acme', wanted), '').entries).to.deep.equal({...before, acme: wanted})
    })

  const texts = fc.oneof(fc.string(), fc.constantFrom('007', 'true', 'null', '~', '', '1.10', 'a: b', '# x', '- y', '*a', '&b', '{', '"', "'", 'é\n\nz'))
  const entry = fc.record({title: texts, notes: fc.array(texts, {maxLength: 3}), fields: fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.record({title: texts, help: texts}, {requiredKeys: ['title']}), {maxKeys: 3, noNullPrototype: true})}, {requiredKeys: ['title']})
  it('says what was meant, whatever stood there and whatever comes', () =>
    fc.assert(
      fc.property(entry, entry, entry, (one, other, next) => {
        const text = setEntry(setEntry(null, 'one', one), 'two', other)
        const edited = setEntry(text, 'one', next)
        const plain = (tree: unknown): unknown => JSON.parse(JSON.stringify(tree, (_, value: unknown) => (typeof value === 'boolean' || typeof value === 'number' ? String(value) : value)))
        expect(plain(readCatalogSource(edited, '').entries)).to.deep.equal(plain({one: next, two: other}))
      }),
      {numRuns: 300},
    ))
})
