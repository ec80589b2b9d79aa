import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {parseAllDocuments} from 'yaml'

/** What a pod of an instance gets: variables, and mounted files by their place in the container. */
export interface PodView {
  environment: Record<string, string>
  files: Record<string, string>
}

interface PodSpec {
  containers: [{env: Array<{name: string; value?: string}>; envFrom?: Array<{secretRef: {name: string}}>; volumeMounts: Array<{name: string; mountPath: string}>}]
  volumes: Array<{name: string; secret?: {secretName: string}; configMap?: {name: string}}>
}
type Document = {kind: string; metadata: {name: string}; data?: Record<string, string>; spec: {template: {spec: PodSpec}}}

/**
 * What the processes get that the manifests in a directory run, by the name of the Deployment: the same instances under another target must get the same.
 * @throws Error for a value with `$(` or `$$`, which Kubernetes reads in a way of its own
 */
export async function podViews(directory: string): Promise<Map<string, PodView>> {
  const texts = await Promise.all((await readdir(directory)).filter((name) => name.endsWith('.yaml')).map((name) => readFile(join(directory, name), 'utf8')))
  const documents = texts.flatMap((text) => parseAllDocuments(text).map((one) => one.toJS() as Document))
  const decoded = (kind: string, name: string): Record<string, string> => {
    const data = documents.find((one) => one.kind === kind && one.metadata.name === name)?.data ?? {}
    return kind === 'Secret' ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')])) : data
  }
  return new Map(documents.filter(({kind}) => kind === 'Deployment').map(({metadata, spec: {template: {spec: {containers: [container], volumes}}}}) => {
    const plain = container.env.map(({name, value = ''}): [string, string] => {
      if (/\$[$(]/.test(value)) throw new Error(`${metadata.name}: ${name} is escaped`)
      return [name, value]
    })
    const files = container.volumeMounts.flatMap(({name, mountPath}) => {
      const volume = volumes.find((one) => one.name === name)
      const data = volume?.secret ? decoded('Secret', volume.secret.secretName) : volume?.configMap ? decoded('ConfigMap', volume.configMap.name) : {}
      return Object.entries(data).map(([key, content]): [string, string] => [`${mountPath}/${key}`, content])
    })
    const secret = (container.envFrom ?? []).flatMap(({secretRef}) => Object.entries(decoded('Secret', secretRef.name)))
    return [metadata.name, {environment: Object.fromEntries([...secret, ...plain]), files: Object.fromEntries(files)}]
  }))
}
