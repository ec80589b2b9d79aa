/** Fields under which an object is named that holds settings: `secretRef`, `configMapKeyRef`, `imagePullSecrets`, `target` of an ExternalSecret. */
const naming = /secret|config|target/i
const nameField = /^(?:name|.*secretName)$/i

/**
 * Counts how many of the objects of a run name each Secret or ConfigMap: what one of them wants of it may not be right for another.
 * @param objects of any kind
 * @returns counts by name; a name that nobody uses is not there
 */
export function namesIn(objects: Iterable<Record<string, unknown>>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const object of objects) {
    const found = new Set<string>()
    for (const [key, value] of Object.entries(object)) if (key !== 'metadata' && key !== 'data' && key !== 'stringData') collect(value, key, found)
    for (const name of found) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

function collect(value: unknown, below: string, found: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collect(one, below, found)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      if (typeof one === 'string') {
        if (nameField.test(key) && (naming.test(below) || key !== 'name')) found.add(one)
      } else collect(one, key, found)
    }
  }
}
