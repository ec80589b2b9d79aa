import {expect} from 'chai'
import fc from 'fast-check'
import {readFileSync} from 'node:fs'
import {firstDifference, longestDocument, mostSyntaxFindings, parsesBack, readKubernetesYaml, rereader, type Path} from '../../../../src/core/yaml/kubernetes-reader.ts'
import {serializeAll} from '../../../../src/core/yaml/serialize.ts'
import {oddities} from '../../../support/oddities.ts'
import {awkwardText, jsonValue, yamlText} from '../../../support/yaml.ts'

const read = (text: string) => readKubernetesYaml(text, 'file.yaml')
const values = (text: string): unknown[] => read(text).documents.map((document) => document.value)
const faults = (text: string): string[] => read(text).findings.map(({rule, line, column}) => `${rule} ${line}:${column}`)
/** The text that a position covers, so that an expectation can be read. */
const covered = (text: string, path: Path, part?: 'key' | 'value', document = 0): string => {
  const {line, column, endLine, endColumn} = read(text).documents[document]!.locate(path, part)
  const lines = text.split('\n').slice(line - 1, endLine)
  lines[lines.length - 1] = lines.at(-1)!.slice(0, endColumn - 1)
  lines[0] = lines[0]!.slice(column - 1)
  return `${line}:${column} ${lines.join('\n')}`
}

