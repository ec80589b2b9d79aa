import {expect} from 'chai'
import fc from 'fast-check'
import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {TextTable} from '../../../../src/core/text/text-table.ts'

describe('a table of texts', () => {
  it('gives equal texts one number and every other text the next, as a Map would', () => {
    const anyText = fc.oneof(fc.string({unit: 'grapheme', maxLength: 12}), fc.constantFrom('', 'a', 'ab', 'b', '__proto__', 'ä', '\u{1f600}'), fc.string({minLength: 200, maxLength: 3000}), fc.integer({min: 20_000, max: 90_000}).map((length) => 'x'.repeat(length)))
    fc.assert(fc.property(fc.array(anyText, {maxLength: 300}), anyText, (texts, other) => {
      const table = new TextTable()
      const numbers = new Map<string, number>()
      for (const text of texts) {
        expect(table.find(text)).to.equal(numbers.get(text))
        if (!numbers.has(text)) numbers.set(text, numbers.size)
        expect(table.add(text)).to.equal(numbers.get(text))
        expect(table.size).to.equal(numbers.size)
      }
      for (const [text, number] of numbers) {
        expect(table.at(number)).to.equal(text)
        expect(table.has(text)).to.equal(true)
      }
      expect(table.find(other)).to.equal(numbers.get(other))
    }), {numRuns: 200})
  })

  it('takes a hundred thousand texts in a few bytes beside their own', () => {
    const table = new TextTable()
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    collect()
    const before = process.memoryUsage()
    for (let count = 0; count < 100_000; count += 1) expect(table.add(`baton-asana-${count}-secrets`)).to.equal(count)
    collect()
    const {arrayBuffers, heapUsed} = process.memoryUsage()
    expect(table.at(99_999)).to.equal('baton-asana-99999-secrets')
    // 24 of its own, and whatever the buffers have to spare.
    expect((arrayBuffers - before.arrayBuffers) / 100_000).to.be.below(100)
    expect((heapUsed - before.heapUsed) / 100_000).to.be.below(5)
  })

  it('knows each of many long texts that differ in little', () => {
    const table = new TextTable()
    const texts = Array.from({length: 20_000}, (_, count) => 'a'.repeat(count % 200) + String(count))
    for (const text of texts) table.add(text)
    expect(texts.every((text, number) => table.find(text) === number && table.at(number) === text)).to.equal(true)
    expect(table.find('aaa')).to.equal(undefined)
  })
})
