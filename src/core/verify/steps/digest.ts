import type {HttpRecipe, RecipeAuth} from '../../catalog/types.ts'
import {Secret} from '../../credentials/secret.ts'
import {judge, unreachable} from '../judge.ts'
import {fillWhole} from '../place.ts'
import {challengeOf, signDigest, type Challenge} from '../sign/digest.ts'
import {finalStep, type Step, type Taken} from './step.ts'

/** RFC 7616: the app refuses a first request with a challenge; an answer that calls its own challenge stale brings a new one, once. */
export function* digestSteps(recipe: HttpRecipe, auth: Extract<RecipeAuth, {scheme: 'digest'}>): Generator<Step, void, void> {
  let challenge: Challenge | undefined
  let count = 0
  const take = (next: Challenge): Taken => {
    challenge = next
    count = 0
    return {secrets: []}
  }
  yield {
    ...finalStep(recipe, null, true, (wire) => wire),
    read: (answer, asked) => {
      const found = answer.status === 401 ? challengeOf(answer.headers['www-authenticate'] ?? '') : null
      if (found) return take(found)
      if (answer.status !== 401 && answer.status >= 300) return judge({...recipe, ok: {status: []}, denied: {status: []}}, answer, asked)
      const why = answer.status === 401 ? 'but asks for no digest that c1ctl can answer' : 'without asking for a credential, so it proves none'
      return unreachable(`${asked.host} answered ${answer.status}, ${why}`)
    },
    pretend: () => take({realm: 'pending', nonce: 'pending', algorithm: 'MD5', qop: true, stale: false, userhash: false}),
  }
  const last = finalStep(recipe, auth, true, (wire, source, {random}) =>
    signDigest(wire, {username: fillWhole(auth.username, source), password: new Secret(fillWhole(auth.password, source))}, challenge!, {count: ++count, cnonce: Buffer.from(random(16)).toString('hex')}),
  )
  let again = false
  yield {
    ...last,
    read: (answer, asked) => {
      const next = answer.status === 401 ? challengeOf(answer.headers['www-authenticate'] ?? '') : null
      if (!next?.stale) return last.read(answer, asked)
      again = true
      return take(next)
    },
  }
  if (again) yield last
}
