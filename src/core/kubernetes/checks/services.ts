import {list, map} from '../../values/maps.ts'
import {dnsLabel, dnsSubdomain, labelKey, labelValue} from '../names.ts'
import {address, canonicalIPv6, cidr, endpointIP, ip, isIPv6} from './addresses.ts'
import {all, among, between, each, eachLooks, given, labels, looks, port, present, text, texts, unique, type Check, type Checks} from './check.ts'

const protocols = ['TCP', 'UDP', 'SCTP']
const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']

const ports: Check = (spec, report) => {
  const all = list(spec.ports)
  const [seen, nodes] = [new Set<string>(), new Set<string>()]
  for (const [index, one] of all.entries()) {
    const protocol = given(one.protocol) ? text(one.protocol) : 'TCP'
    if (all.length > 1 && !given(one.name)) report('required', ['ports', index], 'Each of several ports needs a name.', {part: 'value'})
    const key = `${protocol}/${String(one.port)}`
    if (seen.has(key)) report('duplicate-name', ['ports', index], `The port ${key} stands there twice.`)
    seen.add(key)
    const node = `${protocol}/${String(one.nodePort)}`
    if (present(one.nodePort) && one.nodePort !== 0) {
      if (nodes.has(node)) report('duplicate-name', ['ports', index, 'nodePort'], `The node's port ${node} stands there twice.`)
      nodes.add(node)
      if (!given(spec.type) || spec.type === 'ClusterIP') report('value', ['ports', index, 'nodePort'], 'nodePort has no place in a Service of type ClusterIP.', {part: 'key'})
    }
  }
}

const clusterAddresses: Check = (spec, report) => {
  const type = given(spec.type) ? text(spec.type) : 'ClusterIP'
  const own = text(spec.clusterIP)
  const addresses = texts(spec.clusterIPs)
  const effective = addresses.length > 0 ? addresses : own === '' ? [] : [own]
  const headless = effective.length === 1 && effective[0] === 'None'
  if (list(spec.ports).length === 0 && !headless && type !== 'ExternalName') report('required', [], 'A Service needs ports unless it is headless or an ExternalName.', {part: 'key'})
  if (type === 'ExternalName') {
    if (effective.length > 0) report('value', [addresses.length > 0 ? 'clusterIPs' : 'clusterIP'], 'An ExternalName has no cluster IP.', {part: 'key'})
    if (texts(spec.ipFamilies).length > 0) report('value', ['ipFamilies'], 'An ExternalName has no ipFamilies.', {part: 'key'})
    if (present(spec.ipFamilyPolicy)) report('value', ['ipFamilyPolicy'], 'An ExternalName has no ipFamilyPolicy.', {part: 'key'})
    const name = text(spec.externalName).replace(/\.$/, '')
    if (name === '') report('required', [], 'A Service of type ExternalName needs externalName.', {part: 'key'})
    else if (dnsSubdomain(name)) report('name', ['externalName'], `externalName ${name} is not allowed: it ${dnsSubdomain(name)!}.`)
    return
  }
  if (headless && (type === 'LoadBalancer' || type === 'NodePort')) report('value', [own === 'None' ? 'clusterIP' : 'clusterIPs'], `clusterIP cannot be None in a Service of type ${type}.`)
  if (addresses.length > 0 && addresses[0] !== own && own !== '') report('value', ['clusterIPs'], 'The first of clusterIPs must be clusterIP.', {part: 'key'})
  if (addresses.length > 0 && own === '') report('value', ['clusterIPs'], 'clusterIPs needs clusterIP beside it.', {part: 'key'})
  for (const one of effective) if (one !== 'None' && ip(one)) report('value', [addresses.length > 0 ? 'clusterIPs' : 'clusterIP'], `${one} is not allowed: it ${ip(one)!}.`)
  if (effective.length > 1 && (effective.includes('None') || effective.length > 2 || isIPv6(effective[0]!) === isIPv6(effective[1]!))) report('value', ['clusterIPs'], 'clusterIPs has at most one address of each family.', {part: 'key'})
  const families = texts(spec.ipFamilies)
  for (const [index, family] of families.entries()) {
    if (family !== 'IPv4' && family !== 'IPv6') report('value', ['ipFamilies', index], `${family} is no family: IPv4 or IPv6.`)
    if (families.indexOf(family) < index) report('duplicate-name', ['ipFamilies', index], `${family} stands there twice.`)
    const cluster = headless ? undefined : effective[index]
    if (cluster !== undefined && address(cluster) && isIPv6(cluster) !== (family === 'IPv6')) report('value', ['ipFamilies', index], `${cluster} is no ${family} address.`)
  }
  if (spec.ipFamilyPolicy === 'SingleStack' && (families.length > 1 || effective.length > 1)) report('value', ['ipFamilyPolicy'], 'SingleStack allows one family alone.')
}

const traffic: Check = (spec, report) => {
  const type = given(spec.type) ? text(spec.type) : 'ClusterIP'
  const external = type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && texts(spec.externalIPs).length > 0)
  if (given(spec.externalTrafficPolicy) && !external) report('value', ['externalTrafficPolicy'], 'externalTrafficPolicy is for Services that can be reached from outside.', {part: 'key'})
  const checksHealth = type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
  if (typeof spec.healthCheckNodePort === 'number' && spec.healthCheckNodePort !== 0 && !checksHealth) report('value', ['healthCheckNodePort'], 'healthCheckNodePort needs type: LoadBalancer and externalTrafficPolicy: Local.', {part: 'key'})
  for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) if (present(spec[field]) && type !== 'LoadBalancer') report('value', [field], `${field} is for Services of type LoadBalancer.`, {part: 'key'})
  if (texts(spec.loadBalancerSourceRanges).length > 0 && type !== 'LoadBalancer') report('value', ['loadBalancerSourceRanges'], 'loadBalancerSourceRanges is for Services of type LoadBalancer.', {part: 'key'})
}

