// kwok plays the nodes without running anything. This runs one pod of a Deployment for real: the environment as a kubelet computes it, Secrets mounted
// with their modes, the user, the root file system and the places to write that the pod template gives, in a mount namespace of its own.
import {spawn} from 'node:child_process'
import {mkdtempSync, rmdirSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** The parts of a pod template that decide what its process sees. */
export interface PodTemplate {
  metadata?: {labels?: Record<string, string>; annotations?: Record<string, string>}
  spec: {
    securityContext?: {runAsUser?: number; runAsGroup?: number; fsGroup?: number; runAsNonRoot?: boolean}
    containers: Container[]
    volumes?: Array<{name: string; emptyDir?: object; configMap?: {name: string; items?: Array<{key: string; path: string}>}; secret?: {secretName: string; defaultMode?: number; items?: Array<{key: string; path: string; mode?: number}>}}>
  }
}
interface Container {
  name: string
  workingDir?: string
  envFrom?: Array<{prefix?: string; secretRef?: {name: string}}>
  env?: Array<{name: string; value?: string; valueFrom?: {fieldRef?: {fieldPath: string}; secretKeyRef?: {name: string; key: string}}}>
  securityContext?: {readOnlyRootFilesystem?: boolean; runAsUser?: number; runAsGroup?: number}
  volumeMounts?: Array<{name: string; mountPath: string; readOnly?: boolean}>
}
/** A Secret as the API server gives it back: base64 in `data`. */
export interface StoredSecret {
  metadata: {name: string}
  data?: Record<string, string>
}

/** A ConfigMap as the API server gives it back. */
export interface StoredConfigMap {
  metadata: {name: string}
  data?: Record<string, string>
  binaryData?: Record<string, string>
}

/** What the stand-in connector saw and did. */
export interface StandInReport {
  environment: Record<string, string>
  directory: string
  uid: number
  gid: number
  /** Its own files, by what they are for, with `written` or the error code. */
  files: Record<'sync.c1z' | 'debug.log' | 'temporary', string>
  /** Places outside of what the pod gives it where a write came through: must be none. */
  writableElsewhere: string[]
  /** Mounted files by path. */
  mounted: Record<string, {mode: string; content: string | null; writable: boolean}>
}

/** The user of the connectors' distroless images, and its home: what holds when the pod does not say otherwise. */
const imageUser = 65532
const imageDirectory = '/home/nonroot'

/** Expands `$(NAME)` and `$$` as Kubernetes does (third_party/forked/golang/expansion of 1.36): an unknown name stays as it is. */
export function expand(value: string, known: Map<string, string>): string {
  let out = ''
  for (let at = 0; at < value.length; at++) {
    if (value[at] !== '$' || at + 1 >= value.length) out += value[at]
    else if (value[at + 1] === '$') {
      out += '$'
      at++
    } else if (value[at + 1] === '(') {
      const close = value.indexOf(')', at + 2)
      if (close < 0) {
        out += '$('
        at++
      } else {
        const name = value.slice(at + 2, close)
        out += known.get(name) ?? `$(${name})`
        at = close
      }
    } else {
      out += `$${value[at + 1]}`
      at++
    }
  }
  return out
}

const bytesOf = (secrets: StoredSecret[], name: string): Record<string, string> => {
  const found = secrets.find((secret) => secret.metadata.name === name)
  if (!found) throw new Error(`the pod names a Secret that is not there: ${name}`)
  return found.data ?? {}
}

/** The files of a volume from a Secret or a ConfigMap, base64 by path, with what the kubelet lets them have. */
function projected(volume: NonNullable<PodTemplate['spec']['volumes']>[number], secrets: StoredSecret[], configMaps: StoredConfigMap[]): Array<{path: string; content: string; mode: number}> {
  if (volume.secret) {
    const {secretName, defaultMode = 0o644, items} = volume.secret
    const data = bytesOf(secrets, secretName)
    return (items ?? Object.keys(data).map((key) => ({key, path: key, mode: undefined}))).map(({key, path, mode}) => ({path, content: data[key] ?? '', mode: mode ?? defaultMode}))
  }
  const {name, items} = volume.configMap!
  const found = configMaps.find((one) => one.metadata.name === name)
  if (!found) throw new Error(`the pod names a ConfigMap that is not there: ${name}`)
  const data = {...Object.fromEntries(Object.entries(found.data ?? {}).map(([key, text]) => [key, Buffer.from(text, 'utf8').toString('base64')])), ...found.binaryData}
  return (items ?? Object.keys(data).map((key) => ({key, path: key}))).map(({key, path}) => ({path, content: data[key] ?? '', mode: 0o644}))
}

/** The environment of a container, in the kubelet's order: envFrom first, then env, which sees what came before (kubelet_pods.go). */
export function podEnvironment(container: Container, secrets: StoredSecret[], pod: {name: string; namespace: string}): Map<string, string> {
  const known = new Map<string, string>()
  for (const {prefix = '', secretRef} of container.envFrom ?? []) {
    if (!secretRef) throw new Error('only secretRef is known in envFrom')
    for (const [key, value] of Object.entries(bytesOf(secrets, secretRef.name))) known.set(prefix + key, Buffer.from(value, 'base64').toString('utf8'))
  }
  for (const {name, value = '', valueFrom} of container.env ?? []) {
    if (value !== '') known.set(name, expand(value, known))
    else if (valueFrom?.fieldRef) {
      const field = {'metadata.name': pod.name, 'metadata.namespace': pod.namespace}[valueFrom.fieldRef.fieldPath]
      if (field === undefined) throw new Error(`unknown field ${valueFrom.fieldRef.fieldPath}`)
      known.set(name, field)
    } else if (valueFrom?.secretKeyRef) {
      const {name: secret, key} = valueFrom.secretKeyRef
      known.set(name, Buffer.from(bytesOf(secrets, secret)[key] ?? '', 'base64').toString('utf8'))
    } else known.set(name, '')
  }
  return known
}

/** Plays a connector: writes where one writes, tries to write everywhere else, and reports as JSON. It runs with the pod's environment and nothing else. */
const standIn = `
const fs = require('node:fs'), os = require('node:os'), path = require('node:path')
const attempt = (file) => { try { fs.writeFileSync(file, 'x', {flag: 'w'}); return 'written' } catch (error) { return error.code } }
const own = process.argv.slice(1)
const report = {
  environment: {...process.env}, directory: process.cwd(), uid: process.getuid(), gid: process.getgid(),
  files: {'sync.c1z': attempt('sync.c1z'), 'debug.log': attempt('debug.log'), temporary: attempt(path.join(os.tmpdir(), 'baton-temporary'))},
  writableElsewhere: [], mounted: {},
}
const given = JSON.parse(own[0]), mounts = JSON.parse(own[1])
for (const place of ['/', '/etc', '/usr/local', '/var/tmp', '/var/lib', '/home/nonroot', '/root', '/tmp', '/opt', '/run']) {
  if (given.some((one) => place === one || place.startsWith(one + '/'))) continue
  if (attempt(path.join(place, '.written-by-stand-in')) === 'written') report.writableElsewhere.push(place)
}
for (const mount of mounts) for (const name of fs.readdirSync(mount)) {
  const file = path.join(mount, name)
  let content = null
  try { content = fs.readFileSync(file).toString('base64') } catch {}
  report.mounted[file] = {mode: (fs.statSync(file).mode & 0o777).toString(8).padStart(4, '0'), content, writable: attempt(file) === 'written'}
}
process.stdout.write(JSON.stringify(report))
`

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * Runs the stand-in connector as the first container of this pod would run. Needs root: it makes a mount namespace.
 * @param template the Deployment's `spec.template`, as the API server stores it
 * @param secrets the Secrets of the namespace, as the API server stores them
 * @param configMaps the ConfigMaps of the namespace, likewise
 * @throws Error when the sandbox itself cannot be made
 */
export async function runPod(template: PodTemplate, secrets: StoredSecret[], pod: {name: string; namespace: string}, configMaps: StoredConfigMap[] = []): Promise<StandInReport> {
  const {spec} = template
  const container = spec.containers[0]
  if (!container) throw new Error('the pod has no container')
  const uid = container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser ?? imageUser
  const gid = container.securityContext?.runAsGroup ?? spec.securityContext?.runAsGroup ?? imageUser
  const group = spec.securityContext?.fsGroup

  // The root is the machine's own under an overlay, so that a pod with a writable root writes into memory.
  const top = mkdtempSync(join(tmpdir(), 'c1ctl-pod-'))
  const script = ['set -eu', `top=${quote(top)}`, 'mount -t tmpfs none "$top"', 'cd "$top"', 'mkdir up work root', 'chmod 755 up .',
    'mount -t overlay overlay -o "lowerdir=/,upperdir=$top/up,workdir=$top/work" root', `mkdir -p root${imageDirectory}`, `chown ${imageUser}:${imageUser} root${imageDirectory}`]
  const mounts: string[] = []
  const given: string[] = []
  const secretMounts: string[] = []
  for (const {name, mountPath, readOnly} of container.volumeMounts ?? []) {
    const volume = spec.volumes?.find((one) => one.name === name)
    if (!volume) throw new Error(`the container mounts a volume that the pod does not have: ${name}`)
    const at = quote(`root${mountPath}`)
    script.push(`mkdir -p ${at}`)
    const isProjected = volume.secret !== undefined || volume.configMap !== undefined
    mounts.push(`mount -t tmpfs -o mode=${isProjected ? '0755' : group === undefined ? '0777' : '2777'}${group === undefined ? '' : `,gid=${group}`} none ${at}`)
    if (isProjected) {
      for (const {path, content, mode} of projected(volume, secrets, configMaps)) {
        const file = quote(`root${mountPath}/${path}`)
        // With fsGroup the kubelet gives the file to that group and lets it read (volume_linux.go).
        const bits = mode | (group === undefined ? 0 : 0o440)
        mounts.push(`printf %s ${quote(content)} | base64 -d > ${file}`, `chmod ${bits.toString(8)} ${file}`)
        if (group !== undefined) mounts.push(`chgrp ${group} ${file}`)
      }
      mounts.push(`mount -o remount,ro ${at}`)
      secretMounts.push(mountPath)
    } else if (readOnly) mounts.push(`mount -o remount,ro ${at}`)
    else given.push(mountPath)
  }
  script.push('mount --bind /dev root/dev', 'mount --rbind /proc root/proc')
  if (container.securityContext?.readOnlyRootFilesystem) script.push('mount -o remount,ro root')
  script.push(...mounts)

  const environment = new Map([['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ['HOSTNAME', pod.name]])
  for (const [name, value] of podEnvironment(container, secrets, pod)) environment.set(name, value)
  const groups = group === undefined ? '--clear-groups' : `--groups ${group}`
  const directory = quote(container.workingDir ?? imageDirectory)
  const variables = [...environment].map(([name, value]) => quote(`${name}=${value}`)).join(' ')
  const program = [process.execPath, '-e', standIn, '--', JSON.stringify(given), JSON.stringify(secretMounts)].map(quote).join(' ')
  script.push(`exec chroot root /usr/bin/env --chdir=${directory} setpriv --reuid ${uid} --regid ${gid} ${groups} --no-new-privs --bounding-set=-all --inh-caps=-all /usr/bin/env -i ${variables} ${program}`)

  // `unshare -m` makes mounts private: they are gone with the process, and the mount point is empty again.
  const child = spawn('unshare', ['-m', '/bin/sh', '-s'], {stdio: ['pipe', 'pipe', 'pipe']})
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => {})
  child.stdin.end(`${script.join('\n')}\n`)
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve)).finally(() => rmdirSync(top))
  if (status !== 0) throw new Error(`the pod's process ended with status ${String(status)}: ${stderr}`)
  return JSON.parse(stdout) as StandInReport
}
