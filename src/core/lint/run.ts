import type {Catalog} from '../catalog/types.ts'
import {shippedGroups} from '../kubernetes/custom/groups.ts'
import {customKinds, firstOf, isDefinition, type CustomKinds} from '../kubernetes/custom/kinds.ts'
import {validateObject} from '../kubernetes/validate.ts'
import type {Violation} from '../kubernetes/violation.ts'
import {counted} from '../text/counted.ts'
import {map} from '../values/maps.ts'
import {lineFinder, readKubernetesYaml, readParts, type KubernetesDocument} from '../yaml/kubernetes-reader.ts'
import {examine, type Examined} from './examine.ts'
import type {Repair} from './fix/repair.ts'
import {settle, type Asked} from './fix/settle.ts'
import {repairOf} from './fix/violation.ts'
import type {LintInput} from './input.ts'
import {kindByName, kustomization, patchKind, templateKind, type SkippedKind} from './kinds.ts'
import type {Against, LintedSet, LintSummary} from './lint.ts'
import {holdsForParts, KustomizePatches} from './kustomize-patches.ts'
import {manifestsOf, secretPlaces} from './manifests.ts'
import {isNamed, Members, type Handle} from './members.ts'
import type {Remembered} from './memory.ts'
import {Notes} from './notes.ts'
import type {Recollection, RememberedBy} from './recollection.ts'
import type {Rule} from './rule.ts'
import {rules} from './rules/all.ts'
import {plainSecret} from './rules/plain-secret.ts'
import {SecretFiles} from './secret-files.ts'
import {LaterDocument, type SoundFile} from './sound.ts'
import {connectorContainer, imageParts, lintSet, nothingAround, shownAt, type At, type Manifest, type Surroundings} from './set.ts'
import type {Finding} from './types.ts'

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
const groupOf = (apiVersion: unknown): string => String(apiVersion).split('/')[0]!

