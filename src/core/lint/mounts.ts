import {list, map} from '../values/maps.ts'
import {entriesOf, type Deployed, type Manifest} from './set.ts'

type JsonMap = Record<string, unknown>
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** An absolute path without `.`, `..` and double slashes. */
function normal(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** The working directory of a connector's container; that of the images is the root. */
export const workingDirectory = ({container}: Deployed): string => normal(text(container.workingDir) ?? '/')

/** A path as the container takes it: a relative one starts at its working directory. */
export const absolute = (deployed: Deployed, path: string): string => normal(path.startsWith('/') ? path : `${workingDirectory(deployed)}/${path}`)

/** A mount of a container, the volume behind it, and what follows the mount's path. */
interface Mounted {
  mount: JsonMap
  /** Undefined when the pod has no volume of that name. */
  volume: JsonMap | undefined
  rest: string
}

/** The mount below which a path lies: the longest one, for a mount covers what is mounted above it. */
function mountAt(deployed: Deployed, path: string): Mounted | undefined {
  let best: {mount: JsonMap; at: string} | undefined
  for (const mount of list(deployed.container.volumeMounts)) {
    const at = normal(text(mount.mountPath) ?? '')
    const covers = at === '/' || path === at || path.startsWith(`${at}/`)
    if (text(mount.mountPath) !== undefined && covers && (!best || at.length > best.at.length)) best = {mount, at}
  }
  if (!best) return undefined
  const {mount, at} = best
  return {mount, volume: list(deployed.pod.volumes).find((one) => one.name === mount.name), rest: at === '/' ? path.slice(1) : path.slice(at.length + 1)}
}

/** Kinds of volumes that nothing can be written to, whatever the mount says. */
const unwritable = ['secret', 'configMap', 'projected', 'downwardAPI', 'image']

/** Whether a container can write below a path, its root file system being read-only. */
export function isWritable(deployed: Deployed, path: string): boolean {
  const found = mountAt(deployed, path)
  if (!found?.volume) return false
  const {mount, volume} = found
  return mount.readOnly !== true && !unwritable.some((kind) => volume[kind] !== undefined) && !Object.values(volume).some((one) => map(one).readOnly === true)
}

/** A Secret or ConfigMap of which a volume makes files. */
export interface FileSource {
  kind: 'Secret' | 'ConfigMap'
  name: string
  /** Undefined when it is not among the files. */
  manifest: Manifest | undefined
  /** Keys by the path that each has in the volume; undefined for every key under its own name. */
  items: Map<string, string> | undefined
}

/** What a container finds at a path. */
export type Found =
  /** Nothing is mounted there: it is what the image has. */
  | {what: 'image'}
  /** A volume that nobody here can look into. */
  | {what: 'unknown'}
  /** An empty directory that no other container fills. */
  | {what: 'nothing'; mount: string}
  /** A key of an object of the set, or of one that is not in it. */
  | {what: 'key'; source: FileSource; key: string}
  /** None of the sources makes such a file; all of them are in the set. */
  | {what: 'lacking'; sources: FileSource[]; file: string}

function sourcesOf(deployed: Deployed, volume: JsonMap): {sources: FileSource[]; isWhole: boolean} | undefined {
  const source = (kind: FileSource['kind'], name: unknown, items: unknown): FileSource[] =>
    typeof name === 'string' ? [{kind, name, manifest: deployed.find(kind, name), items: Array.isArray(items) ? new Map(list(items).map((one) => [normal(String(one.path)).slice(1), String(one.key)])) : undefined}] : []
  if (volume.secret) return {sources: source('Secret', map(volume.secret).secretName, map(volume.secret).items), isWhole: true}
  if (volume.configMap) return {sources: source('ConfigMap', map(volume.configMap).name, map(volume.configMap).items), isWhole: true}
  if (!volume.projected) return undefined
  const parts = list(map(volume.projected).sources)
  return {
    sources: parts.flatMap((one) => (one.secret ? source('Secret', map(one.secret).name, map(one.secret).items) : one.configMap ? source('ConfigMap', map(one.configMap).name, map(one.configMap).items) : [])),
    isWhole: parts.every((one) => one.secret ?? one.configMap),
  }
}

const hasKey = ({manifest}: FileSource, key: string): boolean => manifest !== undefined && [manifest.object.data, manifest.object.stringData, manifest.object.binaryData].some((one) => Object.hasOwn(map(one), key))

/** What a connector finds at a path of its container. Says `unknown` wherever it may be there for a reason that is not seen here. */
export function fileAt(deployed: Deployed, path: string): Found {
  const found = mountAt(deployed, absolute(deployed, path))
  if (!found) return {what: 'image'}
  const {mount, volume, rest} = found
  // A volume that there is not is another rule's fault; a path with variables in it is known only to the kubelet.
  if (!volume || mount.subPathExpr !== undefined) return {what: 'unknown'}
  if (volume.emptyDir !== undefined) {
    const others = [...list(deployed.pod.initContainers), ...list(deployed.pod.containers)].filter((one) => one !== deployed.container)
    return others.some((one) => list(one.volumeMounts).some(({name}) => name === mount.name)) ? {what: 'unknown'} : {what: 'nothing', mount: String(mount.mountPath)}
  }
  const all = sourcesOf(deployed, volume)
  if (!all) return {what: 'unknown'}
  const file = [text(mount.subPath) ?? '', rest].filter((part) => part !== '').join('/')
  // The directory itself: which of its files is meant is for the connector to say.
  if (file === '') return {what: 'unknown'}
  for (const source of all.sources) {
    const key = source.items ? source.items.get(file) : file
    if (key !== undefined && hasKey(source, key)) return {what: 'key', source, key}
  }
  return all.isWhole && all.sources.length > 0 && all.sources.every((one) => one.manifest) ? {what: 'lacking', sources: all.sources, file} : {what: 'unknown'}
}

/** The text of a file that is a key of an object of the set, and its place in that object; undefined when it is not known. */
export function textAt(deployed: Deployed, path: string): {source: FileSource; manifest: Manifest; value: string; path: Array<string | number>} | undefined {
  const found = fileAt(deployed, path)
  if (found.what !== 'key' || !found.source.manifest) return undefined
  const {source, key} = found
  const entry = entriesOf(source.manifest!).find((one) => one.key === key)
  return entry?.value === undefined ? undefined : {source, manifest: source.manifest!, value: entry.value, path: [...entry.path]}
}
