import {list, map} from '../../values/maps.ts'
import {dnsLabel, dnsSubdomain, domainPath, pathSegment, portName, wildcardHost} from '../names.ts'
import {address, cidr, contains} from './addresses.ts'
import {all, among, at, between, eachLooks, given, looks, needs, needsItems, oneOf, port, present, text, texts, type Check, type Checks} from './check.ts'

const ipBlock: Check = (block, report) => {
  for (const [index, one] of texts(block.except).entries()) {
    if (cidr(one)) report('value', ['except', index], `${one} is not allowed: it ${cidr(one)!}.`)
    else if (!cidr(text(block.cidr)) && !contains(text(block.cidr), one)) report('value', ['except', index], `${one} must lie in ${text(block.cidr)} and be smaller.`)
  }
}

const peer: Check = (value, report) => {
  const selectors = present(value.podSelector) || present(value.namespaceSelector)
  if (!selectors && !present(value.ipBlock)) report('required', [], 'A peer needs podSelector, namespaceSelector or ipBlock.', {part: 'value'})
  if (selectors && present(value.ipBlock)) report('one-of', ['ipBlock'], 'A peer has an ipBlock or selectors, not both.', {part: 'key'})
}

const policyPort: Check = (value, report) => {
  port('port')(value, report)
  if (typeof value.endPort !== 'number') return
  if (typeof value.port !== 'number') report('value', ['endPort'], 'endPort needs a port that is a number.', {part: 'key'})
  else if (value.endPort < value.port || value.endPort > 65_535) report('value', ['endPort'], `endPort must be between port, which is ${value.port}, and 65535.`)
}

const policyTypes: Check = (spec, report) => {
  const types = texts(spec.policyTypes)
  if (types.length > 2) report('value', ['policyTypes'], 'policyTypes has at most two entries.', {part: 'key'})
  for (const [index, type] of types.entries()) if (type !== 'Ingress' && type !== 'Egress') report('value', ['policyTypes', index], `A type of policy is Ingress or Egress, not ${type || 'empty'}.`)
}

const reference = all(needs('kind', 'name'), looks('apiGroup', dnsSubdomain, {strict: true}), looks('kind', pathSegment), looks('name', pathSegment))

const backend: Check = (value, report) => {
  oneOf(['resource', 'service'], 1, 'A backend')(value, report)
  at('resource', reference)(value, report)
  if (!present(value.service)) return
  const {number, name} = map(map(value.service).port)
  const hasNumber = typeof number === 'number' && number !== 0
  if (hasNumber && given(name)) report('one-of', ['service', 'port'], 'A port has a name or a number, not both.', {part: 'key'})
  else if (!hasNumber && !given(name)) report('required', ['service'], 'A backend needs the name or number of a port.', {part: 'key'})
}

const ingressPath: Check = ({pathType, path}, report) => {
  const one = text(path)
  const type = text(pathType)
  if (!present(pathType)) return
  if (!['Exact', 'Prefix', 'ImplementationSpecific'].includes(type)) report('value', ['pathType'], `pathType cannot be ${type || 'empty'}; it must be one of Exact, Prefix, ImplementationSpecific.`)
  else if (!one.startsWith('/') && (one !== '' || type !== 'ImplementationSpecific')) report('value', given(path) ? ['path'] : [], 'path must begin with a slash.')
  if (type !== 'ImplementationSpecific' && (['//', '/./', '/../', '%2f', '%2F'].some((part) => one.includes(part)) || one.endsWith('/..') || one.endsWith('/.'))) report('value', ['path'], 'path must not hold //, /./, /../ or an encoded slash.')
}

/** A host may not be an address, not even one with leading zeros. */
const host = (name: string): string | undefined => (address(name.replace(/^0+(?=[0-9])|(?<=\.)0+(?=[0-9])/g, '')) ? 'must be a DNS name, not an IP address' : wildcardHost(name))

const ingress: Check = (object, report) => {
  const spec = map(object.spec)
  if (list(spec.rules).length === 0 && !present(spec.defaultBackend)) report('required', present(object.spec) ? ['spec'] : [], 'An Ingress needs rules or a defaultBackend.', {part: present(object.spec) ? 'key' : 'value'})
  const annotation = map(map(object.metadata).annotations)['kubernetes.io/ingress.class']
  if (given(annotation) && present(spec.ingressClassName) && annotation !== spec.ingressClassName) report('value', ['spec', 'ingressClassName'], 'ingressClassName and the annotation kubernetes.io/ingress.class differ.')
}

const parameters: Check = (value, report) => {
  const {scope, namespace} = value
  reference(value, report)
  if (scope === '') report('value', ['scope'], 'scope must be Cluster or Namespace.')
  if (given(scope) && scope !== 'Cluster' && scope !== 'Namespace') report('value', ['scope'], `scope cannot be ${text(scope)}; it must be Cluster or Namespace.`)
  if (scope === 'Namespace' && !given(namespace)) report('required', [], 'Parameters in a namespace need its name.', {part: 'key'})
  if (scope !== 'Namespace' && present(namespace)) report('value', ['namespace'], 'namespace needs scope: Namespace.', {part: 'key'})
  if (given(namespace) && dnsLabel(text(namespace))) report('name', ['namespace'], `namespace ${text(namespace)} is not allowed: it ${dnsLabel(text(namespace))!}.`)
}

/** NetworkPolicies, Ingresses and their classes. */
export const networkChecks: Checks = {
  'networking.v1.NetworkPolicySpec': [policyTypes],
  'networking.v1.NetworkPolicyPort': [policyPort, among('protocol', ['TCP', 'UDP', 'SCTP'], {strict: true})],
  'networking.v1.NetworkPolicyPeer': [peer],
  'networking.v1.IPBlock': [looks('cidr', cidr), ipBlock],
  'networking.v1.Ingress': [ingress],
  'networking.v1.IngressSpec': [looks('ingressClassName', dnsSubdomain, {strict: true})],
  'networking.v1.IngressRule': [looks('host', host)],
  'networking.v1.IngressTLS': [eachLooks('hosts', wildcardHost), looks('secretName', dnsSubdomain)],
  'networking.v1.HTTPIngressRuleValue': [needsItems('paths')],
  'networking.v1.HTTPIngressPath': [ingressPath],
  'networking.v1.IngressBackend': [backend],
  'networking.v1.IngressServiceBackend': [looks('name', dnsLabel)],
  'networking.v1.ServiceBackendPort': [between('number', 0, 65_535), looks('name', portName)],
  'networking.v1.IngressClassSpec': [looks('controller', (name) => (name.length > 250 ? 'must have at most 250 characters' : domainPath(name)), {strict: true})],
  'networking.v1.IngressClass': [(object, report) => given(map(object.spec).controller) || report('required', [], 'An IngressClass needs spec.controller.', {part: 'value'})],
  'networking.v1.IngressClassParametersReference': [parameters],
}
