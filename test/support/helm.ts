import {spawn} from 'node:child_process'
import type {KubernetesObject} from '../../src/core/render/types.ts'
import {readValues} from '../../src/core/yaml/kubernetes-reader.ts'
import {realPart} from './control-plane.ts'

/** What a call of helm gave. */
export interface Helmed {
  status: number | null
  stdout: string
  stderr: string
}

/** Runs the real helm, with folders of its own below `cwd`, against the control plane of this run where it needs one. */
export const helm = (words: string[], cwd: string): Promise<Helmed> =>
  new Promise((resolve, reject) => {
    const env = {PATH: process.env['PATH'], HOME: `${cwd}/.helm`, ...(process.env['KUBECONFIG'] ? {KUBECONFIG: process.env['KUBECONFIG']} : {})}
    const child = spawn(realPart('helm'), words, {cwd, env, stdio: ['ignore', 'pipe', 'pipe']})
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece))
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece))
    child.once('error', reject).once('close', (status) => resolve({status, stdout, stderr}))
  })

type Labelled = {labels?: Record<string, string>}

/**
 * Objects by kind, namespace and name, as they are compared between the chart and the manifests. What must differ is evened out here and nowhere else:
 * Helm says itself who manages an object, the chart says its name and version, variables of a container are a map to Kubernetes, and a Job's name ends
 * with a hash of what it runs, which has the first of these in it.
 */
export function comparable(objects: KubernetesObject[]): Record<string, unknown> {
  const labels = (one: Labelled | undefined): void => {
    if (!one?.labels) return
    delete one.labels['helm.sh/chart']
    if (['Helm', 'c1ctl'].includes(one.labels['app.kubernetes.io/managed-by']!)) one.labels['app.kubernetes.io/managed-by'] = 'either'
  }
  return Object.fromEntries(structuredClone(objects).map((object): [string, unknown] => {
    labels(object.metadata)
    const spec = object['spec'] as {template?: any; jobTemplate?: {metadata?: Labelled; spec: {template: any}}} | undefined
    labels(spec?.jobTemplate?.metadata)
    const template = spec?.template ?? spec?.jobTemplate?.spec.template
    if (template) {
      labels(template.metadata)
      for (const container of template.spec.containers) container.env.sort((one: {name: string}, other: {name: string}) => (one.name < other.name ? -1 : 1))
    }
    if (object.kind === 'Job') object.metadata.name = object.metadata.name.replace(/-[0-9a-f]{8}$/, '-HASH')
    return [`${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`, object]
  }).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The objects of a text as Kubernetes reads it. */
export const objectsIn = (text: string): KubernetesObject[] => (readValues(text) as Array<KubernetesObject | null>).filter((one) => one !== null)
