import {shared} from '../text/detached.ts'
import {TextTable} from '../text/text-table.ts'
import {list, map} from '../values/maps.ts'
import {Numbers} from '../values/numbers.ts'
import {rereader, type DocumentPlace, type KubernetesDocument} from '../yaml/kubernetes-reader.ts'
import {Guards} from './guards.ts'
import {references} from './references.ts'
import {connectorContainer, hasSettings, type Manifest} from './set.ts'

/** Where an object stands among all files of a run. */
export interface Handle extends DocumentPlace {
  /** How many objects came before it. */
  order: number
  file: string
  /** Of a Secret or ConfigMap: the number of its kind and name, and its namespace. */
  name: number | undefined
  namespace: string | undefined
  /** Its place among the items of a List; undefined when it is a document of its own. */
  item: number | undefined
  /** The object itself, while it is in memory. */
  manifest: Manifest | undefined
  /** A rule compares it with objects of all files: it is in a set when all are read. */
  isWanted: boolean
  /** It was in a set before all files were read. */
  isDone: boolean
}

/** A set that is complete before all files are read. */
export interface EarlySet {
  manifests: Manifest[]
  handles: Handle[]
}

/** When not all are in memory, they are looked at in sets of about so many objects. */
const setSize = 500
/** Texts of so many UTF-16 code units are a set too, however few objects they hold. */
const setLength = 1 << 20
/** Files of which several objects are wanted stand near each other. */
const openFiles = 16

const namespaceOf = (object: Manifest['object']): string | undefined => {
  const {namespace} = map(object.metadata)
  return typeof namespace === 'string' ? namespace : undefined
}

/** What tells documents of a run apart. */
const placeOf = (file: string, offset: number): string => `${file}\n${offset}`

const inOrder = (found: ReadonlyMap<Handle, Manifest>): Manifest[] => [...found].sort(([one], [other]) => one.order - other.order).map(([, manifest]) => manifest)

/** Whether pods name an object of this kind. */
export const isNamed = ({object}: Manifest): boolean => object.kind === 'Secret' || object.kind === 'ConfigMap'

/** Places of objects that were let go, in columns: there may be a hundred thousand. */
class Places {
  readonly #files: string[] = []
  /** Five for each: the numbers of `add`, in its order. */
  readonly #numbers = new Numbers()
  readonly #words = new TextTable()

