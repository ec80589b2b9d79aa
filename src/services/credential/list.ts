import {credentialFields, sourceText} from '../../core/credentials/fields.ts'
import type {Problem} from '../../core/problems/problem.ts'
import {own} from '../../core/values/maps.ts'
import {readCredentials} from '../credentials.ts'
import {chooseInstances, loadProject} from '../project.ts'

/** A credential of an instance, without its value. */
export interface ListedCredential {
  instance: string
  field: string
  /** `store`, `env:NAME` or `file:PATH`. */
  source: string
  /** Null when the store could not be opened. */
  present: boolean | null
  required: boolean
}

/**
 * Lists the credentials of the project's instances and whether they have a value. An absent value is no problem here; a store that does not open is.
 * @param names instances; all when empty
 */
export async function listCredentials({directory, names}: {directory: string | undefined; names: string[]}): Promise<{credentials: ListedCredential[]; problems: Problem[]; warnings: string[]}> {
  const {directory: project, catalog, ...loaded} = await loadProject({directory})
  const credentials: ListedCredential[] = []
  const problems: Problem[] = []
  const warnings = [...loaded.warnings]
  for (const instance of chooseInstances(loaded.project, names)) {
    const connector = own(catalog, instance.connector)
    if (!connector) continue
    const read = await readCredentials({directory: project, instances: [instance], catalog})
    const closed = read.problems.some((one) => one.code.startsWith('store-') || one.code === 'identity-missing')
    problems.push(...read.problems.filter((one) => one.code !== 'credential-missing'))
    warnings.push(...read.warnings)
    const values = read.byInstance[instance.name]?.values ?? {}
    for (const {name, source, required} of credentialFields(instance, connector)) {
      const present = Object.hasOwn(values, name)
      credentials.push({instance: instance.name, field: name, source: sourceText(source), present: !present && source.from === 'store' && closed ? null : present, required})
    }
  }
  return {credentials, problems, warnings: [...new Set(warnings)]}
}
