import {TextTable} from '../../text/text-table.ts'
import {map} from '../../values/maps.ts'
import {Numbers} from '../../values/numbers.ts'
import {directoryOf, type Note} from '../notes.ts'
import {references} from '../references.ts'
import type {Rule} from '../rule.ts'
import {connectorContainer, hasSettings, type Manifest} from '../set.ts'

/** The objects of one kind, directory, namespace and name. */
interface Group {
  /** The file of the first. */
  file: string
  /** How many came after it. */
  times: number
  isOfConnector: boolean
}

interface Kept {
  /** Directory, kind, namespace and name of all objects. */
  keys: TextTable
  /** For each key the file of its first object, and whether that is of a connector, packed into a number: almost all objects are the only ones of their names. */
  first: Numbers
  files: string[]
  directories: TextTable
  namespaces: TextTable
  /** What came again, by its key. */
  groups: Map<number, Group>
  /** The keys of those that came again, by the place of the later one. */
  later: Map<string, number>
  /** Kinds and names of objects that connectors name. */
  used: TextTable
}

/** Of more objects with one name, the rest is not named. */
const mostNamed = 20

const placeOf = ({file, document, base}: Manifest): string => JSON.stringify([file, document.at.offset, ...base])
const nameOf = ({kind, metadata}: Record<string, unknown>): string => `${String(kind)} ${String(map(metadata).name)}`

/** What kustomize merges into an object of another place: it has not all that the object needs. */
const isPatch = ({kind, spec}: Record<string, unknown>): boolean => kind === 'Deployment' && map(spec).selector === undefined

/** Short: there is one for each object. */
function keyOf({directories, namespaces}: Kept, file: string, {kind, metadata}: Record<string, unknown>): string {
  const {name, namespace} = map(metadata)
  return `${directories.add(directoryOf(file))}${String(kind)[0]}${namespaces.add(typeof namespace === 'string' ? namespace : '')}/${String(name)}`
}

const note: Note<Kept> = {
  kinds: ['Deployment', 'Secret', 'ConfigMap'],
  empty: () => ({keys: new TextTable(), first: new Numbers(), files: [], directories: new TextTable(), namespaces: new TextTable(), groups: new Map(), later: new Map(), used: new TextTable()}),
  take(kept, manifest) {
    const {object, file} = manifest
    if (typeof map(object.metadata).name !== 'string' || isPatch(object)) return false
    const key = kept.keys.add(keyOf(kept, file, object))
    const isDeployment = object.kind === 'Deployment'
    const isOfConnector = isDeployment ? connectorContainer(object) !== undefined : hasSettings(object)
    if (isDeployment && isOfConnector) for (const one of references(object)) kept.used.add(one)
    if (kept.files.at(-1) !== file) kept.files.push(file)
    if (key === kept.first.size) {
      kept.first.push((kept.files.length - 1) * 2 + (isOfConnector ? 1 : 0))
      return false
    }
    const first = kept.first.at(key)
    const group = kept.groups.get(key) ?? {file: kept.files[first >> 1]!, times: 0, isOfConnector: first % 2 === 1}
    kept.groups.set(key, group)
    group.times += 1
    group.isOfConnector ||= isOfConnector
    if (group.times > mostNamed) return false
    kept.later.set(placeOf(manifest), key)
    return true
  },
}

export const nameCollision: Rule = {
  id: 'baton/name-collision', severity: 'error', title: 'Two objects have the same name',
  why: 'kubectl applies one after the other, so that the later one replaces the earlier without a word; kustomize refuses both. In two files of one directory it is a warning: they may never be applied together. Files that kustomize puts together are left to kustomize.',
  wrong: 'kind: Secret\nmetadata: {name: baton-asana-secrets}\n---\nkind: Secret\nmetadata: {name: baton-asana-secrets}', right: 'kind: Secret\nmetadata: {name: baton-asana-secrets}\n---\nkind: Secret\nmetadata: {name: baton-asana-emea-secrets}',
  note, isLate: true,
  check({manifests, notes}, report) {
    const {groups, later, used} = notes.of(note)
    if (later.size === 0) return
    for (const manifest of manifests) {
      const key = later.get(placeOf(manifest))
      const found = key === undefined ? undefined : groups.get(key)
      if (!found || !(found.isOfConnector || used.has(nameOf(manifest.object)))) continue
      const isSameFile = found.file === manifest.file
      if (!isSameFile && notes.isKustomized(manifest.file)) continue
      const {namespace} = map(manifest.object.metadata)
      report({manifest, path: ['metadata', 'name']}, `The ${nameOf(manifest.object)}${typeof namespace === 'string' ? ` of the namespace ${namespace}` : ''} stands in ${isSameFile ? 'this file' : found.file} before: of the two, the one that is applied later replaces the other.`, undefined, isSameFile ? undefined : 'warning')
    }
  },
}
