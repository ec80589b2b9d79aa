/** How much larger what is full becomes. */
export const growth = 1.3

/** A column of whole numbers between -2147483648 and 2147483647, four bytes each and outside of V8's heap. */
export class Numbers {
  #all = new Int32Array(64)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @returns how many there are now */
  push(number: number): number {
    if (this.#size === this.#all.length) {
      const more = new Int32Array(Math.ceil(this.#all.length * growth))
      more.set(this.#all)
      this.#all = more
    }
    this.#all[this.#size] = number
    return ++this.#size
  }

  /** Puts another number at a place below `size`. */
  set(place: number, number: number): void {
    this.#all[place] = number
  }

  /** The number at a place below `size`. */
  at(place: number): number {
    return this.#all[place]!
  }
}
