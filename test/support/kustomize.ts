// What `kustomize build` gives and what the manifests target renders, told apart by nothing but what kustomize does by design.
import {execFile} from 'node:child_process'
import {createHash} from 'node:crypto'
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {parseAllDocuments} from 'yaml'
import {realPart} from './control-plane.ts'

export type Plain = Record<string, any>

/** Runs kustomize, or the one in kubectl. */
export function kustomizeBuild(directory: string, {tool = 'kustomize'}: {tool?: 'kustomize' | 'kubectl'} = {}): Promise<{status: number; stdout: string; stderr: string}> {
  return new Promise((resolve) => {
    execFile(realPart(tool), tool === 'kustomize' ? ['build', directory] : ['kustomize', directory], {maxBuffer: 1e9, encoding: 'utf8'}, (error, stdout, stderr) => resolve({status: error ? 1 : 0, stdout, stderr}))
  })
}

export const documentsOf = (text: string): Plain[] => parseAllDocuments(text).map((one) => one.toJS() as Plain).filter(Boolean)

/** The objects of all YAML files in a directory. */
export async function objectsIn(directory: string): Promise<Plain[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.yaml')).sort()
  return (await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))).flatMap(documentsOf)
}

/** kustomize wraps base64 after 70 characters; what a reader decodes is the same. */
const wrapped = (base64: string): string => (base64.length <= 70 ? base64 : `${base64.match(/.{1,70}/g)!.join('\n')}\n`)

/**
 * The suffix of a generated name (sigs.k8s.io/kustomize/api/hasher): of the SHA-256 of the object as JSON with sorted keys and an empty name ten
 * hexadecimal digits, those that could spell a word replaced.
 */
function hashSuffix({kind, data = {}}: Plain): string {
  const sorted = Object.fromEntries(Object.keys(data as object).sort().map((key) => [key, kind === 'Secret' ? wrapped(data[key] as string) : data[key]]))
  // Go's JSON escapes these five in texts.
  const goJson = (value: unknown) => JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('\\b', '\\u0008').replaceAll('\\f', '\\u000c')
  const text = kind === 'Secret' ? goJson({data: sorted, kind, name: '', type: 'Opaque'}) : goJson({data: sorted, kind, name: ''})
  return createHash('sha256').update(text).digest('hex').slice(0, 10).replaceAll(/[013ae]/g, (one) => ({'0': 'g', '1': 'h', '3': 'k', 'a': 'm', 'e': 't'})[one]!)
}

/**
 * What the manifests target renders as kustomize would have it: Secrets and ConfigMaps named by their content wherever they are named, no checksums.
 * @param secretsExist Secrets are somebody else's, and keep names and checksum
 */
export function asGenerated(objects: Plain[], {plainMaps = [], secretsExist = false}: {plainMaps?: string[]; secretsExist?: boolean} = {}): Plain[] {
  const names = new Map(objects.filter(({kind, metadata}) => (kind === 'Secret' && !secretsExist) || (kind === 'ConfigMap' && !plainMaps.includes(metadata.name as string))).map((one) => [`${one.kind}/${one.metadata.namespace}/${one.metadata.name}`, `${one.metadata.name}-${hashSuffix(one)}`]))
  return objects.map((one) => {
    const copy = structuredClone(one)
    const renamed = (kind: string, name: string): string => names.get(`${kind}/${one.metadata.namespace}/${name}`) ?? name
    if (copy.kind === 'Secret' || copy.kind === 'ConfigMap') copy.metadata.name = renamed(copy.kind as string, copy.metadata.name as string)
    const template = (copy.spec?.template ?? copy.spec?.jobTemplate?.spec.template) as Plain | undefined
    if (!template) return copy
    if (!secretsExist) delete template.metadata.annotations['c1ctl/secret-checksum']
    if (plainMaps.length === 0) delete template.metadata.annotations['c1ctl/config-checksum']
    if (Object.keys(template.metadata.annotations as object).length === 0) delete template.metadata.annotations
    for (const {envFrom = []} of template.spec.containers as Plain[]) for (const {secretRef} of envFrom) secretRef.name = renamed('Secret', secretRef.name as string)
    for (const {secret, configMap} of template.spec.volumes as Plain[]) {
      if (secret) secret.secretName = renamed('Secret', secret.secretName as string)
      if (configMap) configMap.name = renamed('ConfigMap', configMap.name as string)
    }
    return copy
  })
}

/** Objects by what they are, as kustomize gives them, base64 in one line. */
export function byId(objects: Plain[]): Record<string, Plain> {
  return Object.fromEntries(objects.map((one) => [`${one.kind}/${one.metadata.namespace ?? ''}/${one.metadata.name}`, one.kind === 'Secret' ? {...one, data: Object.fromEntries(Object.entries(one.data as Record<string, string>).map(([key, value]) => [key, value.replaceAll('\n', '')]))} : one]).sort(([one], [other]) => ((one as string) < (other as string) ? -1 : 1)))
}
