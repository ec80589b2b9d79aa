import type {Recipe} from './types.ts'

const placeholder = /\{([A-Za-z][A-Za-z0-9_-]*)(?:\.origin)?\}/g

/** Every text of a recipe that may hold `{field}` placeholders, and the key of the recipe that it stands under. */
export function templatesOf(recipe: Recipe): Array<{path: PropertyKey[]; text: string}> {
  const found: Array<{path: PropertyKey[]; text: string}> = [{path: ['url'], text: recipe.url}]
  const walk = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value === 'string') found.push({path, text: value})
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner, path)
  }
  walk(recipe.headers, ['headers'])
  walk(recipe.body, ['body'])
  // What `other` says is for people: it names fields in the same way, and c1ctl runs none of it.
  const {scheme, ...auth} = recipe.auth
  if (scheme !== 'other') walk(auth, ['auth'])
  return found
}

/** The fields that a text names as `{field}` or `{field.origin}`, each once. */
export const placeholdersIn = (text: string): string[] => [...new Set([...text.matchAll(placeholder)].map((match) => match[1]!))]
