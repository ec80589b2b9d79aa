import {derived} from '../catalog/derived.ts'
import {allFields, conductoroneVariables, environmentOnly} from '../catalog/sdk-fields.ts'
import type {Connector, Field} from '../catalog/types.ts'
import {variableOf} from '../catalog/variables.ts'
import {isRequired, methodOf, methodsOf, type NamedMethod} from '../workload/constraints.ts'
import type {Deployed, Variable} from './set.ts'

/** A field by the name of one of its variables, older names included. */
export const fieldsByVariable = derived((connector: Connector): ReadonlyMap<string, {name: string; field: Field}> => {
  const found = new Map<string, {name: string; field: Field}>()
  for (const [name, field] of Object.entries(allFields(connector))) {
    for (const alias of field.aliases) found.set(variableOf(alias), {name, field})
    found.set(field.variable, {name, field})
  }
  return found
})

/** Every variable that means something to a connector. */
export const knownVariables = derived((connector: Connector): readonly string[] => [...fieldsByVariable(connector).keys(), ...environmentOnly, ...Object.values(conductoroneVariables)])

/** The variable that a Deployment sets for a field, under any of its names. */
export function variableFor(deployed: Deployed, field: Field): Variable | undefined {
  for (const name of variablesOf(field)) {
    const one = deployed.variables.get(name)
    if (one !== undefined && one.value !== '') return one
  }
  return undefined
}
const variablesOf = derived((field: Field) => [field.variable, ...field.aliases.map(variableOf)])

/** Required fields of a method that a Deployment gives no value; what has a default is never missing. */
export function missingFields(deployed: Deployed, connector: Connector, method: NamedMethod | undefined): readonly string[] {
  const known = deployed.known.missing
  let missing = known.get(method)
  if (!missing) known.set(method, (missing = neededFields(connector, method).filter(([, field]) => !variableFor(deployed, field)).map(([name]) => name)))
  return missing
}

function neededFields(connector: Connector, method: NamedMethod | undefined): ReadonlyArray<[string, Field]> {
  const known = neededByMethod(connector)
  let needed = known.get(method)
  if (!needed) {
    needed = Object.entries(connector.fields).filter(([name, field]) => isRequired(connector, method, name) && field.default === undefined && !Object.hasOwn(method?.sets ?? {}, name))
    known.set(method, needed)
  }
  return needed
}
const neededByMethod = derived((_: Connector) => new Map<NamedMethod | undefined, ReadonlyArray<[string, Field]>>())

/**
 * The auth method that a Deployment uses: the group named by BATON_AUTH_METHOD; else, since the connector itself chooses between methods that are no
 * groups by what is set, the first whose required fields are all there; else the default.
 */
export function methodInUse(deployed: Deployed, connector: Connector): NamedMethod | undefined {
  return (deployed.known.method ??= {inUse: methodOfSettings(deployed, connector)}).inUse
}

function methodOfSettings(deployed: Deployed, connector: Connector): NamedMethod | undefined {
  const chosen = deployed.variables.get('BATON_AUTH_METHOD')?.value
  const methods = methodsOf(connector)
  if (chosen) return methods.find((one) => one.upstream === chosen)
  const usual = methodOf(connector)
  if (!usual) return undefined
  if (missingFields(deployed, connector, usual).length === 0) return usual
  return methods.find((one) => one.upstream === null && missingFields(deployed, connector, one).length === 0) ?? usual
}

/**
 * A method as constraints see it. Where methods are no groups of the connector but ways to use it, it knows of none, and looks at the fields of all of them.
 */
export function seenByConstraints(connector: Connector, method: NamedMethod | undefined): NamedMethod | undefined {
  if (!method || method.upstream !== null) return method
  const known = widened(connector)
  let seen = known.get(method)
  if (!seen) known.set(method, (seen = {...method, fields: methodsOf(connector).filter((one) => one.upstream === null).flatMap((one) => [...one.fields, ...one.required, ...Object.keys(one.sets)])}))
  return seen
}
const widened = derived((_: Connector) => new Map<NamedMethod, NamedMethod>())
