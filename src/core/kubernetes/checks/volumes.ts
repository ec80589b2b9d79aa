import {list, map} from '../../values/maps.ts'
import {dnsLabel, dnsSubdomain, quantityValue} from '../names.ts'
import {all, among, between, given, looks, needs, oneOf, present, text, type Check, type Checks} from './check.ts'
import {noBacksteps, relative, relativeFile} from './containers.ts'

const sources = [
  'awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'fc', 'flexVolume', 'flocker', 'gcePersistentDisk', 'gitRepo', 'glusterfs', 'hostPath', 'image',
  'iscsi', 'nfs', 'persistentVolumeClaim', 'photonPersistentDisk', 'portworxVolume', 'projected', 'quobyte', 'rbd', 'scaleIO', 'secret', 'storageos', 'vsphereVolume',
]
/** What a PersistentVolume may be made of. */
export const persistentSources = [
  'awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'csi', 'fc', 'flexVolume', 'flocker', 'gcePersistentDisk', 'glusterfs', 'hostPath', 'iscsi', 'local', 'nfs', 'photonPersistentDisk', 'portworxVolume', 'quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume',
]

const sizeLimit: Check = (value, report) => {
  const size = given(value.sizeLimit) ? quantityValue(String(value.sizeLimit)) : undefined
  if (size !== undefined && size < 0) report('quantity', ['sizeLimit'], 'sizeLimit must not be negative.')
}

const tokenTime: Check = ({expirationSeconds}, report) => {
  if (typeof expirationSeconds === 'number' && (expirationSeconds < 600 || expirationSeconds > 2 ** 32)) report('value', ['expirationSeconds'], 'A token lasts between 600 and 4294967296 seconds.')
}

// clusterTrustBundle and podCertificate are not looked at: servers drop them unless a feature is switched on.
const projected: Check = (value, report) => {
  const paths = new Set<string>()
  for (const [index, source] of list(value.sources).entries()) {
    oneOf(['secret', 'configMap', 'downwardAPI', 'serviceAccountToken'], 0, 'A source')(source, (rule, below, message, more) => report(rule, ['sources', index, ...below], message, more))
    const files = ['secret', 'configMap', 'downwardAPI'].flatMap((kind) => list(map(source[kind]).items).map((file, at) => ({path: text(file.path), place: [kind, 'items', at, 'path']})))
    for (const {path, place} of files) {
      if (path !== '' && paths.has(path)) report('duplicate-name', ['sources', index, ...place], `Two files are at ${path}.`)
      paths.add(path)
    }
    for (const kind of ['secret', 'configMap']) if (present(source[kind]) && !given(map(source[kind]).name)) report('required', ['sources', index, kind], `A ${kind} of a projected volume needs its name.`, {part: 'key'})
  }
}

const iscsiName = (name: string): string | undefined =>
  /^iqn\.\d{4}-\d{2}\.([a-z0-9.-]+)(:[^,;*&$|\s]+)?$/.test(name) || /^eui.[a-zA-Z0-9]{16}$/.test(name) || /^naa.[a-zA-Z0-9]{32}$/.test(name) ? undefined : 'must be a name such as iqn.2001-04.com.example:disk1'
const iscsi = all(looks('iqn', iscsiName), between('lun', 0, 255), (value: Record<string, unknown>, report: Parameters<Check>[1]) => {
  if ((value.chapAuthDiscovery === true || value.chapAuthSession === true) && !present(value.secretRef)) report('required', [], 'CHAP needs secretRef.', {part: 'key'})
  if (present(value.initiatorName) && iscsiName(text(value.initiatorName))) report('name', ['initiatorName'], `initiatorName ${iscsiName(text(value.initiatorName))!}.`)
})

const fibreChannel: Check = (value, report) => {
  const has = (field: string): boolean => Array.isArray(value[field]) && value[field].length > 0
  if (has('targetWWNs') === has('wwids')) report('one-of', [], 'fc needs either targetWWNs or wwids.', {part: 'key'})
  if (has('targetWWNs') && !present(value.lun)) report('required', [], 'targetWWNs need lun.', {part: 'key'})
}

const hostPathTypes = ['', 'DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice']
const absolute = (path: string): string | undefined => (path.startsWith('/') ? undefined : 'must be an absolute path')
const driverName = (name: string): string | undefined => (name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name.toLowerCase()) ? undefined : 'must be a DNS name of at most 63 characters')
const mode = between('defaultMode', 0, 0o777)

const claimMatches: Check = (value, report) => {
  if (present(map(value.csi).nodePublishSecretRef)) {
    const name = text(map(map(value.csi).nodePublishSecretRef).name)
    if (dnsSubdomain(name)) report('name', ['csi', 'nodePublishSecretRef'], `The name of nodePublishSecretRef is not allowed: it ${dnsSubdomain(name)!}.`, {part: 'key'})
  }
  if (present(value.image) && !given(map(value.image).reference)) report('required', ['image'], 'An image as volume needs its reference.', {part: 'key'})
  if (present(value.ephemeral) && !present(map(value.ephemeral).volumeClaimTemplate)) report('required', ['ephemeral'], 'An ephemeral volume needs volumeClaimTemplate.', {part: 'key'})
}

/** Volumes of pods and what they are made of. */
export const volumeChecks: Checks = {
  'core.v1.Volume': [looks('name', dnsLabel), oneOf(sources, 0, 'A volume'), claimMatches],
  'core.v1.EmptyDirVolumeSource': [sizeLimit],
  'core.v1.SecretVolumeSource': [needs('secretName'), mode],
  'core.v1.ConfigMapVolumeSource': [needs('name'), mode],
  'core.v1.DownwardAPIVolumeSource': [mode],
  'core.v1.ProjectedVolumeSource': [mode, projected],
  'core.v1.ServiceAccountTokenProjection': [tokenTime, looks('path', relativeFile)],
  'core.v1.KeyToPath': [looks('path', relativeFile), between('mode', 0, 0o777)],
  'core.v1.HostPathVolumeSource': [looks('path', noBacksteps), among('type', hostPathTypes, {strict: true})],
  'core.v1.NFSVolumeSource': [looks('path', absolute, {strict: true})],
  'core.v1.ISCSIVolumeSource': [iscsi],
  'core.v1.ISCSIPersistentVolumeSource': [iscsi],
  'core.v1.CSIVolumeSource': [looks('driver', driverName)],
  'core.v1.CSIPersistentVolumeSource': [looks('driver', driverName)],
  'core.v1.ImageVolumeSource': [among('pullPolicy', ['Always', 'IfNotPresent', 'Never'])],
  'core.v1.AWSElasticBlockStoreVolumeSource': [between('partition', 0, 255)],
  'core.v1.GCEPersistentDiskVolumeSource': [between('partition', 0, 255)],
  'core.v1.FCVolumeSource': [fibreChannel, (value, report) => { if (Array.isArray(value.targetWWNs) && value.targetWWNs.length > 0) between('lun', 0, 255)(value, report) }],
  'core.v1.GitRepoVolumeSource': [looks('directory', relative)],
}
