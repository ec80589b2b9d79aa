// Objects of the kinds whose definitions c1ctl ships, and changes to them. The definitions are made again from what is shipped, so that a server which has
// them checks nothing more than lint has at hand.
import {check} from '../../src/core/kubernetes/custom/check.ts'
import {shippedDefinitions, shippedSchema} from '../../src/core/kubernetes/custom/shipped.ts'
import type {Structural} from '../../src/core/kubernetes/custom/structural.ts'

type JsonMap = Record<string, any>
type Path = Array<string | number>

export const shippedVerdictsFile = new URL('shipped-verdicts.json', import.meta.url)

/** The definitions that are shipped, as a server takes them. */
export const shippedCrds = (): JsonMap[] => Object.entries(shippedDefinitions).map(([key, {plural, scope, versions}]) => {
  const [group, kind] = key.split('/') as [string, string]
  return {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition',
    // A server wants to see somebody's word for a definition in one of its own groups.
    metadata: {name: `${plural}.${group}`, annotations: {'api-approved.kubernetes.io': 'unapproved, for a test'}},
    spec: {
      group, scope, names: {kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List`},
      versions: versions.map(({name, ownStatus, schema}, index) => ({
        name, served: schema !== undefined, storage: index === 0, ...(ownStatus ? {subresources: {status: {}}} : {}),
        schema: {openAPIV3Schema: schema === undefined ? {type: 'object', 'x-kubernetes-preserve-unknown-fields': true} : shippedSchema(schema)},
      })),
    },
  }
})

const of = (apiVersion: string, kind: string, spec: JsonMap, more: JsonMap = {}): JsonMap => ({apiVersion, kind, metadata: {name: 'asana', namespace: 'default', labels: {app: 'asana'}}, spec, ...more})
const eso = 'external-secrets.io/v1'
const source = 'source.toolkit.fluxcd.io/v1'
const store = (provider: JsonMap, more: JsonMap = {}): JsonMap => of(eso, 'SecretStore', {provider, ...more})

/** Objects as people write them, which a server takes. */
export const shippedSeeds: JsonMap[] = [
  of('bitnami.com/v1alpha1', 'SealedSecret', {
    encryptedData: {BATON_TOKEN: 'AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq', BATON_CLIENT_SECRET: 'AgBKb2huRG9l'},
    template: {type: 'Opaque', immutable: false, metadata: {name: 'asana', namespace: 'default', labels: {app: 'asana'}, annotations: {a: 'b'}, finalizers: ['a.example.com/b']}, data: {'config.yaml': 'token: {{ .BATON_TOKEN }}'}},
  }),
  of(eso, 'ExternalSecret', {
    refreshInterval: '1h', refreshPolicy: 'Periodic', secretStoreRef: {name: 'vault', kind: 'ClusterSecretStore'},
    target: {
      name: 'baton-asana-secrets', creationPolicy: 'Owner', deletionPolicy: 'Retain', immutable: false,
      template: {engineVersion: 'v2', mergePolicy: 'Replace', type: 'Opaque', metadata: {labels: {app: 'asana'}, annotations: {a: 'b'}}, data: {BATON_TOKEN: '{{ .token }}'}, templateFrom: [{target: 'Data', configMap: {name: 'templates', items: [{key: 'a', templateAs: 'Values'}]}}, {literal: 'a: b'}, {secret: {name: 'more', items: [{key: 'b'}]}}]},
    },
    data: [{secretKey: 'token', remoteRef: {key: 'connectors/asana', property: 'token', version: 'v3', conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None'}}, {secretKey: 'other', remoteRef: {key: 'a'}, sourceRef: {storeRef: {name: 'b', kind: 'SecretStore'}}}],
    dataFrom: [{extract: {key: 'all'}, rewrite: [{regexp: {source: 'a(.*)', target: 'b$1'}}, {transform: {template: '{{ .value }}'}}]}, {find: {name: {regexp: '^a'}, tags: {env: 'prod'}}}, {sourceRef: {generatorRef: {apiVersion: 'generators.external-secrets.io/v1alpha1', kind: 'Password', name: 'p'}}}],
  }),
  of(eso, 'ExternalSecret', {target: {}, data: [{secretKey: 'a', remoteRef: {key: 'b'}}]}),
  store({vault: {server: 'https://vault.example.com', path: 'secret', version: 'v2', namespace: 'team', caProvider: {type: 'ConfigMap', name: 'ca', key: 'ca.crt'}, auth: {kubernetes: {mountPath: 'kubernetes', role: 'baton', serviceAccountRef: {name: 'eso', audiences: ['vault']}}, appRole: {path: 'approle', roleId: 'a', secretRef: {name: 'a', key: 'b'}}}}}, {controller: 'main', refreshInterval: 60, retrySettings: {maxRetries: 3, retryInterval: '10s'}, conditions: [{namespaces: ['default'], namespaceRegexes: ['^a'], namespaceSelector: {matchLabels: {a: 'b'}, matchExpressions: [{key: 'c', operator: 'In', values: ['d']}]}}]}),
  store({aws: {service: 'SecretsManager', region: 'eu-west-1', role: 'arn:aws:iam::1:role/a', auth: {jwt: {serviceAccountRef: {name: 'eso'}}}, sessionTags: [{key: 'team', value: 'identity'}], customSessionTags: {team: 'identity'}, secretsManager: {forceDeleteWithoutRecovery: false, recoveryWindowInDays: 7}}}),
  store({secretserver: {serverURL: 'https://tss.example.com', username: {value: 'a'}, password: {secretRef: {name: 'a', key: 'b'}}}}),
  store({pulumi: {organization: 'acme', project: 'a', environment: 'b', auth: {accessToken: {secretRef: {name: 'a', key: 'b'}}}}}),
  store({openBao: {server: 'https://bao.example.com', auth: {appRole: {path: 'approle', roleId: 'a', secretRef: {name: 'a', key: 'b'}}}}}),
  store({fake: {data: [{key: 'a', value: 'b', version: 'v1'}]}}),
  of(eso, 'ClusterSecretStore', {provider: {gcpsm: {projectID: 'acme', auth: {workloadIdentity: {clusterLocation: 'eu', clusterName: 'a', serviceAccountRef: {name: 'eso', namespace: 'eso'}}}}}, conditions: [{namespaces: ['conductorone']}]}, {metadata: {name: 'asana'}}),
  of('argoproj.io/v1alpha1', 'Application', {
    project: 'identity', destination: {server: 'https://kubernetes.default.svc', namespace: 'conductorone'}, revisionHistoryLimit: 3, info: [{name: 'owner', value: 'identity'}],
    source: {
      repoURL: 'https://git.example.com/acme/deploy.git', targetRevision: 'main', path: 'connectors/asana',
      helm: {releaseName: 'asana', valueFiles: ['values.yaml'], values: 'a: b', valuesObject: {a: {b: [1]}}, parameters: [{name: 'image.tag', value: '0.1.40', forceString: true}], fileParameters: [{name: 'a', path: 'b'}], skipCrds: true, passCredentials: false},
      kustomize: {namePrefix: 'a-', images: ['a=b:1'], commonLabels: {app: 'asana'}, replicas: [{name: 'asana', count: 2}], patches: [{path: 'p.yaml', target: {kind: 'Deployment', name: 'asana'}, options: {a: true}}]},
      directory: {recurse: true, jsonnet: {tlas: [{name: 'a', value: 'b', code: false}], libs: ['vendor']}}, plugin: {name: 'sops', env: [{name: 'A', value: 'b'}], parameters: [{name: 'p', string: 'x', array: ['y'], map: {z: 'w'}}]},
    },
    ignoreDifferences: [{group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'], jqPathExpressions: ['.spec'], managedFieldsManagers: ['hpa']}],
    syncPolicy: {automated: {prune: true, selfHeal: true, allowEmpty: false}, syncOptions: ['CreateNamespace=true'], retry: {limit: 5, backoff: {duration: '5s', factor: 2, maxDuration: '3m'}}, managedNamespaceMetadata: {labels: {a: 'b'}, annotations: {c: 'd'}}},
  }, {operation: {initiatedBy: {username: 'a', automated: true}, retry: {limit: 1}, sync: {prune: true, revision: 'a', resources: [{kind: 'Deployment', name: 'a'}], syncOptions: ['a'], syncStrategy: {apply: {force: true}}}}}),
  of('argoproj.io/v1alpha1', 'Application', {project: 'default', destination: {name: 'in-cluster'}, sources: [{repoURL: 'https://git.example.com/a', ref: 'values'}, {repoURL: 'https://charts.example.com', chart: 'baton', targetRevision: '1.0.0', helm: {valueFiles: ['$values/a.yaml']}}]},
    {status: {health: {status: 'Healthy', lastTransitionTime: '2026-01-31T12:00:00Z'}, sync: {status: 'Synced', revision: 'a'}, resources: [{kind: 'Secret', name: 'a', status: 'Synced', syncWave: 1}], conditions: [{type: 'a', message: 'b'}]}}),
  of('argoproj.io/v1alpha1', 'AppProject', {
    description: 'Connectors', sourceRepos: ['https://git.example.com/*'], sourceNamespaces: ['argocd'], destinations: [{server: '*', namespace: 'conductorone', name: 'a'}], clusterResourceWhitelist: [{group: '', kind: 'Namespace', name: 'conductorone'}], namespaceResourceBlacklist: [{group: '', kind: 'ResourceQuota'}],
    orphanedResources: {warn: true, ignore: [{group: 'apps', kind: 'Deployment', name: 'a'}]}, roles: [{name: 'ci', description: 'a', groups: ['ci'], policies: ['p, proj:a:ci, applications, sync, a/*, allow'], jwtTokens: [{iat: 1535390316, exp: 1, id: 'a'}]}],
    syncWindows: [{kind: 'allow', schedule: '10 1 * * *', duration: '1h', applications: ['*'], manualSync: true, timeZone: 'UTC', andOperator: false}], signatureKeys: [{keyID: '4AEE18F83AFDEB23'}], permitOnlyProjectScopedClusters: false, destinationServiceAccounts: [{server: 'a', defaultServiceAccount: 'b', namespace: 'c'}],
  }),
  of('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {
    interval: '10m', timeout: '5m0s', releaseName: 'asana', targetNamespace: 'conductorone', storageNamespace: 'conductorone', serviceAccountName: 'flux', suspend: false, maxHistory: 5, dependsOn: [{name: 'base', namespace: 'flux-system'}],
    chart: {metadata: {labels: {a: 'b'}}, spec: {chart: 'baton', version: '>=1.0.0', interval: '1h', reconcileStrategy: 'ChartVersion', valuesFiles: ['values.yaml'], sourceRef: {kind: 'HelmRepository', name: 'charts', namespace: 'flux-system'}, verify: {provider: 'cosign', secretRef: {name: 'keys'}}}},
    values: {image: {tag: '0.1.40'}, list: [1, null, {a: true}]}, valuesFrom: [{kind: 'Secret', name: 'asana-values', valuesKey: 'values.yaml', targetPath: 'connector.token', optional: true}, {kind: 'ConfigMap', name: 'more'}],
    install: {crds: 'CreateReplace', createNamespace: true, remediation: {retries: 3, remediateLastFailure: true}, strategy: {name: 'RetryOnFailure', retryInterval: '2m'}}, upgrade: {crds: 'Skip', cleanupOnFail: true, force: false, remediation: {retries: 3, strategy: 'rollback'}, strategy: {name: 'RetryOnFailure', retryInterval: '2m'}},
    rollback: {timeout: '2m', recreate: false}, uninstall: {keepHistory: true, deletionPropagation: 'foreground'}, test: {enable: true, timeout: '1m', filters: [{name: 'a', exclude: true}]}, driftDetection: {mode: 'enabled', ignore: [{paths: ['/spec/replicas'], target: {kind: 'Deployment'}}]},
    postRenderers: [{kustomize: {images: [{name: 'a', newName: 'b', newTag: '1', digest: 'sha256:a'}], patches: [{patch: '- op: remove', target: {kind: 'Deployment', name: 'a'}}]}}], kubeConfig: {secretRef: {name: 'a', key: 'value'}},
  }),
  of('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {interval: '1h30m', chartRef: {kind: 'OCIRepository', name: 'baton', namespace: 'flux-system'}}, {status: {observedGeneration: 1, conditions: [{type: 'Ready', status: 'True', reason: 'a', message: 'b', lastTransitionTime: '2026-01-31T12:00:00Z'}]}}),
  of('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
    interval: '10m', retryInterval: '1m', timeout: '3m', path: './connectors', prune: true, wait: true, force: false, suspend: false, targetNamespace: 'conductorone', serviceAccountName: 'flux', namePrefix: 'a-', deletionPolicy: 'MirrorPrune',
    sourceRef: {kind: 'GitRepository', name: 'deploy', namespace: 'flux-system'}, decryption: {provider: 'sops', secretRef: {name: 'sops-age'}, serviceAccountName: 'kms'}, dependsOn: [{name: 'base', readyExpr: 'true'}],
    postBuild: {substitute: {cluster: 'a'}, substituteFrom: [{kind: 'ConfigMap', name: 'vars', optional: true}, {kind: 'Secret', name: 'more'}]}, patches: [{patch: '- op: remove', target: {kind: 'Deployment', labelSelector: 'app=asana'}}], images: [{name: 'a', newTag: '1'}],
    healthChecks: [{apiVersion: 'apps/v1', kind: 'Deployment', name: 'baton-asana', namespace: 'conductorone'}], healthCheckExprs: [{apiVersion: 'a/v1', kind: 'B', current: 'true', failed: 'false'}], components: ['../a'], commonMetadata: {labels: {a: 'b'}, annotations: {c: 'd'}}, kubeConfig: {configMapRef: {name: 'a'}},
  }),
  of('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {interval: '5m', prune: false, sourceRef: {kind: 'OCIRepository', name: 'a'}}),
  of(source, 'GitRepository', {
    url: 'https://git.example.com/acme/deploy', interval: '1m', timeout: '60s', ref: {branch: 'main', tag: 'v1', semver: '>=1', name: 'refs/heads/main', commit: 'a'}, secretRef: {name: 'git'}, ignore: '/docs', suspend: false, recurseSubmodules: true, sparseCheckout: ['connectors'],
    provider: 'azure', serviceAccountName: 'flux', proxySecretRef: {name: 'proxy'}, verify: {mode: 'HEAD', secretRef: {name: 'keys'}}, include: [{repository: {name: 'a'}, fromPath: 'b', toPath: 'c'}],
  }),
  of(source, 'HelmRepository', {url: 'oci://ghcr.io/acme/charts', type: 'oci', interval: '5m', timeout: '60s', provider: 'aws', insecure: false, passCredentials: false, secretRef: {name: 'a'}, certSecretRef: {name: 'b'}, suspend: false, accessFrom: {namespaceSelectors: [{matchLabels: {a: 'b'}}]}}),
  of(source, 'HelmRepository', {url: 'https://charts.example.com'}),
  of(source, 'OCIRepository', {
    url: 'oci://ghcr.io/acme/manifests', interval: '5m', timeout: '60s', ref: {tag: 'latest', semver: '>=1', semverFilter: '.*', digest: 'sha256:a'}, layerSelector: {mediaType: 'a', operation: 'copy'}, provider: 'generic', secretRef: {name: 'a'}, certSecretRef: {name: 'b'}, proxySecretRef: {name: 'c'},
    serviceAccountName: 'flux', ignore: 'a', insecure: false, suspend: false, verify: {provider: 'cosign', secretRef: {name: 'a'}, matchOIDCIdentity: [{issuer: 'a', subject: 'b'}]},
  }),
  of('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', {provider: 'vault', parameters: {roleName: 'baton', vaultAddress: 'https://vault.example.com', objects: '- objectName: token\n  secretPath: a\n'}, secretObjects: [{secretName: 'baton-asana-secrets', type: 'Opaque', labels: {a: 'b'}, annotations: {c: 'd'}, data: [{objectName: 'token', key: 'BATON_TOKEN'}]}]}),
  of('secrets-store.csi.x-k8s.io/v1alpha1', 'SecretProviderClass', {provider: 'aws', parameters: {objects: 'a'}}),
]

const words: unknown[] = [null, '', 'word', '5m', 'https://example.com', true, 0, -1, 7, 0.5, 4_000_000_000, [], ['a'], [{}], {}, {a: 'b'}, {name: 'a'}]

function changed(object: JsonMap, path: Path, change: (parent: any, key: string | number) => void): JsonMap {
  const copy = structuredClone(object)
  let parent: any = copy
  for (const step of path.slice(0, -1)) parent = parent[step]
  change(parent, path.at(-1)!)
  return copy
}

function* places(value: unknown, path: Path): Generator<Path> {
  if (path.length > 0) yield path
  if (Array.isArray(value)) for (const index of value.keys()) yield* places(value[index], [...path, index])
  else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key])
}

const schemaOf = ({apiVersion, kind}: JsonMap): Structural => {
  const [group, version] = apiVersion.split('/') as [string, string]
  return shippedSchema(shippedDefinitions[`${group}/${kind}`]!.versions.find((one) => one.name === version)!.schema!)
}

const samples = ['a', '5m', 'https://a', 'oci://a', '0 0 * * *', 'sha256:a', 'a@b.iam.gserviceaccount.com', '2026-01-31T12:00:00Z', 'YQ==']
/** The least that fits a schema; rules about fields that exclude each other aside. */
function least(schema: Structural): unknown {
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum[0]
  if (schema['x-kubernetes-int-or-string']) return 1
  switch (schema.type) {
    case 'string': return samples.find((one) => check(one, schema, [], '1.36').length === 0) ?? 'a'.repeat(schema.minLength ?? 1)
    case 'integer': case 'number': return schema.minimum ?? 1
    case 'boolean': return true
    case 'array': return schema.items ? [least(schema.items)] : []
    default: return Object.fromEntries((schema.required ?? []).map((field) => [field, least(schema.properties![field]!)]))
  }
}

/** A value of a schema with all that leads to each of its fields and little else. */
function* reached(schema: Structural, path: Path, place: (value: unknown) => JsonMap): Generator<{path: Path; schema: Structural; place: (value: unknown) => JsonMap}> {
  const {items, additionalProperties} = schema
  if (items) yield* reached(items, [...path, 0], (value) => place([value]))
  if (typeof additionalProperties === 'object') yield* reached(additionalProperties, [...path, 'any'], (value) => place({any: value}))
  for (const [key, below] of Object.entries(schema.properties ?? {})) {
    if (path.length === 0 && ['apiVersion', 'kind', 'metadata'].includes(key)) continue
    const here = [...path, key]
    const placed = (value: unknown): JsonMap => place({...(least({type: 'object', required: schema.required ?? [], properties: schema.properties ?? {}}) as JsonMap), [key]: value})
    yield {path: here, schema: below, place: placed}
    yield* reached(below, here, placed)
  }
}

/** One object to judge. */
export interface ShippedCase {
  name: string
  object: JsonMap
}

/**
 * Every place of the seeds: taken away, replaced by each of some values, misspelt, with a stranger beside it; and every field of every schema with a value
 * that fits it, one of another type, and nothing.
 */
export function* shippedCases(): Generator<ShippedCase> {
  for (const seed of shippedSeeds) {
    const kind = `${seed.apiVersion as string} ${seed.kind as string}`
    yield {name: `${kind} as it is`, object: seed}
    yield {name: `${kind} with a stranger`, object: {...seed, odd: 1}}
    for (const path of places(seed, [])) {
      if (path[0] === 'apiVersion' || path[0] === 'kind' || path[1] === 'namespace') continue
      const at = `${kind} ${path.join('.')}`
      const key = path.at(-1)!
      yield {name: `${at} taken away`, object: changed(seed, path, (parent, one) => (Array.isArray(parent) ? parent.splice(Number(one), 1) : delete parent[one]))}
      for (const value of words) yield {name: `${at} = ${JSON.stringify(value)}`, object: changed(seed, path, (parent, one) => (parent[one] = structuredClone(value)))}
      if (typeof key === 'string') yield {name: `${at} misspelt`, object: changed(seed, path, (parent, one) => { parent[`${one}s`] = parent[one]; delete parent[one] })}
    }
  }
  const done = new Set<string>()
  for (const seed of shippedSeeds) {
    const kind = `${seed.apiVersion as string} ${seed.kind as string}`
    if (done.has(kind)) continue
    done.add(kind)
    const {spec: _, status: __, operation: ___, ...head} = seed
    const schema = schemaOf(seed)
    for (const {path, schema: below, place} of reached(schema, [], (value) => ({...(least(schema) as JsonMap), ...(value as JsonMap), ...head}))) {
      // Two kinds have the same long list of providers, and what Argo CD did holds what it is to do again: once is enough.
      if ((seed.kind === 'ClusterSecretStore' && path.length > 3) || (path[0] !== 'spec' && path.length > 3)) continue
      for (const [what, value] of [['its least', least(below)], ['a text', 'odd'], ['a list', [1]], ['a map', {odd: 1}], ['nothing', null]] as const) yield {name: `${kind} ${path.join('.')} with ${what}`, object: place(value)}
    }
  }
}
