import {map} from '../../values/maps.ts'
import type {Rule} from '../rule.ts'

/** The file of a Secret, named after it, that the rules of a .gitignore beside it leave out. */
function keptOut(rules: string | undefined, secret: string): string | undefined {
  if (rules === undefined) return undefined
  const patterns = rules.split(/\r?\n/).map((line) => line.trim().replace(/^\//, '')).filter((line) => line !== '' && !/^[#!]|\//.test(line))
  const matches = patterns.map((line) => new RegExp(`^${line.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`))
  return [`${secret}.yaml`, `${secret}.yml`].find((file) => matches.some((one) => one.test(file)))
}

export const secretMissing: Rule = {
  id: 'baton/secret-missing', severity: 'note', title: 'A Secret is referred to that is not among the files',
  why: 'It may be in the cluster already or be kept out of git on purpose; then all is well. If not, the pod waits for it forever.',
  wrong: 'envFrom:\n  - secretRef: {name: baton-asana-secret}   # the file makes baton-asana-secrets', right: 'envFrom:\n  - secretRef: {name: baton-asana-secrets}',
  check({deployed, around}, report) {
    for (const {secrets, manifest} of deployed) {
      for (const {name, optional, found, at} of secrets) {
        if (found || optional) continue
        const kept = keptOut(around.ignoreRules(manifest.file), name)
        report(at, `No Secret ${name} is among the files that were linted${kept ? `; the .gitignore beside this file keeps ${kept} out of git, as it should` : ''}: it must be in the cluster before the pod can start.`)
      }
    }
  },
}

export const secretKey: Rule = {
  id: 'baton/secret-key', severity: 'error', title: 'A key is referred to that the Secret does not have',
  why: 'The pod cannot start: it stays in CreateContainerConfigError.',
  wrong: 'valueFrom:\n  secretKeyRef: {name: baton-asana-secrets, key: TOKEN}', right: 'valueFrom:\n  secretKeyRef: {name: baton-asana-secrets, key: BATON_TOKEN}',
  check({deployed}, report) {
    for (const {secrets} of deployed) {
      for (const {name, key, optional, found, at} of secrets) {
        if (key === undefined || !found || optional) continue
        if (!Object.hasOwn(map(found.object.data), key) && !Object.hasOwn(map(found.object.stringData), key)) report(at, `The Secret ${name} has no key ${key}.`)
      }
    }
  },
}
