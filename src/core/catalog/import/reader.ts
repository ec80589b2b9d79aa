import {isRecord} from '../../values/maps.ts'

/** A step of a path into JSON. */
export type Step = string | number

/** Something that the schema says and an entry has no place for. `warning` is set where c1ctl does not know what it means. */
export interface Extra {
  path: Step[]
  value: unknown
  warning?: string
}

interface Findings {
  extras: Extra[]
  faults: Array<{path: Step[]; reason: string}>
}

/** Reads an object of protobuf's JSON form (ProtoJSON) key by key, and knows which keys nobody asked for. */
export class Reader {
  readonly #value: Record<string, unknown>
  readonly #path: Step[]
  readonly #findings: Findings
  readonly #asked = new Set<string>()

  constructor(value: unknown, path: Step[], findings: Findings) {
    this.#path = path
    this.#findings = findings
    this.#value = isRecord(value) ? value : {}
    if (!isRecord(value)) this.fault('must be an object')
  }

  keys(): string[] {
    return Object.keys(this.#value)
  }

  /** A text; undefined when it is missing or empty, which ProtoJSON does not tell apart. */
  text(key: string): string | undefined {
    const value = this.#take(key)
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
    this.fault('must be a text', key)
    return undefined
  }

  /** true or false; false when it is missing. */
  flag(key: string): boolean {
    const value = this.#take(key) ?? false
    if (typeof value !== 'boolean') this.fault('must be true or false', key)
    return value === true
  }

  /** A 64-bit number, which ProtoJSON writes as a text; undefined when it is missing. */
  integer(key: string): number | undefined {
    const value = this.#take(key)
    if (value === undefined || value === null) return undefined
    const number = Number(value)
    if (Number.isSafeInteger(number) && value !== '') return number
    this.fault('must be a whole number that can be told exactly', key)
    return undefined
  }

  texts(key: string): string[] {
    const value = this.#take(key) ?? []
    if (Array.isArray(value) && value.every((one) => ['string', 'number'].includes(typeof one))) return value.map(String)
    this.fault('must be a list of texts', key)
    return []
  }

  /** One text of a scalar or of a list; undefined when it is missing or empty. */
  value(key: string): string | undefined {
    const value = this.#take(key)
    if (value === undefined || value === null || value === '' || value === false) return undefined
    if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(String).join(',')
    if (typeof value !== 'object') return String(value)
    this.fault('must be a single value or a list', key)
    return undefined
  }

  /** A name of a protobuf enum, put into our words; undefined for one that is not known. */
  oneOf<T extends string>(key: string, names: Record<string, T>): T | undefined {
    const value = this.text(key)
    return value !== undefined && Object.hasOwn(names, value) ? names[value] : undefined
  }

  map(key: string): Reader {
    return new Reader(this.#take(key) ?? {}, [...this.#path, key], this.#findings)
  }

  list(key: string): Reader[] {
    const value = this.#take(key) ?? []
    if (Array.isArray(value)) return value.map((one, at) => new Reader(one, [...this.#path, key, at], this.#findings))
    this.fault('must be a list', key)
    return []
  }

  /** Keeps a key as it is, for which an entry has no place. */
  keep(key: string): void {
    const value = this.#take(key)
    if (value !== undefined && value !== null && value !== false && value !== '') this.#findings.extras.push({path: [...this.#path, key], value})
  }

  /** Keeps the keys that nobody asked for, with a warning: a newer SDK wrote them. */
  end(): void {
    for (const key of this.keys()) if (!this.#asked.has(key)) this.unknownKey(key, 'is not known to c1ctl, and what it means was not taken over')
  }

  unknownKey(key: string, why: string): void {
    this.#asked.add(key)
    this.#findings.extras.push({path: [...this.#path, key], value: this.#value[key], warning: why})
  }

  /** Keeps the whole object, with a warning. What was kept of its parts goes with it. */
  unknown(why: string): void {
    const {extras} = this.#findings
    const inside = (path: Step[]): boolean => this.#path.every((step, at) => path[at] === step)
    extras.splice(0, extras.length, ...extras.filter(({path}) => !inside(path)), {path: this.#path, value: this.#value, warning: why})
  }

  fault(reason: string, key?: string): void {
    this.#findings.faults.push({path: key === undefined ? this.#path : [...this.#path, key], reason})
  }

  #take(key: string): unknown {
    this.#asked.add(key)
    return Object.hasOwn(this.#value, key) ? this.#value[key] : undefined
  }
}
