/** Fields under which an object is named that holds settings: `secretRef`, `configMapKeyRef`, `imagePullSecrets`, `target` of an ExternalSecret. */
const naming = /secret|config|target/i
const nameField = /^(?:name|.*secretName)$/i

/** Counts, over all objects of a run, how many name a Secret or ConfigMap: what one of them wants of it may not be right for another. */
export class Naming {
  readonly #counts = new Map<string, number>()

  /** Takes note of the names in one object, of any kind. */
  add(object: Record<string, unknown>): void {
    const found = new Set<string>()
    const walk = (value: unknown, below: string): void => {
      if (Array.isArray(value)) for (const one of value) walk(one, below)
      else if (typeof value === 'object' && value !== null) {
        for (const [key, one] of Object.entries(value)) {
          if (typeof one === 'string') {
            if (nameField.test(key) && (naming.test(below) || key !== 'name')) found.add(one)
          } else walk(one, key)
        }
      }
    }
    for (const [key, value] of Object.entries(object)) if (key !== 'metadata' && key !== 'data' && key !== 'stringData') walk(value, key)
    for (const name of found) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  /** How many objects name it. */
  count(name: string): number {
    return this.#counts.get(name) ?? 0
  }
}
