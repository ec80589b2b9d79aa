import type {CustomKinds} from './custom/kinds.ts'
import {defaultKubernetesVersion, kindType} from './schema.ts'
import {onlyOnRequest, whyUnknown} from './versions.ts'
import type {Violation} from './violation.ts'
import {Walk} from './walk.ts'

/** Against what an object is held. */
export interface Against {
  /** The version of Kubernetes, one of kubernetesVersions; the newest when not given. */
  version?: string | undefined
  /** Kinds that custom resource definitions add. */
  custom?: CustomKinds | undefined
}

/**
 * Says what an API server (`kubectl apply --dry-run=server --validate=strict`) would refuse in an object, in words a person knows.
 * What only its policies or its state could refuse is left out.
 * @returns null when the kind has no schema here
 */
export function validateObject(object: Record<string, unknown>, {version = defaultKubernetesVersion, custom}: Against = {}): Violation[] | null {
  const apiVersion = String(object.apiVersion)
  const kind = String(object.kind)
  const type = kindType(`${apiVersion}/${kind}`, version)
  const about = (severity: Violation['severity'], message: string): Violation => ({rule: 'kubernetes/api-version', severity, path: ['apiVersion'], part: 'value', message})
  if (type !== undefined) {
    const walk = new Walk(version)
    const request = onlyOnRequest(apiVersion, kind, version)
    if (request !== undefined) walk.found.push(about('warning', request))
    walk.type(type, object)
    return walk.found
  }
  const own = custom?.validate(object, version)
  if (own) return own
  const unknown = whyUnknown(apiVersion, kind, version)
  return unknown && [{...about('error', unknown.message), ...(unknown.instead === undefined ? {} : {hint: {near: unknown.instead}})}]
}
