import {list, map} from '../../values/maps.ts'
import {dnsSubdomain} from '../names.ts'
import {among, between, forbids, given, itemsOf, looks, present, text, texts, type Check, type Checks} from './check.ts'

const mostId = 2 ** 31 - 1
const ids: Check[] = [between('runAsUser', 0, mostId), between('runAsGroup', 0, mostId)]

const escalation: Check = (value, report) => {
  const added = texts(map(value.capabilities).add)
  if (value.allowPrivilegeEscalation === false && (value.privileged === true || added.includes('CAP_SYS_ADMIN'))) report('value', ['allowPrivilegeEscalation'], 'allowPrivilegeEscalation cannot be false for a privileged container.')
}

const profile = (types: string[], padded: boolean): Check => ({type, localhostProfile}, report) => {
  if (given(type) && !types.includes(String(type))) report('value', ['type'], `type cannot be ${String(type)}; it must be one of ${types.join(', ')}.`)
  const path = text(localhostProfile)
  if (type === 'Localhost') {
    if (!present(localhostProfile) || (padded && path.trim() === '')) report('required', [], 'A profile of type Localhost needs localhostProfile.', {part: 'key'})
    if (padded ? path !== path.trim() || path.length > 4095 : path.startsWith('/') || path.split('/').includes('..')) report('value', ['localhostProfile'], padded ? 'localhostProfile must not start or end with a blank, or be longer than 4095.' : 'localhostProfile must be relative and must not contain "..".')
  } else if (present(localhostProfile)) report('value', ['localhostProfile'], 'localhostProfile belongs to the type Localhost alone.', {part: 'key'})
}

