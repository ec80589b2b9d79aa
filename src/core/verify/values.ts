import type {Field} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import type {Libraries} from './libraries.ts'

/** A value of an instance: plain text, a secret, or the items of a list. */
export type Value = string | Secret | string[]

/** Why a recipe's request cannot be made of the values that are there. Its message names fields, never values. */
export class Unplaceable extends Error {}

/** Fields that a text is made of have no value; `names` says which. */
export class NoValue extends Unplaceable {
  readonly names: string[]
  constructor(message: string, names: string[]) {
    super(message)
    this.names = names
  }
}

/** What a request is made with beside values: it changes from one sending to the next. */
export interface Moment {
  /** Milliseconds since 1970. */
  now: number
  /** That many random bytes, fit for cryptography. */
  random: (bytes: number) => Uint8Array
  libraries: Libraries
}

/** Where a value comes from. */
export interface Origin {
  /** Fields with a secret value that went into it. */
  secrets: string[]
  /** Fields that chose it with a value of their own, not the catalog's default. */
  own: string[]
  /** An app's answer went into it. */
  answered: boolean
  /** It stands in for what only an answer will bring. */
  pending: boolean
}

/** A value that a recipe makes of others. */
export interface Derived extends Origin {
  text: Secret
  /** The fields it lacks, when there is no value. */
  lacks: string[]
}

/** The values that one run of a recipe may use, and a record of what it took. */
export class ValueSource {
  /** Names of secret fields whose value was taken, in derived values too. */
  readonly secretsTaken = new Set<string>()
  /** Names of fields whose own value, not the catalog's default, was taken. */
  readonly ownTaken = new Set<string>()
  /** Names of fields whose own value decides which host is asked. */
  readonly hostTaken = new Set<string>()
  /** A value out of an answer was taken, and one that stands in for such a value. */
  answered = false
  pending = false
  readonly #fields: Record<string, Field>
  readonly #values: Record<string, Value>
  readonly #derived: ReadonlyMap<string, Derived>

  constructor(fields: Record<string, Field>, values: Record<string, Value>, derived: ReadonlyMap<string, Derived> = new Map()) {
    this.#fields = fields
    this.#values = values
    this.#derived = derived
  }

  /** False when the connector has no such field: then a pair of braces is just text. */
  knows(name: string): boolean {
    return this.#derived.has(name) || Object.hasOwn(this.#fields, name) || Object.hasOwn(this.#values, name)
  }

  /** The text of a derived value or a field, else the field's default, else empty. */
  take(name: string): string {
    const derived = this.#derived.get(name)
    if (derived) {
      for (const field of derived.secrets) this.secretsTaken.add(field)
      for (const field of derived.own) this.ownTaken.add(field)
      this.answered ||= derived.answered
      this.pending ||= derived.pending
      return derived.text.reveal()
    }
    const text = this.#own(name)
    const preset = this.#fields[name]?.default ?? ''
    if (text === '') return preset
    if (this.#values[name] instanceof Secret) this.secretsTaken.add(name)
    if (text !== preset) this.ownTaken.add(name)
    return text
  }

  /** The text of a field itself, without its default. */
  #own(name: string): string {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name]! : ''
    return value instanceof Secret ? value.reveal() : Array.isArray(value) ? value.join(',') : value
  }

  /** Whether there is a value. Nothing is recorded as taken. */
  has(name: string): boolean {
    const derived = this.#derived.get(name)
    return derived ? !derived.text.empty : (this.#own(name) || this.#fields[name]?.default || '') !== ''
  }

  /** Whether a bool field is on. Nothing is recorded as taken: no request is made of it. */
  isOn(name: string): boolean {
    return (this.#own(name) || this.#fields[name]?.default) === 'true'
  }

  /** The fields to name when a value is missing: itself, or those that a derived value lacks. */
  lacking(name: string): string[] {
    const lacks = this.#derived.get(name)?.lacks ?? []
    return lacks.length > 0 ? lacks : [name]
  }

  /** A name for people, who know fields and not what a recipe derives of them: `private_key (of credentials-json)`. */
  described(name: string): string {
    const derived = this.#derived.get(name)
    const fields = [...new Set([...(derived?.secrets ?? []), ...(derived?.own ?? [])])]
    return fields.length > 0 ? `${name} (of ${fields.join(' and ')})` : name
  }

  /** Whether a field is secret, or its value comes from a credential source. */
  isSecret(name: string): boolean {
    return this.#fields[name]?.secret === true || (Object.hasOwn(this.#values, name) && this.#values[name] instanceof Secret)
  }

  /** The text of a value that decides the host. @throws Unplaceable for a secret or what is made of one: hosts are shown to people; and for an answer of an app */
  takeForHost(name: string): string {
    const derived = this.#derived.get(name)
    if (derived) {
      if (derived.answered) throw new Unplaceable(`${name} comes from an app's answer and would choose the host that credentials go to`)
      if (derived.secrets.length > 0) throw new Unplaceable(`${name} is made of ${derived.secrets.join(' and ')}, a secret, and would become part of a host name`)
      for (const field of derived.own) this.hostTaken.add(field)
      return this.take(name)
    }
    if (this.#fields[name]?.secret) throw new Unplaceable(`the secret field ${name} would become part of a host name`)
    // A project may name any variable or file of this machine as the source of a plain field.
    if (this.isSecret(name)) throw new Unplaceable(`${name} comes from a credential source and would become part of a host name, which is shown; set it in config`)
    const text = this.take(name)
    if (this.ownTaken.has(name)) this.hostTaken.add(name)
    return text
  }
}
