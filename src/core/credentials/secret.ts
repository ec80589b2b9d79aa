const inspect = Symbol.for('nodejs.util.inspect.custom')

/**
 * A secret value. Printing, JSON, string interpolation and inspection show `***`; only `reveal` gives the text, and only the code that encodes a
 * Secret object, a store file or a request calls it (law 1 of the design).
 */
export class Secret {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  /** The secret text itself. */
  reveal(): string {
    return this.#text
  }
  /** True when there is no character in it: an empty credential counts as absent. */
  get empty(): boolean {
    return this.#text.length === 0
  }
  toString(): string {
    return '***'
  }
  toJSON(): string {
    return '***'
  }
  [inspect](): string {
    return '***'
  }
}
