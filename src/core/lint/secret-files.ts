import {hasSettings, type Manifest} from './set.ts'

/** Which files of a run hold Secrets that git should not track. */
export class SecretFiles {
  readonly #all: string[] = []
  readonly #ofConnectors: string[] = []

  /** Takes note of an object, of any kind. The objects of a file come one after the other. */
  add({file, object}: Manifest): void {
    if (object.kind !== 'Secret') return
    if (!this.has(file)) this.#all.push(file)
    if (this.#ofConnectors.at(-1) !== file && hasSettings(object)) this.#ofConnectors.push(file)
  }

  /** Whether the file whose objects came last has Secrets. */
  has(file: string): boolean {
    return this.#all.at(-1) === file
  }

  /** @param isNamed whether a connector may name any Secret, under whatever keys; else only those count that hold settings of connectors */
  names(isNamed: boolean): string[] {
    return [...(isNamed ? this.#all : this.#ofConnectors)]
  }
}
