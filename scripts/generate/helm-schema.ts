import {defaultKubernetesVersion, typeSchema, type Shape} from '../../src/core/kubernetes/schema.ts'
import type {JsonSchema} from './schemas.ts'

/** Kinds of volumes that a connector may need beside the chart's own; what Kubernetes no longer has, and what reaches into the node, is not among them. */
const volumeKinds = ['name', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'nfs', 'persistentVolumeClaim', 'projected', 'secret']
/** Of an object's metadata, what a template of a claim may say. */
const metadataFields = ['annotations', 'labels']

const key = '^[-._a-zA-Z0-9]+$'
const metadataKey = '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'
const dnsName = '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$'
const named = '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$'

/**
 * JSON Schema of the chart's values, closed at every level, so that Helm refuses a slip of a name. What is handed on to Kubernetes as it is has the shape
 * that Kubernetes' own types have. Whatever may be left out may be null: an overlay takes a key away with it.
 */
export function chartSchema(): JsonSchema {
  const definitions: Record<string, JsonSchema> = {}
  const kubernetes = (type: string): JsonSchema => {
    const name = type.replace(/^.*\./, '')
    if (!definitions[name]) {
      definitions[name] = {}
      const {fields, required} = typeSchema(type, defaultKubernetesVersion)
      const kept = [...fields].filter(([field]) => (type === 'core.v1.Volume' ? volumeKinds.includes(field) : type === 'apis.meta.v1.ObjectMeta' ? metadataFields.includes(field) : true))
      definitions[name] = orNull(closed(Object.fromEntries(kept.map(([field, shape]) => [field, required.includes(field) ? ofShape(shape) : orNull(ofShape(shape))])), required))
    }
    return {$ref: `#/definitions/${name}`}
  }
  const ofShape = (shape: Shape): JsonSchema => {
    switch (shape.is) {
      case '@': return kubernetes(shape.type)
      case '[]': return {type: 'array', items: ofShape(shape.of)}
      case '{}': return mapOf(ofShape(shape.of))
      case '=': return {enum: shape.values}
      case 'b': return {type: 'boolean'}
      case 'i': case 'l': return {type: 'integer'}
      case 'q': case 'n': return {type: ['string', 'number']}
      case 'x': return {type: ['string', 'integer']}
      case 's': case 't': case 'y': return {type: 'string'}
      default: throw new Error(`no JSON Schema for the shape ${JSON.stringify(shape)}`)
    }
  }
  const list = (type: string): JsonSchema => ({type: 'array', items: kubernetes(`core.v1.${type}`)})
  const connector = orNull(closed(optional({
    enabled: {type: 'boolean'},
    connector: {...text, pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'},
    namespace: {...text, pattern: named},
    image: block({repository: {...text, pattern: '^[^@\\s]*$'}, tag: {...text, pattern: '^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$', description: 'Quoted: 1.10 without quotes is 1.1.'}, digest: {...text, pattern: '^(sha256:[0-9a-f]{64})?$'}, pullPolicy: {enum: ['Always', 'IfNotPresent', 'Never']}}),
    imagePullSecrets: texts(dnsName),
    existingSecret: {...text, pattern: named},
    existingFilesSecret: {...text, pattern: named},
    secretChecksum: text,
    secret: block({env: mapOf(text, key), files: mapOf(text, key)}),
    requires: block({env: texts(key), files: texts(key)}),
    env: mapOf(text, key),
    extraEnv: list('EnvVar'),
    configFiles: block({data: mapOf(text, key), binaryData: mapOf({...text, pattern: '^[A-Za-z0-9+/]*={0,2}$'}, key)}),
    configChecksum: text,
    caBundle: block({content: text, configMap: {...text, pattern: named}, key: {...text, pattern: key}}),
    replicas: {type: 'integer', minimum: 0},
    run: block({mode: {enum: ['service', 'once']}, schedule: text, timeZone: text}),
    healthCheck: block({enabled: {type: 'boolean'}, command: {...text, pattern: '^/'}}),
    resources: block({requests: quantities, limits: quantities}),
    serviceAccount: block({create: {type: 'boolean'}, name: {...text, pattern: named}, annotations: mapOf(text, metadataKey)}),
    rbac: block({
      scope: {enum: ['namespace', 'cluster']}, namespace: {...text, pattern: named},
      rules: {type: 'array', items: closed({apiGroups: texts(), resources: texts(), resourceNames: texts(), verbs: texts()}, ['apiGroups', 'resources', 'verbs'])},
    }),
    networkPolicy: block({enabled: {type: 'boolean'}, dns: {type: 'boolean'}, ports: {type: 'array', items: port}, cidrs: texts(cidr), further: {type: 'array', items: closed({cidr: {...text, pattern: cidr}, port}, ['cidr', 'port'])}}),
    podDisruptionBudget: block({enabled: {type: 'boolean'}, maxUnavailable: amount, minAvailable: amount}),
    volume: {...block({
      path: {...text, pattern: '^/'}, claim: {...text, pattern: named},
      create: {...block({size: text, accessModes: {type: 'array', items: {enum: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod']}}, storageClass: {...text, pattern: named}}), required: ['size']},
    }), required: ['path']},
    podLabels: mapOf({...text, pattern: '^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$', maxLength: 63}, metadataKey),
    podAnnotations: mapOf(text, metadataKey),
    nodeSelector: mapOf(text, metadataKey),
    tolerations: list('Toleration'),
    affinity: kubernetes('core.v1.Affinity'),
    topologySpreadConstraints: list('TopologySpreadConstraint'),
    priorityClassName: {...text, pattern: named},
    extraVolumes: list('Volume'),
    extraVolumeMounts: list('VolumeMount'),
  })))
  const root = closed({
    namespace: orNull({...text, pattern: named}),
    project: orNull({...text, pattern: '^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$', maxLength: 63}),
    platform: orNull({enum: ['kubernetes', 'openshift']}),
    tests: orNull(closed({enabled: orNull({type: 'boolean'})})),
    connectors: {
      type: ['object', 'null'],
      propertyNames: {not: {pattern: '-secrets$'}},
      patternProperties: {'^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$': {$ref: '#/definitions/connector'}},
      additionalProperties: false,
    },
    global: {description: 'Helm hands this to every chart that others are made of. Nothing is read of it.', type: ['object', 'null']},
  })
  return {$schema: 'http://json-schema.org/draft-07/schema#', title: 'Values of the chart baton', ...root, definitions: {connector, ...Object.fromEntries(Object.entries(definitions).sort(([one], [other]) => (one < other ? -1 : 1)))}}
}

const text: JsonSchema = {type: 'string'}
const texts = (pattern?: string): JsonSchema => ({type: 'array', items: pattern === undefined ? text : {...text, pattern}})
const port: JsonSchema = {type: 'integer', minimum: 1, maximum: 65535}
const cidr = '^[0-9a-fA-F:.]+/[0-9]{1,3}$'
const amount: JsonSchema = {type: ['integer', 'string'], minimum: 0, pattern: '^[0-9]+%$'}

/** A map with these fields and no other. */
function closed(properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema {
  return {type: 'object', properties, ...(required.length > 0 ? {required} : {}), additionalProperties: false}
}

/** A map of which each key looks like this. */
function mapOf(value: JsonSchema, pattern = '^.+$'): JsonSchema {
  return {type: 'object', patternProperties: {[pattern]: orNull(value)}, additionalProperties: false}
}

/** The schema, or null. A type stays a type: the word of the refusal is `got number, want string` then, and not a list of alternatives. */
function orNull(schema: JsonSchema): JsonSchema {
  if (schema['enum']) return {...schema, enum: [...(schema['enum'] as unknown[]), null] as string[]}
  if (schema['type']) return {...schema, type: [schema['type'], 'null'].flat() as string[]}
  // Kubernetes' types take null already.
  return schema
}

const optional = (properties: Record<string, JsonSchema>): Record<string, JsonSchema> => Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, orNull(schema)]))
const block = (properties: Record<string, JsonSchema>): JsonSchema => closed(optional(properties))
const quantities: JsonSchema = mapOf({type: ['string', 'number']}, metadataKey)
