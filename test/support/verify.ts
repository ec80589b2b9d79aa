import {expect} from 'chai'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {inspect} from 'node:util'
import {Secret} from '../../src/core/credentials/secret.ts'
import {verifyInstances, type VerifyResult, type VerifySettings} from '../../src/services/verify.ts'
import {catalogOf} from './catalog.ts'
import {bareInstance} from './instance.ts'

/** What one verification is made of. */
export interface Trial extends Partial<VerifySettings> {
  /** An entry of connectors.yaml without its title, indented as under the connector's name. */
  entry: string
  auth?: string
  config?: Record<string, string>
  /** Each of them may appear nowhere in what is found. */
  secrets?: Record<string, string>
}

/** Verifies instances of connectors that a test writes down, and looks for secrets in all that is found. */
export interface Verifier {
  /** The result, with the only check. */
  run(trial: Trial): Promise<VerifyResult & {check: VerifyResult['checks'][number]}>
  close(): Promise<void>
}

/** Makes one with a folder of its own for agreements. */
export async function startVerifier(): Promise<Verifier> {
  const state = await mkdtemp(join(tmpdir(), 'c1ctl-test-'))
  return {
    async run({entry, auth, config = {}, secrets = {}, ...settings}) {
      const found = await verifyInstances({
        timeoutSeconds: 5, concurrency: 4, requireVerified: false, prompter: null, version: '0.0.0', environment: {XDG_STATE_HOME: state}, typedByUser: true, ...settings,
        instances: [{...bareInstance('acme', 'acme'), ...(auth ? {auth} : {}), config}],
        catalog: catalogOf(`acme:\n  title: Acme\n${entry}`),
        credentials: {acme: {values: Object.fromEntries(Object.entries(secrets).map(([name, text]) => [name, new Secret(text)])), checksumKey: null}},
      })
      const everything = JSON.stringify(found) + inspect(found, {depth: 20})
      for (const [name, text] of Object.entries(secrets)) {
        const lines = text.split('\n').filter((line) => line.length > 5 && !line.startsWith('-----'))
        for (const line of lines) for (const form of [line, JSON.stringify(line).slice(1, -1), encodeURIComponent(line), Buffer.from(line).toString('base64')]) expect(everything, name).to.not.include(form)
      }
      return {...found, check: found.checks[0]!}
    },
    close: () => rm(state, {recursive: true}),
  }
}
