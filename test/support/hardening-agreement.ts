import type {differences} from '../../scripts/generate/hardening-checks.ts'
import {lint} from '../../src/core/lint/lint.ts'
import {hardeningRules} from '../../src/core/lint/rules/hardening/all.ts'
import type {Finding} from '../../src/core/lint/types.ts'
import {serializeAll} from '../../src/core/yaml/serialize.ts'
import {shopCatalog, type HardeningCase} from './hardening-cases.ts'

type Key = keyof typeof differences

/** A complaint of kube-score, and the findings that say the same. */
interface Pair {
  /** The check, and where it has several complaints the summary of the one that is meant. */
  check: string
  summary?: string
  rules: string[]
  message?: RegExp
  /** Where they may differ: kube-score complains and lint does not, or the other way round. */
  differ?: Array<{key: Key; who: 'kube-score' | 'lint'; when(objects: any[]): boolean}>
}

const podOf = ([{spec}]: any[]): any => spec.template.spec
const containersOf = (objects: any[]): any[] => [...(podOf(objects).initContainers ?? []), ...podOf(objects).containers]
const ofKind = (objects: any[], kind: string): any[] => objects.filter((one) => one.kind === kind)
const fixedTag = ({image}: any): boolean => image.includes('@') || (/:[^/]+$/.test(image) && !image.endsWith(':latest'))
const portOnly = ({image}: any): boolean => /:\d+\/[^:@]+$/.test(image)
const lacksNamespace = (kind: string) => (objects: any[]): boolean => [objects[0], ...ofKind(objects, kind)].some((one) => one.metadata.namespace === undefined)
const unset = (objects: any[]): boolean => objects[0].spec.replicas === undefined
const hasSpread = (objects: any[]): boolean => (podOf(objects).topologySpreadConstraints ?? []).some((one: any) => one.labelSelector && /hostname|zone/.test(one.topologyKey))
const anyService = {key: 'any-service', who: 'lint', when: (objects: any[]) => ofKind(objects, 'Service').length > 0} as const
/** Of Services that choose nothing, or not the connector's pods. */
const foreign = {
  key: 'foreign-service', who: 'kube-score',
  when: (objects: any[]) => ofKind(objects, 'Service').every((one) => one.spec.selector?.app !== 'baton-shop' || one.spec.type === 'ExternalName' || one.metadata.namespace !== objects[0].metadata.namespace),
} as const

