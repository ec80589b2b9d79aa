import type {Field, Needs} from '../catalog/types.ts'
import type {Instance} from '../project/types.ts'
import type {Workload} from './types.ts'

/** Ports of addresses that name none (IANA). */
const portsByScheme: Record<string, number> = {http: 80, https: 443, ldap: 389, ldaps: 636, postgres: 5432, postgresql: 5432, mysql: 3306, mongodb: 27017, redis: 6379, sqlserver: 1433, oracle: 1521, ssh: 22, ws: 80, wss: 443}
/** Where GKE's metadata server answers a pod that acts as a Google service account ("Workload Identity Federation for GKE", network policies). */
const googleMetadata = [{cidr: '169.254.169.252/32', port: 988}, {cidr: '169.254.169.254/32', port: 80}]
/** Where a connector asks the API server: the port of its Service, and that of the server itself, by which policies are often judged. */
const apiServer = [443, 6443]
const addressFields = /(?:^|-)(?:url|uri|host|hostname|address|server|endpoint|domain|proxy|baseurl|api)(?:-|$)/
const portFields = /^(?:port|.*-port)$/

/**
 * What a workload may reach, when its instance asks for a policy: 443, the ports that its plain settings name for certain (an address with a scheme or a
 * port, a field that is a port), the proxy's, the API server's where it needs rights in the cluster, and what c1ctl.yaml lists. An address inside a
 * secret is not looked at: the policy would tell a part of it.
 */
export function networkPolicy({instance, fields, settings, needs}: {instance: Instance; fields: Readonly<Record<string, Field>>; settings: Record<string, string>; needs: Needs}): Workload['networkPolicy'] {
  const asked = instance.networkPolicy
  if (asked === undefined || asked === false) return undefined
  const {ports = [], cidrs = [], dns = true} = asked === true ? {} : asked
  const proxies = [instance.proxy?.https, instance.proxy?.http].filter((one) => typeof one === 'string')
  const named = Object.entries(settings).flatMap(([name, value]) => portsOf(name, value, fields[name]))
  const all = [443, ...ports, ...named, ...proxies.flatMap(portOfAddress), ...(needs.access ? apiServer : [])]
  return {dns, ports: [...new Set(all)].sort((one, other) => one - other), cidrs, further: instance.workloadIdentity?.gcp ? googleMetadata : []}
}

function portsOf(name: string, value: string, field: Field | undefined): number[] {
  if (value === '' || field?.secret || name.startsWith('health-check-')) return []
  if (field?.type === 'int' && portFields.test(name)) return valid(Number(value))
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) || (addressFields.test(name) && field?.type === 'string')) return portOfAddress(value)
  return []
}

/** The port of `scheme://host:port/path` or `host:port`; none where it cannot be told. */
function portOfAddress(address: string): number[] {
  const read = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^/@]*@)?(?:\[[0-9a-f:.]+\]|[^/:?#\s,]+)(?::(\d{1,5}))?(?:[/?#].*)?$/i.exec(address)
  if (!read) return []
  const [, scheme, port] = read
  if (port !== undefined) return valid(Number(port))
  const usual = scheme === undefined ? undefined : portsByScheme[scheme.toLowerCase()]
  return usual === undefined ? [] : [usual]
}

const valid = (port: number): number[] => (port >= 1 && port <= 65535 ? [port] : [])