describe('reading YAML as Kubernetes does', () => {
  it('splits documents at --- and leaves empty ones out', () => {
    expect(values('---\na: 1\n--- # next\n---\n# nothing\n---\nb: yes\n')).to.deep.equal([{a: 1}, {b: true}])
    expect(values('')).to.deep.equal([])
    expect(values('\ufeffa: 1\r\n---\r\nb: 2\r\n')).to.deep.equal([{a: 1}, {b: 2}])
  })

  it('stops at ... as kubectl does', () => {
    expect(values('a: 1\n...\nb: 2\n---\nc: 3\n')).to.deep.equal([{a: 1}, {c: 3}])
  })

  it('reads keys as texts, whatever they look like', () => {
    expect(values('{yes: 1, 1: 2, 1.10: 3, .inf: 4, 0x10: 5, 1e6: 6}')).to.deep.equal([{true: 1, 1: 2, 1.1: 3, '.inf': 4, 16: 5, '1e+06': 6}])
    for (const key of ['~', '[a]', '{a: 1}', 'null']) expect(faults(`? ${key}\n: 1\n`), key).to.deep.equal(['yaml/syntax 1:3'])
  })

  it('follows anchors, merges maps in the order that Go does, and refuses bad aliases', () => {
    expect(values('a: &x {p: 1, q: 2}\nb: *x\nc: {q: 3, <<: *x}\nd: {<<: *x, q: 3}\ne: {<<: [{p: 9}, *x]}\n')).to.deep.equal([
      {a: {p: 1, q: 2}, b: {p: 1, q: 2}, c: {q: 2, p: 1}, d: {p: 1, q: 3}, e: {p: 9, q: 2}},
    ])
    expect(faults('a: *nowhere')).to.deep.equal(['yaml/syntax 1:4'])
    expect(faults('a: &x [*x]')).to.deep.equal(['yaml/syntax 1:8'])
    expect(faults('a: {<<: 1}')).to.deep.equal(['yaml/syntax 1:5'])
  })

  it('refuses an alias bomb at once', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [index, name] of [...'bcdefghij'].entries()) bomb.push(`${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(', ')}]`)
    expect(read(bomb.join('\n')).findings.map((finding) => finding.message)).to.deep.equal(['Aliases would blow this document up beyond all measure.'])
  })

  it('refuses a document that is nested without end, and survives it', () => {
    expect(faults('['.repeat(5000))).to.deep.equal(['yaml/syntax 1:500'])
  })

  it('reads hundreds of empty lines before ... in one way only', () => {
    // Each line that could be read in two ways would double the work: 400 of them would never end.
    expect(values(`${'\n'.repeat(400)}a: 1\n...\n`)).to.deep.equal([{a: 1}])
    expect(faults(`${'\n \n# x\n'.repeat(200)}...\n`)).to.deep.equal(['yaml/syntax 601:1'])
  })

  it('says no more than that much is wrong with a file of broken documents', () => {
    const {findings} = read('a: "x\n---\n'.repeat(5000))
    expect(findings.length).to.equal(mostSyntaxFindings + 1)
    expect(findings.at(-1)).to.include({line: 2 * mostSyntaxFindings + 2, message: 'More than 100 documents of this file cannot be read: the rest was not looked at.'})
  })

  it('does not parse a document that no server would take, and reads the next one', () => {
    const {findings, documents} = read(`a: 1\n---\nb: ${'x'.repeat(longestDocument)}\n---\nc: 1\n`)
    expect(findings.map(({line, message}) => `${line} ${message}`)).to.deep.equal(['2 The document is larger than 8 MiB: an API server takes 3 MiB at most, so it was not read.'])
    expect(documents.map(({value}) => value)).to.deep.equal([{a: 1}, {c: 1}])
  })

  it('reads one document again from its place as it was read with the others', () => {
    fc.assert(fc.property(fc.array(fc.oneof(yamlText, awkwardText), {maxLength: 4}), (texts) => {
      const text = texts.join('\n---\n')
      for (const document of read(text).documents) {
        const again = rereader(text, 'file.yaml')(document.at)!
        expect(again.value).to.deep.equal(document.value)
        expect([again.locate([]), again.at]).to.deep.equal([document.locate([]), document.at])
      }
    }), {numRuns: 500})
  })

  it('takes the last of two equal keys and reports every one but the first', () => {
    const text = 'a: 1\nb:\n  c: 1\n  "c": 2\na: 3\n'
    expect(values(text)).to.deep.equal([{a: 3, b: {c: 2}}])
    expect(faults(text)).to.deep.equal(['yaml/duplicate-key 4:3', 'yaml/duplicate-key 5:1'])
  })

  it('names the place of a fault and repeats nothing of the file', () => {
    const secret = 'hunter2'
    const broken: Record<string, string> = {
      [`a: "${secret}`]: '1:12', [`a: [${secret}\nb: 1`]: '2:1', [`a: ${secret}: b`]: '1:11', [`a: @${secret}`]: '1:4', [`\ta: ${secret}`]: '1:1', [`a: 1\n  b: ${secret}`]: '2:4', [`a: '${secret}' x`]: '1:14',
      [`x: 1\n---\na: "${secret}`]: '3:12', [`a: {{ ${secret} }}`]: '1:5', [`a: "\\q${secret}"`]: '1:6', [`a: .inf # ${secret}`]: '1:4', [`--- ${secret}`]: '1:1', [`!!int ${secret}`]: '1:7',
    }
    for (const [text, at] of Object.entries(broken)) {
      const [finding, ...more] = read(text).findings
      expect(more, text).to.deep.equal([])
      expect(`${finding!.rule} ${finding!.line}:${finding!.column}`, text).to.equal(`yaml/syntax ${at}`)
      expect(JSON.stringify(finding)).not.to.include(secret)
    }
  })

  it('reads the other documents of a file with a broken one', () => {
    expect(values('a: 1\n---\nb: "x\n---\nc: 3\n')).to.deep.equal([{a: 1}, {c: 3}])
  })

  it('keeps a key named __proto__ a key', () => {
    const [value] = values('__proto__: {polluted: yes}\n') as [object]
    expect(Object.keys(value)).to.deep.equal(['__proto__'])
    expect(({} as {polluted?: true}).polluted).to.equal(undefined)
  })

  const flows: Array<[string, unknown]> = [
    ['metadata: {\n  name: x,\n  labels: {\n    a: b\n  }\n}\nspec: [\n  1,\n  2\n]\n', {metadata: {name: 'x', labels: {a: 'b'}}, spec: [1, 2]}], ['a: [\nb]\n', {a: ['b']}], ['k:\n  a: [\n b\n]\n', {k: {a: ['b']}}], ['a:\n- b: {\n  c: d\n  }\n  e: f\n', {a: [{b: {c: 'd'}, e: 'f'}]}],
    ['a: {b: c\r\n}\r\nd: e\r\n', {a: {b: 'c'}, d: 'e'}], ['a: { # c\n  b: d # e\n  # f\n# g\n}\n', {a: {b: 'd'}}], ['a: {\n  b: "d # e", # g "\n}\n', {a: {b: 'd # e'}}], ['a: {b:\t1, "c":\t"x\ty",\td: 2\t}\n', {a: {b: 1, c: 'x\ty', d: 2}}], ['a: [\t1,\n \t2]\n', {a: [1, 2]}],
    ['a: {\n\tb: "1",\n\tc: [\n\t\t2,\n\t\t3,\n\t],\n}\nd: e\n', {a: {b: '1', c: [2, 3]}, d: 'e'}], ['- [\n\t]\n', [[]]], ['a: {\r\n\t# c\r\n\tb: c # d\r\n}\r\n', {a: {b: 'c'}}], ['{\n\ta: b\n\t}\n', {a: 'b'}],
    ['a: [b:]\n', {a: ['b:']}], ['a: [b:, c]\n', {a: ['b:', 'c']}], ['a: {b:}\n', {a: {'b:': null}}], ['a: {b:, c: d}\n', {a: {'b:': null, c: 'd'}}], ['a: [b : c, ? d:]\n', {a: [{b: 'c'}, {'d:': null}]}], ['a: {"b":{c: d}, e: "x?y", f: ":g"}\n', {a: {b: {c: 'd'}, e: 'x?y', f: ':g'}}],
  ]
  for (const [text, value] of flows) it(`takes brackets as Go does, which minds no indentation there: ${JSON.stringify(text)}`, () => {
    expect(values(text)).to.deep.equal([value])
    expect(read(text).findings).to.deep.equal([])
  })

  const refused: Array<[string, string, string]> = [
    ['a map behind a colon without a blank', 'a: {b:{c: d}}\n', '1:6 A blank is missing behind the colon'], ['a list behind one', 'a: [b:[c]]\n', '1:6 A blank is missing'], ['a question mark in an address', 'args: [--url=https://a.example.com/?b=c]\n', '1:36 Between brackets a ? begins a key'],
    ['a text that begins with a colon', 'a: [:8080]\n', '1:5 Between brackets no text begins with a colon'], ['a tab in front of a key outside of brackets', 'a: {b: c}\n\td: e\n', '2:1 A tab cannot be used'], ['a tab below a key', 'a:\n\tb: c\n', '2:1 A tab cannot be used'],
    ['a tab alone on a line', 'a: 1\n\t\nb: 2\n', '2:1 A tab cannot be used'], ['a tab alone on a line behind a text in quotes', 'a: "1"\n  \t\nb: 2\n', '2:3 A tab cannot be used'], ['a tab before a comment', 'a:\n  b: 1\n\t# c\n', '3:1 A tab cannot be used'],
    ['a tab behind a dash', 'a:\n-\tb\n', '2:2 A tab cannot be used'], ['a tab alone on a line of a block text', 'a: |\n  x\n\t\nb: 1\n', '3:1 A tab cannot be used'],
    ['a comma behind what is a comment, although a quote stands before it', 'a: {\n\tb "c # d"\n\t, e: f}\n', '2:1 A tab cannot be used'],
    ['a tab below a plain text, where a key might stand', 'a: [\n b\n\t]\n', '3:1 A tab cannot be used'],
  ]
  for (const [name, text, says] of refused) it(`refuses as Go does ${name}`, () => expect(read(text).findings.map(({line, column, message}) => `${line}:${column} ${message}`.slice(0, says.length))).to.deep.equal([says]))

  it('takes tabs where Go does: in texts, behind them, and further in than the block', () => {
    const texts: Array<[string, unknown]> = [['a:\t1\t# c\n', {a: 1}], ['a: 1\n \t# c\nb: 2\n', {a: 1, b: 2}], ['a: |\n  x\n  \ty\n  \t\n', {a: 'x\n\ty\n\t\n'}], ['a: b\n  \tc\n', {a: 'b c'}], ['a: "x\n  \ty"\n', {a: 'x y'}], ['- a\tb\n-  c\n', ['a\tb', 'c']]]
    for (const [text, value] of texts) expect([read(text).findings, values(text)], text).to.deep.equal([[], [value]])
  })

  it('leaves alone what only looks so', () => {
    for (const text of ['a: {b\n: c}\n', 'a: [b\n- c\n', 'a: {\n  b: \'d # e\n}\n', 'a: [x\ny: z\n', `a: [${'\n1,'.repeat(200)}]\n`]) expect(read(text).findings.map(({rule}) => rule), text).to.deep.equal(['yaml/syntax'])
  })

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(yamlText, awkwardText, fc.string({unit: 'binary'})), (text) => {
      for (const document of read(text).documents) document.locate(['a', 0, 'b'])
    }), {numRuns: 3000})
  })
})

