import {withSlashes} from '../text/with-slashes.ts'
import {askedOfKustomization} from './rendered/kustomization.ts'

const plain = (file: string): string => withSlashes(file).replace(/^(?:\.\/)+/, '')

/** A path beside a file, as the file's own path is written, with slashes. */
function beside(file: string, target: string): string {
  const steps = plain(file).split('/').slice(0, -1)
  for (const step of target.split('/')) {
    if (step === '' || step === '.') continue
    const last = steps.at(-1)
    if (step === '..' && last !== undefined && last !== '..' && last !== '') steps.pop()
    else steps.push(step)
  }
  return steps.join('/')
}

/**
 * Which files of a run are patches, or settings of plugins, for kustomize: parts of objects, of which a server would say nothing good by themselves. What becomes
 * of them is judged when they are rendered.
 */
export class KustomizePatches {
  readonly #files = new Set<string>()

  /** Takes note of what a kustomization names. */
  add(file: string, kustomization: unknown): void {
    for (const {kind, target} of askedOfKustomization(kustomization).references) if (kind === 'patch' || kind === 'plugin') this.#files.add(beside(file, target))
  }

  get isEmpty(): boolean {
    return this.#files.size === 0
  }

  has(file: string): boolean {
    return this.#files.has(plain(file))
  }
}

/** Whether a rule holds for a part of an object too: what keeps it from being read, and secrets that lie open. */
export const holdsForParts = (rule: string): boolean => rule.startsWith('yaml/') || ['baton/placeholder', 'baton/plain-secret', 'baton/secret-in-git', 'baton/suppression'].includes(rule)
