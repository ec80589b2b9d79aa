import type {ObjectPath} from '../../kubernetes/violation.ts'
import {detached} from '../../text/detached.ts'
import {list, map} from '../../values/maps.ts'
import {fluxLetters} from '../flux-letters.ts'
import type {Note} from '../notes.ts'
import type {Report, Rule} from '../rule.ts'
import {connectorContainer, type Manifest} from '../set.ts'

/** What the Flux Kustomizations among the files substitute. */
interface Kept {
  substitutes: boolean
  names: Set<string>
  /** Names may come from a ConfigMap or Secret of the cluster too. */
  isOpen: boolean
}

/** Escapes of YAML (`"\\x24{a}"`) may hide one: nobody writes that for anything to be replaced. */
const isMentioning = ({document}: Manifest): boolean => fluxLetters.some((letters) => document.mentions(letters))

const note: Note<Kept> = {
  kinds: ['Kustomization', 'Deployment', 'Secret', 'ConfigMap'],
  empty: () => ({substitutes: false, names: new Set(), isOpen: false}),
  take(kept, manifest) {
    const {apiVersion, kind, spec} = manifest.object
    // Which Secrets and ConfigMaps belong to connectors, and whether anything substitutes, shows when all files are read.
    if (kind === 'Deployment') return connectorContainer(manifest.object) !== undefined && isMentioning(manifest)
    if (kind !== 'Kustomization') return isMentioning(manifest)
    if (!String(apiVersion).startsWith('kustomize.toolkit.fluxcd.io/')) return false
    const {substitute, substituteFrom} = map(map(spec).postBuild)
    for (const name of Object.keys(map(substitute))) kept.names.add(detached(name))
    if (list(substituteFrom).length > 0) kept.isOpen = true
    kept.substitutes ||= kept.isOpen || kept.names.size > 0
    return false
  },
}

const switchName = 'kustomize.toolkit.fluxcd.io/substitute'
const orElse = `or give the object the annotation ${switchName}: disabled`
const isDisabled = ({metadata}: Record<string, unknown>): boolean => ['labels', 'annotations'].some((field) => map(map(metadata)[field])[switchName] === 'disabled')

/** A stretch of a text that Flux would replace. */
interface Expression {
  /** Undefined when Flux cannot read it, and refuses everything. */
  name: string | undefined
  hasDefault: boolean
  /** Nothing else stands in the text. */
  isWhole: boolean
}

/** `$$` before the brace escapes it. */
const expression = /(?<!\$)(?:\$\$)*\$\{([^}]*)(?:\}|$)/g

