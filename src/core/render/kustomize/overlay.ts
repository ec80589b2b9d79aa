import {serialize} from '../../yaml/serialize.ts'
import type {Artifact, KubernetesObject} from '../types.ts'
import {changedGenerator, generatorFiles, generatorOptions, type Generator} from './generators.ts'
import {imageParts, imageRules} from './images.ts'
import {jsonPatch} from './json-patch.ts'
import {kustomizationFile, sourceFiles, yamlFile} from './kustomization.ts'
import {withImage, type Parts} from './parts.ts'

/** The overlay of an environment: what differs from the base, and nothing else. */
export function overlayFiles(environment: string, base: Parts[], wanted: Parts[]): Artifact[] {
  const directory = `overlays/${environment}`
  const before = new Map(base.map((one) => [one.instance, one]))
  const after = new Map(wanted.map((one) => [one.instance, one]))
  const moved = commonNamespace(base, wanted)
  /** What the base's object is once the namespace is changed: patches come before that, so they find the old one and leave it. */
  const home = (one: KubernetesObject): KubernetesObject => (moved ? inNamespace(one, moved.from, moved.to) : one)

  const rules = imageRules(wanted.map(({instance, image}) => ({before: before.get(instance)?.image ?? null, after: image})))
  const ruled = new Set(rules.map(({name}) => name))
  const changes = wanted.filter(({instance}) => before.has(instance)).map((one) => {
    const old = before.get(one.instance)!
    const known = new Map(keyed(old.objects))
    const fresh = keyed(one.objects)
    const now = new Map(fresh)
    const byRule = ruled.has(imageParts(old.image).name)
    const patches = fresh.filter(([key]) => known.has(key)).map(([key, object]) => ({old: known.get(key)!, operations: jsonPatch(home(known.get(key)!), byRule ? withImage(object, old.image) : object)}))
    return {
      name: one.name,
      patches: patches.filter(({operations}) => operations.length > 0),
      added: fresh.filter(([key]) => !known.has(key)).map(([, object]) => object),
      removed: [...known].filter(([key]) => !now.has(key)).map(([, object]) => object),
      ...generatorChanges(old.generators, one.generators),
    }
  })
  const fresh = wanted.filter(({instance}) => !before.has(instance))
  const added = [...changes.map(({name, added: objects}) => ({name, objects})), ...fresh.map(({name, objects}) => ({name, objects}))].filter(({objects}) => objects.length > 0)
  const gone = base.filter(({instance}) => !after.has(instance))
  const removed = [...changes.flatMap((one) => [...one.removed, ...one.removedGenerators.map(asObject)]), ...gone.flatMap(({objects, generators}) => [...objects, ...generators.map(asObject)])]
  const generated = [...changes.flatMap((one) => one.generated), ...fresh.flatMap(({generators}) => generators.map(newGenerator))]
  const patched = [
    ...changes.flatMap(({patches}) => patches),
    ...(moved ? [] : changes.flatMap(({movedGenerators}) => movedGenerators.map(({old, namespace}) => ({old: asObject(old), operations: [{op: 'replace' as const, path: '/metadata/namespace', value: namespace}]})))),
  ]
  const entries = (kind: string) => generated.filter((one) => one.kind === kind).map(({entry}) => entry)
  const images = rules.filter(({name, newName, newTag, digest}) => wanted.some(({instance}) => {
    const {name: oldName, ...old} = imageParts(before.get(instance)?.image ?? '')
    return oldName === name && (newName !== undefined || newTag !== old.tag || digest !== old.digest)
  }))
  return [
    kustomizationFile(directory, {
      resources: ['../../base', ...added.map(({name}) => `${name}.yaml`)],
      ...(moved ? {namespace: moved.to} : {}),
      secretGenerator: entries('Secret'),
      configMapGenerator: entries('ConfigMap'),
      patches: [
        ...removed.map((one) => ({patch: serialize(deletion(one))})),
        ...patched.map(({old}) => ({path: patchPath(old), target: targetOf(old)})),
      ],
      images,
    }),
    // In the namespace of their neighbours in the base, with which they move.
    ...added.map(({name, objects}) => yamlFile(`${directory}/${name}.yaml`, moved ? objects.map((one) => inNamespace(one, moved.to, moved.from)) : objects)),
    ...patched.map(({old, operations}) => yamlFile(`${directory}/${patchPath(old)}`, [operations])),
    ...sourceFiles(directory, generated.flatMap(({files}) => files)),
  ]
}

