import {map} from '../../values/maps.ts'
import type {Path} from '../../yaml/kubernetes-reader.ts'

/** A file or directory that a kustomization names. */
export interface Reference {
  /** Where it stands in the kustomization. */
  path: Path
  target: string
  /** `patch` and `input` are files: a patch of objects, and what a generator reads. */
  kind: 'resource' | 'component' | 'file' | 'patch' | 'plugin' | 'input'
}

/** Something that makes kustomize run a program, and why it is refused. */
export interface Refusal {
  path: Path
  message: string
}

/** What a kustomization asks for beside its own settings. */
export interface Asked {
  references: Reference[]
  /** Patches that are written into the kustomization itself. */
  inlinePatches: Array<{path: Path; text: string}>
  refusals: Refusal[]
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])
const isInline = (text: string): boolean => /[\n{]/.test(text)

/** Files with these names in a directory make it a kustomization; there must be one of them only. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/**
 * Whether kustomize would take a path for something to fetch with git or HTTP (its api/internal/git/repospec.go), or c1ctl cannot tell that it would not.
 * @param target an entry of a kustomization
 */
export const isRemote = (target: string): boolean => /^(?:git::)?(?:[a-z][\w+.-]*:|[a-z][\w-]*@[^/]*[:/]|github\.com[/:])/i.test(target)

/** A remote target as it may be shown: without what may be a password or a token in it. */
export const shownTarget = (target: string): string => target.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//***@')

/** Fields of a builtin generator or transformer that name files. */
const pluginFields = new Set(['path', 'paths', 'files', 'envs', 'env'])
const withoutKey = (text: string): string => text.slice(text.indexOf('=') + 1)

/**
 * What a document of `generators`, `transformers` or `validators` asks for.
 * @param value the document; kustomize's own kinds have apiVersion `builtin`, and any other is a program to run
 */
export function askedOfPlugin(value: unknown): Asked {
  const asked: Asked = {references: [], inlinePatches: [], refusals: []}
  const {apiVersion, kind, metadata} = map(value)
  if (apiVersion !== 'builtin' || Object.keys(map(map(metadata).annotations)).some((name) => name.startsWith('config.kubernetes.io/function') || name.startsWith('config.k8s.io/function'))) {
    asked.refusals.push({path: [], message: 'This is a plugin of kustomize, which is a program of its own: c1ctl lint runs none.'})
  } else if (String(kind).startsWith('HelmChart')) asked.refusals.push({path: [], message: helmMessage})
  const walk = (item: unknown, path: Path, field: string | undefined): void => {
    if (typeof item === 'string') {
      if (field !== undefined && pluginFields.has(field) && !isInline(item)) asked.references.push({path, target: field === 'files' ? withoutKey(item) : item, kind: 'file'})
    } else if (Array.isArray(item)) for (const [at, one] of item.entries()) walk(one, [...path, at], field)
    else for (const [key, one] of Object.entries(map(item))) walk(one, [...path, key], key)
  }
  walk(value, [], undefined)
  return asked
}

const helmMessage = 'kustomize would fetch this chart and run Helm on it: lint the chart by itself.'

/**
 * What a kustomization asks for: every field through which kustomize v5 loads something (api/types/kustomization.go).
 * @param value the kustomization as read
 */
export function askedOfKustomization(value: unknown): Asked {
  const asked: Asked = {references: [], inlinePatches: [], refusals: []}
  const whole = map(value)
  const add = (kind: Reference['kind'], path: Path, target: unknown): void => {
    if (typeof target === 'string' && target !== '') asked.references.push({path, target, kind})
  }
  const each = (field: string, take: (one: unknown, path: Path) => void): void => {
    for (const [at, one] of list(whole[field]).entries()) take(one, [field, at])
  }
  for (const field of ['resources', 'bases']) each(field, (one, path) => add('resource', path, one))
  each('components', (one, path) => add('component', path, one))
  for (const field of ['crds', 'configurations']) each(field, (one, path) => add('file', path, one))
  add('file', ['openapi', 'path'], map(whole['openapi'])['path'])
  each('replacements', (one, path) => add('file', [...path, 'path'], map(one)['path']))
  const patch = (path: Path, text: unknown): void => {
    if (typeof text === 'string') asked.inlinePatches.push({path, text})
  }
  each('patchesStrategicMerge', (one, path) => (typeof one === 'string' && isInline(one) ? patch(path, one) : add('patch', path, one)))
  for (const field of ['patches', 'patchesJson6902']) {
    each(field, (one, path) => {
      add('patch', [...path, 'path'], map(one)['path'])
      patch([...path, 'patch'], map(one)['patch'])
    })
  }
  for (const field of ['generators', 'transformers', 'validators']) each(field, (one, path) => add('plugin', path, one))
  for (const field of ['configMapGenerator', 'secretGenerator']) {
    each(field, (one, path) => {
      const {files, envs, env} = map(one)
      for (const [at, file] of list(files).entries()) add('input', [...path, 'files', at], typeof file === 'string' ? withoutKey(file) : undefined)
      for (const [at, file] of list(envs).entries()) add('input', [...path, 'envs', at], file)
      add('input', [...path, 'env'], env)
    })
  }
  for (const field of ['helmCharts', 'helmChartInflationGenerator']) if (list(whole[field]).length > 0) asked.refusals.push({path: [field], message: helmMessage})
  return asked
}
