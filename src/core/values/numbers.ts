const pageBits = 12
const last = (1 << pageBits) - 1

/** A column of whole numbers between -2147483648 and 2147483647: four bytes each, in pages outside of V8's heap, so that none is copied when there are more. */
export class Numbers {
  readonly #pages: Int32Array[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @returns how many there are now */
  push(number: number): number {
    if ((this.#size & last) === 0) this.#pages.push(new Int32Array(last + 1))
    this.set(this.#size, number)
    return ++this.#size
  }

  /** Puts another number at a place below `size`. */
  set(place: number, number: number): void {
    this.#pages[place >> pageBits]![place & last] = number
  }

  /** The number at a place below `size`. */
  at(place: number): number {
    return this.#pages[place >> pageBits]![place & last]!
  }
}