const sysctls: Check = (value, report) => {
  const seen = new Set<string>()
  for (const [index, {name}] of list(value.sysctls).entries()) {
    const one = text(name)
    if (one !== '' && (one.length > 253 || !/^(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/.test(one))) report('name', ['sysctls', index, 'name'], `${one} is no name of a kernel setting.`)
    if (seen.has(one)) report('duplicate-name', ['sysctls', index, 'name'], `The kernel setting ${one} is named twice.`)
    seen.add(one)
  }
}

const groups: Check = (value, report) => {
  for (const [index, id] of (Array.isArray(value.supplementalGroups) ? (value.supplementalGroups as unknown[]) : []).entries()) {
    if (typeof id === 'number' && (id < 0 || id > mostId)) report('value', ['supplementalGroups', index], `A group is ${id}; it must be between 0 and ${mostId}.`)
  }
}

const windowsUser = (name: string): string | undefined => {
  if (name === '') return 'must not be empty'
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'must not hold control characters'
  const parts = name.split('\\')
  if (parts.length > 2) return 'must have at most one backslash'
  const [user, domain] = [parts.at(-1)!, parts.length === 2 ? parts[0]! : undefined]
  if (domain !== undefined && (domain.length >= 256 || !(/^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/.test(domain) || /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/.test(domain)))) return 'has no NetBIOS or DNS name before the backslash'
  if (user === '' || Buffer.byteLength(user) > 104) return 'must name a user of at most 104 characters'
  return /^[. ]+$/.test(user) || /["/\\:;|=,+*?<>@[\]]/.test(user) ? 'has a user of nothing but dots and blanks, or with one of "/\\:;|=,+*?<>@[]' : undefined
}

/** Fields of Linux that a Windows pod may not have, for the pod and for its containers; and the other way round. */
const linuxOfPod = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy']
const linuxOfContainer = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup']
const containerFields = ['initContainers', 'containers', 'ephemeralContainers']

const operatingSystem: Check = (pod, report) => {
  const os = map(pod.os).name
  if (given(pod.os) && given(os) && os !== 'linux' && os !== 'windows') report('value', ['os', 'name'], `os cannot be ${String(os)}; it must be linux or windows.`)
  if (os !== 'linux' && os !== 'windows') return
  const containers = itemsOf(pod, containerFields).map(({item, place}) => ({context: map(item.securityContext), place: [...place, 'securityContext']}))
  const own = {context: map(pod.securityContext), place: ['securityContext']}
  const judge = ({context, place}: {context: Record<string, unknown>; place: Array<string | number>}, fields: string[], why: string): void =>
    forbids(fields, why)(context, (rule, below, message, more) => report(rule, [...place, ...below], message, more))
  if (os === 'linux') {
    for (const one of [own, ...containers]) judge(one, ['windowsOptions'], 'the pod is for Linux')
    return
  }
  judge(own, linuxOfPod, 'the pod is for Windows')
  for (const one of containers) judge(one, linuxOfContainer, 'the pod is for Windows')
  forbids(['hostUsers', 'shareProcessNamespace', 'resources'], 'the pod is for Windows')(pod, report)
  for (const field of ['hostPID', 'hostIPC']) if (pod[field] === true) report('value', [field], `${field} is not allowed in a pod for Windows.`)
  if (list(own.context.sysctls).length > 0) report('value', ['securityContext', 'sysctls'], 'sysctls are not allowed in a pod for Windows.', {part: 'key'})
}

const hostProcess: Check = (pod, report) => {
  const ofPod = map(map(pod.securityContext).windowsOptions).hostProcess
  const items = itemsOf(pod, containerFields)
  if (ofPod === undefined && !items.some(({item}) => map(item.securityContext).windowsOptions !== undefined)) return
  const containers = items.map(({item, place}) => ({own: map(map(item.securityContext).windowsOptions).hostProcess, place: [...place, 'securityContext', 'windowsOptions', 'hostProcess']}))
  for (const {own, place} of containers) if (typeof own === 'boolean' && typeof ofPod === 'boolean' && own !== ofPod) report('value', place, `hostProcess must be ${String(ofPod)} as in the pod.`)
  const count = containers.filter(({own}) => own === true || (typeof own !== 'boolean' && ofPod === true)).length
  if (count > 0 && count !== containers.length) report('value', [], 'Either all containers of a pod are hostProcess containers or none.')
  if (count > 0 && pod.hostNetwork !== true) report('value', [], 'hostProcess containers need hostNetwork: true.')
}

const hostUsers: Check = (pod, report) => {
  if (pod.hostUsers !== false) {
    for (const {item, place} of itemsOf(pod, containerFields)) if (map(item.securityContext).procMount === 'Unmasked') report('value', [...place, 'securityContext', 'procMount'], 'procMount: Unmasked needs hostUsers: false.')
    return
  }
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) if (pod[field] === true) report('value', [field], `${field} is not allowed when hostUsers is false.`)
  for (const {item, place} of itemsOf(pod, containerFields)) if (list(item.volumeDevices).length > 0) report('value', [...place, 'volumeDevices'], 'volumeDevices are not allowed when hostUsers is false.', {part: 'key'})
}

const sharedNamespaces: Check = (pod, report) => {
  if (pod.shareProcessNamespace === true && pod.hostPID === true) report('one-of', ['shareProcessNamespace'], 'A pod shares the processes of its containers or those of the host, not both.', {part: 'key'})
  for (const [index, {name}] of list(map(pod.securityContext).sysctls).entries()) {
    const one = text(name).replaceAll('/', '.')
    const host = one.startsWith('net.') ? 'hostNetwork' : /^(?:kernel\.(?:shm|msg|sem)|fs\.mqueue\.)/.test(one) ? 'hostIPC' : ''
    if (pod[host] === true) report('value', ['securityContext', 'sysctls', index, 'name'], `${one} would change the host when ${host} is true.`)
  }
}

/** Checks of a pod that are about what it may do on its node. */
export const podSecurity: Check[] = [operatingSystem, hostProcess, hostUsers, sharedNamespaces]

/** Security contexts. */
export const securityChecks: Checks = {
  'core.v1.PodSecurityContext': [
    ...ids, between('fsGroup', 0, mostId), groups, sysctls, among('fsGroupChangePolicy', ['OnRootMismatch', 'Always'], {strict: true}), among('supplementalGroupsPolicy', ['Merge', 'Strict'], {strict: true}), among('seLinuxChangePolicy', ['MountOption', 'Recursive'], {strict: true}),
  ],
  'core.v1.SecurityContext': [escalation, ...ids, among('procMount', ['Default', 'Unmasked'], {strict: true})],
  'core.v1.SeccompProfile': [profile(['Localhost', 'RuntimeDefault', 'Unconfined'], false)],
  'core.v1.AppArmorProfile': [profile(['Localhost', 'RuntimeDefault', 'Unconfined'], true)],
  'core.v1.WindowsSecurityContextOptions': [
    looks('gmsaCredentialSpecName', dnsSubdomain, {strict: true}), looks('runAsUserName', windowsUser, {strict: true}), looks('gmsaCredentialSpec', (one) => (one === '' || Buffer.byteLength(one) > 65_536 ? 'must hold at most 64 KiB, and something' : undefined), {strict: true}),
  ],
}
