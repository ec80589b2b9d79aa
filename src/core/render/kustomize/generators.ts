import type {KubernetesObject} from '../types.ts'
import type {SecretBundle, Workload} from '../../workload/types.ts'
import {objectLabels} from '../manifests/labels.ts'

/** A Secret or a ConfigMap that kustomize makes of files and names by their content. */
export interface Generator {
  kind: 'Secret' | 'ConfigMap'
  name: string
  namespace: string
  labels: Record<string, string>
  annotations?: Record<string, string>
  /** Values by key, in order. */
  values: Map<string, string>
}

/** An entry of `secretGenerator` or `configMapGenerator`. */
export interface GeneratorEntry {
  name: string
  namespace: string
  behavior?: 'merge' | 'replace'
  envs?: string[]
  files?: string[]
  options?: {labels?: Record<string, string>; annotations?: Record<string, string>}
}

/** A file that a generator reads. */
export interface SourceFile {
  path: string
  content: string
  secret: boolean
}

/** The generators of a workload's Secrets. */
export function secretGenerators(workload: Workload): Generator[] {
  const of = ({name, entries}: SecretBundle): Generator[] =>
    entries.length === 0 ? [] : [{kind: 'Secret', name, namespace: workload.namespace, labels: objectLabels(workload), values: new Map(entries.map(({key, value}) => [key, value?.reveal() ?? '']))}]
  return [...of(workload.secretEnvironment), ...of(workload.secretFiles)]
}

/** The generator of a ConfigMap. */
export function configMapGenerator({metadata, data}: KubernetesObject): Generator {
  const {name, namespace, labels, annotations} = metadata
  return {kind: 'ConfigMap', name, namespace: namespace!, labels: labels!, ...(annotations ? {annotations} : {}), values: new Map(Object.entries(data as Record<string, string>))}
}

/**
 * Whether an env file brings this value as it is. A line of one ends at a line break, without a carriage return before it, and kustomize reads lines of
 * less than 64 KiB; quotes and blanks are part of the value.
 */
const fitsLine = (value: string): boolean => !/[\r\n\0]/.test(value) && Buffer.byteLength(value) < 60_000

/**
 * The files of a generator, and its entry in a kustomization: one env file for values of one line, a file of its own for each other one.
 * @param values those to write: all of the generator's, or what an overlay changes of them
 */
export function generatorFiles({kind, name, namespace}: Generator, values: Map<string, string>): {entry: GeneratorEntry; files: SourceFile[]} {
  const secret = kind === 'Secret'
  const directory = secret ? 'secrets' : 'config'
  // A key that starts a line with # or is no name would be read as something else; files take every key.
  const lines = secret ? [...values].filter(([key, value]) => /^[A-Za-z_]\w*$/.test(key) && fitsLine(value)) : []
  const inLines = new Set(lines.map(([key]) => key))
  const others = [...values].filter(([key]) => !inLines.has(key))
  const envFile = `${directory}/${name}.env`
  const pathOf = (key: string) => `${directory}/${name}.${key}`
  return {
    entry: {
      name, namespace,
      ...(lines.length > 0 ? {envs: [envFile]} : {}),
      ...(others.length > 0 ? {files: others.map(([key]) => `${key}=${pathOf(key)}`)} : {}),
    },
    files: [
      ...(lines.length > 0 ? [{path: envFile, content: lines.map(([key, value]) => `${key}=${value}\n`).join(''), secret}] : []),
      ...others.map(([key, content]) => ({path: pathOf(key), content, secret})),
    ],
  }
}

/** What a generator gives to the object that it makes. */
export const generatorOptions = ({labels, annotations}: Pick<Generator, 'labels' | 'annotations'>): NonNullable<GeneratorEntry['options']> => ({labels, ...(annotations ? {annotations} : {})})

/** The entry and the files of an overlay for a generator that the base has with other values; nothing when it has the same. */
export function changedGenerator(base: Generator, wanted: Generator): {entry: GeneratorEntry; files: SourceFile[]} | undefined {
  const changed = new Map([...wanted.values].filter(([key, value]) => base.values.get(key) !== value))
  const isSmaller = [...base.values.keys()].some((key) => !wanted.values.has(key))
  if (changed.size === 0 && !isSmaller) return undefined
  const {entry, files} = generatorFiles({...wanted, namespace: base.namespace}, isSmaller ? wanted.values : changed)
  const {name, namespace, ...sources} = entry
  // kustomize keeps what the base says of labels and annotations.
  const isMore = wanted.annotations && !base.annotations
  return {entry: {name, namespace, behavior: isSmaller ? 'replace' : 'merge', ...sources, ...(isMore ? {options: {annotations: wanted.annotations!}} : {})}, files}
}
