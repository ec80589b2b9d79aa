import {map, type Manifest} from './set.ts'

const hasSettings = (object: Record<string, unknown>): boolean => [object.data, object.stringData].some((one) => Object.keys(map(one)).some((key) => key.startsWith('BATON_')))

/** Which files of a run hold Secrets that git should not track. */
export class SecretFiles {
  readonly #all = new Set<string>()
  readonly #ofConnectors = new Set<string>()

  /** Takes note of an object, of any kind. */
  add({file, object}: Manifest): void {
    if (object.kind !== 'Secret') return
    this.#all.add(file)
    if (!this.#ofConnectors.has(file) && hasSettings(object)) this.#ofConnectors.add(file)
  }

  /** Whether a file has Secrets. */
  has(file: string): boolean {
    return this.#all.has(file)
  }

  /** @param isNamed whether a connector may name any Secret, under whatever keys; else only those count that hold settings of connectors */
  names(isNamed: boolean): string[] {
    return [...(isNamed ? this.#all : this.#ofConnectors)]
  }
}