/** Objects by what they are to their workload: a name may differ between environments. */
function keyed(objects: KubernetesObject[]): Array<[string, KubernetesObject]> {
  return objects.map((one) => [objects.filter(({kind}) => kind === one.kind).length === 1 ? one.kind : `${one.kind}/${one.metadata.name}`, one])
}

const newGenerator = (one: Generator) => {
  const {entry, files} = generatorFiles(one, one.values)
  return {kind: one.kind, entry: {...entry, options: generatorOptions(one)}, files}
}

function generatorChanges(base: Generator[], wanted: Generator[]) {
  const idOf = ({kind, name}: Generator) => `${kind}/${name}`
  const known = new Map(base.map((one) => [idOf(one), one]))
  const now = new Set(wanted.map(idOf))
  return {
    generated: wanted.flatMap((one) => {
      const old = known.get(idOf(one))
      if (!old) return [newGenerator(one)]
      const changed = changedGenerator(old, one)
      return changed ? [{kind: one.kind, ...changed}] : []
    }),
    removedGenerators: base.filter((one) => !now.has(idOf(one))),
    // A Secret whose values stay and whose namespace does not.
    movedGenerators: wanted.flatMap((one) => {
      const old = known.get(idOf(one))
      return old && old.namespace !== one.namespace ? [{old, namespace: one.namespace}] : []
    }),
  }
}

const asObject = ({kind, name, namespace}: Generator): KubernetesObject => ({apiVersion: 'v1', kind, metadata: {name, namespace}})

/** Stands in the kustomization itself: in a file of its own it would look like an object that is there. */
const deletion = ({apiVersion, kind, metadata: {name, namespace}}: KubernetesObject) => ({$patch: 'delete', apiVersion, kind, metadata: {name, ...(namespace === undefined ? {} : {namespace})}})

const patchPath = ({kind, metadata: {name}}: KubernetesObject): string => `patches/${name}.${kind.toLowerCase()}.yaml`

function targetOf({apiVersion, kind, metadata: {name, namespace}}: KubernetesObject) {
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : [undefined, apiVersion]
  return {...(group === undefined ? {} : {group}), version, kind, name, ...(namespace === undefined ? {} : {namespace})}
}

const places = (all: Parts[]): Set<string | undefined> => new Set(all.flatMap(({objects, generators}) => [...objects.map(({metadata}) => metadata.namespace), ...generators.map(({namespace}) => namespace)]))

/** The one namespace that everything moves from, and the one that it moves to; roles that reach further have it in their names and are patched one by one. */
function commonNamespace(base: Parts[], wanted: Parts[]): {from: string; to: string} | undefined {
  const [[from, ...more], [to, ...others]] = [[...places(base)], [...places(wanted)]]
  return from === undefined || to === undefined || more.length > 0 || others.length > 0 || from === to ? undefined : {from, to}
}

/** What kustomize's `namespace` makes of an object: subjects of a binding move with it. */
function inNamespace(object: KubernetesObject, from: string, to: string): KubernetesObject {
  const subjects = object['subjects'] as Array<{namespace?: string}> | undefined
  return {
    ...object,
    metadata: {...object.metadata, ...(object.metadata.namespace === from ? {namespace: to} : {})},
    ...(subjects ? {subjects: subjects.map((one) => (one.namespace === from ? {...one, namespace: to} : one))} : {}),
  }
}
