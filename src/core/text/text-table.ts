import {growth, Numbers} from '../values/numbers.ts'

const noNumber = -1
const mostUnseeded = 1000

/**
 * Numbers for texts: equal ones have the same, and the first has 0. A hundred thousand texts take their own bytes (as UTF-8) and some 20 more each, outside of
 * V8's heap; a Map of strings takes a hundred more, and the collector has to look at all of them.
 */
export class TextTable {
  #bytes = Buffer.allocUnsafeSlow(1 << 10)
  /** Where each text ends; the next begins there. */
  readonly #ends = new Numbers()
  /** Numbers plus one, each at the place that its hash says or behind it; zero where there is none. As many as a power of two, and never more than two thirds full. */
  #slots = new Int32Array(128)
  /** Of a long table it is a secret, or somebody could choose texts that all meet, so that each look-up would be a search through all. */
  #seed = 0

  /** How many different texts there are. */
  get size(): number {
    return this.#ends.size
  }

  /** The number of a text, which is taken up when it is new: its number is then what `size` was before. A lone surrogate is the same as U+FFFD. */
  add(text: string): number {
    const start = this.#end
    const end = start + this.#write(text)
    const slot = this.#slot(start, end)
    const known = this.#slots[slot]! - 1
    if (known !== noNumber) return known
    this.#slots[slot] = this.#ends.push(end)
    if (this.size * 3 > this.#slots.length * 2) this.#rehash()
    return this.size - 1
  }

  /** @returns the number of a text; undefined when it was not added */
  find(text: string): number | undefined {
    const start = this.#end
    const known = this.#slots[this.#slot(start, start + this.#write(text))]! - 1
    return known === noNumber ? undefined : known
  }

  has(text: string): boolean {
    return this.find(text) !== undefined
  }

  /** The text of a number below `size`. */
  at(number: number): string {
    return this.#bytes.toString('utf8', this.#start(number), this.#ends.at(number))
  }

  #start(number: number): number {
    return number === 0 ? 0 : this.#ends.at(number - 1)
  }

  /** Where the next text is to stand. */
  get #end(): number {
    return this.#start(this.size)
  }

  /** Puts a text behind the others. @returns its length in bytes */
  #write(text: string): number {
    const start = this.#end
    const needed = start + text.length * 3
    if (needed > this.#bytes.length) {
      const more = Buffer.allocUnsafeSlow(Math.max(needed, Math.ceil(this.#bytes.length * growth)))
      this.#bytes.copy(more, 0, 0, start)
      this.#bytes = more
    }
    const bytes = this.#bytes
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code > 0x7f) return bytes.write(text, start)
      bytes[start + at] = code
    }
    return text.length
  }

  #hash(start: number, end: number): number {
    const bytes = this.#bytes
    let hash = this.#seed
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    // Every bit is to count in the lowest ones.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    return (hash ^ (hash >>> 13)) >>> 0
  }

  /** The slot of the text that stands there, or the free one where its number is to be. */
  #slot(start: number, end: number): number {
    const last = this.#slots.length - 1
    for (let slot = this.#hash(start, end) & last; ; slot = (slot + 1) & last) {
      const number = this.#slots[slot]! - 1
      if (number === noNumber || this.#isAt(number, start, end)) return slot
    }
  }

  /** Looks at the end first, where names of one kind differ. */
  #isAt(number: number, start: number, end: number): boolean {
    const [from, bytes] = [this.#start(number), this.#bytes]
    if (this.#ends.at(number) - from !== end - start) return false
    for (let at = end - start - 1; at >= 0; at -= 1) if (bytes[from + at] !== bytes[start + at]) return false
    return true
  }

  #rehash(): void {
    if (this.#seed === 0 && this.size > mostUnseeded) {
      // Most runs have no long table, and loading this takes time.
      this.#seed = crypto.getRandomValues(new Uint32Array(1))[0]! | 1
    }
    this.#slots = new Int32Array(this.#slots.length * 2)
    const last = this.#slots.length - 1
    for (let number = 0; number < this.size; number += 1) {
      let slot = this.#hash(this.#start(number), this.#ends.at(number)) & last
      while (this.#slots[slot] !== 0) slot = (slot + 1) & last
      this.#slots[slot] = number + 1
    }
  }
}
