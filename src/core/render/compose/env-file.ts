const escapes: Record<string, string> = {'\\': '\\\\', '"': '\\"', $: '$$', '\n': '\\n', '\r': '\\r'}

/**
 * The text of an env file of Docker Compose, every value in double quotes: what stands there is read up to the closing quote, over line breaks, then escape
 * sequences are resolved and then `$`; `$$` is a dollar sign (compose-go 2.9, dotenv/parser.go). A Compose without `format: raw` (before 2.30) reads it too.
 */
export function composeEnvFile(variables: Array<{name: string; value: string}>): string {
  return variables.map(({name, value}) => `${name}="${value.replaceAll(/[\\"$\n\r]/g, (character) => escapes[character]!)}"\n`).join('')
}

/** A text in compose.yaml, where Compose replaces `$NAME` and `${NAME}` in every value: a doubled dollar sign is one. */
export const literal = (text: string): string => text.replaceAll('$', '$$$$')
