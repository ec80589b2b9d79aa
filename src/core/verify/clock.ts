import type {HttpRecipe} from '../catalog/types.ts'
import {counted} from '../text/counted.ts'
import type {Answer, Judgement} from './judge.ts'

/** Least difference of two clocks that an app may refuse a signature for, in milliseconds: tokens often allow a minute, AWS and Duo five. */
const tolerance = 60_000

/** Says, where a credential was refused, that this machine's clock may be why: what is signed or dated by a wrong clock is refused like a wrong key. */
export function withClockHint(judgement: Judgement, recipe: HttpRecipe, answer: Answer, now: number): Judgement {
  const theirs = Date.parse(answer.headers['date'] ?? '')
  if (judgement.verdict !== 'denied' || !isDated(recipe) || Number.isNaN(theirs) || Math.abs(now - theirs) < tolerance) return judgement
  const minutes = Math.round(Math.abs(now - theirs) / 60_000)
  const reason = `${judgement.reason}; the clock of this machine is ${counted(minutes, 'minute')} ${now > theirs ? 'ahead of' : 'behind'} the app's, which alone can be the reason`
  return {...judgement, reason}
}

const isDated = ({auth, derive}: HttpRecipe): boolean =>
  ['aws-signature', 'oauth1', 'http-signature'].includes(auth.scheme) || Object.values(derive).some(({how}) => ['now', 'jwt', 'saml-assertion'].includes(how))
