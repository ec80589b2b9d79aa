import type {Manifest} from './set.ts'

/**
 * What a rule remembers of all objects of a run, to compare them: of a large run they are never in memory together. It is to hold a few bytes for each object
 * that it is about, and nothing of the others.
 */
export interface Note<T> {
  /** The kinds of objects that it is told of; those of all others cost nothing. */
  kinds: readonly string[]
  /** What is remembered before the first object. */
  empty(): T
  /**
   * Takes note of an object when it is read.
   * @returns true when the rule has to look at this object: it then comes among the objects of a set, in a large run too
   */
  take(kept: T, manifest: Manifest): boolean
}

/** A note, whatever it holds. */
export type AnyNote = Note<any>

/** The directory of a file, as its name says it. */
export const directoryOf = (file: string): string => /^([^]*)[\\/]/.exec(file)?.[1] ?? ''

/** What the rules remember of one run. */
export class Notes {
  readonly #notes: readonly AnyNote[]
  readonly #byKind = new Map<unknown, AnyNote[]>()
  readonly #kept = new Map<AnyNote, unknown>()
  readonly #kustomized = new Set<string>()

  constructor(notes: readonly AnyNote[]) {
    this.#notes = notes
    for (const note of notes) {
      for (const kind of note.kinds) this.#byKind.set(kind, [...(this.#byKind.get(kind) ?? []), note])
    }
  }

  /** Takes note of a file by its name. */
  read(file: string): void {
    if (/(?:^|[\\/])kustomization\.ya?ml$/.test(file)) this.#kustomized.add(directoryOf(file))
  }

  /** What findings depend on beside the objects, as a text. */
  get aside(): string {
    return [...this.#kustomized].sort().join('\n')
  }

  /** Notes of the same files, before their first object. */
  again(): Notes {
    const notes = new Notes(this.#notes)
    for (const directory of this.#kustomized) notes.#kustomized.add(directory)
    return notes
  }

  /** Whether kustomize puts the files of a directory together, and may change names and labels. */
  isKustomized(file: string): boolean {
    return this.#kustomized.has(directoryOf(file))
  }

  /**
   * Takes note of an object, of any kind.
   * @returns whether a rule has to look at it
   */
  add(manifest: Manifest): boolean {
    let isWanted = false
    for (const note of this.#byKind.get(manifest.object.kind) ?? []) isWanted = note.take(this.of(note), manifest) || isWanted
    return isWanted
  }

  /** What a rule remembers. */
  of<T>(note: Note<T>): T {
    if (!this.#kept.has(note)) this.#kept.set(note, note.empty())
    return this.#kept.get(note) as T
  }
}
