import {list, map} from '../../values/maps.ts'
import {readKubernetesYaml} from '../../yaml/kubernetes-reader.ts'
import {secretName} from '../manifests.ts'

/** Values that are shorter say nothing, and would take words apart. */
const shortest = 3

function leaves(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : []
}

/**
 * Values of a file of YAML that nobody should print: of Secrets, of `secretGenerator`, and of whatever has a name that sounds like a secret, in values of Helm too.
 * @returns the values as the file has them, and decoded where they are base64 in a Secret
 */
export function secretValues(text: string): string[] {
  const found: string[] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk)
    const whole = map(value)
    if (whole['kind'] === 'Secret') {
      const data = leaves(whole['data'])
      found.push(...data, ...data.map((one) => Buffer.from(one, 'base64').toString('utf8')), ...leaves(whole['stringData']))
    }
    if (typeof whole['name'] === 'string' && secretName.test(whole['name'])) found.push(...leaves(whole['value']))
    for (const one of list(whole['secretGenerator'])) for (const literal of leaves(one['literals'])) found.push(literal.slice(literal.indexOf('=') + 1))
    for (const [key, item] of Object.entries(whole)) {
      if (secretName.test(key)) found.push(...leaves(item))
      walk(item)
    }
  }
  for (const {value} of readKubernetesYaml(text, '').documents) walk(value)
  return found
}

/** Values of a file that a generator of Secrets reads: each of its lines, and behind the `=` of a variable. */
export const secretLines = (text: string): string[] => text.split(/\r?\n/).flatMap((line) => [line.trim(), line.slice(line.indexOf('=') + 1).trim()])

/** More of a program's complaint than this helps nobody. */
const longest = 400

/**
 * What a program says about files of others, for a message: on one line, without what it quotes of them in full, and without secret values, plain or in base64.
 * @param words standard error
 * @param secrets from `secretValues` and `secretLines`
 */
export function shownWords(words: string, secrets: Iterable<string>): string {
  const known = new Set([...secrets].flatMap((one) => [one.trim(), Buffer.from(one).toString('base64'), Buffer.from(one.trim()).toString('base64')]).filter((one) => one.length >= shortest))
  let shown = words
  for (const one of [...known].sort((a, b) => b.length - a.length)) shown = shown.replaceAll(one, '***')
  shown = shown
    // Both quote what they could not read: kustomize a patch, the reader of Go a value, and Helm's reader of schemas the value that fits no pattern.
    .replace(/(unable to parse SM or JSON patch) from \[[\s\S]*\]/, '$1')
    .replaceAll(/(cannot unmarshal !!\w+) `[^`]*`/g, '$1')
    .replaceAll(/'[^']*' (does not match pattern|is not valid)/g, '*** $1')
    .replace(/^(?:WARNING: |level=WARN).*$/gm, '')
    .replace(/Use --debug flag to render out invalid YAML/, '')
    .replace(/^\s*Error: /, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown
}