describe('reading odd YAML as Go\'s reader does, which', () => {
  /** The documents that Go's reader gives, or null where it refuses. */
  const verdicts = JSON.parse(readFileSync(new URL('oddities.json', import.meta.url), 'utf8')) as Record<string, unknown[] | null>
  for (const [name, texts] of Object.entries(oddities)) it(name, () => {
    for (const text of texts) {
      const wrong = read(text).findings.filter(({rule}) => rule === 'yaml/syntax')
      expect(wrong.length > 0 ? null : values(text), JSON.stringify([text, wrong])).to.deep.equal(verdicts[text])
    }
  })

  /** Oddities that are right, each of which takes another pass over the text. */
  const right = ['a: [-]\n', 'a: [?b]\n', 'a: {b: c:}\n', 'a: "b\n\tc"\n', 'a: "b\nc"\n', 'a: {\n}\n', 'a: {\n\tb: c\n}\n', 'a:\t[b]\n', 'a: "b"#c\n', 'a: [\n"b\nc"\n]\n', 'a: [\nb\n]\n', 'a: "\\\'"\n', 'a: [b\nc]\n', 'a: [?b, ?c,\n?d]\n']
  const wrong: Array<[text: string, line: number, column: number]> = [['z: b: c\n', 0, 5], ['z: @b\n', 0, 4], ['z: {\n  b: c: d\n}\n', 1, 7], ['z: .inf\n', 0, 4], ['z: [a?b]\n', 0, 6], ['z: {b:{}}\n', 0, 6], ['z:\n\tb: c\n', 1, 1], ['z: *q\n', 0, 4], ['z: |\n  \tb\n', 1, 3], ['? z\n:\tb\n', 1, 2], ['z: "\\/"\n', 0, 5], ['z: {b\n  : c}\n', 0, 6], ['z:\n- "b" c: d\n', 1, 7], ['# \u0001\n', 0, 3]]
  for (const [text, line, column] of wrong) it(`does not hide where ${JSON.stringify(text)} is wrong`, () => {
    for (const before of right) {
      const above = before.split('\n').length
      for (const after of ['', 'y: 1\n']) expect(faults(before + text + after), before + text + after).to.deep.equal([`yaml/syntax ${above + line}:${column}`])
    }
  })

  it('blames no tab between brackets for what follows them', () => {
    expect(faults('{\n\t"a": "b",\n\t"c": "d"}e": f\n}\n')).to.deep.equal(['yaml/syntax 3:11'])
    expect(faults('a: {\n\tb: c\n\t}}\n')).to.deep.equal(['yaml/syntax 3:3'])
    expect(faults('a: {b: c}\n\td: e\n')).to.deep.equal(['yaml/syntax 2:1'])
  })

  it('has its values where they stand in the file, whatever was put between', () => {
    const text = 'a: [?b, ?c: "d\n\te",\n-, {f: g:}]#h\n"i": [?j: k]\n'
    expect(values(text)).to.deep.equal([{a: [{b: null}, {c: 'd e'}, '-', {f: 'g:'}], i: [{j: 'k'}]}])
    expect([['a', 0, 'b'], ['a', 1, 'c'], ['a', 2], ['a', 3, 'f'], ['i', 0, 'j']].map((path) => covered(text, path))).to.deep.equal(['1:6 b', '1:13 "d\n\te"', '3:1 -', '3:8 g:', '4:11 k'])
    const after = 'a: 1\n---\n\ufeffb: x\n'
    expect(read(after).documents[1]!.locate(['b'])).to.deep.equal({line: 3, column: 4, endLine: 3, endColumn: 5})
  })

  it('is not kept busy by thousands of oddities', () => {
    for (const text of [`a: [${'?b,'.repeat(20_000)}]\n`, `a: [${'??b,'.repeat(20_000)}]\n`, `a: [${'?'.repeat(20_000)}]\n`, `a: [${'-,'.repeat(20_000)}]\n`, `a: "${'b\n'.repeat(50_000)}"\n`, `a: {\n${'"b\n",\n'.repeat(20_000)}\n}\n`]) read(text)
  }).timeout(5000)
})

