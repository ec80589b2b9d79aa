import {rereader, type DocumentPlace, type KubernetesDocument, type Path, type Span} from '../yaml/kubernetes-reader.ts'
import type {Edit} from '../yaml/edit.ts'
import {examine} from './examine.ts'
import {fluxLetters} from './flux-letters.ts'
import {kindByName} from './kinds.ts'
import {mentionsSuppression} from './selection/words.ts'

/** A document, as JSON can carry it. */
interface SoundDocument {
  at: DocumentPlace
  value: unknown
}

/** A file of which nothing is to be said by itself, and of which everything is known that the rules for a set of files need. */
export interface SoundFile {
  /** Of its text, in UTF-16 code units. */
  length: number
  documents: SoundDocument[]
}

/**
 * What makes a text more than what its values say: anchors (a value may then stand in it many times, and be too much to write down), what Flux would not leave
 * as it is, templates.
 */
const isUnusual = (text: string): boolean => text.includes('&') || fluxLetters.some((letters) => text.includes(letters)) || text.includes('{{') || mentionsSuppression(text)

/**
 * Looks at a file by itself, so that whoever reads a run of files need not.
 * @param version of Kubernetes
 * @returns undefined when something is to be said of it, when it holds something that is no object of a kind that c1ctl has a schema for: it is to be read
 * again then. JSON gives its values back as they are, for Kubernetes reads YAML as JSON
 */
export function soundFile(name: string, text: string, version: string | undefined): SoundFile | undefined {
  if (isUnusual(text) || kindByName(name)) return undefined
  const documents: SoundDocument[] = []
  for (const {document, findings, skipped, objects} of examine(name, text, version)) {
    if (!document || findings.length > 0 || skipped) return undefined
    if (objects.some((one) => one.gap !== undefined || one.isDefinition || one.isCustom || one.violations?.length !== 0)) return undefined
    documents.push({at: document.at, value: document.value})
  }
  return {length: text.length, documents}
}

/** A document of a sound file: whoever asks for places in it reads the file again. */
export class LaterDocument implements KubernetesDocument {
  readonly value: unknown
  readonly at: DocumentPlace
  readonly #file: string
  readonly #again: (file: string) => string | undefined
  #document: KubernetesDocument | undefined

  /** @param again reads a file once more; undefined when it is gone */
  constructor({at, value}: SoundDocument, file: string, again: (file: string) => string | undefined) {
    this.value = value
    this.at = at
    this.#file = file
    this.#again = again
  }

  /** Undefined when the file is gone, or has become another. */
  get #read(): KubernetesDocument | undefined {
    if (this.#document) return this.#document
    const text = this.#again(this.#file)
    return (this.#document = text === undefined ? undefined : rereader(text, this.#file)(this.at))
  }

  mentions(letters: string): boolean {
    // It is sound: see isUnusual.
    return !fluxLetters.includes(letters) && this.#read?.mentions(letters) === true
  }

  locate(path: Path, part?: 'key' | 'value'): Span {
    return this.#read?.locate(path, part) ?? start
  }

  locateStart(path: Path): Span {
    return this.#read?.locateStart(path) ?? start
  }

  place(path: Path, part?: 'key' | 'value'): readonly [number, number] | undefined {
    return this.#read?.place(path, part)
  }

  within(path: Path, inside: readonly [from: number, to: number]): Span | undefined {
    return this.#read?.within(path, inside)
  }

  edited(edits: readonly Edit[]): {value: unknown} | undefined {
    return this.#read?.edited(edits)
  }
}

const start: Span = {line: 1, column: 1, endLine: 1, endColumn: 1}
