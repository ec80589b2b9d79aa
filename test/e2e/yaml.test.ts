import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {parseAllDocuments} from 'yaml'
import {serialize, serializeAll} from '../../src/core/yaml/serialize.ts'
import {readKubernetesYaml} from '../../src/core/yaml/kubernetes-reader.ts'
import {readPlainScalar} from '../../src/core/yaml/kubernetes-scalars.ts'
import {oddities} from '../support/oddities.ts'
import {awkwardText, jsonValue, yamlText} from '../support/yaml.ts'
import {scalars} from '../support/scalars.ts'

interface Answer {
  documents: unknown[]
  error?: string
}

const parts = execFileSync(process.execPath, ['scripts/real-parts.mjs', '--where'], {encoding: 'utf8'}).trim()
/** What sigs.k8s.io/yaml, the reader of kubectl, makes of each text. */
const ask = (texts: string[]): Answer[] => texts.length === 0 ? [] :
  execFileSync(join(parts, 'bin', 'yaml-reader'), {input: texts.map((text) => JSON.stringify(text)).join('\n'), encoding: 'utf8', maxBuffer: 2 ** 28})
    .trimEnd().split('\n').map((line) => JSON.parse(line) as Answer)

const table = new URL('../unit/core/yaml/scalars.json', import.meta.url)
const verdicts = new URL('../unit/core/yaml/oddities.json', import.meta.url)

