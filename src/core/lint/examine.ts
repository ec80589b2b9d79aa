import {isDefinition} from '../kubernetes/custom/kinds.ts'
import {validateObject} from '../kubernetes/validate.ts'
import type {Violation} from '../kubernetes/violation.ts'
import {templateMessage} from '../yaml/kubernetes-events.ts'
import {readParts, type KubernetesDocument} from '../yaml/kubernetes-reader.ts'
import {kindByName, type SkippedKind} from './kinds.ts'
import {manifestsOf} from './manifests.ts'
import type {Manifest} from './set.ts'
import type {Finding} from './types.ts'

/** An object, and what a server would refuse in it by itself. */
export interface Examined {
  manifest: Manifest
  /** The field without which nobody knows what the object is. */
  gap: 'apiVersion' | 'kind' | undefined
  /** The object is the definition of a custom resource. */
  isDefinition: boolean
  /** Its kind is one that only a definition can know. */
  isCustom: boolean
  /** Null when the kind has no schema here. */
  violations: Violation[] | null
}

/** A document of a file. */
export interface ExaminedDocument {
  /** Undefined where it cannot be read. */
  document: KubernetesDocument | undefined
  /** Faults of its YAML. */
  findings: Finding[]
  /** What it is when lint passes over it. */
  skipped: SkippedKind | undefined
  objects: Examined[]
}

/**
 * Looks at each document of a file by itself.
 * @param text of any content
 * @param version of Kubernetes, one of kubernetesVersions; the newest when not given
 */
export function* examine(name: string, text: string, version: string | undefined): Generator<ExaminedDocument> {
  const named = kindByName(name)
  let isTemplate = false
  for (const {document, findings} of readParts(text, name)) {
    const found = document ? manifestsOf(name, document) : undefined
    const skipped = Array.isArray(found) ? undefined : (found ?? named)
    // Other programs read what is skipped, and other rules may hold for them.
    const counted = skipped ? [] : findings.filter((finding) => {
      // One line says it all: every further fault comes of the same.
      if (isTemplate && finding.rule === 'yaml/syntax') return false
      isTemplate ||= finding.message === templateMessage
      return true
    })
    yield {document, findings: counted, skipped, objects: Array.isArray(found) ? found.map((manifest) => examineObject(manifest, version)) : []}
  }
}

const isMissing = (value: unknown): boolean => typeof value !== 'string' || value === ''

function examineObject(manifest: Manifest, version: string | undefined): Examined {
  const {object} = manifest
  const gap = isMissing(object.apiVersion) ? 'apiVersion' : isMissing(object.kind) ? 'kind' : undefined
  if (gap) return {manifest, gap, isDefinition: false, isCustom: false, violations: null}
  let isCustom = false
  const violations = validateObject(object, {version, custom: {validate: () => ((isCustom = true), null)}})
  return {manifest, gap, isDefinition: isDefinition(object), isCustom, violations}
}
