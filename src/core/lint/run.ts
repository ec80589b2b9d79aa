import type {Catalog} from '../catalog/types.ts'
import {shippedGroups} from '../kubernetes/custom/groups.ts'
import {customKinds, firstOf, isDefinition, type CustomKinds} from '../kubernetes/custom/kinds.ts'
import {validateObject} from '../kubernetes/validate.ts'
import type {Violation} from '../kubernetes/violation.ts'
import {counted} from '../text/counted.ts'
import {map} from '../values/maps.ts'
import {lineFinder, readKubernetesYaml} from '../yaml/kubernetes-reader.ts'
import {examine, type Examined} from './examine.ts'
import type {Repair} from './fix/repair.ts'
import {settle, type Asked} from './fix/settle.ts'
import {repairOf} from './fix/violation.ts'
import type {LintInput} from './input.ts'
import {kindByName, kustomization, patchKind, templateKind, type SkippedKind} from './kinds.ts'
import type {Against, LintedSet, LintSummary} from './lint.ts'
import {holdsForParts, KustomizePatches} from './kustomize-patches.ts'
import {manifestsOf, secretPlaces} from './manifests.ts'
import type {Handle} from './members.ts'
import type {Remembered} from './memory.ts'
import type {Recollection, RememberedBy} from './recollection.ts'
import {plainSecret} from './rules/plain-secret.ts'
import {LaterDocument, type SoundFile} from './sound.ts'
import {shownAt, type At, type Manifest, type Surroundings} from './set.ts'
import {Together, type SetFinding} from './together.ts'
import type {Finding} from './types.ts'

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
const groupOf = (apiVersion: unknown): string => String(apiVersion).split('/')[0]!

/** An object of a kind that only a definition can know, which may stand in a later file. */
interface Custom {
  handle: Handle
  /** What can be said without a definition. */
  without: Violation[] | null
  group: string
}

