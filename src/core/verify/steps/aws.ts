import type {HttpRecipe, RecipeAuth} from '../../catalog/types.ts'
import {Secret} from '../../credentials/secret.ts'
import {unsigned} from '../compose.ts'
import {isJudgement} from '../judge.ts'
import {fillEntries, fillWhole, headerValue} from '../place.ts'
import {signAws, type AwsKeys} from '../sign/aws.ts'
import {readAwsRole} from '../tokens.ts'
import type {ValueSource} from '../values.ts'
import {finalStep, type Step} from './step.ts'

/** Roles first, each taken on with the keys of the one before; one whose name has no value is left out. */
export function* awsSteps(recipe: HttpRecipe, auth: Extract<RecipeAuth, {scheme: 'aws-signature'}>): Generator<Step, void, void> {
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
        const region = headerValue(fillWhole(auth.region, source), 'the region')
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
  yield finalStep(recipe, own, true, (wire, source, moment) => signAws(wire, keysNow(source), {service: headerValue(fillWhole(auth.service, source), 'the service'), region: headerValue(fillWhole(auth.region, source), 'the region')}, moment))
}

function ownKeys(auth: Extract<RecipeAuth, {scheme: 'aws-signature'}>, source: ValueSource): AwsKeys {
  const [token] = auth.sessionToken === undefined ? [] : fillEntries([['sessionToken', auth.sessionToken]], (value) => headerValue(fillWhole(value, source), 'the session token'))
  const accessKeyId = headerValue(fillWhole(auth.accessKeyId, source), 'the access key id')
  return {accessKeyId, secretAccessKey: new Secret(fillWhole(auth.secretAccessKey, source)), ...(token ? {sessionToken: new Secret(token[1])} : {})}
}
