import {detached, shared} from '../text/detached.ts'
import {rereader, type DocumentPlace, type KubernetesDocument} from '../yaml/kubernetes-reader.ts'
import {Guards} from './guards.ts'
import {connectorContainer, list, map, type Manifest} from './set.ts'

/** Where an object stands among all files of a run. Flat, for there may be a hundred thousand. */
export interface Handle extends DocumentPlace {
  /** How many objects came before it. */
  order: number
  file: string
  /** Of a Secret or ConfigMap. */
  namespace: string | undefined
  /** Its place among the items of a List; undefined when it is a document of its own. */
  item: number | undefined
  /** The object itself, while all are in memory. */
  manifest: Manifest | undefined
}

/** When not all are in memory, they are looked at in sets of about so many objects. */
const setSize = 500
/** Files of which several objects are wanted stand near each other. */
const openFiles = 16

const namespaceOf = ({object}: Manifest): string | undefined => {
  const {namespace} = map(object.metadata)
  return typeof namespace === 'string' ? namespace : undefined
}

/** Fields that name a Secret or a ConfigMap: the field below with the name, and what it names. */
const referring = new Map<string, Array<[name: string, kind: string]>>([
  ['secretRef', [['name', 'Secret']]], ['secretKeyRef', [['name', 'Secret']]], ['secret', [['secretName', 'Secret'], ['name', 'Secret']]],
  ['configMapRef', [['name', 'ConfigMap']]], ['configMapKeyRef', [['name', 'ConfigMap']]], ['configMap', [['name', 'ConfigMap']]],
])

/** Secrets and ConfigMaps that a pod names, by kind and name. */
export function references(value: object, found = new Set<string>()): Set<string> {
  for (const [key, below] of Object.entries(value)) {
    if (typeof below !== 'object' || below === null) continue
    for (const [field, kind] of referring.get(key) ?? []) {
      const named = map(below)[field]
      if (typeof named === 'string') found.add(`${kind} ${named}`)
    }
    references(below as object, found)
  }
  return found
}

/** Whether pods name an object of this kind. */
export const isNamed = ({object}: Manifest): boolean => object.kind === 'Secret' || object.kind === 'ConfigMap'

const settingsOf = ({object}: Manifest): string[] => [...Object.keys(map(object.data)), ...Object.keys(map(object.stringData))]

/**
 * The objects of a run that rules look at together. Of a large run only the places of those are held that connectors need (their Deployments, Secrets and
 * ConfigMaps), and sets of them are read again.
 */
export class Members {
  readonly #again: (file: string) => string | undefined
  readonly #most: number
  /** Each of these has to be in a set. */
  readonly #seeds: Handle[] = []
  /** Secrets and ConfigMaps by kind and name: almost all are the only ones of their names. */
  readonly #named = new Map<string, Handle | Handle[]>()
  readonly #guards: Guards<Handle> | undefined
  #resident: Manifest[] | undefined = []
  /** Those that hold their object. */
  #holding: Handle[] = []
  #size = 0
  #lastFile: string | undefined
  #count = 0
  /** Objects of which somebody else holds on to the very document. */
  readonly #held = new Map<string, KubernetesDocument>()
  readonly #open = new Map<string, (at: DocumentPlace) => KubernetesDocument | undefined>()

  /**
   * @param again reads a file once more; undefined when it is gone
   * @param most texts of so many UTF-16 code units stay in memory with their objects
   * @param guarded policies, budgets and whatever else bears on the pods of connectors belong to a set too
   */
  constructor(again: (file: string) => string | undefined, most: number, guarded = false) {
    this.#again = again
    this.#most = most
    this.#guards = guarded ? new Guards() : undefined
  }

  /** Whether all objects are in one set: what holds for the set then holds for the run. */
  get isWhole(): boolean {
    return this.#resident !== undefined
  }

  /** How many objects have to do with connectors. */
  get connectors(): number {
    return this.#seeds.length
  }

  /**
   * Takes note of an object.
   * @param length of the text of its file, in UTF-16 code units
   * @param isWanted whether a rule has to look at it, whatever it is
   */
  add(manifest: Manifest, length: number, isWanted = false): void {
    if (manifest.file !== this.#lastFile) this.#size += length
    this.#lastFile = manifest.file
    if (this.#size > this.#most && this.#resident) this.#letGo()
    this.#resident?.push(manifest)
    const isSecretOrConfig = isNamed(manifest)
    const isSeed = isWanted || (isSecretOrConfig ? settingsOf(manifest).some((name) => name.startsWith('BATON_')) : connectorContainer(manifest.object) !== undefined)
    if (!isSeed && !isSecretOrConfig && !this.#guards) return
    const handle = this.handle(manifest)
    if (isSeed) this.#seeds.push(handle)
    this.#guards?.add(manifest.object, handle)
    if (!isSecretOrConfig) return
    const name = `${String(manifest.object.kind)} ${String(map(manifest.object.metadata).name)}`
    const namespace = namespaceOf(manifest)
    const known = this.#named.get(name)
    if (namespace !== undefined) handle.namespace = shared(namespace)
    if (Array.isArray(known)) known.push(handle)
    else if (known) this.#named.set(name, [known, handle])
    else this.#named.set(detached(name), handle)
  }

  /** Where an object stands, for `read`. */
  handle(manifest: Manifest): Handle {
    const {file, document, base} = manifest
    const {offset, end, marked} = document.at
    const handle: Handle = {order: this.#count++, file, offset, end, marked, namespace: undefined, item: typeof base[1] === 'number' ? base[1] : undefined, manifest: this.#resident && manifest}
    if (this.#resident) this.#holding.push(handle)
    return handle
  }

  #letGo(): void {
    for (const handle of this.#holding) handle.manifest = undefined
    this.#holding = []
    this.#resident = undefined
  }

  /** Keeps the document of an object, so that it is the same one when it is read again. */
  hold({file, document}: Manifest): void {
    this.#held.set(`${file}\n${document.at.offset}`, document)
  }

  /** An object again; undefined when its file is gone or has become another. */
  read(handle: Handle): Manifest | undefined {
    if (handle.manifest) return handle.manifest
    const {file, item} = handle
    const document = this.#held.get(`${file}\n${handle.offset}`) ?? this.#reader(file)?.(handle)
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
    const sorted = (): Manifest[] => [...set].sort(([one], [other]) => one.order - other.order).map(([, manifest]) => manifest)
    for (const seed of this.#seeds) {
      const manifest = this.read(seed)
      if (!manifest) continue
      set.set(seed, manifest)
      if (connectorContainer(manifest.object)) {
        const named = [...references(map(map(manifest.object.spec).template))].map((name) => this.#first(name, namespaceOf(manifest)))
        for (const handle of [...named, ...(this.#guards?.of(manifest.object) ?? [])]) {
          const found = handle && !set.has(handle) ? this.read(handle) : undefined
          if (found) set.set(handle!, found)
        }
      }
      if (set.size < setSize) continue
      yield sorted()
      set = new Map()
    }
    if (set.size > 0) yield sorted()
  }

  /** The first object of a name that a pod of a namespace would get; where one of the two has none, it may be given on the command line. */
  #first(name: string, namespace: string | undefined): Handle | undefined {
    const known = this.#named.get(name)
    return (Array.isArray(known) ? known : known ? [known] : []).find((one) => one.namespace === namespace || one.namespace === undefined || namespace === undefined)
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
