import type {HttpRecipe, RecipeAuth} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import {clientCredentials, unsigned, withHeader} from './compose.ts'
import {privateKeyOf} from './derive/key.ts'
import {isJudgement, judge, type Answer, type Asked, type Judgement} from './judge.ts'
import {fillDocument, fillEntries, fillWhole, headerValue, namesOf} from './place.ts'
import type {Wire} from './outgoing.ts'
import {signAws, type AwsKeys} from './sign/aws.ts'
import {challengeOf, signDigest, type Challenge} from './sign/digest.ts'
import {signHttp} from './sign/http-signature.ts'
import {signOAuth1} from './sign/oauth1.ts'
import {readAwsRole, readToken} from './tokens.ts'
import {Unplaceable, type Moment, type ValueSource} from './values.ts'

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

/** The steps of signing in and asking, in order. What one step takes out of its answer, the next ones use. */
export function* stepsOf(recipe: HttpRecipe): Generator<Step, void, void> {
  const {auth} = recipe
  if (auth.scheme === 'aws-signature') return yield* awsSteps(recipe, auth)
  if (auth.scheme === 'digest') return yield* digestSteps(recipe, auth)
  if (auth.scheme === 'client-credentials' || auth.scheme === 'token-request') {
    let token: Secret | undefined
    yield tokenStep(recipe, auth, (given) => (token = given))
    return yield finalStep(recipe, null, false, (wire) => ({...wire, headers: {...wire.headers, authorization: headerValue(`Bearer ${token!.reveal()}`, 'the access token')}}))
  }
  yield finalStep(recipe, auth, auth.scheme === 'oauth1' || auth.scheme === 'http-signature', (wire, source, moment) => signed(wire, auth, source, moment))
}

const requestOf = ({method, url, headers, body, identity, ok}: HttpRecipe) => ({method, url, headers, body, accept: identity !== undefined || ok.body ? 'application/json' : '*/*'})

function finalStep(recipe: HttpRecipe, auth: unknown, isSigned: boolean, sign: (wire: Wire, source: ValueSource, moment: Moment) => Promise<Wire> | Wire): Step {
  return {
    parts: [recipe.url, recipe.headers, recipe.body, auth],
    signed: isSigned,
    build: (source, moment) => sign(unsigned(requestOf(recipe), source), source, moment),
    read: (answer, asked) => judge(recipe, answer, asked),
    pretend: () => {},
  }
}

function signed(wire: Wire, auth: RecipeAuth, source: ValueSource, {now, random}: Moment): Wire {
  switch (auth.scheme) {
    case 'bearer':
    case 'basic':
    case 'header':
      return withHeader(wire, auth, source)
    case 'oauth1': {
      const whole = (template: string): string => fillWhole(template, source)
      const [realm] = auth.realm === undefined ? [] : fillEntries([['realm', auth.realm]], whole)
      const keys = {consumerKey: whole(auth.consumerKey), consumerSecret: new Secret(whole(auth.consumerSecret)), token: whole(auth.token), tokenSecret: new Secret(whole(auth.tokenSecret)), ...(realm ? {realm: headerValue(realm[1], 'the realm')} : {})}
      return signOAuth1(wire, keys, {timestamp: Math.floor(now / 1000), nonce: Buffer.from(random(16)).toString('hex')})
    }
    case 'http-signature': {
      const what = namesOf(auth.key, source)
      const key = privateKeyOf(fillDocument(auth.key, source), what)
      if (key.asymmetricKeyType !== 'rsa') throw new Unplaceable(`${what} must be an RSA key to sign with rsa-sha256`)
      const keyId = headerValue(fillWhole(auth.keyId, source), 'the key id')
      if (/["\\]/.test(keyId)) throw new Unplaceable('the key id holds a quote or a backslash')
      return signHttp(wire, {keyId, key, names: auth.headers, now})
    }
    default:
      return wire
  }
}

function tokenStep(recipe: HttpRecipe, auth: Extract<RecipeAuth, {scheme: 'client-credentials' | 'token-request'}>, give: (token: Secret) => void): Step {
  return {
    parts: auth,
    signed: false,
    build: (source) => {
      if (auth.scheme === 'client-credentials') return clientCredentials(auth, source)
      const wire = unsigned({method: 'POST', url: auth.url, headers: auth.headers, body: auth.body, accept: 'application/json'}, source)
      return auth.basic ? withHeader(wire, {scheme: 'basic', ...auth.basic}, source) : wire
    },
    read: (answer, asked) => {
      const token = readToken(recipe, answer, asked)
      if (isJudgement(token)) return token
      give(token)
      return {secrets: [token]}
    },
    pretend: () => give(new Secret('pending')),
  }
}

/** RFC 7616: the app refuses a first request with a challenge; an answer that calls its own challenge stale brings a new one, once. */
function* digestSteps(recipe: HttpRecipe, auth: Extract<RecipeAuth, {scheme: 'digest'}>): Generator<Step, void, void> {
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
      return {verdict: 'unreachable', identity: null, reason: `${asked.host} answered ${answer.status}, ${why}`}
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

function ownKeys(auth: Extract<RecipeAuth, {scheme: 'aws-signature'}>, source: ValueSource): AwsKeys {
  const [token] = auth.sessionToken === undefined ? [] : fillEntries([['sessionToken', auth.sessionToken]], (value) => headerValue(fillWhole(value, source), 'the session token'))
  const accessKeyId = headerValue(fillWhole(auth.accessKeyId, source), 'the access key id')
  return {accessKeyId, secretAccessKey: new Secret(fillWhole(auth.secretAccessKey, source)), ...(token ? {sessionToken: new Secret(token[1])} : {})}
}

/** Roles first, each taken on with the keys of the one before; one whose name has no value is left out. */
function* awsSteps(recipe: HttpRecipe, auth: Extract<RecipeAuth, {scheme: 'aws-signature'}>): Generator<Step, void, void> {
  let keys: AwsKeys | undefined
  const {assume, ...own} = auth
  const keysNow = (source: ValueSource): AwsKeys => keys ?? ownKeys(auth, source)
  for (const {role, externalId} of assume) {
    yield {
      parts: [own, role, externalId],
      signed: true,
      build: (source, moment) => {
        const named = Object.fromEntries(fillEntries(Object.entries({RoleArn: role, ...(externalId === undefined ? {} : {ExternalId: externalId})}), (value) => fillWhole(value, source)))
        if (named['RoleArn'] === undefined) return null
        const region = fillWhole(auth.region, source)
        const url = `https://sts.${auth.region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`
        const headers = {'content-type': 'application/x-www-form-urlencoded; charset=utf-8'}
        const body = new URLSearchParams({Action: 'AssumeRole', Version: '2011-06-15', RoleSessionName: 'c1ctl', ...named}).toString()
        const wire = {...unsigned({method: 'POST', url, headers, accept: 'application/json'}, source), body}
        return signAws(wire, keysNow(source), {service: 'sts', region}, moment)
      },
      read: (answer, asked) => {
        const given = readAwsRole(recipe, answer, asked)
        if (isJudgement(given)) return given
        keys = given
        return {secrets: [given.secretAccessKey, ...(given.sessionToken ? [given.sessionToken] : [])]}
      },
      pretend: () => {
        keys = {accessKeyId: 'pending', secretAccessKey: new Secret('pending'), sessionToken: new Secret('pending')}
      },
    }
  }
  yield finalStep(recipe, own, true, (wire, source, moment) => signAws(wire, keysNow(source), {service: fillWhole(auth.service, source), region: fillWhole(auth.region, source)}, moment))
}
