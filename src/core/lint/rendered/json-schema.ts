const metaSchemas = /^https?:\/\/json-schema\.org\//

/**
 * What a JSON Schema makes its reader fetch: Helm follows `$ref` and `$schema` of a values.schema.json over HTTP and into files (helm/helm#32245).
 * @param text the schema, as JSON
 * @returns the first reference that leads out of the schema; undefined when there is none, or when it is no JSON, which Helm says itself
 */
export function outsideReference(text: string): string | undefined {
  let found: string | undefined
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, item] of Object.entries(value)) {
      if (typeof item !== 'string') walk(item)
      else if (/^\$(?:ref|dynamicRef|recursiveRef)$/.test(key) ? !item.startsWith('#') : key === '$schema' && !metaSchemas.test(item)) found ??= item
    }
  }
  try {
    walk(JSON.parse(text))
  } catch {
    return undefined
  }
  return found
}