const affinity: Check = (spec, report) => {
  const {timeoutSeconds} = map(map(spec.sessionAffinityConfig).clientIP)
  // Beside another affinity the server drops it.
  if (spec.sessionAffinity === 'ClientIP' && typeof timeoutSeconds === 'number' && (timeoutSeconds < 1 || timeoutSeconds > 86_400)) report('value', ['sessionAffinityConfig', 'clientIP', 'timeoutSeconds'], 'timeoutSeconds is between 1 and 86400.')
}

const padded = (one: string): string | undefined => cidr(one.trim())

const addressType: Check = (slice, report) => {
  const type = text(slice.addressType)
  for (const [index, endpoint] of list(slice.endpoints).entries()) {
    for (const [at, one] of texts(endpoint.addresses).entries()) {
      const fault = type === 'FQDN' ? fullName(one) : type === 'IPv4' || type === 'IPv6' ? (endpointIP(one) ?? (type === 'IPv6' ? canonicalIPv6(one) : undefined) ?? (isIPv6(one) === (type === 'IPv6') ? undefined : `must be an ${type} address`)) : undefined
      if (fault) report('value', ['endpoints', index, 'addresses', at], `${one} is not allowed: it ${fault}.`)
    }
    if (texts(endpoint.addresses).length > 100) report('value', ['endpoints', index, 'addresses'], 'There may be at most 100 addresses.', {part: 'key'})
  }
  const names = new Set<string>()
  for (const [index, one] of list(slice.ports).entries()) {
    if (names.has(text(one.name))) report('duplicate-name', ['ports', index], `The port ${text(one.name) || 'without a name'} stands there twice.`)
    names.add(text(one.name))
  }
}

const fullName = (name: string): string | undefined => (dnsSubdomain(name.replace(/\.$/, '')) ?? (name.replace(/\.$/, '').includes('.') ? undefined : 'must be a full name with a domain'))

const endpointAddress = all(looks('ip', endpointIP, {strict: true}), looks('hostname', dnsLabel), looks('nodeName', dnsSubdomain, {strict: true}))
const endpointPort = (legacy: boolean): Check => all(looks('name', dnsLabel), ...(legacy ? [port('port')] : []), among('protocol', protocols, {strict: !legacy}), looks('appProtocol', labelKey, {strict: true}))

const subset: Check = (value, report) => {
  if (list(value.addresses).length + list(value.notReadyAddresses).length === 0) report('required', [], 'A subset needs addresses or notReadyAddresses.', {part: 'value'})
  const ports = list(value.ports)
  for (const [index, one] of ports.entries()) if (ports.length > 1 && !given(one.name)) report('required', ['ports', index], 'Each of several ports needs a name.', {part: 'value'})
}

/** Services and their endpoints. */
export const serviceChecks: Checks = {
  'core.v1.Service': [(service, report) => {
    // The server refuses what an empty spec would give: no ports.
    if (!present(service.spec)) report('required', [], 'Service lacks the field spec, which is required.')
  }],
  'core.v1.ServiceSpec': [
    ports, clusterAddresses, traffic, affinity, labels('selector'), unique(['ports'], 'name', 'The port'), among('type', types), among('sessionAffinity', ['None', 'ClientIP']), eachLooks('externalIPs', endpointIP), eachLooks('loadBalancerSourceRanges', padded),
    looks('loadBalancerClass', labelKey, {strict: true}), among('externalTrafficPolicy', ['Cluster', 'Local']), among('internalTrafficPolicy', ['Cluster', 'Local'], {strict: true}), among('ipFamilyPolicy', ['SingleStack', 'PreferDualStack', 'RequireDualStack'], {strict: true}),
    among('trafficDistribution', ['PreferClose', 'PreferSameZone', 'PreferSameNode'], {strict: true}), between('healthCheckNodePort', 0, 65_535),
  ],
  'core.v1.ServicePort': [looks('name', dnsLabel), port('port'), among('protocol', protocols), targetPort(), looks('appProtocol', labelKey, {strict: true})],
  'core.v1.EndpointSubset': [subset],
  'core.v1.EndpointAddress': [endpointAddress],
  'core.v1.EndpointPort': [endpointPort(true)],
  'discovery.v1.EndpointSlice': [addressType, among('addressType', ['IPv4', 'IPv6', 'FQDN'])],
  'discovery.v1.EndpointPort': [endpointPort(false)],
  'discovery.v1.Endpoint': [looks('nodeName', dnsSubdomain, {strict: true}), looks('hostname', dnsLabel, {strict: true}), labels('deprecatedTopology')],
  'discovery.v1.EndpointHints': [unique(['forZones'], 'name', 'The zone'), each('forZones', looks('name', labelValue)), unique(['forNodes'], 'name', 'The node'), each('forNodes', looks('name', dnsSubdomain))],
}

/** A Service's target: absent, 0 and the empty text mean the port itself. */
function targetPort(): Check {
  const check = port('targetPort')
  return (value, report) => {
    if (value.targetPort !== 0 && value.targetPort !== '') check(value, report)
  }
}
