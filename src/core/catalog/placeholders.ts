import type {Recipe} from './types.ts'

const placeholder = /\{([A-Za-z][A-Za-z0-9_-]*)(?:\.origin)?\}/g

/** A text of a recipe that may hold placeholders, and the place of the recipe's YAML form that it stands under. */
export interface Template {
  path: PropertyKey[]
  text: string
}

/** Every text of a recipe that may hold `{field}` placeholders; those of derivations first, in the order of making. */
export function templatesOf(recipe: Recipe): Template[] {
  const found: Template[] = []
  const walk = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value === 'string') found.push({path, text: value})
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner, path)
  }
  for (const [name, {how, ...parts}] of Object.entries(recipe.derive)) {
    // What a table holds, a pattern and the characters to replace are no templates.
    const {values: _values, otherwise: _otherwise, pattern: _pattern, replace: _replace, field, path: _path, header, ...texts} = parts as Record<string, unknown>
    walk(typeof header === 'string' ? texts : {...texts, header}, ['derive', name])
    if (how === 'table') walk(`{${String(field)}}`, ['derive', name])
  }
  if (recipe.tls) {
    const {unverified: _unverified, ...files} = recipe.tls
    walk(files, ['tls'])
  }
  if (recipe.kind === 'ldap') for (const key of ['url', 'dn', 'password', 'base'] as const) walk(recipe[key], ['ldap', key])
  else if (recipe.kind === 'sql') for (const key of ['dsn', 'query'] as const) walk(recipe[key], ['sql', key])
  else {
    walk(recipe.url, ['url'])
    walk(recipe.headers, ['headers'])
    walk(recipe.body, ['body'])
    // What `other` says is for people: it names fields in the same way, and c1ctl runs none of it.
    const {scheme, ...auth} = recipe.auth
    if (scheme !== 'other') walk(auth, ['auth'])
  }
  return found
}

/** The fields and derived values that a text names as `{name}` or `{name.origin}`, each once. */
export const placeholdersIn = (text: string): string[] => [...new Set([...text.matchAll(placeholder)].map((match) => match[1]!))]
