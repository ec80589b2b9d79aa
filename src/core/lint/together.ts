import type {Catalog} from '../catalog/types.ts'
import {readParts, type KubernetesDocument} from '../yaml/kubernetes-reader.ts'
import type {Repair} from './fix/repair.ts'
import {manifestsOf} from './manifests.ts'
import {isNamed, Members, type Handle} from './members.ts'
import {Notes} from './notes.ts'
import type {Rule} from './rule.ts'
import {rules} from './rules/all.ts'
import {SecretFiles} from './secret-files.ts'
import {connectorContainer, imageParts, lintSet, nothingAround, type At, type Manifest, type Surroundings} from './set.ts'
import type {Finding} from './types.ts'

/** What a rule for connectors reported. */
export interface SetFinding {
  rule: Rule
  at: At
  message: string
  repair: Repair | undefined
  severity: Finding['severity']
}

/** A file whose objects are taken note of. */
export interface ObjectFile {
  name: string
  /** Of its objects nothing is said. */
  isLeftOut: boolean
}

/** How objects are held. */
interface Options {
  /** While the texts have no more UTF-16 code units than this, all objects can be one set. */
  resident: number
  /** After how many objects `look` is due before all files are read; never when not given. */
  early: number | undefined
  /** Rules beside those that always hold. */
  advice: readonly Rule[] | undefined
}

/**
 * The objects of a run, and what the rules for connectors say of them together. A connector of which everything is there is looked at while files are read, and let
 * go; the others, and what rules compare over all files, when all are read. Where that is not enough, all objects are read again and looked at as one set.
 */
export class Together {
  readonly #again: (name: string) => string | undefined
  readonly #options: Options
  #members: Members
  /** See Members.hold; it outlasts them. */
  readonly #held = new Map<string, KubernetesDocument>()
  #notes = new Notes(rules.flatMap((one) => one.note ?? []))
  /** Names of files of which objects were taken note of; a file's objects come one after the other. */
  #files: string[] = []
  readonly #leftOut = new Set<string>()
  readonly #secrets = new SecretFiles()
  readonly #labels = new Set<string>()
  readonly #images = new Set<string>()

  /** @param again reads a file once more; undefined when it is gone */
  constructor(again: (name: string) => string | undefined, options: Options) {
    this.#again = again
    this.#options = options
    this.#members = this.#makeMembers(options.early)
  }

  #makeMembers(early: number | undefined): Members {
    return new Members(this.#again, this.#options.resident, {guarded: this.#options.advice !== undefined, early, held: this.#held})
  }

  /** Takes note of a file by its name. */
  enter(name: string): void {
    this.#notes.read(name)
  }

