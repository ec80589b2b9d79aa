import {expect} from 'chai'
import {quantityValue} from '../../../../src/core/kubernetes/names.ts'
import {validateObject} from '../../../../src/core/kubernetes/validate.ts'
import {validObjects} from '../../../support/manifest-cases.ts'

const deployment = (change: (pod: any, container: any, object: any) => void): string[] => {
  const object = structuredClone(validObjects.find((one) => one.kind === 'Deployment')!) as any
  change(object.spec.template.spec, object.spec.template.spec.containers[0], object)
  return said(object)
}
const said = (object: Record<string, unknown>): string[] => validateObject(object)!.map(({rule, severity, path, message}) => `${severity === 'error' ? '' : `${severity} `}${rule.replace('kubernetes/', '')} ${path.join('.')}: ${message}`)
const secret = (more: Record<string, unknown>): string[] => said({apiVersion: 'v1', kind: 'Secret', metadata: {name: 's'}, ...more})
const pod = 'spec.template.spec'
const container = `${pod}.containers.0`

describe('what an API server would refuse', () => {
  it('is nothing in valid objects of every kind', () => {
    for (const object of validObjects) expect(said(object), String(object.kind)).to.deep.equal([])
  })

  it('is not known for a kind without a schema', () => {
    expect(validateObject({apiVersion: 'example.com/v1', kind: 'Deployment'})).to.equal(null)
  })

  const cases: Array<[string, string[], string[]]> = [
    ['an old apiVersion', said({apiVersion: 'extensions/v1beta1', kind: 'Deployment'}), ['api-version apiVersion: Deployment of extensions/v1beta1 went away in Kubernetes 1.16: use apps/v1.']],
    ['a bare boolean as a label', deployment((_, __, object) => (object.metadata.labels = {baton: true})), ['type metadata.labels.baton: baton is a boolean; labels must be texts: quote it.']],
    ['bare scalars in stringData', secret({stringData: {A: true, B: 1204}}), ['type stringData.A: A is a boolean; values of stringData must be texts: quote it.', 'type stringData.B: B is a number; values of stringData must be texts: quote it.']],
    ['a misspelt field', deployment((_, one) => (one.imagePullPolcy = 'Always')), [`unknown-field ${container}.imagePullPolcy: containers[0] has no field imagePullPolcy. Did you mean imagePullPolicy?`]],
    ['a value outside an enumeration', deployment((_, one) => (one.imagePullPolicy = 'IfNotPresnt')), [`value ${container}.imagePullPolicy: imagePullPolicy cannot be IfNotPresnt; it must be one of Always, IfNotPresent, Never. Did you mean IfNotPresent?`]],
    ['a container without name and image', deployment((_, one) => { delete one.name; delete one.image }), [`required ${container}: containers[0] lacks the field name, which is required.`, `required ${container}: A container lacks the field image, which is required.`]],
    ['a text where a number belongs', deployment((_, __, object) => (object.spec.replicas = 'two')), ['type spec.replicas: replicas is a text; it must be a whole number.']],
    ['plain text under data', secret({data: {A: 'my token'}}), ['base64 data.A: A is not base64: values under data are encoded; put the plain text under stringData instead.']],
    ['a name in capitals', secret({metadata: {name: 'Baton_X'}}), ['name metadata.name: The name Baton_X is not allowed: it must be lower-case letters, digits, dashes and dots, at most 253, and each part must start and end with a letter or digit.']],
    ['no name', secret({metadata: {}}), ['required metadata: metadata.name is required: kubectl apply cannot find the object without it.']],
    ['a selector beside the labels', deployment((_, __, object) => (object.spec.selector.matchLabels.app = 'y')), ['selector spec.selector.matchLabels.app: The selector asks for app: y, but the pods of template do not match: they have app: baton-x.']],
    ['a mount without a volume', deployment((one) => one.volumes.splice(0, 1)), [`volume-mount ${container}.volumeMounts.0.name: No volume is named tmp: the pod has files, config.`]],
    ['value and valueFrom together', deployment((_, one) => (one.env[0].value = 'x')), [`env-value ${container}.env.0.valueFrom: A variable takes value or valueFrom, not both.`]],
    ['a variable set twice', deployment((_, one) => one.env.push({name: 'HOME', value: '/'})), [`warning duplicate-env ${container}.env.3.name: The variable HOME is set twice: only the last one counts.`]],
    ['a quantity with a blank', deployment((_, one) => (one.resources.limits.memory = '1 GB')), [`quantity ${container}.resources.limits.memory: memory is not a quantity: write a number with a unit such as 500m, 128Mi or 2Gi.`]],
    ['a request above its limit', deployment((_, one) => (one.resources.requests.memory = '2Gi')), [`quantity ${container}.resources.requests.memory: The request for memory is larger than its limit.`]],
    ['a probe with two handlers', deployment((_, one) => (one.livenessProbe.httpGet = {port: 1})), [`one-of ${container}.livenessProbe.httpGet: A probe takes one of exec and httpGet, not both.`]],
    ['a port that is none', deployment((_, one) => (one.ports[0].containerPort = 70_000)), [`value ${container}.ports.0.containerPort: containerPort is 70000; a port is between 1 and 65535.`]],
  ]
  for (const [name, found, expected] of cases) it(`is ${name}`, () => expect(found).to.deep.equal(expected))

  it('never repeats the value of a Secret', () => {
    for (const value of ['hunter2 !', ['hunter2'], {hunter2: 1}]) expect(JSON.stringify(validateObject({apiVersion: 'v1', kind: 'Secret', metadata: {name: 's'}, data: {A: value}, stringData: {B: typeof value === 'string' ? 1 : value}}))).not.to.match(/: .*hunter2[^"]*"/)
  })
})

describe('quantities', () => {
  it('are read as Kubernetes reads them', () => {
    const values = {'128Mi': 134_217_728, '500m': 0.5, '1e3': 1000, '1E': 1e18, '.5': 0.5, '+1': 1, '-2k': -2000, '5.': 5}
    for (const [text, value] of Object.entries(values)) expect(quantityValue(text), text).to.equal(value)
    for (const text of ['', '1 Gi', '1GB', 'Mi', '1mi', '0x10', '1,5']) expect(quantityValue(text), text).to.equal(undefined)
  })
})
