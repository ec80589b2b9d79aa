import {derived} from '../../catalog/derived.ts'
import {allFields} from '../../catalog/sdk-fields.ts'
import type {Connector} from '../../catalog/types.ts'
import {map} from '../../values/maps.ts'
import {fieldsByVariable} from '../connector-settings.ts'
import {fileAt, textAt} from '../mounts.ts'
import {isReference} from '../plain.ts'
import type {Report, Rule} from '../rule.ts'
import type {Deployed} from '../set.ts'

const advice = 'put it into a Secret, which envFrom or secretKeyRef gives to the container'
const isPlain = (text: string): boolean => text.trim() !== '' && !isReference(text)

/** Settings that hold secrets, by name: C1's own, and those that the catalog calls so. */
const secretSettings = derived((connector: Connector): ReadonlySet<string> =>
  new Set(['client-secret', ...Object.entries(allFields(connector)).filter(([, {secret, type}]) => secret && type !== 'file').flatMap(([name, {aliases}]) => [name, ...aliases])]))
const secretOfEvery: ReadonlySet<string> = new Set(['client-secret'])

/** Arguments show in every list of processes, and stand in the Deployment: `--token=x`, or `--token x`. */
function checkArguments({container, containerPath, manifest}: Deployed, secrets: ReadonlySet<string>, report: Report): void {
  for (const field of ['command', 'args']) {
    const words = Array.isArray(container[field]) ? (container[field] as unknown[]).map(String) : []
    for (const [at, word] of words.entries()) {
      const [, name, value] = /^--([\w-]+)(?:=([^]*))?$/.exec(word) ?? []
      if (name === undefined || !secrets.has(name)) continue
      const place = value === undefined ? at + 1 : at
      if (isPlain(value ?? words[place] ?? '')) report({manifest, path: [...containerPath, field, place]}, `--${name} is a secret and stands in plain text among the arguments: ${advice}.`)
    }
  }
}

/** Files that are mounted from ConfigMaps: the settings of the connector, or a key of its own. */
function checkFiles(deployed: Deployed, secrets: ReadonlySet<string>, report: Report): void {
  const fields = deployed.connector ? fieldsByVariable(deployed.connector) : new Map<string, never>()
  for (const {name, value} of deployed.variables.values()) {
    const field = fields.get(name)?.field
    const isSettings = name === 'BATON_CONFIG_PATH' && field === undefined
    if (!value || !(isSettings || (field?.type === 'file' && field.secret)) || isReference(value)) continue
    const found = fileAt(deployed, value)
    if (found.what !== 'key' || found.source.kind !== 'ConfigMap') continue
    const {source} = found
    const file = textAt(deployed, value)
    const at = file ? {manifest: file.manifest, path: file.path} : {manifest: source.manifest!, path: ['binaryData', found.key]}
    if (!isSettings) report(at, `${name} names a file with a secret in it, which is mounted from the ConfigMap ${source.name}: mount it from a Secret.`)
    else {
      const given = (file?.value ?? '').split('\n').map((line) => /^["']?([\w-]+)["']?[ \t]*:[ \t]*["']?([^"'#\r]+)/.exec(line)).filter((one) => one !== null && secrets.has(one[1]!) && isPlain(one[2]!)).map((one) => one![1]!)
      if (given.length > 0) report(at, `This file of settings gives ${[...new Set(given)].join(' and ')} in plain text in the ConfigMap ${source.name}: mount it from a Secret.`)
    }
  }
}

export const plainSecret: Rule = {
  id: 'baton/plain-secret', severity: 'error', title: 'A secret stands in plain text outside of a Secret',
  why: 'Whoever may look at Deployments, ConfigMaps or the repository can read it. Access to Secrets is given to fewer, and they can be encrypted or kept out of git.',
  wrong: 'env:\n  - name: BATON_TOKEN\n    value: 1/1204:9f2c', right: 'env:\n  - name: BATON_TOKEN\n    valueFrom:\n      secretKeyRef: {name: baton-asana-secrets, key: BATON_TOKEN}',
  check({deployed}, report) {
    for (const one of deployed) {
      const {connector, variables} = one
      const fields = connector ? fieldsByVariable(connector) : new Map<string, never>()
      for (const {name, value, secret, at} of variables.values()) {
        const field = fields.get(name)?.field
        // The path of a file is no secret; what stands in its place is another rule's.
        if (secret || value === undefined || !isPlain(value) || !(name === 'BATON_CLIENT_SECRET' || (field?.secret && field.type !== 'file'))) continue
        const {kind, metadata} = at.manifest.object
        report(at, `${name} is a secret and stands in plain text in ${kind === 'ConfigMap' ? `the ConfigMap ${String(map(metadata).name)}` : 'the Deployment'}: ${advice}.`)
      }
      const secrets = connector ? secretSettings(connector) : secretOfEvery
      if (one.unseen.has('arguments')) checkArguments(one, secrets, report)
      if (one.container.volumeMounts !== undefined) checkFiles(one, secrets, report)
    }
  },
}
