import {Numbers} from '../values/numbers.ts'

const noNumber = -1
const mostUnseeded = 1000
const pageBits = 16
const pageSize = 1 << pageBits
/** Behind each text: no byte of UTF-8. */
const end = 0xff

/**
 * Numbers for texts: equal ones have the same, and the first has 0. A hundred thousand texts take their own bytes (as UTF-8) and some 15 more each, outside of
 * V8's heap; a Map of strings takes a hundred more, and the collector has to look at all of them.
 */
export class TextTable {
  /** Each text begins in the first `pageSize` bytes of a page and ends on it; a page is larger than that for a long one. */
  readonly #pages: Buffer[] = []
  /** Where the next one is to stand on the last page. */
  #offset = 0
  /** The page and the offset of each. */
  readonly #places = new Numbers()
  /** Numbers plus one, each at the place that its hash says or behind it; zero where there is none. As many as a power of two, and never more than two thirds full. */
  #slots = new Int32Array(128)
  /** Of a long table it is a secret, or somebody could choose texts that all meet, so that each look-up would be a search through all. */
  #seed = 0
  /** Of the text that was written last. */
  #hash = 0

  /** How many different texts there are. */
  get size(): number {
    return this.#places.size
  }

  /** The number of a text, which is taken up when it is new: its number is then what `size` was before. A lone surrogate is the same as U+FFFD. */
  add(text: string): number {
    const length = this.#write(text)
    const slot = this.#slot()
    const known = this.#slots[slot]! - 1
    if (known !== noNumber) return known
    this.#slots[slot] = this.#places.push((this.#pages.length - 1) * pageSize + this.#offset)
    this.#offset += length + 1
    if (this.size * 3 > this.#slots.length * 2) this.#rehash()
    return this.size - 1
  }

  /** @returns the number of a text; undefined when it was not added */
  find(text: string): number | undefined {
    if (this.size === 0) return undefined
    this.#write(text)
    const known = this.#slots[this.#slot()]! - 1
    return known === noNumber ? undefined : known
  }

  has(text: string): boolean {
    return this.find(text) !== undefined
  }

  /** The text of a number below `size`. */
  at(number: number): string {
    const [page, offset] = [this.#pageOf(number), this.#offsetOf(number)]
    return page.toString('utf8', offset, page.indexOf(end, offset))
  }

  #pageOf(number: number): Buffer {
    return this.#pages[this.#places.at(number) >> pageBits]!
  }

  #offsetOf(number: number): number {
    return this.#places.at(number) & (pageSize - 1)
  }

  /** Puts a text where the next one is to stand. @returns its length in bytes */
  #write(text: string): number {
    const needed = text.length * 3 + 1
    if (this.#pages.length === 0 || this.#offset >= pageSize || needed > this.#pages.at(-1)!.length - this.#offset) {
      this.#pages.push(Buffer.allocUnsafeSlow(Math.max(pageSize, needed)))
      this.#offset = 0
    }
    const page = this.#pages.at(-1)!
    const offset = this.#offset
    let length = 0
    let hash = this.#seed
    // Both at once, and without a call: almost all are short and of ASCII.
    for (; length < text.length; length += 1) {
      const code = text.charCodeAt(length)
      if (code > 0x7f) break
      page[offset + length] = code
      hash = step(hash, code)
    }
    const isWide = length < text.length
    if (isWide) length = page.write(text, offset)
    page[offset + length] = end
    this.#hash = isWide ? hashAt(page, offset, this.#seed) : mixed(hash)
    return length
  }

  /** The slot of the text that was written last, or the free one where its number is to be. */
  #slot(): number {
    const last = this.#slots.length - 1
    const page = this.#pages.at(-1)!
    for (let slot = this.#hash & last; ; slot = (slot + 1) & last) {
      const number = this.#slots[slot]! - 1
      if (number === noNumber || isSame(this.#pageOf(number), this.#offsetOf(number), page, this.#offset)) return slot
    }
  }

  #rehash(): void {
    // Most runs have no long table, and loading this takes time.
    if (this.#seed === 0 && this.size > mostUnseeded) this.#seed = crypto.getRandomValues(new Uint32Array(1))[0]! | 1
    this.#slots = new Int32Array(this.#slots.length * 2)
    const last = this.#slots.length - 1
    for (let number = 0; number < this.size; number += 1) {
      let slot = hashAt(this.#pageOf(number), this.#offsetOf(number), this.#seed) & last
      while (this.#slots[slot] !== 0) slot = (slot + 1) & last
      this.#slots[slot] = number + 1
    }
  }
}

/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, and a last step by which every bit counts in the lowest ones. */
const step = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)
function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (half ^ (half >>> 13)) >>> 0
}

function hashAt(page: Buffer, offset: number, seed: number): number {
  let hash = seed
  for (let at = offset; page[at] !== end; at += 1) hash = step(hash, page[at]!)
  return mixed(hash)
}

function isSame(one: Buffer, oneAt: number, other: Buffer, otherAt: number): boolean {
  for (let at = 0; ; at += 1) {
    const byte = one[oneAt + at]
    if (byte !== other[otherAt + at]) return false
    if (byte === end) return true
  }
}
