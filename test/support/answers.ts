import {answersFor, type Answers} from '../../scripts/bench/answers.ts'
import type {Catalog} from '../../src/core/catalog/types.ts'

export {answersFor, type Answers}

/** ConductorOne's pair as its console gives it, with made-up content. */
export const conductoronePair = {
  'client-id': 'strange-hydra-68836@acme.conductor.one/pcc',
  'client-secret': 'secret-token:conductorone.com:made-up:v1:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5In0',
}

/** One instance for each connector, auth method and amount of answers: `<connector>-<method's place>r` with what is required, `...a` with all. */
export function everyInstance(catalog: Catalog): Record<string, Answers & {connector: string}> {
  const instances: Record<string, Answers & {connector: string}> = {}
  for (const connector of Object.values(catalog)) {
    if (connector.notRunnable) continue
    const methods = Object.entries(connector.auth).filter(([, method]) => method.selfHosted).map(([name]) => name)
    for (const [at, auth] of (methods.length > 0 ? methods : [undefined]).entries()) {
      instances[`${connector.name}-${at}r`] = {connector: connector.name, ...answersFor(connector, auth, 'required'), auth}
      instances[`${connector.name}-${at}a`] = {connector: connector.name, ...answersFor(connector, auth, 'all'), auth}
    }
  }
  return instances
}
