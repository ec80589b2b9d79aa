import {references} from '../members.ts'
import {directoryOf, own, type Note} from '../notes.ts'
import type {Rule} from '../rule.ts'
import {connectorContainer, map, type Manifest} from '../set.ts'

interface Kept {
  /** The file of the first object of each kind, directory, namespace and name. */
  first: Map<string, string>
  /** Of those that came again: what it is, by the place of the later one. */
  later: Map<string, {key: string; file: string}>
  /** How often what came again did. */
  times: Map<string, number>
  /** Keys of objects that are of connectors themselves. */
  ofConnectors: Set<string>
  /** Kinds and names of objects that connectors name. */
  used: Set<string>
}

/** Of more objects with one name, the rest is not named. */
const mostNamed = 20

const placeOf = ({file, document, base}: Manifest): string => JSON.stringify([file, document.at.offset, ...base])
const nameOf = ({kind, metadata}: Record<string, unknown>): string => `${String(kind)} ${String(map(metadata).name)}`

/** What kustomize merges into an object of another place: it has not all that the object needs. */
const isPatch = ({kind, spec}: Record<string, unknown>): boolean => kind === 'Deployment' && map(spec).selector === undefined

const note: Note<Kept> = {
  kinds: ['Deployment', 'Secret', 'ConfigMap'],
  empty: () => ({first: new Map(), later: new Map(), times: new Map(), ofConnectors: new Set(), used: new Set()}),
  take(kept, manifest) {
    const {object, file} = manifest
    const {name, namespace} = map(object.metadata)
    if (typeof name !== 'string' || isPatch(object)) return false
    // A new text, which keeps nothing of the file.
    const key = JSON.stringify([object.kind, directoryOf(file), namespace ?? null, name])
    const isConnector = object.kind === 'Deployment' ? connectorContainer(object) !== undefined : [object.data, object.stringData].some((one) => Object.keys(map(one)).some((setting) => setting.startsWith('BATON_')))
    if (isConnector) kept.ofConnectors.add(key)
    if (isConnector && object.kind === 'Deployment') for (const one of references(map(object.spec).template)) kept.used.add(own(one))
    const before = kept.first.get(key)
    if (before === undefined) {
      kept.first.set(key, file)
      return false
    }
    const times = (kept.times.get(key) ?? 0) + 1
    kept.times.set(key, times)
    if (times > mostNamed) return false
    kept.later.set(placeOf(manifest), {key, file: before})
    return true
  },
}

export const nameCollision: Rule = {
  id: 'baton/name-collision', severity: 'error', title: 'Two objects have the same name',
  why: 'kubectl applies one after the other, so that the later one replaces the earlier without a word; kustomize refuses both. In two files of one directory it is a warning: they may never be applied together. Files that kustomize puts together are left to kustomize.',
  wrong: 'kind: Secret\nmetadata: {name: baton-asana-secrets}\n---\nkind: Secret\nmetadata: {name: baton-asana-secrets}', right: 'kind: Secret\nmetadata: {name: baton-asana-secrets}\n---\nkind: Secret\nmetadata: {name: baton-asana-emea-secrets}',
  note,
  check({manifests, notes}, report) {
    const {later, ofConnectors, used} = notes.of(note)
    if (later.size === 0) return
    for (const manifest of manifests) {
      const found = later.get(placeOf(manifest))
      if (!found || !(ofConnectors.has(found.key) || used.has(nameOf(manifest.object)))) continue
      const isSameFile = found.file === manifest.file
      if (!isSameFile && notes.isKustomized(manifest.file)) continue
      const {namespace} = map(manifest.object.metadata)
      report({manifest, path: ['metadata', 'name']}, `The ${nameOf(manifest.object)}${typeof namespace === 'string' ? ` of the namespace ${namespace}` : ''} stands in ${isSameFile ? 'this file' : found.file} before: of the two, the one that is applied later replaces the other.`, undefined, isSameFile ? undefined : 'warning')
    }
  },
}