describe('places in YAML', () => {
  const text = `apiVersion: v1
kind: Secret
---
metadata:
  labels: &labels
    baton: true   # a comment
    "quoted key": 'x y'
  flow: {a: [1, two], b: }
spec:
  - name: first
    script: |
      line one
      line two

  - *labels
  - <<: *labels
    extra:
`
  const cases: Array<[Path, 'key' | 'value', string]> = [
    [['metadata', 'labels', 'baton'], 'value', '6:12 true'],
    [['metadata', 'labels', 'baton'], 'key', '6:5 baton'],
    [['metadata', 'labels', 'quoted key'], 'key', '7:5 "quoted key"'],
    [['metadata', 'labels', 'quoted key'], 'value', '7:19 \'x y\''],
    [['metadata', 'flow', 'a', 1], 'value', '8:17 two'],
    [['spec', 0, 'name'], 'value', '10:11 first'],
    [['spec', 0, 'script'], 'value', '12:7 line one\n      line two'],
    [['spec', 1], 'value', '15:5 *labels'],
    [['spec', 1, 'baton'], 'value', '6:12 true'],
    [['spec', 2, 'baton'], 'value', '6:12 true'],
    [['spec', 2, 'extra'], 'value', '17:5 extra'],
    [['metadata', 'flow', 'b'], 'value', '8:23 b'],
    [['spec', 0, 'missing', 'deeper'], 'value', '10:5 name: first\n    script: |\n      line one\n      line two'],
    [['metadata', 'missing'], 'value', '4:1 metadata'],
  ]
  for (const [path, part, expected] of cases) {
    it(`are exact for the ${part} ${path.join('.')}`, () => {
      expect(covered(text, path, part, 1)).to.equal(expected)
    })
  }
})

