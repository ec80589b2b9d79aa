import type {Catalog} from '../catalog/types.ts'
import {customKinds, isDefinition, type CustomKinds} from '../kubernetes/custom/kinds.ts'
import {validateObject} from '../kubernetes/validate.ts'
import type {Violation} from '../kubernetes/violation.ts'
import {readKubernetesYaml, readParts, templateMessage} from '../yaml/kubernetes-reader.ts'
import type {Repair} from './fix/repair.ts'
import {settle, type Asked} from './fix/settle.ts'
import {repairOf} from './fix/violation.ts'
import type {LintInput} from './input.ts'
import {kindByName, templateKind, type SkippedKind} from './kinds.ts'
import type {Against, LintedSet, LintSummary} from './lint.ts'
import {manifestsOf, secretPlaces} from './manifests.ts'
import {isNamed, Members, type Handle} from './members.ts'
import {Notes} from './notes.ts'
import {rules} from './rules/all.ts'
import {plainSecret} from './rules/plain-secret.ts'
import {SecretFiles} from './secret-files.ts'
import {connectorContainer, imageParts, lintSet, map, type At, type Manifest, type Surroundings} from './set.ts'
import type {Finding} from './types.ts'

const groupOf = (apiVersion: unknown): string => String(apiVersion).split('/')[0]!

/** An object of a kind that only a definition can know, which may stand in a later file. */
interface Custom {
  handle: Handle
  /** What can be said without a definition. */
  without: Violation[] | null
  group: string
}

/**
 * One run of lint over files that come one after the other. Of each file only its findings are held, and where the objects stand that the rules for connectors
 * look at together; when all are read, those are read again, a few at a time. So memory does not grow with the files, but for a few bytes each.
 */
export class LintRun {
  readonly #against: Against
  readonly #again: (name: string) => string | undefined
  readonly #findings: Finding[] = []
  readonly #asked: Asked[] = []
  readonly #texts = new Map<string, string>()
  /** Places of files in the run. */
  readonly #order = new Map<string, number>()
  readonly #members: Members
  readonly #secrets = new SecretFiles()
  readonly #notes = new Notes(rules.flatMap((one) => one.note ?? []))
  readonly #custom: Custom[] = []
  readonly #definitions: unknown[]
  readonly #skipped = new Map<SkippedKind, number>()
  readonly #templates = new Map<string, number>()
  readonly #labels = new Set<string>()
  readonly #images = new Set<string>()
  readonly #summary: LintSummary = {files: 0, documents: 0, skipped: 0, skippedKinds: [], ignored: 0, unchecked: 0, errors: 0, warnings: 0}
  readonly #unsaid = new Set<string>()
  /** The file that is being read. */
  #text = ''

  /**
   * @param again reads a file that was added once more; undefined when it is gone
   * @param resident while the texts have no more UTF-16 code units than this, their objects stay in memory and are looked at as one set; above it, findings
   * that the whole set could tell to be no fixable ones are not called fixable
   */
  constructor(against: Against, again: (name: string) => string | undefined, resident = 8 << 20) {
    this.#against = against
    this.#again = again
    this.#definitions = [...(against.definitions ?? [])]
    this.#members = new Members(again, resident)
  }

  /** Reads a file and says what is wrong with each of its objects by itself. Findings come with `finish`. */
  add({name, text, refusal, chart, isLeftOut}: LintInput): void {
    this.#order.set(name, this.#order.size)
    this.#text = text
    this.#notes.read(name)
    if (isLeftOut) return this.#know(name, text)
    this.#summary.files += 1
    if (refusal) this.#refuse(name, text, refusal)
    else if (chart !== undefined && text.includes('{{')) {
      this.#templates.set(chart, (this.#templates.get(chart) ?? 0) + 1)
      this.#skip(templateKind)
    } else this.#read(name, text)
  }

