import type {HttpRecipe, RecipeAuth} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import {withHeader} from './compose.ts'
import {privateKeyOf} from './derive/key.ts'
import type {Wire} from './outgoing.ts'
import {fillDocument, fillEntries, fillWhole, headerValue, namesOf} from './place.ts'
import {signHttp} from './sign/http-signature.ts'
import {signOAuth1} from './sign/oauth1.ts'
import {awsSteps} from './steps/aws.ts'
import {digestSteps} from './steps/digest.ts'
import {finalStep, type Step} from './steps/step.ts'
import {tokenSteps} from './steps/token.ts'
import {Unplaceable, type Moment, type ValueSource} from './values.ts'

/** The steps of signing in and asking, in order. What one step takes out of its answer, the next ones use. */
export function* stepsOf(recipe: HttpRecipe): Generator<Step, void, void> {
  const {auth} = recipe
  switch (auth.scheme) {
    case 'aws-signature':
      return yield* awsSteps(recipe, auth)
    case 'digest':
      return yield* digestSteps(recipe, auth)
    case 'client-credentials':
    case 'token-request':
      return yield* tokenSteps(recipe, auth)
    default:
      yield finalStep(recipe, auth, auth.scheme === 'oauth1' || auth.scheme === 'http-signature', (wire, source, moment) => signed(wire, auth, source, moment))
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