describe('reading back what was rendered', () => {
  it('agrees with what was meant for any values', () => {
    fc.assert(fc.property(fc.array(fc.dictionary(awkwardText, jsonValue, {noNullPrototype: true}), {minLength: 1, maxLength: 3}), (objects) => {
      expect(parsesBack(serializeAll(objects), objects)).to.equal(true)
    }), {numRuns: 300})
  })

  it('sees every difference', () => {
    expect(parsesBack('a: "yes"\n', [{a: 'yes'}])).to.equal(true)
    expect(parsesBack('a: yes\n', [{a: 'yes'}])).to.equal(false)
    expect(parsesBack('a: x\n---\nb: y\n', [{a: 'x'}])).to.equal(false)
    expect(parsesBack('a: "x\n', [{a: 'x'}])).to.equal(false)
    expect(firstDifference({a: [{b: 1}, {c: 2}]}, {a: [{b: 1}, {c: 3}]})).to.deep.equal(['a', 1, 'c'])
    expect(firstDifference({a: undefined}, {})).to.equal(undefined)
    expect(firstDifference([], {})).to.deep.equal([])
  })
})

describe('a document that was read', () => {
  const text = '\ufeffa: 1\r\n---\r\nb: {c: &x true, d: [*x, "e"]}\r\n<<: {f: 2}\r\n'
  const document = readKubernetesYaml(text, 'f').documents[1]!
  const at = (...path: Array<string | number>): string | undefined => {
    const place = document.place(path)
    return place && text.slice(...place)
  }

  it('says exactly where a value or a key stands, and nothing of what is not there', () => {
    expect([at('b', 'c'), at('b', 'd', 0), at('b', 'd', 1), at('f'), at('g'), at('b', 'd', 2)]).to.deep.equal(['true', '*x', '"e"', '2', undefined, undefined])
    expect(text.slice(...document.place(['b', 'd'], 'key')!)).to.equal('d')
  })

  it('says what it would hold after an edit, wherever an anchor carries it', () => {
    const [from, to] = document.place(['b', 'c'])!
    expect(document.edited([{from, to, text: '"true"'}])).to.deep.equal({value: {b: {c: 'true', d: ['true', 'e']}, f: 2}})
  })

  it('is not edited into what Kubernetes would refuse, nor into a key that stands twice', () => {
    const [from, to] = document.place(['b', 'c'])!
    expect(document.edited([{from, to, text: '"true'}])).to.equal(undefined)
    const key = document.place(['b', 'd'], 'key')!
    expect(document.edited([{from: key[0], to: key[1], text: 'c'}])).to.equal(undefined)
  })
})
