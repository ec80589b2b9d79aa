import type {HttpRecipe} from '../../catalog/types.ts'
import type {Secret} from '../../credentials/secret.ts'
import {unsigned} from '../compose.ts'
import {judge, type Answer, type Asked, type Judgement} from '../judge.ts'
import type {Wire} from '../outgoing.ts'
import type {Moment, ValueSource} from '../values.ts'

/** One request of a check and what is done with its answer. */
export interface Step {
  /** The parts of the recipe that it is made of: their placeholders decide which values are derived for it. */
  parts: unknown
  /** Nothing of it is sent to another place, for the signature holds for this one only. */
  signed: boolean
  /** Makes the request. It is made anew for every sending. @returns null when the step is not needed. @throws Unplaceable */
  build: (source: ValueSource, moment: Moment) => Promise<Wire | null> | Wire | null
  /** Takes what the next steps need, or ends the check. */
  read: (answer: Answer, asked: Asked) => Judgement | Taken
  /** Stands in for an answer where nothing is sent. */
  pretend: () => void
}

/** What a step took out of an answer; `secrets` are told to those who judge later answers. */
export interface Taken {
  secrets: Secret[]
}

/** The request that proves, signed in a way of its own; its answer ends the check. @param auth what the signature is made of */
export function finalStep(recipe: HttpRecipe, auth: unknown, isSigned: boolean, sign: (wire: Wire, source: ValueSource, moment: Moment) => Promise<Wire> | Wire): Step {
  return {
    parts: [recipe.url, recipe.headers, recipe.body, auth],
    signed: isSigned,
    build: (source, moment) => sign(unsigned(requestOf(recipe), source), source, moment),
    read: (answer, asked) => judge(recipe, answer, asked),
    pretend: () => {},
  }
}

const requestOf = ({method, url, headers, body, identity, ok}: HttpRecipe) => ({method, url, headers, body, accept: identity !== undefined || ok.body ? 'application/json' : '*/*'})