  /** @returns the number of the place */
  add({order, file, namespace, item, offset, end, marked}: Handle): number {
    for (const number of [namespace === undefined ? -1 : this.#words.add(namespace), order, offset, end * 2 + (marked ? 1 : 0), item ?? -1]) this.#numbers.push(number)
    return this.#files.push(file) - 1
  }

  /** @param name the number of the kind and name of the object */
  at(place: number, name: number): Handle {
    const [namespace, order, offset, end, item] = [0, 1, 2, 3, 4].map((column) => this.#numbers.at(place * 5 + column)) as [number, number, number, number, number]
    return {order, file: this.#files[place]!, name, namespace: namespace < 0 ? undefined : this.#words.at(namespace), item: item < 0 ? undefined : item, offset, end: end >> 1, marked: end % 2 === 1, manifest: undefined, isWanted: false, isDone: true}
  }
}

/**
 * The objects of a run that rules look at together. Of a large run only the places of those are held that connectors need (their Deployments, Secrets and
 * ConfigMaps), and sets of them are read again. Most need not be: what a Deployment names tends to stand near it, and is let go when both were looked at.
 */
export class Members {
  readonly #again: (file: string) => string | undefined
  readonly #most: number
  /** Each of these has to be in a set. */
  #seeds: Handle[] = []
  /** Kinds and names of Secrets and ConfigMaps. */
  readonly #names = new TextTable()
  /** Secrets and ConfigMaps by the numbers of these: almost all are the only ones of their names. A number is the place of one that was let go. */
  readonly #named: Array<Handle | Handle[] | number> = []
  readonly #places = new Places()
  readonly #guards: Guards<Handle> | undefined
  #resident: Manifest[] | undefined = []
  /** Those that hold their object. */
  #holding: Handle[] = []
  #size = 0
  #lastFile: string | undefined
  #count = 0
  #connectors = 0
  /** Objects of which somebody else holds on to the very document. */
  readonly #held: Map<string, KubernetesDocument>
  readonly #open = new Map<string, (at: DocumentPlace) => KubernetesDocument | undefined>()
  /** After how many objects a set is asked for before all files are read; undefined when none is. */
  #early: number | undefined
  /** Deployments of connectors since the last early set, and those before them that lacked something then. */
  #fresh: Handle[] = []
  #lacking: Handle[] = []
  #hasLetGo = false
  /** How many were let go since the seeds were looked through. */
  #stale = 0
  /** Whether objects are held at all. */
  #holds = true
  /** What came since the last early set. */
  #since = {objects: 0, size: 0}

  /**
   * @param again reads a file once more; undefined when it is gone
   * @param most texts of so many UTF-16 code units stay in memory with their objects
   * @param options.guarded policies, budgets and whatever else bears on the pods of connectors belong to a set too
   * @param options.early after how many objects a set is asked for before all files are read; never when not given
   * @param options.held objects of which somebody else holds on to the very document, of the same files
   */
  constructor(again: (file: string) => string | undefined, most: number, {guarded = false, early, held = new Map()}: {guarded?: boolean; early?: number | undefined; held?: Map<string, KubernetesDocument>} = {}) {
    this.#again = again
    this.#most = most
    this.#guards = guarded ? new Guards() : undefined
    // What guards a Deployment may come last.
    this.#early = guarded ? undefined : early
    this.#held = held
  }

  /** Whether all objects are in one set: what holds for the set then holds for the run. */
  get isWhole(): boolean {
    return this.#resident !== undefined
  }

  /** Whether any object was looked at, and let go, before all files were read. */
  get hasLetGo(): boolean {
    return this.#hasLetGo
  }

  /** Whether all objects together are few enough to be in one set, if they are read again. */
  get isSmall(): boolean {
    return this.#size <= this.#most
  }

  /** How many objects have to do with connectors. */
  get connectors(): number {
    return this.#connectors
  }

  /** The document of a file that somebody else holds on to. */
  heldAt(file: string, offset: number): KubernetesDocument | undefined {
    return this.#held.size === 0 ? undefined : this.#held.get(placeOf(file, offset))
  }

  /**
   * Takes note of an object.
   * @param length of the text of its file, in UTF-16 code units
   * @param isWanted whether a rule has to look at it when all files are read, whatever it is
   */
  add(manifest: Manifest, length: number, isWanted = false): void {
    if (manifest.file !== this.#lastFile) {
      this.#size += length
      this.#since.size += length
    }
    this.#lastFile = manifest.file
    if (!this.isSmall && this.#resident) this.#forget()
    this.#resident?.push(manifest)
    const isSecretOrConfig = isNamed(manifest)
    const isDeployment = !isSecretOrConfig && connectorContainer(manifest.object) !== undefined
    const isSeed = isWanted || isDeployment || (isSecretOrConfig && hasSettings(manifest.object))
    if (!isSeed && !isSecretOrConfig && !this.#guards) return
    const handle = this.handle(manifest)
    handle.isWanted = isWanted
    this.#since.objects += 1
    if (isSeed) {
      this.#seeds.push(handle)
      this.#connectors += 1
    }
    if (isDeployment && this.#early !== undefined) this.#fresh.push(handle)
    this.#guards?.add(manifest.object, handle)
    if (!isSecretOrConfig) return
    handle.name = this.#names.add(`${String(manifest.object.kind)} ${String(map(manifest.object.metadata).name)}`)
    const namespace = namespaceOf(manifest.object)
    if (namespace !== undefined) handle.namespace = shared(namespace)
    if (handle.name === this.#named.length) this.#named.push(handle)
    else this.#named[handle.name] = [...this.#ofName(handle.name), handle]
  }

  /** The objects of a kind and name. */
  #ofName(name: number): Handle[] {
    const known = this.#named[name]!
    if (Array.isArray(known)) return known
    if (typeof known !== 'number') return [known]
    const handle = this.#places.at(known, name)
    this.#named[name] = handle
    return [handle]
  }

  /** Where an object stands, for `read`. */
  handle(manifest: Manifest): Handle {
    const {file, document, base} = manifest
    const {offset, end, marked} = document.at
    const isHeld = this.#holds && (this.isSmall || this.#early !== undefined)
    const handle: Handle = {order: this.#count++, file, offset, end, marked, name: undefined, namespace: undefined, item: typeof base[1] === 'number' ? base[1] : undefined, manifest: isHeld ? manifest : undefined, isWanted: false, isDone: false}
    if (isHeld) this.#holding.push(handle)
    return handle
  }

  /** Holds no objects any more, and gives no early sets. */
  giveUp(): void {
    if (!this.#holds) return
    this.#holds = false
    this.#early = undefined
    this.#forget()
    this.#fresh = []
    this.#lacking = []
  }

  /** The run is too large: from now on only places are held, but for those of the next early sets. */
  #forget(): void {
    for (const handle of this.#holding) handle.manifest = undefined
    this.#holding = []
    this.#resident = undefined
  }

  /** Whether enough came since the last early set for another. */
  get isDue(): boolean {
    return this.#early !== undefined && (this.#since.objects >= this.#early || this.#since.size >= setLength)
  }

  /** Deployments of connectors with all that they name, when all of that is there and no rule has to compare it with what comes. */
  early(): EarlySet {
    const handles = new Set<Handle>()
    const found = new Map<Handle, Manifest>()
    const lacking: Handle[] = []
    for (const one of this.#lacking.concat(this.#fresh)) {
      const group = this.#groupOf(one)
      if (!group) {
        lacking.push(one)
        continue
      }
      for (const [handle, manifest] of group) {
        found.set(handle, manifest)
        handles.add(handle)
      }
    }
    const before = new Set(this.#lacking)
    // What it lacks will not come soon: it is looked at when all files are read.
    this.#lacking = lacking.filter((one) => !before.has(one))
    this.#fresh = []
    this.#since = {objects: 0, size: 0}
    return {manifests: inOrder(found), handles: [...handles]}
  }

  #groupOf(deployment: Handle): Map<Handle, Manifest> | undefined {
    const manifest = deployment.isWanted ? undefined : this.read(deployment)
    if (!manifest) return undefined
    const group = new Map([[deployment, manifest]])
    for (const handle of this.#namedBy(manifest)) {
      const found = handle && !handle.isWanted ? this.read(handle) : undefined
      if (!found) return undefined
      group.set(handle!, found)
    }
    return group
  }

  /** Lets go of what was in an early set. */
  letGo({handles}: EarlySet): void {
    if (handles.length > 0) {
      this.#resident = undefined
      this.#hasLetGo = true
    }
    for (const handle of handles) {
      handle.isDone = true
      handle.manifest = undefined
      if (handle.name !== undefined && this.#named[handle.name] === handle) this.#named[handle.name] = this.#places.add(handle)
    }
    if (!this.isSmall) {
      const waiting = new Set(this.#lacking)
      for (const handle of this.#holding) if (!waiting.has(handle)) handle.manifest = undefined
      this.#holding = this.#lacking.filter((one) => one.manifest !== undefined)
    }
    this.#stale += handles.length
    // Not each time: many may stay for what they lack.
    if (this.#stale * 2 < this.#seeds.length) return
    this.#stale = 0
    this.#seeds = this.#seeds.filter((one) => !one.isDone)
    this.#holding = this.#holding.filter((one) => one.manifest !== undefined)
  }

  /** Keeps the document of an object, so that it is the same one when it is read again. */
  hold({file, document}: Manifest): void {
    this.#held.set(placeOf(file, document.at.offset), document)
  }

  /** An object again; undefined when its file is gone or has become another. */
  read(handle: Handle): Manifest | undefined {
    if (handle.manifest) return handle.manifest
    const {file, item} = handle
    const document = this.heldAt(file, handle.offset) ?? this.#reader(file)?.(handle)
    if (typeof document?.value !== 'object' || document.value === null || Array.isArray(document.value)) return undefined
    const whole = document.value as Record<string, unknown>
    const object = item === undefined ? whole : list(whole.items)[item]
    return object && {file, object, document, base: item === undefined ? [] : ['items', item]}
  }

  /**
   * Sets of objects in the order of the files: all in one when they are in memory; else Deployments of connectors with all that they name, and objects with
   * settings of connectors, a few hundred at a time. A Secret that several name may come again.
   */
  *sets(): Generator<Manifest[]> {
    if (this.#resident) {
      yield this.#resident
      return
    }
    let set = new Map<Handle, Manifest>()
    for (const seed of this.#seeds) {
      const manifest = seed.isDone ? undefined : this.read(seed)
      if (!manifest) continue
      set.set(seed, manifest)
      if (connectorContainer(manifest.object)) {
        for (const handle of [...this.#namedBy(manifest), ...(this.#guards?.of(manifest.object) ?? [])]) {
          const found = handle && !set.has(handle) ? this.read(handle) : undefined
          if (found) set.set(handle!, found)
        }
      }
      if (set.size < setSize) continue
      yield inOrder(set)
      set = new Map()
    }
    if (set.size > 0) yield inOrder(set)
  }

  /** What a Deployment names; undefined for each that is not there. */
  #namedBy({object}: Manifest): Array<Handle | undefined> {
    const namespace = namespaceOf(object)
    return [...references(object)].map((name) => this.#first(name, namespace))
  }

  /** The first object of a name that a pod of a namespace would get; where one of the two has none, it may be given on the command line. */
  #first(name: string, namespace: string | undefined): Handle | undefined {
    const number = this.#names.find(name)
    return (number === undefined ? [] : this.#ofName(number)).find((one) => one.namespace === namespace || one.namespace === undefined || namespace === undefined)
  }

  #reader(file: string): ((at: DocumentPlace) => KubernetesDocument | undefined) | undefined {
    const known = this.#open.get(file)
    if (known) return known
    const text = this.#again(file)
    if (text === undefined) return undefined
    if (this.#open.size >= openFiles) this.#open.delete(this.#open.keys().next().value!)
    const reader = rereader(text, file)
    this.#open.set(file, reader)
    return reader
  }
}
