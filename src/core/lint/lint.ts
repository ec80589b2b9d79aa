import type {Catalog} from '../catalog/types.ts'
import {customKinds, isDefinition} from '../kubernetes/custom/kinds.ts'
import {validateObject} from '../kubernetes/validate.ts'
import type {Edit} from '../yaml/edit.ts'
import {readKubernetesYaml, type KubernetesDocument, type Span} from '../yaml/kubernetes-reader.ts'
import type {Repair} from './fix/repair.ts'
import {settle, type Asked} from './fix/settle.ts'
import {repairOf} from './fix/violation.ts'
import {rules} from './rules/all.ts'
import {list, lintSet, map, type At, type Manifest} from './set.ts'
import type {Finding} from './types.ts'

/** How much was looked at, and what was found. */
export interface LintSummary {
  files: number
  documents: number
  /** Documents that are no Kubernetes objects, or are encrypted. */
  skipped: number
  /** Objects of kinds that c1ctl has no schema for. */
  unchecked: number
  errors: number
  warnings: number
}

export interface LintResult {
  findings: Finding[]
  summary: LintSummary
  /** Stretches that may hold secret values, by file, for those who show parts of it; worked out on demand. */
  secretsIn(file: string): Span[]
}

/** What was found, and what repairs the findings that are fixable, by file. */
export interface LintedSet extends LintResult {
  edits: Map<string, Edit[]>
}

/** Against what objects are held. */
export interface Against {
  /** The version of Kubernetes, one of kubernetesVersions; the newest when not given. */
  kubernetes?: string | undefined
  /** Custom resource definitions beside those among the files, which go before them. */
  definitions?: unknown[] | undefined
}

const secretName = /TOKEN|SECRET|PASSWORD|PASSPHRASE|KEY|CREDENTIAL|PRIVATE|CERT/i

/** Where values stand that nobody should print: all of a Secret, and variables and keys of a ConfigMap that sound like secrets. */
function secretPlaces({object, document, base}: Manifest): Span[] {
  const found: Span[] = []
  const add = (...path: Array<string | number>): void => void found.push(document.locate([...base, ...path]))
  if (object.kind === 'Secret') {
    for (const field of ['data', 'stringData']) {
      const keys = Object.keys(map(object[field]))
      for (const key of keys) add(field, key)
      if (keys.length === 0 && object[field] !== undefined) add(field)
    }
  }
  if (object.kind === 'ConfigMap') for (const key of Object.keys(map(object.data))) if (secretName.test(key)) add('data', key)
  const walk = (value: unknown, path: Array<string | number>): void => {
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]))
    else if (typeof value === 'object' && value !== null) {
      const {name, value: own} = value as Record<string, unknown>
      if (typeof name === 'string' && own !== undefined && secretName.test(name)) add(...path, 'value')
      for (const [key, item] of Object.entries(value)) if (typeof item === 'object') walk(item, [...path, key])
    }
  }
  walk(object.spec, ['spec'])
  return found
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The objects of a document: itself, or the items of a List; null when it is no Kubernetes object or an encrypted one. */
function manifestsOf(file: string, document: KubernetesDocument): Manifest[] | null {
  const {value} = document
  if (!isObject(value)) return null
  const {apiVersion, kind, metadata, sops} = value
  if (isObject(sops) && sops.mac !== undefined) return null
  // One of the two beside metadata is a manifest with a gap; a values file has neither.
  if (apiVersion === undefined && kind === undefined) return null
  if ((apiVersion === undefined || kind === undefined) && !isObject(metadata)) return null
  const whole: Manifest = {file, object: value, document, base: []}
  if (kind !== 'List' || !Array.isArray(value.items)) return [whole]
  return list(value.items).map((object, index) => ({file, object, document, base: ['items', index]}))
}

/**
 * Lints files as one set: what a server would refuse in each object, and what the connectors among them need from all together.
 * @param files name and text of each; the name is what findings show
 * @param catalog names of connectors and their settings; empty when no file speaks of a connector
 * @param against the version of Kubernetes and further definitions of custom resources
 */
export function lint(files: Array<{name: string; text: string}>, catalog: Catalog, {kubernetes, definitions = []}: Against = {}): LintedSet {
  const findings: Finding[] = []
  const manifests: Manifest[] = []
  const whole: Manifest[] = []
  const asked: Asked[] = []
  const summary: LintSummary = {files: files.length, documents: 0, skipped: 0, unchecked: 0, errors: 0, warnings: 0}
  const report = (rule: string, severity: Finding['severity'], message: string, {manifest, path, part}: At, repair?: Repair): void => {
    const span = manifest.document.locate([...manifest.base, ...path], part)
    const finding: Finding = {file: manifest.file, ...span, rule, severity, message, fixable: false}
    findings.push(finding)
    if (repair) asked.push({finding, manifest, repair})
  }
  for (const {name, text} of files) {
    const read = readKubernetesYaml(text, name)
    findings.push(...read.findings)
    for (const document of read.documents) {
      summary.documents += 1
      const found = manifestsOf(name, document)
      if (!found) summary.skipped += 1
      for (const manifest of found ?? []) {
        manifests.push(manifest)
        const {object} = manifest
        const gap = ['apiVersion', 'kind'].find((field) => typeof object[field] !== 'string' || object[field] === '')
        if (gap) {
          report('kubernetes/required', 'error', `The object lacks the field ${gap}, which is required.`, {manifest, path: []})
          continue
        }
        whole.push(manifest)
      }
    }
  }
  // A definition may stand in any file of the set.
  const known = [...definitions, ...whole.map((one) => one.object).filter(isDefinition)]
  const custom = known.length > 0 ? customKinds(known) : undefined
  for (const manifest of whole) {
    const violations = validateObject(manifest.object, {version: kubernetes, custom})
    if (!violations) summary.unchecked += 1
    for (const one of violations ?? []) report(one.rule, one.severity, one.message, {manifest, path: one.path, part: one.part}, repairOf(one, manifest.object, {version: kubernetes, custom}))
  }
  const set = lintSet(manifests, catalog)
  for (const rule of rules) rule.check(set, (at, message, repair) => report(rule.id, rule.severity, message, at, repair))

  const order = new Map(files.map(({name}, index) => [name, index]))
  findings.sort((one, other) => order.get(one.file)! - order.get(other.file)! || one.line - other.line || one.column - other.column || (one.rule < other.rule ? -1 : 1))
  for (const {severity} of findings) {
    if (severity === 'error') summary.errors += 1
    else if (severity === 'warning') summary.warnings += 1
  }
  const edits = settle(asked, new Map(files.map(({name, text}) => [name, text])))
  return {findings, summary, edits, secretsIn: (file) => manifests.filter((one) => one.file === file).flatMap(secretPlaces)}
}
