/** A line of a template: the texts around its actions, or null for a line that is all action or comment and may become any number of lines. */
type Pattern = {parts: string[]} | null

/** Where a rendered line stands in a template. */
export interface TemplatePlace {
  /** From zero. */
  line: number
  /** Columns of the line, from zero, that became a stretch of the rendered line. */
  from: number
  to: number
}

/** What an action may hold besides its end: texts and characters with `}}` or quotes in them, and comments (Go's text/template/parse/lex.go). */
const action = /\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}|\{\{(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`|[^"'`])*?\}\}/y

/** A template is looked at once for each finding in what it made. */
let latest: {template: string; patterns: Pattern[]} | undefined

/** Lines of a template. What an action spans, line breaks too, is not literal. */
function patternsOf(template: string): Pattern[] {
  if (latest?.template !== template) latest = {template, patterns: readPatterns(template)}
  return latest.patterns
}

const hole = '\u0000'

function readPatterns(template: string): Pattern[] {
  let holed = ''
  let at = 0
  for (let open = template.indexOf('{{'); open >= 0; open = template.indexOf('{{', at)) {
    action.lastIndex = open
    const found = action.exec(template)?.[0]
    // One that never ends is no template: the rest is not tried again at every brace.
    if (found === undefined) break
    holed += template.slice(at, open).replaceAll(hole, ' ') + found.split('\n').map(() => hole).join('\n')
    at = open + found.length
  }
  return (holed + template.slice(at).replaceAll(hole, ' ')).split(/\r?\n/).map((line) => {
    const parts = line.trimEnd().split(hole)
    return /[\p{L}\p{N}]/u.test(parts.join('')) ? {parts} : null
  })
}

/** Whether a line can be what a pattern became; `isLoose` leaves its indentation out. */
function fits({parts}: NonNullable<Pattern>, line: string, isLoose: boolean): boolean {
  const [whole, first] = isLoose ? [line.trim(), parts[0]!.trimStart()] : [line.trimEnd(), parts[0]!]
  if (parts.length === 1) return whole === first
  const last = parts.at(-1)!
  if (!whole.startsWith(first) || !whole.endsWith(last) || whole.length < first.length + last.length) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = whole.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at + last.length <= whole.length
}

/** Nobody writes a longer one by hand. */
const longestTemplate = 1 << 20

/** How many lines above are looked at when a line alone could be several. */
const mostAbove = 12

/**
 * Finds the line of a template that became a rendered line: the only one that fits, or of several the only one whose lines above fit best.
 * @param template the template's text
 * @param rendered lines of the rendered document, of this template alone
 * @param at which of them, from zero
 * @param span the stretch of the rendered line that is looked for, from zero
 * @param isLoose leaves indentation out, for named templates that are indented where they are included
 * @returns undefined when no line fits, or more than one does
 */
export function placeInTemplate(template: string, rendered: string[], at: number, span: {from: number; to: number}, isLoose = false): TemplatePlace | undefined {
  const line = rendered[at]
  if (line === undefined || line.trim() === '' || template.length > longestTemplate) return undefined
  const patterns = patternsOf(template)
  let found = [...patterns.keys()].filter((index) => patterns[index] && fits(patterns[index], line, isLoose))
  if (found.length > 1) {
    const literal = found.filter((index) => patterns[index]!.parts.length === 1)
    // A line that is the same to the letter goes before one with holes.
    if (literal.length > 0) found = literal
  }
  if (found.length > 1) {
    const scores = found.map((index) => scoreAbove(patterns, index, rendered, at, isLoose))
    const best = Math.max(...scores)
    if (best === 0 || scores.filter((score) => score === best).length > 1) return undefined
    found = [found[scores.indexOf(best)]!]
  }
  const [index] = found
  return index === undefined ? undefined : columnsIn(template.split(/\r?\n/)[index]!, patterns[index]!, line, span, index)
}

/** How many rendered lines above are what the lines above the pattern became, without a gap. */
function scoreAbove(patterns: Pattern[], index: number, rendered: string[], at: number, isLoose: boolean): number {
  let score = 0
  let above = index - 1
  for (let back = at - 1; back >= 0 && score < mostAbove; back -= 1) {
    while (above >= 0 && !patterns[above]) above -= 1
    if (above < 0 || !fits(patterns[above]!, rendered[back]!, isLoose)) break
    score += 1
    above -= 1
  }
  return score
}

/** What became a stretch of the rendered line: texts before the first action and behind the last stand as they are, and what is between is one. */
function columnsIn(source: string, {parts}: NonNullable<Pattern>, line: string, {from, to}: {from: number; to: number}, index: number): TemplatePlace {
  const indent = (text: string): number => text.length - text.trimStart().length
  const shift = indent(source) - indent(line)
  const end = source.trimEnd().length
  if (parts.length === 1) return {line: index, from: Math.min(from + shift, end), to: Math.min(to + shift, end)}
  const [prefix, suffix] = [parts[0]!.length, end - parts.at(-1)!.length]
  const behind = line.trimEnd().length - parts.at(-1)!.length
  return {
    line: index,
    from: from + shift < prefix ? from + shift : from >= behind ? Math.min(end, suffix + from - behind) : prefix,
    to: to + shift <= prefix ? to + shift : to > behind ? Math.min(end, suffix + to - behind) : suffix,
  }
}