const pairs: Pair[] = [
  {check: 'container-resources', summary: 'Memory limit is not set', rules: ['hardening/memory'], differ: [{key: 'pod-resources', who: 'kube-score', when: (objects) => podOf(objects).resources !== undefined}]},
  {
    check: 'container-resources', summary: 'Memory request is not set', rules: ['hardening/memory'], message: /neither request/,
    differ: [{key: 'pod-resources', who: 'kube-score', when: (objects) => podOf(objects).resources !== undefined}, {key: 'limit-is-request', who: 'kube-score', when: (objects) => containersOf(objects).some((one) => one.resources?.limits?.memory !== undefined)}],
  },
  {check: 'container-image-tag', summary: 'Image with latest tag', rules: ['baton/no-tag', 'hardening/image-digest'], message: /without a tag|moving tag|has no tag|is :latest/, differ: [{key: 'registry-port', who: 'lint', when: (objects) => containersOf(objects).some(portOnly)}]},
  {
    check: 'container-image-pull-policy', rules: ['hardening/pull-policy'],
    differ: [{key: 'fixed-tag', who: 'kube-score', when: (objects) => containersOf(objects).some((one) => fixedTag(one) && one.imagePullPolicy !== 'Always')}, {key: 'registry-port', who: 'kube-score', when: (objects) => containersOf(objects).some((one) => portOnly(one) && one.imagePullPolicy === undefined)}],
  },
  {check: 'environment-variable-key-duplication', rules: ['kubernetes/duplicate-env']},
  {check: 'deployment-has-poddisruptionbudget', rules: ['hardening/disruption-budget'], differ: [{key: 'replicas-unset', who: 'kube-score', when: unset}, {key: 'namespace-unset', who: 'kube-score', when: lacksNamespace('PodDisruptionBudget')}]},
  {check: 'poddisruptionbudget-has-policy', rules: ['hardening/eviction'], message: /neither how many/, differ: [{key: 'foreign-budget', who: 'kube-score', when: (objects) => ofKind(objects, 'PodDisruptionBudget').every((one) => one.metadata.namespace !== objects[0].metadata.namespace)}]},
  {check: 'pod-networkpolicy', rules: ['hardening/network-policy'], differ: [{key: 'namespace-unset', who: 'kube-score', when: lacksNamespace('NetworkPolicy')}]},
  {check: 'pod-probes', rules: ['hardening/service'], differ: [anyService, foreign]},
  {check: 'deployment-strategy', rules: ['hardening/service'], differ: [anyService, foreign]},
  {check: 'deployment-replicas', rules: ['hardening/service'], differ: [anyService, foreign]},
  {check: 'service-type', rules: ['hardening/service'], differ: [anyService, foreign]},
  {check: 'pod-probes-identical', rules: ['hardening/probes-identical'], differ: [{key: 'grpc-probes', who: 'lint', when: (objects) => containersOf(objects).some((one) => one.livenessProbe?.grpc && one.readinessProbe?.grpc)}]},
  {check: 'container-security-context-user-group-id', rules: ['hardening/user-and-group']},
  {check: 'container-security-context-privileged', rules: ['hardening/privileged']},
  {check: 'container-security-context-readonlyrootfilesystem', rules: ['hardening/read-only-root']},
  {check: 'container-seccomp-profile', rules: ['hardening/seccomp'], differ: [{key: 'unconfined', who: 'lint', when: (objects) => JSON.stringify(objects).includes('Unconfined') || podOf(objects).initContainers !== undefined}]},
  {check: 'deployment-has-host-podantiaffinity', rules: ['hardening/anti-affinity'], differ: [{key: 'replicas-unset', who: 'kube-score', when: unset}, {key: 'spread-counts', who: 'kube-score', when: hasSpread}]},
  {check: 'deployment-targeted-by-hpa-does-not-have-replicas-configured', rules: ['hardening/fixed-replicas'], differ: [{key: 'namespace-unset', who: 'lint', when: lacksNamespace('HorizontalPodAutoscaler')}]},
  {check: 'deployment-pod-selector-labels-match-template-metadata-labels', rules: ['kubernetes/selector', 'kubernetes/required'], message: /selector/, differ: [{key: 'empty-selector', who: 'lint', when: ([{spec}]) => spec.selector !== undefined && Object.keys(spec.selector as object).length === 0}]},
  {check: 'label-values', rules: ['kubernetes/label']},
  {check: 'pod-topology-spread-constraints', rules: ['hardening/spread', 'kubernetes/value', 'kubernetes/required'], message: /labelSelector|maxSkew|minDomains|topologyKey|whenUnsatisfiable/},
  {check: 'container-ports-check', rules: ['kubernetes/duplicate-name', 'kubernetes/name', 'kubernetes/value', 'kubernetes/required'], message: /port|at most 15/i},
  {check: 'stable-version', rules: ['kubernetes/api-version']},
]

/** The checks that are compared. */
export const comparedChecks: string[] = [...new Set(pairs.map(({check}) => check))]

/** The differences that are allowed for, each with the checks for which it is. */
export const allowedDifferences: Array<{check: string; key: Key}> = pairs.flatMap(({check, differ = []}) => differ.map(({key}) => ({check, key})))

/** What lint finds in a case under the profile hardened. */
export const findingsOf = ({objects}: HardeningCase): Finding[] => lint([{name: 'case.yaml', text: serializeAll(objects)}], shopCatalog, {advice: hardeningRules}).findings

/**
 * Where lint and kube-score say different things of a case, and it is not written down that they do.
 * @param complaints what kube-score says: `check: summary`
 * @param used gets the differences that were needed
 */
export function disagreements({name, objects}: HardeningCase, complaints: string[], findings: Finding[], used: Set<string>): string[] {
  return pairs.flatMap(({check, summary, rules, message, differ = []}) => {
    const theirs = complaints.some((one) => one.startsWith(`${check}: `) && (summary === undefined || one === `${check}: ${summary}`))
    const ours = findings.some((one) => rules.includes(one.rule) && (message?.test(one.message) ?? true))
    if (theirs === ours) return []
    const allowed = differ.find(({who, when}) => (who === 'kube-score') === theirs && when(objects))
    if (allowed) used.add(`${check} ${allowed.key}`)
    return allowed ? [] : [`${name}: ${check}: ${theirs ? 'kube-score complains, lint does not' : 'lint complains, kube-score does not'}`]
  })
}
