import type {HttpRecipe} from '../catalog/types.ts'
import {Secret} from '../credentials/secret.ts'
import {codeOf, denied, errorCode, parseJson, unproven, unreachable, type Answer, type Asked, type Judgement} from './judge.ts'
import {valueAt} from './json-path.ts'
import type {AwsKeys} from './sign/aws.ts'

const refusalCodes = /^(?:invalid_client|invalid_grant|unauthorized_client|access_denied)$/

/** An access token. `bound` when it is good only with proof of possession (RFC 9449). */
interface Token {
  token: Secret
  bound: boolean
}

/**
 * Reads the access token out of a token endpoint's answer.
 * @returns the token, or the judgement that ends the check
 */
export function readToken(recipe: HttpRecipe, answer: Answer, asked: Asked): Token | Judgement {
  const json = parseJson(answer.body)
  const code = codeOf(json) ?? ''
  const named = `${asked.host} answered ${answer.status}`
  if (answer.status >= 200 && answer.status < 300) {
    if (json === undefined) return unreachable(`${named} to the request for a token, but not with JSON: is a proxy or a login page in between?`)
    const token = valueAt(json, recipe.auth.scheme === 'token-request' ? recipe.auth.token : 'access_token')
    if (typeof token === 'string' && token !== '') return {token: new Secret(token), bound: /^dpop$/i.test(String(valueAt(json, 'token_type')))}
    if (refusalCodes.test(code)) return denied(`${named}: no access token was given${errorCode(json, asked)}`)
    return unreachable(`${named}, but gave no access token${errorCode(json, asked)}`)
  }
  // RFC 6749, section 5.2: an error of the client is a 400 with a code.
  if (answer.status === 400 && refusalCodes.test(code)) return denied(`${named}: the credential was refused${errorCode(json, asked)}`)
  return unproven(recipe, answer, json, asked)
}

/**
 * Reads the keys of a role out of the answer to AssumeRole, which is JSON where the service honours what was asked for, else XML.
 * @returns the keys, or the judgement that ends the check
 */
export function readAwsRole(recipe: HttpRecipe, answer: Answer, asked: Asked): AwsKeys | Judgement {
  const json = parseJson(answer.body)
  if (answer.status !== 200) return unproven(recipe, answer, json, asked)
  const read = (name: string): string => {
    const value = json === undefined ? new RegExp(`<${name}>([A-Za-z0-9+/=_-]+)</${name}>`).exec(answer.body)?.[1] : valueAt(json, `AssumeRoleResponse.AssumeRoleResult.Credentials.${name}`)
    return typeof value === 'string' && /^[\w+/=-]+$/.test(value) ? value : ''
  }
  const [accessKeyId, secret, session] = [read('AccessKeyId'), read('SecretAccessKey'), read('SessionToken')]
  if (accessKeyId === '' || secret === '' || session === '') return unreachable(`${asked.host} answered 200, but gave no keys of the role`)
  return {accessKeyId, secretAccessKey: new Secret(secret), sessionToken: new Secret(session)}
}