  #read(name: string, text: string): void {
    const named = kindByName(name)
    let isTemplate = false
    for (const {document, findings} of readParts(text, name)) {
      const found = document ? manifestsOf(name, document) : undefined
      if (document) this.#summary.documents += 1
      if (!Array.isArray(found)) {
        const kind = found ?? named
        if (kind) this.#skip(kind)
        // Other programs read it, and other rules may hold for them.
        if (kind) continue
      }
      for (const finding of findings) {
        // One line says it all: every further fault comes of the same.
        if (isTemplate && finding.rule === 'yaml/syntax') continue
        isTemplate ||= finding.message === templateMessage
        this.#put(finding)
      }
      for (const manifest of Array.isArray(found) ? found : []) this.#look(manifest)
    }
  }

  /** Takes note of the Secrets and ConfigMaps of a file that nothing is said of. */
  #know(name: string, text: string): void {
    this.#unsaid.add(name)
    this.#summary.ignored += 1
    for (const document of readKubernetesYaml(text, name).documents) {
      const found = manifestsOf(name, document)
      for (const manifest of Array.isArray(found) ? found : []) if (isNamed(manifest)) {
        this.#members.add(manifest, text.length)
        this.#secrets.add(manifest)
      }
    }
  }

  #look(manifest: Manifest): void {
    const {object} = manifest
    const gap = ['apiVersion', 'kind'].find((field) => typeof object[field] !== 'string' || object[field] === '')
    this.#members.add(manifest, this.#text.length, this.#notes.add(manifest))
    this.#secrets.add(manifest)
    const connector = connectorContainer(object)
    if (connector?.label !== undefined) this.#labels.add(connector.label)
    if (connector) this.#images.add(imageParts(connector.image).name)
    if (gap) return this.#report('kubernetes/required', 'error', `The object lacks the field ${gap}, which is required.`, {manifest, path: []})
    if (isDefinition(object)) this.#definitions.push(object)
    let isCustom = false
    const violations = validateObject(object, {version: this.#against.kubernetes, custom: {validate: () => ((isCustom = true), null)}})
    if (isCustom) this.#custom.push({handle: this.#members.handle(manifest), without: violations, group: groupOf(object.apiVersion)})
    else this.#violations(manifest, violations)
  }

  #violations(manifest: Manifest, violations: Violation[] | null): void {
    if (!violations) this.#summary.unchecked += 1
    for (const one of violations ?? []) this.#report(one.rule, one.severity, one.message, {manifest, path: one.path, part: one.part}, repairOf(one, manifest.object, {version: this.#against.kubernetes}))
  }

  #skip(kind: SkippedKind): void {
    this.#summary.skipped += 1
    this.#skipped.set(kind, (this.#skipped.get(kind) ?? 0) + 1)
  }

  #refuse(file: string, text: string, {message, offset}: NonNullable<LintInput['refusal']>): void {
    const before = text.slice(0, offset)
    const line = before.split('\n').length
    const column = offset - (before.lastIndexOf('\n') + 1) + 1
    this.#put({file, line, column, endLine: line, endColumn: column, rule: 'yaml/encoding', severity: 'error', message, fixable: false})
  }

  #put(finding: Finding): void {
    this.#findings.push(finding)
    if (!this.#texts.has(finding.file)) this.#texts.set(finding.file, this.#text)
  }

  #report(rule: string, severity: Finding['severity'], message: string, {manifest, path, part}: At, repair?: Repair): void {
    // What git tracks although it leaves it out is committed all the same.
    if (this.#unsaid.has(manifest.file) && rule !== 'baton/secret-in-git') return
    const span = manifest.document.locate([...manifest.base, ...path], part)
    const finding: Finding = {file: manifest.file, ...span, rule, severity, message, fixable: false}
    this.#put(finding)
    if (!repair) return
    this.#asked.push({finding, manifest, repair})
    this.#members.hold(manifest)
  }

  /** Which connectors the Deployments among the files may run; undefined when there is none. */
  connectors(): ((connector: {name: string; image: string}) => boolean) | undefined {
    return this.#images.size > 0 ? ({name, image}) => this.#labels.has(name) || this.#images.has(image) : undefined
  }

  /** Files with Secrets of connectors that are not encrypted: whether git tracks them is for `finish` to know. */
  secretFiles(): string[] {
    return this.#secrets.names(this.#images.size > 0)
  }

  /**
   * Says what custom resources, and the connectors among all files together, lack.
   * @param catalog connectors, at least those that `connectors` takes
   * @param around what is known of the files beside what is in them
   */
  finish(catalog: Catalog, around?: Surroundings): LintedSet {
    const custom = this.#definitions.length > 0 ? customKinds(this.#definitions) : undefined
    this.#checkCustom(custom)
    this.#checkSets(catalog, around)
    for (const [chart, templates] of this.#templates) this.#nameTemplates(chart, templates)
    this.#findings.sort((one, other) => this.#order.get(one.file)! - this.#order.get(other.file)! || one.line - other.line || one.column - other.column || (one.rule < other.rule ? -1 : 1))
    for (const {severity} of this.#findings) {
      if (severity === 'error') this.#summary.errors += 1
      else if (severity === 'warning') this.#summary.warnings += 1
    }
    this.#summary.skippedKinds = [...this.#skipped].sort(([one, many], [other, more]) => more - many || (one.one < other.one ? -1 : 1)).map(([kind, count]) => ({kind: count === 1 ? kind.one : kind.many, count}))
    const texts = this.#texts
    return {
      findings: this.#findings,
      summary: this.#summary,
      texts,
      edits: settle(this.#asked, texts, {version: this.#against.kubernetes, custom}),
      secretsIn: (file) => [
        ...readKubernetesYaml(texts.get(file) ?? this.#again(file) ?? '', file).documents.map((document) => manifestsOf(file, document)).flatMap((found) => (Array.isArray(found) ? found.flatMap(secretPlaces) : [])),
        // Names alone do not tell every secret; the catalog does.
        ...this.#findings.filter((one) => one.rule === plainSecret.id && one.file === file),
      ],
    }
  }

  #checkCustom(custom: CustomKinds | undefined): void {
    const groups = new Set(this.#definitions.filter(isDefinition).map((one) => map(one.spec).group))
    for (const {handle, without, group} of this.#custom) {
      const manifest = (custom && groups.has(group)) || without ? this.#members.read(handle) : undefined
      if (manifest) this.#from(manifest.file, () => this.#violations(manifest, validateObject(manifest.object, {version: this.#against.kubernetes, custom})))
      else this.#summary.unchecked += 1
    }
  }

  #checkSets(catalog: Catalog, around: Surroundings | undefined): void {
    const said = new Set<string>()
    for (const manifests of this.#members.sets()) {
      const set = lintSet(manifests, catalog, this.#notes, around)
      for (const rule of rules) {
        rule.check(set, (at, message, repair, severity = rule.severity) => {
          const {line, column} = at.manifest.document.locate([...at.manifest.base, ...at.path], at.part)
          // A Secret is looked at with each of the sets whose Deployments name it.
          const place = JSON.stringify([at.manifest.file, line, column, rule.id, message])
          if (!said.has(place)) this.#from(at.manifest.file, () => this.#report(rule.id, severity, message, at, this.#members.isWhole ? repair : undefined))
          said.add(place)
        })
      }
    }
  }

  #nameTemplates(chart: string, templates: number): void {
    if (!this.#order.has(chart)) this.#order.set(chart, this.#order.size)
    const message = `The chart has ${templates} ${templates === 1 ? 'template' : 'templates'} that ${templates === 1 ? 'is' : 'are'} no YAML before ${templates === 1 ? 'it is' : 'they are'} rendered: check what comes out with \`helm template CHART | c1ctl lint -\`.`
    this.#from(chart, () => this.#put({file: chart, line: 1, column: 1, endLine: 1, endColumn: 1, rule: 'yaml/template', severity: 'note', message, fixable: false}))
  }

  /** Reports on a file that was read before. */
  #from(file: string, report: () => void): void {
    this.#text = this.#texts.get(file) ?? this.#again(file) ?? ''
    report()
  }
}
