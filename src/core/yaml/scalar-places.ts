import {SCALAR_STYLE, type ScalarEvent} from 'js-yaml'

const isBlank = (character: string): boolean => character === ' ' || character === '\t'
const hexDigits: Record<string, number> = {x: 2, u: 4, U: 8}

/** Offsets of the characters of a text in lines that are joined: plain, or in quotes. */
function flowOffsets(source: string, from: number, to: number, style: ScalarEvent['style']): number[] {
  const offsets: number[] = []
  let at = from
  /** Past line breaks and the blanks around them; one break is a blank of the value, each further one a line feed. */
  const fold = (isEscaped: boolean): void => {
    const start = at
    let breaks = 0
    for (; at < to && /[ \t\r\n]/.test(source[at]!); at += 1) if (source[at] === '\n' || (source[at] === '\r' && source[at + 1] !== '\n')) breaks += 1
    if (!isEscaped) for (let count = Math.max(1, breaks - 1); count > 0; count -= 1) offsets.push(start)
  }
  while (at < to) {
    const character = source[at]!
    if (isBlank(character)) {
      const end = at + /^[ \t]*/.exec(source.slice(at, to))![0].length
      // Blanks before a line break are none of the value.
      if (source[end] === '\n' || source[end] === '\r') at = end
      else for (; at < end; at += 1) offsets.push(at)
    } else if (character === '\n' || character === '\r') fold(false)
    else if (style === SCALAR_STYLE.SINGLE_QUOTED && character === '\'') {
      offsets.push(at)
      at += 2
    } else if (style === SCALAR_STYLE.DOUBLE_QUOTED && character === '\\') {
      const escaped = source[at + 1]!
      if (escaped === '\n' || escaped === '\r') {
        at += 1
        fold(true)
      } else {
        offsets.push(at)
        const digits = hexDigits[escaped] ?? 0
        // Beyond U+FFFF there are two code units.
        if (digits === 8 && Number.parseInt(source.slice(at + 2, at + 10), 16) > 0xffff) offsets.push(at)
        at += 2 + digits
      }
    } else {
      offsets.push(at)
      at += 1
    }
  }
  return offsets
}

/** Offsets of the characters of a block text: each of its lines stands in one line of the source, after the indent. */
function blockOffsets(source: string, {valueStart, valueEnd, indent}: ScalarEvent, value: string): number[] {
  const offsets: number[] = []
  let start = valueStart
  let endBefore = valueStart
  while (start < valueEnd) {
    const next = /\r\n?|\n|$/g
    next.lastIndex = start
    const end = Math.min(next.exec(source)!.index, valueEnd)
    const lineEnd = /^\r\n?|^\n/.exec(source.slice(end, end + 2))?.[0].length ?? 0
    const from = Math.min(end, start + Math.max(0, indent))
    const content = source.slice(from, end)
    if (content !== '' && indent >= 0) {
      // What is between two lines of the value, a blank or line feeds, stands where the line before ends.
      while (offsets.length < value.length && !value.startsWith(content, offsets.length)) offsets.push(endBefore)
      for (let at = from; at < end; at += 1) offsets.push(at)
    }
    endBefore = end
    start = end + Math.max(1, lineEnd)
  }
  while (offsets.length < value.length) offsets.push(valueEnd)
  return offsets
}

/**
 * Where each UTF-16 code unit of a scalar's text stands in the source.
 * @param value the text, as the parser gives it
 * @returns offsets in the source, one for each unit; undefined where the two do not come together
 */
export function scalarOffsets(source: string, event: ScalarEvent, value: string): number[] | undefined {
  if (event.valueStart < 0) return undefined
  const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK
  const offsets = isBlock ? blockOffsets(source, event, value) : flowOffsets(source, event.valueStart, event.valueEnd, event.style)
  return offsets.length === value.length ? offsets : undefined
}