/** Stretches that Flux replaces (github.com/fluxcd/pkg/envsubst): `${name}`, with a default behind `=`, `:=` or `:-`, or a function of bash. */
function expressionsIn(text: string): Expression[] {
  const found: Expression[] = []
  for (const {0: dollars, 1: body, index} of text.matchAll(expression)) {
    const [, name, rest] = /^#?([A-Za-z_]\w*)([^]*)$/.exec(body!) ?? []
    const isRead = name !== undefined && /^(?:$|:?[=?+]|:-|:|[,^/#%])/.test(rest!) && text[index + dollars.length - 1] === '}'
    found.push({name: isRead ? name : undefined, hasDefault: isRead && /^(?::?=|:-)/.test(rest!), isWhole: text.trim() === dollars})
  }
  return found
}

/**
 * Whether Flux takes a `$` away that may be meant: it makes one of every two, in whatever stands between expressions. Nobody writes two before a brace, or four
 * and more in a row, for anything else.
 */
const losesDollar = (text: string): boolean => /(?<!\$)\$\$\$?(?![${])/.test(text.replace(expression, ' '))

/** Texts of an object as Flux sees them: what is base64 has no `$`. */
function* textsOf({kind, ...object}: Record<string, unknown>): Generator<{path: ObjectPath; text: string}> {
  const walk = function* (value: unknown, path: ObjectPath): Generator<{path: ObjectPath; text: string}> {
    if (typeof value === 'string') {
      if (fluxLetters.some((letters) => value.includes(letters))) yield {path, text: value}
    } else if (Array.isArray(value)) for (const [at, one] of value.entries()) yield* walk(one, [...path, at])
    else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) if (!(kind === 'Secret' && path.length === 0 && key === 'data')) yield* walk(one, [...path, key])
  }
  yield* walk(object, [])
}

function check(manifest: Manifest, {substitutes, names, isOpen}: Kept, report: Report): void {
  for (const {path, text} of textsOf(manifest.object)) {
    const all = expressionsIn(text)
    // What stands in a Secret is not repeated, and no other place tells whether it is a secret.
    const named = (name: string): string => (manifest.object.kind === 'Secret' || !/^[A-Za-z_]\w{0,40}$/.test(name) ? 'what stands in ${...} here' : `\${${name}}`)
    const cure = `write $\${ for what is to stay, ${orElse}`
    if (substitutes) {
      if (all.some((one) => one.name === undefined)) report({manifest, path}, `Flux cannot read this \${...} as a variable and refuses all of the Kustomization: ${cure}.`)
      else {
        if (losesDollar(text)) report({manifest, path}, `Flux makes one $ of every $$ here: write $$$$ for what is to stay $$, ${orElse}.`)
        const unknown = all.find((one) => !one.hasDefault && !names.has(one.name!))
        if (!unknown) continue
        if (!isOpen) report({manifest, path}, `Flux replaces ${named(unknown.name!)}, and no Kustomization among the files has a value for it: it becomes nothing, or a newer Flux refuses it. Add it to spec.postBuild.substitute; or ${cure}.`)
        else if (!unknown.isWhole) report({manifest, path}, `Flux replaces ${named(unknown.name!)} by a value of substituteFrom, and by nothing if there is none. If it is no variable, ${cure}.`, undefined, 'note')
      }
    } else if (all.some((one) => !one.hasDefault && !one.isWhole && !/^[A-Z_][A-Z\d_]*$/.test(one.name ?? ''))) report({manifest, path}, `Where Flux substitutes variables (spec.postBuild), it would replace this \${...} too: ${cure}.`, undefined, 'note')
  }
}

export const fluxSubstitution: Rule = {
  id: 'baton/flux-substitution', severity: 'warning', title: 'Flux would replace a part of a value',
  why: 'A Flux Kustomization with postBuild replaces every ${name} in everything it applies, also in passwords, queries and templates that only look like it. A name without a value becomes nothing, and newer versions of Flux refuse it. It also makes one $ of every $$: $$$$ is what stays $$, and $${ what stays ${. It is a note where nothing among the files says that Flux does, or that it has no value; of $$ nothing is said there, for it is no sign of Flux.',
  wrong: 'stringData:\n  BATON_TOKEN: pa${ss}word', right: 'stringData:\n  BATON_TOKEN: pa$${ss}word',
  note, isLate: true,
  check({manifests, deployed, notes}, report) {
    const mentioning = manifests.filter(isMentioning)
    if (mentioning.length === 0) return
    const kept = notes.of(note)
    const mine = new Set<Manifest>()
    for (const {manifest, variables, secrets, pod, find} of deployed) {
      mine.add(manifest)
      for (const {at} of variables.values()) mine.add(at.manifest)
      for (const {found} of secrets) if (found) mine.add(found)
      for (const volume of list(pod.volumes)) {
        for (const source of [volume, ...list(map(volume.projected).sources)]) {
          const {name} = map(source.configMap)
          const found = typeof name === 'string' ? find('ConfigMap', name) : undefined
          if (found) mine.add(found)
        }
      }
    }
    for (const manifest of mentioning) {
      const {kind, stringData} = manifest.object
      const isSecretOfConnector = kind === 'Secret' && Object.keys(map(stringData)).some((key) => key.startsWith('BATON_'))
      if ((mine.has(manifest) || isSecretOfConnector) && !isDisabled(manifest.object)) check(manifest, kept, report)
    }
  },
}