/** What a rule for connectors reported. */
interface SetFinding {
  rule: Rule
  at: At
  message: string
  repair: Repair | undefined
  severity: Finding['severity']
}

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
  #findings: Finding[] = []
  readonly #asked: Asked[] = []
  readonly #texts = new Map<string, string>()
  /** Files of the run, and charts that are named for their templates, in its order. */
  readonly #files: string[] = []
  #members: Members
  readonly #early: number | undefined
  readonly #makeMembers: (options: {early?: number | undefined; held?: Map<string, KubernetesDocument>}) => Members
  /** Files of which objects were taken note of. */
  #objectFiles: string[] = []
  /** What the rules for connectors found in this run. */
  #ofSets: Finding[] = []
  #hasSetRepairs = false
  /** What tells findings of these rules apart. */
  #said = new Set<string>()
  readonly #secrets = new SecretFiles()
  #notes = new Notes(rules.flatMap((one) => one.note ?? []))
  readonly #recollection: Recollection | undefined
  /** What the rules for connectors found in the same files before. */
  #recalled: Finding[] | undefined
  readonly #custom: Custom[] = []
  readonly #definitions: unknown[]
  readonly #skipped = new Map<string, {kind: SkippedKind; count: number}>()
  readonly #templates = new Map<string, number>()
  readonly #labels = new Set<string>()
  readonly #images = new Set<string>()
  readonly #summary: LintSummary = {files: 0, documents: 0, skipped: 0, skippedKinds: [], ignored: 0, unchecked: 0, errors: 0, warnings: 0}
  readonly #unsaid = new Set<string>()
  readonly #patches = new KustomizePatches()
  readonly #places: Map<Finding, At> | undefined
  /** The file that is being read. */
  #name = ''
  #text = ''

  /**
   * @param again reads a file that was added once more; undefined when it is gone
   * @param resident while the texts have no more UTF-16 code units than this, their objects stay in memory and are looked at as one set; above it, findings
   * that the whole set could tell to be no fixable ones are not called fixable
   * @param early after how many objects `isDue` says that what is complete may be looked at, and let go, before all files are read; never when not given
   * @param recollection what earlier runs found, for files that have a digest
   * @param places gets the object and the path of each finding that is about one
   */
  constructor(against: Against, again: (name: string) => string | undefined, {resident = 8 << 20, early, recollection, places}: {resident?: number; early?: number; recollection?: Recollection | undefined; places?: Map<Finding, At>} = {}) {
    this.#places = places
    this.#against = against
    // The last file is here still, and may be a large one.
    this.#again = (name) => (name === this.#name ? this.#text : again(name))
    this.#definitions = [...(against.definitions ?? [])]
    this.#makeMembers = (options) => new Members(this.#again, resident, {...options, guarded: against.advice !== undefined})
    this.#early = early
    this.#members = this.#makeMembers({early})
    this.#recollection = recollection
  }

  /** Reads a file and says what is wrong with each of its objects by itself. Findings come with `finish`. */
  add(input: LintInput): void {
    if (this.recall(input)) return
    const {name, text, isLeftOut} = input
    this.#enter(name)
    this.#name = name
    this.#text = text
    if (!isLeftOut) this.#summary.files += 1
    const before = {asked: this.#asked.length, custom: this.#custom.length, definitions: this.#definitions.length, findings: this.#findings.length, documents: this.#summary.documents, connectors: this.#members.connectors}
    const skipped = isLeftOut ? this.#know(name, text) : this.#readFile(input)
    if (!this.#recollection) return
    const documents = this.#summary.documents - before.documents
    const findings = this.#findings.slice(before.findings)
    const isWhole = this.#asked.length === before.asked && this.#custom.length === before.custom && this.#definitions.length === before.definitions
    const about = {hasObjects: isLeftOut === true || documents > skipped.length, hasConnectors: this.#members.connectors > before.connectors, hasSecrets: this.#secrets.has(name)}
    this.#recollection.learn(input, about, isWhole ? {documents, ...about, skipped, findings: findings.map(({file: _, ...rest}) => rest)} : undefined)
  }

  /** Takes a file of which nothing is to be said by itself, as `soundFile` found. */
  addSound({name, digest}: Pick<LintInput, 'name' | 'digest'>, {documents, length}: SoundFile): void {
    this.#enter(name)
    this.#summary.files += 1
    this.#summary.documents += documents.length
    const before = this.#members.connectors
    let objects = 0
    for (const one of documents) {
      const found = manifestsOf(name, new LaterDocument(one, name, this.#again))
      for (const manifest of Array.isArray(found) ? found : []) {
        this.#enlist(manifest, length)
        objects += 1
      }
    }
    const about = {hasObjects: objects > 0, hasConnectors: this.#members.connectors > before, hasSecrets: this.#secrets.has(name)}
    this.#recollection?.learn({name, digest, ofBytesAlone: true}, about, {documents: documents.length, ...about, skipped: [], findings: []})
  }

  /**
   * Says of a file what was said of the same bytes before.
   * @returns whether that is known: else the file is to be added
   */
  recall(file: RememberedBy): boolean {
    const known = this.#recollection?.file(file)
    if (!known) return false
    this.#enter(file.name)
    this.#summary.files += 1
    this.#repeat(file.name, known)
    // All objects are read when it turns out that they are needed: see `complete`.
    if (this.#recollection!.isPartial) this.#members.giveUp()
    return true
  }

  #enter(name: string): void {
    this.#files.push(name)
    this.#notes.read(name)
  }

  #repeat(name: string, {documents, skipped, findings}: Remembered): void {
    this.#summary.documents += documents
    for (const kind of skipped) this.#skip(kind)
    for (const finding of findings) this.#put({file: name, ...finding})
  }

  /** @returns the kinds of what was passed over, one a document */
  #readFile({name, text, refusal, chart}: LintInput): SkippedKind[] {
    if (refusal) this.#refuse(name, text, refusal)
    else if (chart !== undefined && text.includes('{{')) {
      this.#templates.set(chart, (this.#templates.get(chart) ?? 0) + 1)
      this.#skip(templateKind)
    } else return this.#read(name, text)
    return []
  }

  #read(name: string, text: string): SkippedKind[] {
    const isKustomization = kindByName(name) === kustomization
    const kinds: SkippedKind[] = []
    for (const {document, findings, skipped, objects} of examine(name, text, this.#against.kubernetes)) {
      if (document) this.#summary.documents += 1
      if (document && isKustomization) this.#patches.add(name, document.value)
      if (skipped) {
        this.#skip(skipped)
        kinds.push(skipped)
      }
      for (const finding of findings) this.#put(finding)
      for (const one of objects) this.#take(one)
    }
    return kinds
  }

  /** Takes note of the Secrets and ConfigMaps of a file that nothing is said of. */
  #know(name: string, text: string): SkippedKind[] {
    this.#unsaid.add(name)
    this.#summary.ignored += 1
    this.#enlistFile(name, text, true)
    return []
  }

  /** Takes note of the objects of a file, of Secrets and ConfigMaps alone when nothing is said of it. */
  #enlistFile(name: string, text: string, isLeftOut: boolean): void {
    for (const {document: read} of readParts(text, name)) {
      const document = read && (this.#members.heldAt(name, read.at.offset) ?? read)
      const found = document && manifestsOf(name, document)
      for (const manifest of Array.isArray(found) ? found : []) if (!isLeftOut || isNamed(manifest)) this.#enlist(manifest, text.length, isLeftOut)
    }
  }

  /** @param length of the file's text */
  #enlist(manifest: Manifest, length: number, isLeftOut = false): void {
    this.#members.add(manifest, length, !isLeftOut && this.#notes.add(manifest))
    if (this.#objectFiles.at(-1) !== manifest.file) this.#objectFiles.push(manifest.file)
    this.#secrets.add(manifest)
    const connector = connectorContainer(manifest.object)
    if (connector?.label !== undefined) this.#labels.add(connector.label)
    if (connector) this.#images.add(imageParts(connector.image).name)
  }

  /**
   * Makes sure of what all objects together are needed for: it is remembered, or the files that were passed over are read now. To be called when all files are
   * added; stops whenever `look` is due.
   * @param aside what the rules for connectors depend on beside the files, as a text: the catalog, and what is known of the files' surroundings
   */
  *complete(aside: string): Generator<void> {
    const recollection = this.#recollection
    if (!recollection?.hasConnectors) return
    if (this.#asked.length === 0) this.#recalled = recollection.set(JSON.stringify([aside, this.#notes.aside]), this.#again)
    if (this.#recalled) this.#forgetSets()
    if (this.#recalled || !recollection.isPartial) return
    this.#forgetObjects(this.#early)
    for (const file of recollection.objectFiles()) {
      this.#enlistAgain(file)
      if (this.#members.isDue) yield
    }
  }

  /** Forgets what the rules for connectors found. */
  #forgetSets(): void {
    const found = new Set(this.#ofSets)
    if (found.size > 0) this.#findings = this.#findings.filter((one) => !found.has(one))
    for (const one of found) this.#places?.delete(one)
    this.#ofSets = []
    this.#said = new Set()
  }

  /** Forgets all objects, and what was said of them together. */
  #forgetObjects(early?: number): void {
    this.#forgetSets()
    this.#members = this.#makeMembers({held: this.#members.held, early})
    this.#notes = this.#notes.again()
    this.#objectFiles = []
  }

  #enlistAgain({name, isLeftOut}: {name: string; isLeftOut: boolean}): void {
    this.#enlistFile(name, this.#again(name) ?? '', isLeftOut)
  }

  /** Takes note of all objects anew, to look at them when all files are read. */
  #startOver(): void {
    const names = new Set(this.#objectFiles)
    this.#forgetObjects()
    for (const name of names) this.#enlistAgain({name, isLeftOut: this.#unsaid.has(name)})
  }

  /** Whether enough was read for `look`. */
  get isDue(): boolean {
    return this.#members.isDue && this.#images.size > 0
  }

  /**
   * Looks at those connectors of which everything is there, and lets go of them. Where something is found that cannot be told without all of the run, they are
   * looked at again when all files are read, with all others.
   * @param catalog connectors, at least those that `connectors` takes
   * @param images the names of the images of all connectors
   */
  look(catalog: Catalog, images: ReadonlySet<string>): void {
    const early = this.#members.early()
    const found = this.#check(early.manifests, rules.filter((one) => !one.isLate), catalog, {...nothingAround(catalog), images})
    if (found.some(this.#needsAll)) return this.#startOver()
    for (const one of found) this.#say(one)
    this.#members.letGo(early)
  }

  #take({manifest, gap, isDefinition, isCustom, violations}: Examined): void {
    const {object} = manifest
    this.#enlist(manifest, this.#text.length)
    if (gap) return this.#report('kubernetes/required', 'error', `The object lacks the field ${gap}, which is required.`, {manifest, path: []})
    if (isDefinition) this.#definitions.push(object)
    if (isCustom) this.#custom.push({handle: this.#members.handle(manifest), without: violations, group: groupOf(object.apiVersion)})
    else this.#violations(manifest, violations)
  }

  #violations(manifest: Manifest, violations: Violation[] | null): void {
    if (!violations) this.#summary.unchecked += 1
    for (const one of violations ?? []) this.#report(one.rule, one.severity, one.message, {manifest, path: one.path, part: one.part, inside: one.inside}, repairOf(one, manifest.object, {version: this.#against.kubernetes}))
  }

  #skip(kind: SkippedKind): void {
    this.#summary.skipped += 1
    this.#skipped.set(kind.one, {kind, count: (this.#skipped.get(kind.one)?.count ?? 0) + 1})
  }

  #refuse(file: string, text: string, {message, offset}: NonNullable<LintInput['refusal']>): void {
    this.#put({file, ...lineFinder(text)(offset, offset), rule: 'yaml/encoding', severity: 'error', message, fixable: false})
  }

  #put(finding: Finding): void {
    this.#findings.push(finding)
    if (!this.#texts.has(finding.file)) this.#texts.set(finding.file, this.#text)
  }

  #report(rule: string, severity: Finding['severity'], message: string, at: At, repair?: Repair): void {
    const {manifest} = at
    // What git tracks although it leaves it out is committed all the same.
    if (this.#unsaid.has(manifest.file) && rule !== 'baton/secret-in-git') return
    const finding: Finding = {file: manifest.file, ...shownAt(at), rule, severity, message, fixable: false}
    this.#places?.set(finding, at)
    this.#put(finding)
    if (!repair) return
    this.#asked.push({finding, manifest, repair})
    this.#members.hold(manifest)
  }

  /** Definitions of custom resources: those that it was given, and those among the files. */
  get definitions(): unknown[] {
    return this.#definitions
  }

  /** Which connectors the Deployments among the files may run; undefined when there is none. */
  connectors(): ((connector: {name: string; image: string}) => boolean) | undefined {
    return this.#images.size > 0 && !this.#recalled ? ({name, image}) => this.#labels.has(name) || this.#images.has(image) : undefined
  }

  /** Whether there are objects of groups whose definitions c1ctl ships. */
  get wantsShipped(): boolean {
    return this.#custom.some(({group}) => shippedGroups.has(group))
  }

  /** Files that may hold Secrets of connectors as they are: whether git tracks them is for `finish` to know, and for `complete`. To be called when all files are added. */
  secretFiles(): string[] {
    const hasConnectors = this.#images.size > 0 || this.#recollection?.hasConnectors === true
    // What is in a file that was not read again is not known in detail.
    return [...new Set([...this.#secrets.names(hasConnectors), ...(hasConnectors ? (this.#recollection?.secretFiles ?? []) : [])])]
  }

  /** Files with objects, while it is remembered what is in them. */
  objectFiles(): string[] {
    return [...(this.#recollection?.objectFiles() ?? [])].map((one) => one.name)
  }

  /**
   * Says what custom resources, and the connectors among all files together, lack.
   * @param catalog connectors, at least those that `connectors` takes
   * @param known.around what is known of the files beside what is in them
   * @param known.shipped kinds that are known when no definition knows them; needed when `wantsShipped`
   */
  finish(catalog: Catalog, {around, shipped}: Pick<Against, 'around' | 'shipped'> = this.#against): LintedSet {
    const custom = firstOf(this.#definitions.length > 0 ? customKinds(this.#definitions) : undefined, shipped)
    this.#checkCustom(custom, shipped !== undefined)
    if (this.#recalled) for (const finding of this.#recalled) this.#from(finding.file, () => this.#put(finding))
    else this.#checkSets(catalog, around)
    for (const [chart, templates] of this.#templates) this.#nameTemplates(chart, templates)
    const findings = this.#patches.isEmpty ? this.#findings : this.#findings.filter(({file, rule}) => !this.#patches.has(file) || holdsForParts(rule))
    if (!this.#patches.isEmpty) for (const file of this.#files) if (this.#patches.has(file)) this.#skip(patchKind)
    const order = this.#placesOf(new Set(findings.map((one) => one.file)))
    findings.sort((one, other) => order.get(one.file)! - order.get(other.file)! || one.line - other.line || one.column - other.column || compare(one.rule, other.rule) || compare(one.message, other.message))
    for (const {severity} of findings) {
      if (severity === 'error') this.#summary.errors += 1
      else if (severity === 'warning') this.#summary.warnings += 1
    }
    this.#summary.skippedKinds = [...this.#skipped.values()].sort((one, other) => other.count - one.count || (one.kind.one < other.kind.one ? -1 : 1)).map(({kind, count}) => ({kind: count === 1 ? kind.one : kind.many, count}))
    const texts = this.#texts
    const spares = this.#against.spare?.(texts)
    const asked = this.#asked.filter(({finding}) => !spares?.(finding) && (!this.#patches.has(finding.file) || holdsForParts(finding.rule)))
    return {
      findings,
      summary: this.#summary,
      texts,
      ...settle(asked, texts, {version: this.#against.kubernetes, custom}),
      secretsIn: (file) => [
        ...readKubernetesYaml(texts.get(file) ?? this.#again(file) ?? '', file).documents.map((document) => manifestsOf(file, document)).flatMap((found) => (Array.isArray(found) ? found.flatMap(secretPlaces) : [])),
        // Names alone do not tell every secret; the catalog does.
        ...findings.filter((one) => one.rule === plainSecret.id && one.file === file),
      ],
    }
  }

  /** Where some of the files stand in the run. */
  #placesOf(wanted: Set<string>): Map<string, number> {
    const places = new Map<string, number>()
    if (wanted.size > 0) for (const [place, file] of this.#files.entries()) if (wanted.has(file) && !places.has(file)) places.set(file, place)
    return places
  }

  #checkCustom(custom: CustomKinds | undefined, withShipped: boolean): void {
    const groups = new Set<unknown>([...this.#definitions.filter(isDefinition).map((one) => map(one.spec).group), ...(withShipped ? shippedGroups : [])])
    for (const {handle, without, group} of this.#custom) {
      const manifest = (custom && groups.has(group)) || without ? this.#members.read(handle) : undefined
      if (manifest) this.#from(manifest.file, () => this.#violations(manifest, validateObject(manifest.object, {version: this.#against.kubernetes, custom})))
      else this.#summary.unchecked += 1
    }
  }

  #checkSets(catalog: Catalog, around: Surroundings | undefined): void {
    // Whether git tracks a Secret was not known when it was looked at.
    const isTold = !this.#members.hasLetGo || (around?.tracked.size ?? 0) === 0
    if (!isTold || !this.#lookAtRest(catalog, around)) {
      this.#startOver()
      this.#lookAtRest(catalog, around)
    }
    if (!this.#hasSetRepairs) this.#recollection?.learnSet(this.#ofSets)
  }

  /** @returns false when something was found that cannot be told without those that were let go */
  #lookAtRest(catalog: Catalog, around: Surroundings | undefined): boolean {
    for (const manifests of this.#members.sets()) {
      const found = this.#check(manifests, [...rules, ...(this.#against.advice ?? [])], catalog, around)
      if (this.#members.hasLetGo && found.some(this.#needsAll)) return false
      for (const one of found) this.#say(one)
    }
    return true
  }

  #check(manifests: Manifest[], rules: readonly Rule[], catalog: Catalog, around: Surroundings | undefined): SetFinding[] {
    const found: SetFinding[] = []
    const set = lintSet(manifests, catalog, this.#notes, around)
    for (const rule of rules) rule.check(set, (at, message, repair, severity = rule.severity) => void found.push({rule, at, message, repair, severity}))
    return found
  }

  /** A repair must suit whatever else is among the files, and what two objects have in common is told of the later one. */
  readonly #needsAll = ({rule, repair}: SetFinding): boolean => (rule.note !== undefined && !rule.isLate) || (repair !== undefined && this.#members.isSmall)

  #say({rule, at, message, repair, severity}: SetFinding): void {
    const {line, column} = shownAt(at)
    // A Secret is looked at with each of the sets whose Deployments name it.
    const place = JSON.stringify([at.manifest.file, line, column, rule.id, message])
    if (this.#said.has(place)) return
    this.#said.add(place)
    const before = this.#findings.length
    const asked = this.#asked.length
    this.#from(at.manifest.file, () => this.#report(rule.id, severity, message, at, this.#members.isWhole ? repair : undefined))
    this.#hasSetRepairs ||= this.#asked.length > asked
    this.#ofSets.push(...this.#findings.slice(before))
  }

  #nameTemplates(chart: string, templates: number): void {
    if (!this.#files.includes(chart)) this.#files.push(chart)
    const message = `The chart has ${counted(templates, 'template')} that ${templates === 1 ? 'is' : 'are'} no YAML before ${templates === 1 ? 'it is' : 'they are'} rendered: check what comes out with --render, or \`helm template CHART | c1ctl lint -\`.`
    this.#from(chart, () => this.#put({file: chart, line: 1, column: 1, endLine: 1, endColumn: 1, rule: 'yaml/template', severity: 'note', message, fixable: false}))
  }

  /** Reports on a file that was read before. */
  #from(file: string, report: () => void): void {
    this.#text = this.#texts.get(file) ?? this.#again(file) ?? ''
    this.#name = file
    report()
  }
}
