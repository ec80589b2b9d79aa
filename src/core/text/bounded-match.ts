import {createContext, Script, type Context} from 'node:vm'

/** What a match may take, in milliseconds: a thousand times what an honest one does. */
const patience = 1000
/** How often an expression may take that long: of a list of thousands of texts each would. */
const chances = 3
const spent = new Map<string, number>()
/** Made for the first expression: most runs meet none. */
let place: {context: Context; script: Script} | undefined

/**
 * Whether an expression that came from outside matches a text. JavaScript tries ways without end where Go's RE2 does not (`(a+)+$`), and nothing else, not
 * even Ctrl-C, gets a turn meanwhile.
 * @returns null when the answer takes longer than a second, or the expression has taken that long three times before
 */
export function matches(expression: RegExp, text: string): boolean | null {
  const found = search(expression, text)
  return found === undefined ? null : found !== null
}

/**
 * The first group of an expression that came from outside.
 * @returns null when it does not match, or takes longer than a second to find out
 */
export function matchedGroup(expression: RegExp, text: string): string | null {
  return search(expression, text)?.[1] ?? null
}

/** Undefined when it takes too long. */
function search(expression: RegExp, text: string): RegExpExecArray | null | undefined {
  const times = spent.get(String(expression)) ?? 0
  if (times === chances) return undefined
  const {context, script} = (place ??= {context: createContext({}), script: new Script('expression.exec(text)')})
  try {
    return script.runInContext(Object.assign(context, {expression, text}), {timeout: patience}) as RegExpExecArray | null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    spent.set(String(expression), times + 1)
    return undefined
  } finally {
    Object.assign(context, {expression: undefined, text: undefined})
  }
}
