import {placeholdersIn, templatesOf} from '../catalog/placeholders.ts'
import type {Derivation, Field, Recipe} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import {unsigned} from './compose.ts'
import {derive} from './derive/derive.ts'
import {textAt} from './derive/text.ts'
import {unreachable} from './judge.ts'
import type {Step} from './steps/step.ts'
import {Unplaceable, ValueSource, type Derived, type Moment, type Value} from './values.ts'

/** The values that a recipe makes of others: made anew for every request, but for those that an app's answer brought. */
export class Derivations {
  readonly #recipe: Recipe
  readonly #fields: Record<string, Field>
  readonly #values: Record<string, Value>
  readonly #fetched = new Map<string, Derived>()

  constructor(recipe: Recipe, fields: Record<string, Field>, values: Record<string, Value>) {
    this.#recipe = recipe
    this.#fields = fields
    this.#values = values
  }

  /** The requests whose answers hold values, in the order of making. */
  *fetches(): Generator<Step, void, void> {
    for (const [name, one] of Object.entries(this.#recipe.derive)) if (one.how === 'fetch') yield this.#fetch(name, one)
  }

  /**
   * Fields and the derived values that some texts need, directly or through others.
   * @param parts anything that holds those texts
   * @returns a source for one request, and the values in it that are made of secrets
   * @throws Unplaceable
   */
  async sourceFor(parts: unknown, moment: Moment): Promise<{source: ValueSource; secrets: Secret[]}> {
    const needed = this.#neededBy(parts)
    const derived = new Map<string, Derived>()
    for (const [name, one] of Object.entries(this.#recipe.derive)) {
      if (!needed.has(name)) continue
      const value = one.how === 'fetch' ? this.#fetched.get(name) : await derive(one, new ValueSource(this.#fields, this.#values, derived), moment)
      derived.set(name, value ?? answered('pending', true))
    }
    const secrets = [...derived.values()].filter((value) => value.secrets.length > 0 && !value.text.empty).map(({text}) => text)
    return {source: new ValueSource(this.#fields, this.#values, derived), secrets}
  }

  #neededBy(parts: unknown): Set<string> {
    const {derive: all} = this.#recipe
    const texts = templatesOf(this.#recipe)
    const needed = new Set<string>()
    const walk = (value: unknown): void => {
      if (typeof value === 'string') for (const name of placeholdersIn(value)) add(name)
      else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner)
    }
    const add = (name: string): void => {
      if (needed.has(name) || !Object.hasOwn(all, name)) return
      needed.add(name)
      for (const {path, text} of texts) if (path[0] === 'derive' && path[1] === name) walk(text)
    }
    walk(parts)
    return needed
  }

  #fetch(name: string, {url, headers, path, header}: Extract<Derivation, {how: 'fetch'}>): Step {
    return {
      parts: [url, headers],
      signed: false,
      build: (source) => {
        const wire = unsigned({method: 'GET', url, headers, accept: 'application/json'}, source)
        if (source.secretsTaken.size > 0) throw new Unplaceable(`${name} is fetched without credentials, but its request names ${[...source.secretsTaken].join(' and ')}, which is secret`)
        return wire
      },
      read: (answer, asked) => {
        const refused = unreachable(`${asked.host} answered ${answer.status} when asked for ${name}${header === undefined ? '' : `, and not with the header ${header}`}`)
        if (header === undefined ? answer.status !== 200 : answer.headers[header.toLowerCase()] === undefined) return refused
        try {
          const text = header === undefined ? textAt(answer.body, path ?? '', `the answer of ${asked.host}`) : answer.headers[header.toLowerCase()]!
          this.#fetched.set(name, answered(text, false))
        } catch (error) {
          if (error instanceof Unplaceable) return unreachable(error.message)
          throw error
        }
        return {secrets: []}
      },
      pretend: () => {
        this.#fetched.set(name, answered('pending', true))
      },
    }
  }
}

const answered = (text: string, pending: boolean): Derived => ({text: new Secret(text), secrets: [], own: [], lacks: [], answered: true, pending})
