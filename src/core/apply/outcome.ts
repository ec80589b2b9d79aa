import type {KubernetesObject} from '../render/types.ts'

/** What happened to one object. `applied`: sent, but the user may not read whether that changed it; `skipped`: never sent. */
export type Action = 'created' | 'configured' | 'unchanged' | 'applied' | 'failed' | 'skipped'

/** One object of an apply. The namespace is null for objects of the whole cluster. */
export interface ObjectOutcome {
  kind: string
  namespace: string | null
  name: string
  action: Action
}

/** kubectl's name of an object's type: `Deployment.v1.apps`, `Secret`. */
export function typeName({apiVersion, kind}: {apiVersion: string; kind: string}): string {
  const [group, version] = apiVersion.split('/')
  return version === undefined ? kind : `${kind}.${version}.${group}`
}

/** An object's identity in one cluster. */
export const identity = (object: KubernetesObject): string => `${typeName(object)}/${object.metadata.namespace ?? ''}/${object.metadata.name}`

/** How kubectl prints an object that it applied: `deployment.apps/baton-asana`. */
const printedName = ({apiVersion, kind, metadata}: KubernetesObject): string => {
  const [group, version] = apiVersion.split('/')
  return `${kind.toLowerCase()}${version === undefined ? '' : `.${group}`}/${metadata.name}`
}

/**
 * Which objects were applied, from the lines that kubectl prints as it goes (one an object, in the order they were sent).
 * @returns identities; an object without a line failed or was not reached
 */
export function appliedObjects(stdout: string, objects: KubernetesObject[]): Set<string> {
  const done = new Set<string>()
  let from = 0
  for (const line of stdout.split('\n')) {
    const name = line.split(' ')[0]
    if (!name) continue
    const at = objects.findIndex((object, index) => index >= from && printedName(object) === name)
    if (at < 0) continue
    done.add(identity(objects[at]!))
    from = at + 1
  }
  return done
}

/** Columns that `readVersions` understands; they hold metadata alone, so that no Secret's values are read. */
export const versionColumns = 'custom-columns=KIND:.kind,NAME:.metadata.name,VERSION:.metadata.resourceVersion'

/** What the cluster holds of each object: its resourceVersion, null when it is absent, undefined when the user may not read it. */
export type Versions = Map<string, string | null | undefined>

/**
 * Reads the answer of `kubectl get ... -o custom-columns` (without headers) for these objects of one namespace.
 * @param errors kubectl's messages: an object that they name could not be read
 */
export function readVersions(stdout: string, errors: string[], objects: KubernetesObject[]): Versions {
  const found = new Map(stdout.split('\n').filter(Boolean).map((line) => {
    const [kind, name, version] = line.trim().split(/\s+/)
    return [`${kind}/${name}`, version] as const
  }))
  const named = ({kind, metadata: {name}}: KubernetesObject): boolean => errors.some((error) => error.toLowerCase().includes(kind.toLowerCase()) && error.includes(`"${name}"`))
  const unclear = errors.length > 0 && !objects.some(named)
  return new Map(objects.map((object) => [identity(object), found.get(`${object.kind}/${object.metadata.name}`) ?? (unclear || named(object) ? undefined : null)]))
}

/** What an apply did, from the versions before and after it. */
export function actionOf(before: string | null | undefined, after: string | null | undefined): Action {
  if (before === null) return 'created'
  if (before === undefined || after === undefined || after === null) return 'applied'
  return before === after ? 'unchanged' : 'configured'
}

const bookkeeping = new Set(['resourceVersion', 'generation', 'managedFields', 'creationTimestamp', 'uid', 'selfLink'])
const canonical = (value: unknown, key = ''): unknown => {
  if (Array.isArray(value)) return value.map((item) => canonical(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => !(key === 'metadata' && bookkeeping.has(name))).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, canonical(inner, name)]))
}

/** What a server dry run would change: compares its answer with what is there, apart from the server's own bookkeeping. */
export function dryRunAction(live: unknown, answer: unknown): Action {
  return JSON.stringify(canonical(live)) === JSON.stringify(canonical(answer)) ? 'unchanged' : 'configured'
}