  /** @param length of the text of its file, in UTF-16 code units */
  add(manifest: Manifest, length: number, isLeftOut = false): void {
    this.#members.add(manifest, length, !isLeftOut && this.#notes.add(manifest))
    if (this.#files.at(-1) !== manifest.file) this.#files.push(manifest.file)
    this.#secrets.add(manifest)
    const connector = connectorContainer(manifest.object)
    if (connector?.label !== undefined) this.#labels.add(connector.label)
    if (connector) this.#images.add(imageParts(connector.image).name)
  }

  /** Takes note of the objects of a file: of one that is left out, of Secrets and ConfigMaps alone. */
  addFile({name, isLeftOut}: ObjectFile, text: string): void {
    if (isLeftOut) this.#leftOut.add(name)
    for (const {document: read} of readParts(text, name)) {
      const document = read && (this.#members.heldAt(name, read.at.offset) ?? read)
      const found = document && manifestsOf(name, document)
      for (const manifest of Array.isArray(found) ? found : []) if (!isLeftOut || isNamed(manifest)) this.add(manifest, text.length, isLeftOut)
    }
  }

  /** Whether nothing is said of the objects of a file. */
  isLeftOut(name: string): boolean {
    return this.#leftOut.has(name)
  }

  /** Where an object stands, for `read`. */
  handle(manifest: Manifest): Handle {
    return this.#members.handle(manifest)
  }

  /** An object again; undefined when its file is gone or has become another. */
  read(handle: Handle): Manifest | undefined {
    return this.#members.read(handle)
  }

  /** Keeps the document of an object, so that it is the same one when it is read again. */
  hold(manifest: Manifest): void {
    this.#members.hold(manifest)
  }

  /** Holds no objects any more: they will be read again. */
  giveUp(): void {
    this.#members.giveUp()
  }

  /** Whether all objects are in one set: what holds for the set then holds for the run. */
  get isWhole(): boolean {
    return this.#members.isWhole
  }

  /** How many objects have to do with connectors. */
  get count(): number {
    return this.#members.connectors
  }

  /** What findings depend on beside the objects, as a text. */
  get aside(): string {
    return this.#notes.aside
  }

  /** Whether there is a Deployment that may run a connector. */
  get hasConnectors(): boolean {
    return this.#images.size > 0
  }

  /** Whether the Deployments may run a connector. */
  mayRun({name, image}: {name: string; image: string}): boolean {
    return this.#labels.has(name) || this.#images.has(image)
  }

  /** Whether the file whose objects came last has Secrets. */
  hasSecrets(name: string): boolean {
    return this.#secrets.has(name)
  }

  /** Files with Secrets. @param isNamed whether a connector may name any; else only those count that hold settings of connectors */
  secretFiles(isNamed: boolean): string[] {
    return this.#secrets.names(isNamed)
  }

  /** Takes note of the objects of files anew; stops whenever `look` is due. */
  *readAgain(files: Iterable<ObjectFile>): Generator<void> {
    this.#forget(this.#options.early)
    for (const file of files) {
      this.addFile(file, this.#again(file.name) ?? '')
      if (this.isDue) yield
    }
  }

  /** Whether enough was read for `look`. */
  get isDue(): boolean {
    return this.#members.isDue && this.#images.size > 0
  }

  /**
   * Looks at connectors of which everything is there, and lets go of them.
   * @param catalog connectors, at least those that Deployments may run
   * @param images the names of the images of all connectors
   * @returns undefined when something was found that cannot be told without all of the run: whatever was said is to be forgotten, and will be said again
   */
  look(catalog: Catalog, images: ReadonlySet<string>): SetFinding[] | undefined {
    const early = this.#members.early()
    const found = this.#check(early.manifests, rules.filter((one) => !one.isLate), catalog, {...nothingAround(catalog), images})
    if (found.some(this.#needsAll)) {
      this.#startOver()
      return undefined
    }
    this.#members.letGo(early)
    return found
  }

  /**
   * Looks at what is left when all files are read.
   * @returns what is found, a set at a time; undefined when whatever was said is to be forgotten, and comes again
   */
  *rest(catalog: Catalog, around: Surroundings | undefined): Generator<SetFinding[] | undefined> {
    const all = [...rules, ...(this.#options.advice ?? [])]
    // Whether git tracks a Secret was not known when it was looked at.
    const isTold = !this.#members.hasLetGo || (around?.tracked.size ?? 0) === 0
    if (isTold && (yield* this.#sets(all, catalog, around))) return
    this.#startOver()
    yield undefined
    yield* this.#sets(all, catalog, around)
  }

  /** @returns false when something was found that cannot be told without those that were let go */
  *#sets(rules: readonly Rule[], catalog: Catalog, around: Surroundings | undefined): Generator<SetFinding[], boolean> {
    for (const manifests of this.#members.sets()) {
      const found = this.#check(manifests, rules, catalog, around)
      if (this.#members.hasLetGo && found.some(this.#needsAll)) return false
      yield found
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

  /** Takes note of all objects anew, to look at them when all files are read. */
  #startOver(): void {
    const names = new Set(this.#files)
    this.#forget(undefined)
    for (const name of names) this.addFile({name, isLeftOut: this.#leftOut.has(name)}, this.#again(name) ?? '')
  }

  #forget(early: number | undefined): void {
    this.#members = this.#makeMembers(early)
    this.#notes = this.#notes.again()
    this.#files = []
  }
}
