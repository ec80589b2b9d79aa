import {expect} from 'chai'
import fc from 'fast-check'
import {Parser, type CST} from 'yaml'
import {readSuppressions} from '../../../../../src/core/lint/selection/in-source.ts'

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
/** What a file says: each suppression as `by rules -> lines: reason`, and each fault as `line:column message`. */
function said(text: string): string[] {
  const {suppressions, faults} = readSuppressions('f.yaml', text)
  return [
    ...suppressions.map(({by, rules, reason, from, to}) => `${by} ${rules.map(({pattern, at}) => `${pattern}@${at.line}:${at.column}-${at.endColumn}`).join(' ')} -> ${from.join(':')}..${to.join(':')}: ${reason}`),
    ...faults.map(({line, column, endColumn, rule, severity, message}) => `${rule} ${severity} ${line}:${column}-${endColumn} ${message}`),
  ]
}
const ofLine = (line: string): string[] => said(`${head}${line}\n`)

describe('suppressions in a manifest, as comments', () => {
  const table: Array<[what: string, line: string, expected: string[]]> = [
    ['hold for their own line', 'data: {} # c1ctl-ignore kubernetes/type: because', ['comment kubernetes/type@4:25-40 -> 4:1..5:1: because']],
    ['standing alone hold for the line below', '# c1ctl-ignore kubernetes/type: because\ndata: {}', ['comment kubernetes/type@4:16-31 -> 5:1..6:1: because']],
    ['may stand above one another and other comments', '# c1ctl-ignore kubernetes/type: one\n  # c1ctl-ignore baton/*: two\n# else\ndata: {}', ['comment kubernetes/type@4:16-31 -> 7:1..8:1: one', 'comment baton/*@5:18-25 -> 7:1..8:1: two']],
    ['take several rules, with commas or blanks between', 'data: {} # c1ctl-ignore kubernetes/type, baton/no-tag yaml/*: a: b', ['comment kubernetes/type@4:25-40 baton/no-tag@4:42-54 yaml/*@4:55-61 -> 4:1..5:1: a: b']],
    ['may follow another comment, and have any number of signs before them', 'data: {} # NOTE ##c1ctl-ignore baton/value: r', ['comment baton/value@4:32-43 -> 4:1..5:1: r']],
    ['end where a line does that ends with a carriage return', 'data: {} # c1ctl-ignore baton/value: r\r', ['comment baton/value@4:25-36 -> 4:1..5:1: r']],
    ['stand behind what begins a block, but not in it', 'data:\n  a: | # c1ctl-ignore baton/value: r\n    # c1ctl-ignore baton/value: r\n  b: x', ['comment baton/value@5:23-34 -> 5:1..6:1: r']],
    ['are none in quotes', `data:\n  a: "x # c1ctl-ignore baton/value: r"\n  b: 'x\n    # c1ctl-ignore baton/value: r'\n  "c # c1ctl-ignore baton/value: r": x`, []],
    ['are none behind a letter or a blank that is none to YAML', 'data:\n  a: x# c1ctl-ignore baton/value: r\n  b: x\u00a0# c1ctl-ignore baton/value: r\n  c: x\u3000# c1ctl-ignore baton/value: r', []],
    ['are none with another word', 'data: {} # c1ctl-ignored baton/value: r\n# c1ctl-ignore-all baton/value: r\n# see c1ctl-ignore baton/value: r', []],
    ['without a reason suppress nothing', 'data: {} # c1ctl-ignore baton/value', ['baton/suppression warning 4:10-36 The suppression has no reason, so it suppresses nothing: write `# c1ctl-ignore RULE: reason`.']],
    ['with signs for a reason suppress nothing', 'data: {} # c1ctl-ignore baton/value: --', ['baton/suppression warning 4:10-40 The suppression has no reason, so it suppresses nothing: write `# c1ctl-ignore RULE: reason`.']],
    ['without a rule suppress nothing', 'data: {} # c1ctl-ignore: because', ['baton/suppression warning 4:10-33 The suppression names no rule, so it suppresses nothing: write `# c1ctl-ignore RULE: reason`.']],
    ['of an unknown rule name the nearest, and hold for the others', 'data: {} # c1ctl-ignore baton/valu, baton/no-tag: r', ['comment baton/no-tag@4:37-49 -> 4:1..5:1: r', 'baton/suppression warning 4:25-35 There is no rule baton/valu, so nothing is suppressed by that name: did you mean baton/value?']],
    ['do not repeat what is no rule\'s name', 'data: {} # c1ctl-ignore s3cr€t: r', ['baton/suppression warning 4:25-31 There is no rule of that name, so nothing is suppressed by that name.']],
    ['cannot hide what keeps a file from being read', 'data: {} # c1ctl-ignore yaml/syntax: r', ['baton/suppression warning 4:25-36 yaml/syntax cannot be suppressed: nothing is known of what a file holds that cannot be read.']],
    ['cannot hide what is said of suppressions', 'data: {} # c1ctl-ignore baton/suppression: r', ['baton/suppression warning 4:25-42 baton/suppression cannot be suppressed in a manifest: repair the suppression, or set the severity of the rule under lint.rules in c1ctl.yaml.']],
  ]
  for (const [what, line, expected] of table) it(what, () => expect(ofLine(line)).to.deep.equal(expected))

  it('are found behind a byte order mark, before and between documents', () => {
    expect(said(`\ufeff# c1ctl-ignore baton/value: r\n${head}`)).to.deep.equal(['comment baton/value@1:17-28 -> 2:1..3:1: r'])
    expect(said(`# c1ctl-ignore baton/value: r\n---\n${head}--- # c1ctl-ignore baton/value: s\n${head}`)).to.deep.equal(['comment baton/value@1:16-27 -> 2:1..3:1: r', 'comment baton/value@6:20-31 -> 6:1..7:1: s'])
  })

  it('say nothing in files without Kubernetes objects, in other documents, and beside what cannot be read', () => {
    const comment = '# c1ctl-ignore baton/valu\n'
    expect(said(`${comment}a: 1\n`)).to.deep.equal([])
    expect(said(`${head}---\n${comment}a: 1\n`)).to.deep.equal([])
    expect(said(`${head}---\n${comment}a: [\n`)).to.deep.equal([])
    expect(said(`${head}---\n${comment}${head}`)).to.have.length(1)
  })

  it('are what another parser calls comments, whatever stands around them', () => {
    const word = '# c1ctl-ignore baton/value: r'
    const piece = fc.constantFrom('a', 'b ', ' ', '#', ' #', word, ` ${word}`, '"', '\'', '\n', '\n ', '\n  ', '\n    ', 'k: ', '|\n', '>-\n', '- ', '[', ']', '{', '}', ',', '&x ', '!!str ', '*x', '\r\n', '\t', '\u00a0', '...\n', '---\n')
    let found = 0
    fc.assert(
      fc.property(fc.array(piece, {minLength: 2, maxLength: 14}), (pieces) => {
        const text = `${head}data:\n  x: y\n  z:${pieces.join('')}\n`
        const {suppressions} = readSuppressions('f.yaml', text)
        found += suppressions.length
        const comments = new Set(commentLines(text))
        for (const one of suppressions) expect(comments.has(one.rules[0]!.at.line), JSON.stringify(text)).to.equal(true)
      }),
      {numRuns: 3000},
    )
    expect(found).to.be.above(100)
  })

  it('are all found that another parser calls comments, in files without anything unusual', () => {
    const value = fc.constantFrom('x', '"x # c1ctl-ignore baton/value: r"', '\'x\n      # c1ctl-ignore baton/value: r\'', '|\n      # c1ctl-ignore baton/value: r\n      y', '>-\n      x # c1ctl-ignore baton/value: r\n\n      y', '[a, "b # c1ctl-ignore baton/value: r"]', 'x# c1ctl-ignore baton/value')
    const entry = fc.tuple(value, fc.boolean(), fc.boolean()).map(([text, above, behind]) => `${above ? '  # c1ctl-ignore baton/value: r\n' : ''}  KEY: ${behind ? text.replace(/^[^\n]*/, (first) => (/^(?:'x|\|)$|^>-$/.test(first) ? first : `${first} # c1ctl-ignore baton/value: r`)) : text}\n`)
    fc.assert(
      fc.property(fc.array(entry, {minLength: 1, maxLength: 8}), (entries) => {
        const text = `${head}data:\n${entries.map((one, place) => one.replace('KEY', `k${place}`)).join('')}`
        expect(readSuppressions('f.yaml', text).suppressions.map((one) => one.rules[0]!.at.line)).to.deep.equal(commentLines(text))
      }),
      {numRuns: 500},
    )
  })

  it('are read in a time that grows with their number and no faster: else this would take many minutes', () => {
    const lines = 40_000
    for (const text of [`${head}${'# c1ctl-ignore baton/value: r\n'.repeat(lines)}data: {}\n`, `${head}data:\n${Array.from({length: lines}, (_, place) => `  k${place}: "x" # c1ctl-ignore baton/value: r\n`).join('')}`]) expect(readSuppressions('f.yaml', text).suppressions).to.have.length(lines)
  })
})

/** The lines on which the npm package yaml sees a comment with the word in it. */
function commentLines(text: string): number[] {
  const offsets: number[] = []
  const visit = (token: unknown): void => {
    if (Array.isArray(token)) return token.forEach(visit)
    if (typeof token !== 'object' || token === null) return
    const {type, source, offset} = token as CST.SourceToken
    if (type === 'comment' && source.includes('c1ctl-ignore')) offsets.push(offset)
    Object.values(token).forEach(visit)
  }
  for (const token of new Parser().parse(text)) visit(token)
  return [...new Set(offsets)].sort((one, other) => one - other).map((offset) => text.slice(0, offset).split('\n').length)
}

describe('suppressions in a manifest, as an annotation', () => {
  const annotated = (value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    c1ctl/ignore: ${value}\ndata: {}\n`

  it('hold for their document, a line each', () =>
    expect(said(`${head}---\n${annotated('|\n      baton/no-tag: one\n\n      kubernetes/*, baton/value: two')}---\n${head}`)).to.deep.equal([
      'annotation baton/no-tag@11:7-19 -> 4:1..16:1: one', 'annotation kubernetes/*@13:7-19 baton/value@13:21-32 -> 4:1..16:1: two',
    ]))

  it('stand in one line too, and have one place then', () =>
    expect(said(annotated('"baton/no-tag: one"'))).to.deep.equal(['annotation baton/no-tag@6:19-38 -> 1:1..9:1: one']))

  it('hold for their item alone in a List, and for the template of pods that they stand at', () => {
    expect(said('apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a, annotations: {c1ctl/ignore: "baton/value: r"}}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b}\n')).to.deep.equal(['annotation baton/value@6:51-67 -> 4:3..6:70: r'])
    expect(said('apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        metadata:\n          annotations: {c1ctl/ignore: "baton/value: r"}\n        spec: {}\n')).to.deep.equal(['annotation baton/value@9:39-55 -> 8:9..10:18: r'])
  })

  it('say what is wrong with them at their line', () => {
    expect(said(annotated('|\n      baton/no-tg: one\n      baton/value\n      : r'))).to.deep.equal([
      'baton/suppression warning 7:7-18 There is no rule baton/no-tg, so nothing is suppressed by that name: did you mean baton/no-tag?',
      'baton/suppression warning 8:7-18 The suppression has no reason, so it suppresses nothing: write `RULE: reason`.',
      'baton/suppression warning 9:7-10 The suppression names no rule, so it suppresses nothing: write `RULE: reason`.',
    ])
    expect(said(annotated('""'))).to.deep.equal(['baton/suppression warning 6:19-21 The annotation c1ctl/ignore is empty: it takes lines such as `baton/no-tag: why`.'])
  })

  it('are none where they are no text, which a server refuses, and none in what is no object', () => {
    expect(said(annotated('1'))).to.deep.equal([])
    expect(said('podAnnotations:\n  c1ctl/ignore: "baton/valu: r"\nmetadata: {annotations: {c1ctl/ignore: x}}\n')).to.deep.equal([])
  })
})