describe('YAML beside the reader of kubectl', function () {
  this.timeout(60_000)

  it('reads every awkward plain scalar the same, and the recorded table says so', () => {
    const answers = ask(scalars.map((text) => `v: ${text}`))
    const recorded = Object.fromEntries(scalars.map((text, index) => {
      const {documents, error} = answers[index]!
      return [text, error ? {error: true} : {value: (documents[0] as {v: unknown}).v}]
    }))
    if (process.env.C1CTL_UPDATE) writeFileSync(table, `${JSON.stringify(recorded, null, 1)}\n`)
    expect(JSON.parse(readFileSync(table, 'utf8'))).to.deep.equal(JSON.parse(JSON.stringify(recorded)))
  })

  it('gives the recorded verdicts on odd texts', () => {
    const texts = [...new Set(Object.values(oddities).flat())]
    const recorded = Object.fromEntries(ask(texts).map(({documents, error}, index) => [texts[index]!, error === undefined ? documents.filter((one) => one !== null) : null]))
    if (process.env.C1CTL_UPDATE) writeFileSync(verdicts, `${JSON.stringify(recorded, null, 1)}\n`)
    expect(JSON.parse(readFileSync(verdicts, 'utf8'))).to.deep.equal(recorded)
  })

  it('reads random number-like scalars the same', () => {
    const texts = fc.sample(fc.string({unit: fc.constantFrom(...'0123456789_.+-eExXoObBaF:nNyYfT'), minLength: 1, maxLength: 9}), {numRuns: 20_000, seed: 7})
      .filter((text) => !/^[-:]|:$/.test(text) || /^-[^-:]/.test(text)).filter((text) => !text.endsWith(':'))
    ask(texts.map((text) => `v: ${text}`)).forEach(({documents, error}, index) => {
      const read = readPlainScalar(texts[index]!)
      if (error) expect(read.kind, texts[index]).to.equal('error')
      else {
        const value = (documents[0] as {v: unknown}).v
        expect(read.value, texts[index]).to.equal(value === 0 ? 0 : value)
      }
    })
  })

  it('gives back every value that c1ctl writes', () => {
    const values = [...fc.sample(jsonValue, {numRuns: 5000, seed: 11}), ...scalars, ...fc.sample(awkwardText, {numRuns: 5000, seed: 12}).map((text) => ({[text]: [text]}))]
    ask(values.map((value) => serialize({v: value}))).forEach(({documents, error}, index) => {
      expect(error, JSON.stringify(values[index])).to.equal(undefined)
      expect(documents, JSON.stringify(values[index])).to.deep.equal([{v: values[index]}])
    })
    expect(ask([serializeAll(values.map((value) => ({v: value})))])[0]!.documents).to.deep.equal(values.map((v) => ({v})))
  })

  it('spells keys that are numbers the same', () => {
    const keys = ['1', '0x10', '1.0', '1.10', '1e3', '1e6', '1234567.5', '0.00001', '1e-7', '123456789.123', '1e21', '-0.5', '007', '9007199254740991', '16777217.0']
    ask(keys.map((key) => `${key}: x`)).forEach(({documents}, index) => {
      expect(readKubernetesYaml(`${keys[index]}: x`, 'x').documents[0]!.value, keys[index]).to.deep.equal(documents[0])
    })
  })

  it('reads random documents the same, and refuses what it refuses', () => {
    const texts = fc.sample(yamlText, {numRuns: 20_000, seed: 13})
    let readable = 0
    ask(texts).forEach(({documents, error}, index) => {
      const {documents: own, findings} = readKubernetesYaml(texts[index]!, 'x')
      // A text without an object around it is no manifest, and block texts at the root differ; of two keys that become one text, Go keeps either.
      if ([...documents, ...own.map((document) => document.value)].some((value) => typeof value === 'string') || findings.some((finding) => finding.rule === 'yaml/duplicate-key')) return
      const refused = findings.some((finding) => finding.rule === 'yaml/syntax')
      if (refused && error === undefined) {
        // Go's reader stops after the first node of a part and never sees what follows; YAML itself does not allow it.
        expect(parseAllDocuments(texts[index]!, {logLevel: 'silent', prettyErrors: false}).some((document) => document.errors.length > 0), JSON.stringify([texts[index], findings[0]?.message])).to.equal(true)
      } else expect(refused, JSON.stringify([texts[index], error, findings[0]?.message])).to.equal(error !== undefined)
      if (refused) return
      readable += 1
      const wanted = JSON.parse(JSON.stringify(documents), (_, value: unknown) => (value === 0 ? 0 : value)) as unknown[]
      expect(own.map((document) => document.value), JSON.stringify(texts[index])).to.deep.equal(wanted.filter((value) => value !== null))
    })
    expect(readable).to.be.greaterThan(2000)
  })

  it('minds indentation inside of brackets as little', () => {
    const gap = fc.constantFrom('', ' ', ' ', '\n', '\n  ', '\n      ', ' # c\n', '\n# "c\n', '\r\n', '\n\n', '\t', ' \t', ' \t# c\n', '\n\t', '\n \t', '\r\n\t\t', '\n\t# c\n\t')
    const scalar = fc.constantFrom('a', '1', 'yes', '"q # r"', '\'s\'\'t\'', '"\t"', 'b-c', '~')
    const flow = fc.letrec<{node: string}>((tie) => ({
      node: fc.oneof(
        {depthSize: 'small', withCrossShrink: true},
        scalar,
        fc.array(fc.tuple(gap, tie('node'), gap), {maxLength: 3}).chain((items) => gap.map((end) => `[${items.map(([before, one, after]) => `${before}${one}${after}`).join(',')}${items.length > 0 ? '' : end}]`)),
        fc.array(fc.tuple(gap, gap.filter((one) => one !== ''), tie('node'), gap), {maxLength: 3}).map((items) => `{${items.map(([before, between, one, after], index) => `${before}k${index}:${between}${one}${after}`).join(',')}}`),
      ),
    })).node
    const texts = fc.sample(fc.tuple(fc.constantFrom('a: ', 'a:\n  b: ', '- ', 'a:\n- b: ', ''), flow).map(([before, text]) => `${before}${text}\n`).filter((text) => /[[{]/.test(text)), {numRuns: 4000, seed: 14})
    let taken = 0
    let late = 0
    ask(texts).forEach(({documents, error}, index) => {
      const {documents: own, findings} = readKubernetesYaml(texts[index]!, 'x')
      const refused = findings.some(({rule}) => rule === 'yaml/syntax')
      if (refused && error === undefined) {
        late += 1
        return
      }
      expect(refused, JSON.stringify([texts[index], error])).to.equal(error !== undefined)
      if (refused) return
      taken += 1
      expect(own.map((document) => document.value), JSON.stringify(texts[index])).to.deep.equal(documents.filter((one) => one !== null))
    })
    expect(taken).to.be.greaterThan(2000)
    expect(late).to.equal(0)
  })

  it('refuses tabs where it does', () => {
    const piece = fc.constantFrom('a', 'b', ': ', ':', '- ', '\n', '\n', '\n\t', '\n ', '\n  ', '\t', ' ', '"x"', "'y'", '[', ']', '{', '}', ',', '# c', '&x ')
    const texts = fc.sample(fc.array(piece, {minLength: 3, maxLength: 12}).map((pieces) => pieces.join('')).filter((text) => text.includes('\t')), {numRuns: 20_000, seed: 15})
    let [taken, refusedByBoth] = [0, 0]
    ask(texts).forEach(({documents, error}, index) => {
      const {documents: own, findings} = readKubernetesYaml(texts[index]!, 'x')
      const isRefused = findings.some(({rule}) => rule === 'yaml/syntax')
      // A text without an object around it is no manifest; of two keys that become one text, Go keeps either.
      if ([...documents, ...own.map(({value}) => value)].some((value) => typeof value !== 'object') || findings.some(({rule}) => rule === 'yaml/duplicate-key')) return
      if (error !== undefined) {
        expect(isRefused, JSON.stringify([texts[index], error])).to.equal(true)
        refusedByBoth += 1
      } else if (!isRefused) {
        expect(own.map(({value}) => value), JSON.stringify(texts[index])).to.deep.equal(documents.filter((one) => one !== null))
        taken += 1
      }
    })
    expect(taken).to.be.greaterThan(200)
    expect(refusedByBoth).to.be.greaterThan(2000)
  })

  it('takes colons and question marks between brackets for the same', () => {
    const texts: string[] = []
    for (const [open, close] of ['[]', '{}']) {
      for (const key of ['a', '"a"', '\'a\'', 'a ', '', '"a" ', '? a', '?a', ':a', '-', '-a', '- a', '? ', '[x]', '{x: y}', '*z', 'a b', 'a?b', 'https://a/?b']) {
        for (const between of [':', ': ', ' :', '::', ':?', ': ?', ':b', '']) for (const value of ['', '{}', '[]', '"b"', ',', 'b', '{},', 'b:', 'b: c', ':b', '- b', '-', '?', '?b', '#', '%']) texts.push(`- ${open}${key}${between}${value}${close}\n`)
      }
    }
    let taken = 0
    ask(texts).forEach(({documents, error}, index) => {
      const text = texts[index]!
      const {documents: own, findings} = readKubernetesYaml(text, 'x')
      const isRefused = findings.some(({rule}) => rule === 'yaml/syntax')
      expect(isRefused, JSON.stringify([text, error])).to.equal(error !== undefined)
      if (isRefused) return
      taken += 1
      expect(own.map((document) => document.value), JSON.stringify(text)).to.deep.equal(documents)
    })
    expect(taken).to.be.greaterThan(900)
  })

  /** Texts of one family, and how many of them both readers have to take at least. */
  const families: Record<string, {texts: fc.Arbitrary<string>; taken: number}> = {
    'brackets with odd plain texts': {
      texts: fc.letrec<{node: string}>((tie) => {
        const gap = fc.constantFrom('', '', '', ' ', '\n', '\n  ', '\n\t', ' # c\n', '\r\n', '\t')
        const list = (open: string, close: string, signs: string[]): fc.Arbitrary<string> => fc.array(fc.tuple(gap, fc.constantFrom(...signs), tie('node'), fc.constantFrom('', '', ':', ': ', ' :', ': k:', ': -', ':b'), gap), {maxLength: 3}).map((items) => `${open}${items.map((item) => item.join('')).join(',')}${close}`)
        return {node: fc.oneof({depthSize: 'small', withCrossShrink: true}, fc.constantFrom('a', '-', 'b:', 'c::', '-d', 'e?', '"f"', '\'g\'', 'h i', '--', 'http://x/', '?', '='), list('[', ']', ['', '', '?', '? ', '-', ':']), list('{', '}', ['', '', '?', '? ']))}
      }).node.filter((text) => /^[[{]/.test(text)).chain((text) => fc.constantFrom('a: ', 'a:\t', '- ', 'a:\n  b: ', '- a: ').map((before) => `${before}${text}\n`)),
      taken: 1000,
    },
    'texts in quotes over several lines': {
      texts: fc.tuple(
        fc.constantFrom('a: ', '- ', 'a:\n  b: ', 'a: [', 'a: {b: ', '? ', 'a: !!str ', 'a: &x ', 'k:\n  - b: ', 'a: [b, {c: '), fc.constantFrom('"', '\''),
        fc.array(fc.constantFrom('b', 'c', ' ', '\t', '\n', '\n', '\n\t', '\n ', '\n  ', '\r\n', '#', ' # c', '\\\n', '\\', '\\n', '\'\'', '\\"', '\\\'', '\\/', ': ', '- ', '...', '[', '}', ',', '\\ud83d', '\\\t'), {maxLength: 9}), fc.constantFrom('', ']', '}', ', d]', '}]', ': v'), fc.constantFrom('\n', '', ' # c\n', '#c\n', '\nz: 1\n', '\n---\nz: 1\n'),
      ).map(([before, quote, inner, close, end]) => `${before}${quote}${inner.join('')}${quote}${close}${end}`),
      taken: 1000,
    },
    'texts in blocks with odd indentation': {
      texts: fc.tuple(
        fc.constantFrom('a: ', '- ', 'a:\n  b: ', 'a:\n- ', '- - ', '- b: ', 'a: &x ', 'a: !!str '), fc.constantFrom('|', '>', '|-', '>-', '|1', '|2', '>-2', '|3', '|0', '|--', '|x'), fc.constantFrom('', '', ' ', ' # c', '#c', '\t'),
        // Blanks alone in front of the text, and at the end of a file, are read in more than one way where the file ends or a comment follows.
        fc.array(fc.tuple(fc.constantFrom('', ' ', '  ', '  ', '    ', '\t', ' \t', '  \t', '   \t'), fc.constantFrom('x', 'y', '- z', 'k: v')).map((parts) => parts.join('')), {maxLength: 5}), fc.constantFrom('\n', '\nz: 1\n', '\n- z\n', '\n---\nz: 1\n'), fc.constantFrom('\n', '\n', '\n', '\r\n'),
      ).map(([before, header, behind, lines, end, eol]) => `${before}${header}${behind}\n${lines.join('\n')}${end}`.replaceAll('\n', eol)),
      taken: 1000,
    },
    'keys and values with signs': {
      texts: fc.array(fc.tuple(fc.constantFrom('', '', '', '  ', '    '), fc.constantFrom('?', ':', '? ', ': ', '-', '- ', '', 'a: '), fc.constantFrom('', '', ' ', '\t', ' \t', '\t '), fc.constantFrom('', 'a', 'b', 'c', '"q"', '# c', '- x', 'k: v', 'k:', '[a]', '{a: b}', '&x d', '? e', ': f', '"p" r: s')), {minLength: 1, maxLength: 5}).map((lines) => `${lines.map((parts) => parts.join('')).join('\n')}\n`),
      taken: 300,
    },
    'anchors, aliases, tags and merge keys': {
      texts: fc.array(fc.tuple(fc.constantFrom('', '', '  ', '- '), fc.constantFrom('a: ', 'b: ', '<<: ', '"<<": ', '&k c: ', '*x : ', 'd:', '!!merge <<: '), fc.constantFrom('', '', '&x ', '&y ', '!!str ', '!t ', '! ', '&x !!str ', '!!int ', '!!binary ', '!!null ', '!!float ', '!!bool '), fc.constantFrom('', '1', 'v', '{p: 1}', '{<<: *x, q: 2}', '[{p: 1}, {q: 2}]', '"s"', '\n  e: 1', '\n  - 1', 'YWJj', 'null', 'yes')), {minLength: 1, maxLength: 5}).map((lines) => `a: &x {w: 1}\nb: &y [*x]\n---\n${lines.map((parts) => parts.join('')).join('\n')}\n---\nz: 1\n`),
      taken: 300,
    },
    'marks between documents': {
      texts: fc.tuple(fc.array(fc.constantFrom('---', '--- ', '---\t', '--- # c', '--- a', '---a', '----', '...', '... ', '....', '# c', '', ' ', 'a: 1', 'b: 2', '- c', 'a: |', '  t', 'a: "x', 'd"', '{a: 1}', '\ufeff', '\ufeffa: 1', '\ufeff# c'), {minLength: 1, maxLength: 7}), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean()).map(([lines, eol, ends]) => `${lines.join(eol)}${ends ? eol : ''}`),
      taken: 1000,
    },
  }
  for (const [name, {texts: family, taken: least}] of Object.entries(families)) it(`takes and refuses ${name} the same`, () => {
    const texts = [...new Set(fc.sample(family, {numRuns: 20_000, seed: 16}))]
    const late: Array<{text: string; before: string; documents: unknown[]}> = []
    let taken = 0
    ask(texts).forEach(({documents: all, error}, index) => {
      const text = texts[index]!
      const {documents: own, findings} = readKubernetesYaml(text, 'x')
      const documents = all.filter((one) => one !== null)
      // A text without an object around it is no manifest; of two keys that become one text, Go keeps either.
      if ([...documents, ...own.map(({value}) => value)].some((value) => typeof value !== 'object') || findings.some(({rule}) => rule === 'yaml/duplicate-key')) return
      const refused = findings.find(({rule}) => rule === 'yaml/syntax')
      if (refused && error === undefined) {
        const line = text.split('\n').slice(0, refused.line - 1).join('\n').length + (refused.line > 1 ? 1 : 0)
        late.push({text: JSON.stringify([text, refused]), before: text.slice(0, line + refused.column - 1), documents})
        return
      }
      expect(refused !== undefined, JSON.stringify([text, error])).to.equal(error !== undefined)
      if (refused) return
      taken += 1
      expect(own.map(({value}) => value), JSON.stringify(text)).to.deep.equal(documents)
    })
    // Go's reader stops after the first node of a part: what is refused here alone has to follow one that is complete.
    ask(late.map(({before}) => before)).forEach(({documents, error}, index) => {
      const before = documents.filter((one) => one !== null)
      expect([error, before.length > 0, before], late[index]!.text).to.deep.equal([undefined, true, late[index]!.documents.slice(0, before.length)])
    })
    expect(taken).to.be.greaterThan(least)
  })
})
