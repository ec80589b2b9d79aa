import type {HttpRecipe, RecipeAuth} from '../../catalog/types.ts'
import {Secret} from '../../credentials/secret.ts'
import {clientCredentials, unsigned, withHeader} from '../compose.ts'
import {isJudgement, unreachable, type Answer, type Asked, type Judgement} from '../judge.ts'
import {headerValue} from '../place.ts'
import type {Wire} from '../outgoing.ts'
import {dpopNonce, proofKey, signDpop, type ProofKey} from '../sign/dpop.ts'
import {readToken} from '../tokens.ts'
import type {Moment, ValueSource} from '../values.ts'
import {finalStep, type Step} from './step.ts'

/** How often an app may ask for another proof of one request: for one at all, and for one with its nonce. */
const proofs = 2

/**
 * A token first, which the request then bears. An app that demands proof of possession (RFC 9449) gets it: its refusal says so, and often a nonce to use.
 */
export function* tokenSteps(recipe: HttpRecipe, auth: Extract<RecipeAuth, {scheme: 'client-credentials' | 'token-request'}>): Generator<Step, void, void> {
  let token: Secret | undefined
  let key: ProofKey | undefined
  let demanded: {nonce: string | undefined} | undefined
  let again = true
  const proven = (wire: Wire, moment: Moment, accessToken?: Secret): Promise<Wire> | Wire =>
    demanded ? signDpop(wire, {key: (key ??= proofKey(moment.random)), nonce: demanded.nonce, accessToken}, moment) : wire

  for (let left = proofs; again; left--) {
    again = false
    yield {
      parts: auth,
      signed: demanded !== undefined,
      build: (source, moment) => proven(tokenRequest(auth, source), moment),
      read: (answer, asked) => {
        const demand = dpopNonce(answer)
        if (demand && left === 0) return unaccepted(answer, asked)
        if (demand) {
          demanded = demand
          again = true
          return {secrets: []}
        }
        const given = readToken(recipe, answer, asked)
        if (isJudgement(given)) return given
        token = given.token
        if (!given.bound) demanded = undefined
        return {secrets: [token]}
      },
      pretend: () => {
        token = new Secret('pending')
      },
    }
  }

  again = true
  for (let left = 1; again; left--) {
    again = false
    const last = finalStep(recipe, null, demanded !== undefined, (wire, _, moment) => {
      const authorization = headerValue(`${demanded ? 'DPoP' : 'Bearer'} ${token!.reveal()}`, 'the access token')
      return proven({...wire, headers: {...wire.headers, authorization}}, moment, token)
    })
    yield {
      ...last,
      read: (answer, asked) => {
        const demand = demanded && dpopNonce(answer)
        if (!demand) return last.read(answer, asked)
        if (left === 0 || demand.nonce === undefined) return unaccepted(answer, asked)
        demanded = demand
        again = true
        return {secrets: []}
      },
    }
  }
}

const unaccepted = ({status}: Answer, {host}: Asked): Judgement => unreachable(`${host} answered ${status}: it demands proof of possession (DPoP), and did not accept that of c1ctl`)

function tokenRequest(auth: Extract<RecipeAuth, {scheme: 'client-credentials' | 'token-request'}>, source: ValueSource): Wire {
  if (auth.scheme === 'client-credentials') return clientCredentials(auth, source)
  const wire = unsigned({method: 'POST', url: auth.url, headers: auth.headers, body: auth.body, accept: 'application/json'}, source)
  return auth.basic ? withHeader(wire, {scheme: 'basic', ...auth.basic}, source) : wire
}
