import {conductoroneKeys, type Instance} from '../../core/project/types.ts'
import {credentialFields, namedSources} from '../../core/credentials/fields.ts'
import {nearest} from '../../core/problems/nearest.ts'
import {problem, throwIfAny} from '../../core/problems/problem.ts'
import {own} from '../../core/values/maps.ts'
import {writeCredentials} from '../credentials.ts'
import {chooseInstances, loadProject} from '../project.ts'

/** What `credential remove` did. */
export interface RemovedCredentials {
  instance: string
  fields: string[]
  path: string
  changed: boolean
}

/**
 * Takes values out of the store of an instance. Removing what is not stored changes nothing.
 * @throws ProblemError `unknown-field` for a name that the connector does not have, and what opening and writing the store may throw
 */
export async function removeCredentials({directory, instance: name, fields}: {directory: string | undefined; instance: string; fields: string[]}): Promise<{removed: RemovedCredentials; warnings: string[]}> {
  const loaded = await loadProject({directory})
  const [instance] = chooseInstances(loaded.project, [name]) as [Instance]
  const connector = own(loaded.catalog, instance.connector)
  const known = [...Object.keys(connector?.fields ?? {}), ...conductoroneKeys, ...Object.keys(namedSources(instance))]
  throwIfAny(
    fields.filter((field) => !known.includes(field)).map((field) => {
      const hint = nearest(field, known)
      return problem('unknown-field', `${connector?.title ?? instance.connector} has no field ${field}.`, {next: [hint ? `Did you mean ${hint}?` : `Run \`c1ctl credential list ${name}\` to see its fields.`]})
    }),
  )
  const {path, changed} = await writeCredentials({directory: loaded.directory, instance: name, values: {}, remove: fields})
  const needed = connector ? credentialFields(instance, connector).filter((one) => one.required && one.source.from === 'store' && fields.includes(one.name)) : []
  const warnings = [...loaded.warnings, ...(changed ? needed.map((one) => `${name} cannot run without ${one.name}: set it again before the next render.`) : [`Nothing was removed: ${path} holds no such value.`])]
  return {removed: {instance: name, fields, path, changed}, warnings}
}
