const noNumber = -1
const mostUnseeded = 1000

/**
 * Numbers for texts: equal ones have the same, and the first has 0. A hundred thousand texts take their own bytes (as UTF-8) and some 20 more each, outside of
 * V8's heap; a Map of strings takes a hundred more, and the collector has to look at all of them.
 */
export class TextTable {
  #bytes = Buffer.allocUnsafeSlow(1 << 10)
  /** Where each text ends; the next begins there. */
  #ends = new Uint32Array(64)
  #hashes = new Uint32Array(64)
  /** Numbers plus one, each at the place that its hash says or behind it; zero where there is none. A power of two, and never more than half full. */
  #slots = new Int32Array(128)
  /** Of a long table it is a secret, or somebody could choose texts that all meet, so that each look-up would be a search through all. */
  #seed = 0
  #size = 0

  /** How many different texts there are. */
  get size(): number {
    return this.#size
  }

  /** The number of a text, which is taken up when it is new: its number is then what `size` was before. A lone surrogate is the same as U+FFFD. */
  add(text: string): number {
    const length = this.#write(text)
    const start = this.#start(this.#size)
    const hash = this.#hash(start, length)
    const slot = this.#slot(hash, start, length)
    const known = this.#slots[slot]! - 1
    if (known !== noNumber) return known
    if (this.#size === this.#ends.length) {
      this.#ends = grown(this.#ends)
      this.#hashes = grown(this.#hashes)
    }
    this.#ends[this.#size] = start + length
    this.#hashes[this.#size] = hash
    this.#slots[slot] = ++this.#size
    if (this.#size * 2 > this.#slots.length) this.#rehash()
    return this.#size - 1
  }

  /** @returns the number of a text; undefined when it was not added */
  find(text: string): number | undefined {
    const length = this.#write(text)
    const start = this.#start(this.#size)
    const known = this.#slots[this.#slot(this.#hash(start, length), start, length)]! - 1
    return known === noNumber ? undefined : known
  }

  has(text: string): boolean {
    return this.find(text) !== undefined
  }

  /** The text of a number below `size`. */
  at(number: number): string {
    return this.#bytes.toString('utf8', this.#start(number), this.#ends[number])
  }

  #start(number: number): number {
    return number === 0 ? 0 : this.#ends[number - 1]!
  }

  /** Puts a text behind the others, where the next one is to stand. @returns its length in bytes */
  #write(text: string): number {
    const start = this.#start(this.#size)
    const needed = start + text.length * 3
    if (needed > this.#bytes.length) {
      const more = Buffer.allocUnsafeSlow(Math.max(needed, Math.ceil(this.#bytes.length * 1.5)))
      this.#bytes.copy(more, 0, 0, start)
      this.#bytes = more
    }
    return this.#bytes.write(text, start)
  }

  #hash(start: number, length: number): number {
    const bytes = this.#bytes
    let hash = this.#seed
    for (let at = start; at < start + length; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    // Every bit is to count in the lowest ones.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    return (hash ^ (hash >>> 13)) >>> 0
  }

  /** The slot of the text that stands at `start`, or the free one where it is to be. */
  #slot(hash: number, start: number, length: number): number {
    const last = this.#slots.length - 1
    for (let slot = hash & last; ; slot = (slot + 1) & last) {
      const number = this.#slots[slot]! - 1
      if (number === noNumber || (this.#hashes[number] === hash && this.#isAt(number, start, length))) return slot
    }
  }

  #isAt(number: number, start: number, length: number): boolean {
    const from = this.#start(number)
    if (this.#ends[number]! - from !== length) return false
    for (let at = 0; at < length; at += 1) if (this.#bytes[from + at] !== this.#bytes[start + at]) return false
    return true
  }

  #rehash(): void {
    if (this.#seed === 0 && this.#size > mostUnseeded) {
      // Most runs have no long table, and loading this takes time.
      this.#seed = crypto.getRandomValues(new Uint32Array(1))[0]! | 1
      for (let number = 0; number < this.#size; number += 1) this.#hashes[number] = this.#hash(this.#start(number), this.#ends[number]! - this.#start(number))
    }
    this.#slots = new Int32Array(this.#slots.length * 2)
    const last = this.#slots.length - 1
    for (let number = 0; number < this.#size; number += 1) {
      let slot = this.#hashes[number]! & last
      while (this.#slots[slot] !== 0) slot = (slot + 1) & last
      this.#slots[slot] = number + 1
    }
  }
}

function grown(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(Math.ceil(numbers.length * 1.5))
  more.set(numbers)
  return more
}
