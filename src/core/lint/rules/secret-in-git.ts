import {environmentOnly, sdkFields} from '../../catalog/sdk-fields.ts'
import {map} from '../../values/maps.ts'
import {fieldsByVariable} from '../connector-settings.ts'
import {fileAt} from '../mounts.ts'
import {isOwnValue} from '../plain.ts'
import type {Rule} from '../rule.ts'
import {entriesOf, type Deployed, type Manifest} from '../set.ts'

/** Settings that every connector has and that are no secrets: a Secret of the setup pages holds them beside those that are. */
const harmless = new Set<string>(['BATON_CLIENT_ID', ...environmentOnly, ...Object.values(sdkFields).map((one) => one.variable)])
const isSwitch = (text: string): boolean => /^(?:true|false|yes|no|on|off|\d{1,5})$/i.test(text.trim())

/** Keys of a Secret that hold values of connectors that nobody but the pod should read, as far as the Secret alone can tell. */
const secretKeysOf = (manifest: Manifest): string[] =>
  entriesOf(manifest).filter(({key, value}) => key.startsWith('BATON_') && !harmless.has(key) && value !== undefined && isOwnValue(value) && !isSwitch(value)).map(({key}) => key)

/** Keys of Secrets that a Deployment says more of: what the catalog calls a secret or no secret, under whatever key, and files. */
function keysByUse(deployed: Deployed): Array<{manifest: Manifest; key: string; secret: boolean}> {
  const fields = deployed.connector ? fieldsByVariable(deployed.connector) : new Map<string, never>()
  return [...deployed.variables.values()].flatMap(({name, value, secret, at}) => {
    const field = fields.get(name)?.field
    const here = secret && at.manifest.object.kind === 'Secret' ? [{manifest: at.manifest, key: String(at.path.at(-1)), secret: name === 'BATON_CLIENT_SECRET' || (field ? field.secret && field.type !== 'file' : false), known: field !== undefined || name === 'BATON_CLIENT_SECRET'}] : []
    const found = field?.type === 'file' && field.secret && value ? fileAt(deployed, value) : undefined
    const file = found?.what === 'key' && found.source.kind === 'Secret' ? [{manifest: found.source.manifest!, key: found.key, secret: true}] : []
    return [...here.filter((one) => one.known), ...file]
  })
}

export const secretInGit: Rule = {
  id: 'baton/secret-in-git', severity: 'error', title: 'A Secret is committed to git as it is',
  why: 'Base64 is no encryption. Everybody who may read the repository, now or later, has the credentials, and they stay in its history when the file is gone.',
  wrong: 'stringData:   # in a file that git tracks\n  BATON_TOKEN: 1/1204:9f2c', right: 'stringData:   # encrypted, or in a file that .gitignore names and git does not track\n  BATON_TOKEN: ENC[AES256_GCM,data:p2wE,iv:Q0c=,tag:eg==,type:str]',
  check({manifests, deployed, around}, report) {
    if (around.tracked.size === 0) return
    const byUse = new Map<Manifest, Map<string, boolean>>()
    for (const one of deployed) {
      for (const {manifest, key, secret} of keysByUse(one)) {
        const known = byUse.get(manifest) ?? new Map<string, boolean>()
        byUse.set(manifest, known.set(key, secret || known.get(key) === true))
      }
    }
    for (const manifest of manifests) {
      if (manifest.object.kind !== 'Secret' || !around.tracked.has(manifest.file)) continue
      const uses = byUse.get(manifest)
      const byName = secretKeysOf(manifest)
      const [first, ...more] = entriesOf(manifest).filter(({key, value}) => (uses?.get(key) ?? byName.includes(key)) && value !== undefined && isOwnValue(value))
      if (!first) continue
      const keys = [first, ...more].map(({key}) => key)
      const named = keys.length > 3 ? `${keys.slice(0, 2).join(', ')} and ${keys.length - 2} more` : keys.join(' and ')
      report({manifest, path: first.path, part: 'key'}, `git tracks this file, and the Secret ${String(map(manifest.object.metadata).name)} holds ${named} in it for everyone to read. Run \`git rm --cached\` on it and let .gitignore name it, or encrypt it (SOPS, SealedSecret). If it was pushed, make new credentials: the old ones stay in the history.`)
    }
  },
}
