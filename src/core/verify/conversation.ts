import type {Field, HttpRecipe} from '../catalog/types.ts'
import type {Secret} from '../credentials/secret.ts'
import {Derivations} from './derivations.ts'
import {OutgoingRequest, type Tls} from './outgoing.ts'
import {stepsOf} from './steps.ts'
import type {Step} from './steps/step.ts'
import {tlsOf} from './tls.ts'
import type {Moment, Value} from './values.ts'

/** One run of a recipe: its steps in order, and each step's request as of the moment it is sent. Run its steps once; printing it shows no value. */
export class Conversation {
  readonly steps: Generator<Step, void, void>
  /** Names of secret fields whose values were sent, so far. */
  readonly carried = new Set<string>()
  /** Names of fields that decided where requests went, so far. */
  readonly hostFields = new Set<string>()
  /** Names of fields that decided who is believed to be there: further authorities, and the switch that turns verification off. */
  readonly believes = new Set<string>()
  /** The field that switched the verification of TLS off, once a request was made. */
  unverified: string | null = null
  readonly #recipe: HttpRecipe
  readonly #derivations: Derivations
  readonly #secrets = new Map<string, Secret>()
  #tls: Promise<Tls | undefined> | undefined

  constructor(recipe: HttpRecipe, fields: Record<string, Field>, values: Record<string, Value>) {
    this.#recipe = recipe
    this.#derivations = new Derivations(recipe, fields, values)
    this.steps = inOrder(this.#derivations.fetches(), stepsOf(recipe))
  }

  /** Values that no answer may be quoted with, so far: what was derived of secrets, and what was added. */
  get secrets(): Secret[] {
    return [...this.#secrets.values()]
  }

  /** Adds what an answer brought. */
  keep(secrets: Secret[]): void {
    for (const secret of secrets) this.#secrets.set(secret.reveal(), secret)
  }

  /**
   * Makes the request of a step.
   * @returns null when the step is not needed
   * @throws Unplaceable
   */
  async prepare(step: Step, moment: Moment): Promise<OutgoingRequest | null> {
    const tls = await (this.#tls ??= this.#connection(moment))
    const {source, secrets} = await this.#derivations.sourceFor(step.parts, moment)
    this.keep(secrets)
    const wire = await step.build(source, moment)
    if (!wire) return null
    for (const name of source.secretsTaken) this.carried.add(name)
    for (const name of source.hostTaken) this.hostFields.add(name)
    return new OutgoingRequest({...wire, ...(tls ? {tls} : {})})
  }

  async #connection(moment: Moment): Promise<Tls | undefined> {
    const {tls} = this.#recipe
    if (!tls) return undefined
    const {authority, unverified, ...own} = tls
    const identity = await this.#derivations.sourceFor(own, moment)
    const trust = await this.#derivations.sourceFor(authority, moment)
    this.keep(identity.secrets)
    const settings = tlsOf(tls, {identity: identity.source, trust: trust.source})
    for (const name of identity.source.secretsTaken) this.carried.add(name)
    for (const name of [...trust.source.secretsTaken, ...trust.source.ownTaken]) this.believes.add(name)
    if (settings?.unverified && unverified !== undefined) {
      this.believes.add(unverified)
      this.unverified = unverified
    }
    return settings
  }
}

function* inOrder<Item>(...parts: Array<Iterable<Item>>): Generator<Item, void, void> {
  for (const part of parts) yield* part
}
