import {Secret} from '../../credentials/secret.ts'
import {isRecord} from '../../values/maps.ts'
import {readValues} from '../../yaml/kubernetes-reader.ts'
import type {SecretBundle, Workload} from '../../workload/types.ts'
import {objectLabels} from '../manifests/labels.ts'
import {workloadObjects} from '../manifests/objects.ts'
import type {KubernetesObject, SecretMode} from '../types.ts'
import {Expression, type HclBlock, type HclValue} from './hcl.ts'
import {blockName} from './names.ts'
import type {InputVariables} from './variables.ts'

const checksumAnnotation = 'c1ctl/secret-checksum'
const configFile = 'config.yaml'
/** The Secrets are resources of their own: what is left are the other objects. */
const elsewhere: SecretMode = {id: 'terraform', needsValues: false, encode: () => ({objects: [], podAnnotations: {}})}

/** The provider's own list, and the labels that the server gives a Job's pods: what it finds changed elsewhere it takes for a fault. */
const changedInJobs = ['metadata.annotations', 'metadata.labels', 'spec.template.metadata.labels']

/** ConductorOne's pair as another resource of the same files makes it. */
export interface IssuedPair {
  clientId: Expression
  clientSecret: Expression
}

/**
 * The objects of the manifests target as resources of the Kubernetes provider. Secrets are `kubernetes_secret_v1`, which marks what it holds as sensitive:
 * `kubernetes_manifest` would show a Secret's data in every plan, as the object that the server answers with. All else is `kubernetes_manifest`, which
 * takes an object as it is.
 * @param pair absent for a run that ends: it has none
 */
export function kubernetesBlocks(workload: Workload, pair: IssuedPair | undefined, variables: InputVariables): HclBlock[] {
  const name = blockName(workload.instance)
  const secrets = [
    {name, bundle: workload.secretEnvironment},
    {name: `${name}_files`, bundle: workload.secretFiles},
  ].filter(({bundle}) => bundle.entries.length > 0)
  const secretBlocks = secrets.map((one): HclBlock => ({
    type: 'resource',
    labels: ['kubernetes_secret_v1', one.name],
    body: {type: 'Opaque', data: secretData(workload, one.bundle, pair, variables)},
    blocks: [{type: 'metadata', labels: [], body: {name: one.bundle.name, namespace: workload.namespace, labels: objectLabels(workload)}}],
  }))
  const {others} = workloadObjects(workload, elsewhere)
  const names = others.map((object) => `${name}_${object.kind.toLowerCase()}${object.metadata.name.startsWith(`${workload.name}-`) && object.kind === 'ConfigMap' ? object.metadata.name.slice(workload.name.length).replaceAll('-', '_') : ''}`)
  const data = secrets.map((one) => `kubernetes_secret_v1.${one.name}.data`)
  return [
    ...secretBlocks,
    ...others.map((object, index): HclBlock => {
      const before = [...secrets.map((one) => `kubernetes_secret_v1.${one.name}`), ...names.slice(0, index).map((one) => `kubernetes_manifest.${one}`)]
      const runs = index === others.length - 1
      // A Job's name is a hash of what it runs, so it keeps the checksum that was rendered; a Deployment follows the values that Terraform has. The hash
      // covers ConductorOne's secret, so that a weak password cannot be guessed from it.
      const manifest = runs && pair && data.length > 0 ? withChecksum(object, new Expression(`sha256(jsonencode([${data.join(', ')}]))`)) : object
      return {type: 'resource', labels: ['kubernetes_manifest', names[index]!], body: {manifest: manifest as unknown as HclValue, ...(object.kind === 'Job' ? {computed_fields: changedInJobs} : {}), ...(runs && before.length > 0 ? {depends_on: before.map((one) => new Expression(one))} : {})}}
    }),
  ]
}

function secretData(workload: Workload, bundle: SecretBundle, pair: IssuedPair | undefined, variables: InputVariables): Record<string, HclValue> {
  const moved = workload.secretFiles.entries.some(({key}) => key === configFile)
  return Object.fromEntries(bundle.entries.map(({key, use, value}) => {
    if (pair && !moved && key === 'BATON_CLIENT_ID') return [key, pair.clientId]
    if (pair && !moved && key === 'BATON_CLIENT_SECRET') return [key, pair.clientSecret]
    if (pair && use === 'file' && key === configFile && value) return [key, configuration(readValues(value.reveal())[0], pair, variables)]
    return [key, variables.reference(use === 'file' ? `file_${key}` : key, value)]
  }))
}

/** The configuration file of a connector whose own variables are ConductorOne's as well, with every value from where it comes. */
function configuration(file: unknown, pair: IssuedPair, variables: InputVariables): Expression {
  const entries = Object.entries(isRecord(file) ? file : {}).map(([key, value]) => {
    const expression = key === 'client-id' ? pair.clientId : key === 'client-secret' ? pair.clientSecret : variables.reference(`config_${key}`, new Secret(String(value)))
    return `${JSON.stringify(key)} = ${expression.text}`
  })
  return new Expression(`yamlencode({ ${entries.join(', ')} })`)
}

function withChecksum(object: KubernetesObject, checksum: Expression): KubernetesObject {
  const {spec} = object as unknown as {spec: {template: {metadata: {annotations: Record<string, unknown>}}}}
  const {template} = spec
  return {...object, spec: {...spec, template: {...template, metadata: {...template.metadata, annotations: {...template.metadata.annotations, [checksumAnnotation]: checksum}}}}}
}