/** One run of lint over files that come one after the other. Of each file only its findings are held, and what `Together` knows of its objects: a few bytes. */
export class LintRun {
  readonly #against: Against
  readonly #again: (name: string) => string | undefined
  #findings: Finding[] = []
  readonly #asked: Asked[] = []
  readonly #texts = new Map<string, string>()
  /** Files of the run, and charts that are named for their templates, in its order. */
  readonly #files: string[] = []
  readonly #together: Together
  /** What the rules for connectors found in this run. */
  #ofSets: Finding[] = []
  #hasSetRepairs = false
  /** What tells findings of these rules apart. */
  #said = new Set<string>()
  readonly #recollection: Recollection | undefined
  /** What the rules for connectors found in the same files before. */
  #recalled: Finding[] | undefined
  readonly #custom: Custom[] = []
  readonly #definitions: unknown[]
  readonly #skipped = new Map<string, {kind: SkippedKind; count: number}>()
  readonly #templates = new Map<string, number>()
  readonly #summary: LintSummary = {files: 0, documents: 0, skipped: 0, skippedKinds: [], ignored: 0, unchecked: 0, errors: 0, warnings: 0}
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
    this.#together = new Together(this.#again, {resident, early, advice: against.advice})
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
    const before = {asked: this.#asked.length, custom: this.#custom.length, definitions: this.#definitions.length, findings: this.#findings.length, documents: this.#summary.documents, connectors: this.#together.count}
    const skipped = isLeftOut ? this.#know(name, text) : this.#readFile(input)
    if (!this.#recollection) return
    const documents = this.#summary.documents - before.documents
    const findings = this.#findings.slice(before.findings)
    const isWhole = this.#asked.length === before.asked && this.#custom.length === before.custom && this.#definitions.length === before.definitions
    const about = {hasObjects: isLeftOut === true || documents > skipped.length, hasConnectors: this.#together.count > before.connectors, hasSecrets: this.#together.hasSecrets(name)}
    this.#recollection.learn(input, about, isWhole ? {documents, ...about, skipped, findings: findings.map(({file: _, ...rest}) => rest)} : undefined)
  }

  /** Takes a file of which nothing is to be said by itself, as `soundFile` found. */
  addSound({name, digest}: Pick<LintInput, 'name' | 'digest'>, {documents, length}: SoundFile): void {
    this.#enter(name)
    this.#summary.files += 1
    this.#summary.documents += documents.length
    const before = this.#together.count
    let objects = 0
    for (const one of documents) {
      const found = manifestsOf(name, new LaterDocument(one, name, this.#again))
      for (const manifest of Array.isArray(found) ? found : []) {
        this.#together.add(manifest, length)
        objects += 1
      }
    }
    const about = {hasObjects: objects > 0, hasConnectors: this.#together.count > before, hasSecrets: this.#together.hasSecrets(name)}
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
    if (this.#recollection!.isPartial) this.#together.giveUp()
    return true
  }

  #enter(name: string): void {
    this.#files.push(name)
    this.#together.enter(name)
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
    this.#summary.ignored += 1
    this.#together.addFile({name, isLeftOut: true}, text)
    return []
  }

  /**
   * Makes sure of what all objects together are needed for: it is remembered, or the files that were passed over are read now. To be called when all files are
   * added; stops whenever `look` is due.
   * @param aside what the rules for connectors depend on beside the files, as a text: the catalog, and what is known of the files' surroundings
   */
  *complete(aside: string): Generator<void> {
    const recollection = this.#recollection
    if (!recollection?.hasConnectors) return
    if (this.#asked.length === 0) this.#recalled = recollection.set(JSON.stringify([aside, this.#together.aside]), this.#again)
    if (!this.#recalled && !recollection.isPartial) return
    this.#forgetSets()
    if (!this.#recalled) yield* this.#together.readAgain(recollection.objectFiles())
  }

  /** Forgets what the rules for connectors found. */
  #forgetSets(): void {
    const found = new Set(this.#ofSets)
    if (found.size > 0) this.#findings = this.#findings.filter((one) => !found.has(one))
    for (const one of found) this.#places?.delete(one)
    this.#ofSets = []
    this.#said = new Set()
  }

  /** Whether enough was read for `look`. */
  get isDue(): boolean {
    return this.#together.isDue
  }

  /**
   * Looks at those connectors of which everything is there, and lets go of them. Where something is found that cannot be told without all of the run, they are
   * looked at again when all files are read, with all others.
   * @param catalog connectors, at least those that `connectors` takes
   * @param images the names of the images of all connectors
   */
  look(catalog: Catalog, images: ReadonlySet<string>): void {
    const found = this.#together.look(catalog, images)
    if (!found) this.#forgetSets()
    for (const one of found ?? []) this.#say(one)
  }

  #take({manifest, gap, isDefinition, isCustom, violations}: Examined): void {
    const {object} = manifest
    this.#together.add(manifest, this.#text.length)
    if (gap) return this.#report('kubernetes/required', 'error', `The object lacks the field ${gap}, which is required.`, {manifest, path: []})
    if (isDefinition) this.#definitions.push(object)
    if (isCustom) this.#custom.push({handle: this.#together.handle(manifest), without: violations, group: groupOf(object.apiVersion)})
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
    if (this.#together.isLeftOut(manifest.file) && rule !== 'baton/secret-in-git') return
    const finding: Finding = {file: manifest.file, ...shownAt(at), rule, severity, message, fixable: false}
    this.#places?.set(finding, at)
    this.#put(finding)
    if (!repair) return
    this.#asked.push({finding, manifest, repair})
    this.#together.hold(manifest)
  }

  /** Definitions of custom resources: those that it was given, and those among the files. */
  get definitions(): unknown[] {
    return this.#definitions
  }

  /** Which connectors the Deployments among the files may run; undefined when there is none. */
  connectors(): ((connector: {name: string; image: string}) => boolean) | undefined {
    return this.#together.hasConnectors && !this.#recalled ? (one) => this.#together.mayRun(one) : undefined
  }

  /** Whether there are objects of groups whose definitions c1ctl ships. */
  get wantsShipped(): boolean {
    return this.#custom.some(({group}) => shippedGroups.has(group))
  }

  /** Files that may hold Secrets of connectors as they are: whether git tracks them is for `finish` to know, and for `complete`. To be called when all files are added. */
  secretFiles(): string[] {
    const hasConnectors = this.#together.hasConnectors || this.#recollection?.hasConnectors === true
    // What is in a file that was not read again is not known in detail.
    return [...new Set([...this.#together.secretFiles(hasConnectors), ...(hasConnectors ? (this.#recollection?.secretFiles ?? []) : [])])]
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
      const manifest = (custom && groups.has(group)) || without ? this.#together.read(handle) : undefined
      if (manifest) this.#from(manifest.file, () => this.#violations(manifest, validateObject(manifest.object, {version: this.#against.kubernetes, custom})))
      else this.#summary.unchecked += 1
    }
  }

  #checkSets(catalog: Catalog, around: Surroundings | undefined): void {
    for (const found of this.#together.rest(catalog, around)) {
      if (!found) this.#forgetSets()
      for (const one of found ?? []) this.#say(one)
    }
    if (!this.#hasSetRepairs) this.#recollection?.learnSet(this.#ofSets)
  }

  #say({rule, at, message, repair, severity}: SetFinding): void {
    const {line, column} = shownAt(at)
    // A Secret is looked at with each of the sets whose Deployments name it.
    const place = JSON.stringify([at.manifest.file, line, column, rule.id, message])
    if (this.#said.has(place)) return
    this.#said.add(place)
    const before = this.#findings.length
    const asked = this.#asked.length
    this.#from(at.manifest.file, () => this.#report(rule.id, severity, message, at, this.#together.isWhole ? repair : undefined))
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
