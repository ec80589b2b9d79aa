import {withSlashes} from '../text/with-slashes.ts'
import {isRecord} from '../values/maps.ts'
type JsonMap = Record<string, unknown>

/** What a document is that lint passes over, in words that go behind a count; one and many. */
export interface SkippedKind {
  one: string
  many: string
}

const kind = (one: string, many: string): SkippedKind => ({one, many})

export const encryptedKind = kind('encrypted document', 'encrypted documents')
export const templateKind = kind('Helm template', 'Helm templates')
const otherKind = kind('other document', 'other documents')
const pipeline = kind('CI pipeline', 'CI pipelines')
const compose = kind('Compose file', 'Compose files')
const values = kind('Helm values file', 'Helm values files')
export const kustomization = kind('kustomization', 'kustomizations')
export const patchKind = kind('kustomize patch', 'kustomize patches')
const project = kind('c1ctl project', 'c1ctl projects')
const catalog = kind('connector catalog', 'connector catalogs')
const chart = kind('Helm chart', 'Helm charts')
const toolSettings = kind('settings file of a tool', 'settings files of tools')
const kubeconfig = kind('kubeconfig', 'kubeconfigs')
const openApi = kind('API description', 'API descriptions')

/** Whether a kind of what is skipped, in words for one or many, is looked at in another form when it is rendered. */
export const isForRendering = (words: string): boolean => [templateKind, kustomization, patchKind, chart].some(({one, many}) => one === words || many === words)

/** Files whose name alone says that no server is to get them. A document in them that is a whole object is looked at all the same. */
const byName: Array<[RegExp, SkippedKind]> = [
  [/(?:^|\/)c1ctl\.yaml$/, project],
  [/(?:^|\/)connectors\.yaml$/, catalog],
  [/(?:^|\/)kustomization\.ya?ml$/, kustomization],
  [/(?:^|\/)(?:Chart|requirements)\.yaml$/, chart],
  [/(?:^|\/)(?:[\w-]+[.-])?values(?:[.-][\w.-]+)?\.ya?ml$/, values],
  [/(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/, compose],
  [/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/, pipeline],
  [/(?:^|\/)(?:\.gitlab-ci|[\w.-]+\.gitlab-ci|azure-pipelines|bitbucket-pipelines|cloudbuild|\.travis|\.drone|\.woodpecker|buildspec|appveyor)\.ya?ml$/, pipeline],
  [/(?:^|\/)(?:\.circleci|\.buildkite|\.woodpecker|\.gitlab\/ci)\/[^/]+\.ya?ml$/, pipeline],
  [/(?:^|\/)(?:action|\.pre-commit-config|\.pre-commit-hooks|\.sops|\.yamllint|\.golangci|\.goreleaser|\.kube-linter|\.eslintrc|\.prettierrc|\.markdownlint|mkdocs|dependabot|renovate|codecov|pnpm-workspace|pnpm-lock|skaffold|helmfile|taskfile|ct)\.ya?ml$/i, toolSettings],
]

/** Groups of the files of tools that carry an apiVersion and a kind, but that no server knows. */
const byGroup: Array<[RegExp, SkippedKind]> = [
  // Settings of generators and transformers that kustomize has built in.
  [/^(?:kustomize\.config\.k8s\.io\/|builtin$)/, kustomization],
  [/^(?:skaffold|ctlptl\.dev|kind\.x-k8s\.io|k3d\.io|kubeadm\.k8s\.io|kubelet\.config\.k8s\.io|kubeproxy\.config\.k8s\.io|kubescheduler\.config\.k8s\.io|apiserver\.config\.k8s\.io|audit\.k8s\.io|eksctl\.io|minikube\.sigs\.k8s\.io|backstage\.io|devspace|client\.authentication\.k8s\.io)\/?/, toolSettings],
]

/**
 * What a file is by its name, when the name says that no server is to get it.
 * @param file a path, with slashes or backslashes
 */
export function kindByName(file: string): SkippedKind | undefined {
  if (latest?.file === file) return latest.kind
  const path = withSlashes(file)
  const found = byName.find(([pattern]) => pattern.test(path))?.[1]
  latest = {file, kind: found}
  return found
}
/** Several ask about each file. */
let latest: {file: string; kind: SkippedKind | undefined} | undefined

/**
 * What an object with apiVersion and kind is, when it is the file of a tool and not for a server.
 * @returns undefined for everything that a server may know
 */
export function toolKind(value: JsonMap): SkippedKind | undefined {
  const {apiVersion, kind: name} = value
  if (apiVersion === 'v1' && name === 'Config' && Array.isArray(value.clusters) && Array.isArray(value.contexts)) return kubeconfig
  if (typeof apiVersion !== 'string') return undefined
  if (latestGroup?.apiVersion !== apiVersion) latestGroup = {apiVersion, kind: byGroup.find(([pattern]) => pattern.test(apiVersion))?.[1]}
  return latestGroup.kind
}
/** Objects of one apiVersion stand beside each other. */
let latestGroup: {apiVersion: string; kind: SkippedKind | undefined} | undefined

/**
 * What a document is that is no Kubernetes object: by the name of its file, else by what it holds.
 * @param file a path, with slashes or backslashes
 * @param value the document
 */
export function kindOfOther(file: string, value: unknown): SkippedKind {
  const named = kindByName(file)
  if (named) return named
  if (!isRecord(value)) return otherKind
  const keys = new Set(Object.keys(value))
  const has = (...names: string[]): boolean => names.every((name) => keys.has(name))
  if (has('services') && isRecord(value.services) && Object.values(value.services).some((one) => isRecord(one) && ('image' in one || 'build' in one))) return compose
  // `on` is true to a reader of YAML 1.1.
  if (has('jobs') && (keys.has('on') || keys.has('true'))) return pipeline
  if (has('stages') && Object.values(value).some((one) => isRecord(one) && 'script' in one)) return pipeline
  if (['resources', 'bases', 'patches', 'components', 'configMapGenerator', 'secretGenerator', 'namePrefix'].filter((name) => keys.has(name)).length > 1) return kustomization
  if (keys.has('openapi') || keys.has('swagger')) return openApi
  return otherKind
}
