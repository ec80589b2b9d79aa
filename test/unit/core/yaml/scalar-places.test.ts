import {expect} from 'chai'
import fc from 'fast-check'
import {EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException, type ScalarEvent} from 'js-yaml'
import {Document, Scalar} from 'yaml'
import {scalarOffsets} from '../../../../src/core/yaml/scalar-places.ts'
import {awkwardText, yamlText} from '../../../support/yaml.ts'

/** Scalars of a text with what they hold. */
function scalarsOf(source: string): Array<{event: ScalarEvent; value: string}> {
  try {
    return parseEvents(source, {}).filter((event) => event.type === EVENT_ID.SCALAR).filter((event) => event.valueStart >= 0).map((event) => ({event, value: getScalarValue(source, event)}))
  } catch (error) {
    if (error instanceof YAMLException) return []
    throw error
  }
}

const escapes: Record<string, string> = {n: '\n', t: '\t', r: '\r', '0': '\0', a: '\x07', b: '\b', v: '\v', f: '\f', e: '\x1b', ' ': ' ', '"': '"', '/': '/', '\\': '\\', '\t': '\t', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029'}
/** What stands at an offset, read by itself: of an escape what it means, else the letter. */
function letterAt(source: string, at: number, style: ScalarEvent['style']): string {
  if (style !== SCALAR_STYLE.DOUBLE_QUOTED || source[at] !== '\\') return source[at]!
  const digits = {x: 2, u: 4, U: 8}[source[at + 1]!]
  return digits ? String.fromCodePoint(Number.parseInt(source.slice(at + 2, at + 2 + digits), 16)) : escapes[source[at + 1]!]!
}

/** Holds each unit of each scalar against what stands at its offset. */
function checkAll(source: string): number {
  let units = 0
  for (const {event, value} of scalarsOf(source)) {
    const offsets = scalarOffsets(source, event, value)
    expect(offsets, JSON.stringify([source, value])).to.have.lengthOf(value.length)
    for (const [index, at] of offsets!.entries()) {
      expect(at, source).to.be.within(event.valueStart, event.valueEnd)
      if (index > 0) expect(at, source).to.be.at.least(offsets![index - 1]!)
      units += 1
      const found = at < source.length ? letterAt(source, at, event.style) : '\n'
      // A blank or a line feed may stand for a line's end.
      if (value[index] !== ' ' && value[index] !== '\n') expect(found.includes(value[index]!), JSON.stringify([source, value, index, at])).to.equal(true)
      else expect(/[\s]/.test(found) || event.style > SCALAR_STYLE.DOUBLE_QUOTED, JSON.stringify([source, value, index, at])).to.equal(true)
    }
  }
  return units
}

describe('places in a scalar', () => {
  const cases: Array<[string, string, string, string]> = [
    ['a plain text', 'a: one two\n', 'two', '7 two'],
    ['a plain text on several lines', 'a: one\n   two\n\n   three\n', 'three', '18 three'],
    ['single quotes', 'a: \'it\'\'s so\'\n', 'so', '10 so'],
    ['double quotes with escapes', 'a: "\\u00e9\\tx\\U0001f600 y"\n', 'y', '24 y'],
    ['double quotes on several lines', 'a: "one  \\\n  two\n  three"\n', 'three', '19 three'],
    ['a literal block', 'a: |\n  one\n\n    two\n', 'two', '16 two'],
    ['a literal block with an indentation indicator', 'a: |1-\n   one\n  two\n', 'two', '16 two'],
    ['a literal block with carriage returns', 'a: |\r\n  one\r\n  two\r\n', 'two', '15 two'],
    ['a folded block', 'a: >\n  one\n  two\n\n  three\n', 'three', '20 three'],
    ['a folded block with deeper lines', 'a: >-\n  one\n    two\n   three\n  four\n', 'four', '31 four'],
  ]
  for (const [name, source, part, expected] of cases) {
    it(`are known for ${name}`, () => {
      checkAll(source)
      const {event, value} = scalarsOf(source)[1]!
      const from = value.indexOf(part)
      const offsets = scalarOffsets(source, event, value)!
      expect(`${offsets[from]} ${source.slice(offsets[from], offsets[from + part.length - 1]! + 1)}`).to.equal(expected)
    })
  }

  it('are those of the letters that stand there, in whatever style a text is written', () => {
    let units = 0
    fc.assert(fc.property(awkwardText, fc.constantFrom('BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'PLAIN'), fc.integer({min: 0, max: 30}), fc.boolean(), (text, style, lineWidth, carriage) => {
      const scalar = new Scalar(text)
      scalar.type = style as Scalar.Type
      const source = new Document({a: {b: scalar}, c: [scalar.value]}).toString({lineWidth})
      units += checkAll(carriage ? source.replaceAll('\n', '\r\n') : source)
    }), {numRuns: 1000, seed: 3})
    expect(units).to.be.greaterThan(7000)
  })

  it('are found in any text that is YAML', () => {
    fc.assert(fc.property(yamlText, (text) => void checkAll(text)), {numRuns: 3000, seed: 4})
  })
})
