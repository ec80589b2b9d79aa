/** A stretch of a text to replace: offsets in UTF-16 code units, the end exclusive. */
export interface Edit {
  from: number
  to: number
  text: string
}

/** Whether two edits have to do with the same text, so that one of them cannot be done; one that only inserts may stand at the edge of another. */
export const overlaps = (one: Edit, other: Edit): boolean => one.from < other.to && other.from < one.to

/**
 * Replaces stretches of a text.
 * @param edits in any order; none may overlap another. What several insert at one place comes in their order
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let out = ''
  let at = 0
  for (const edit of edits.toSorted((one, other) => one.from - other.from || one.to - other.to)) {
    out += text.slice(at, edit.from) + edit.text
    at = edit.to
  }
  return out + text.slice(at)
}

/** For each line of a text which line it was in another one; undefined where it is new or changed. */
export type LineOrigins = Array<number | undefined>

/** The origins of a text that is another's as it is. */
export const sameLines = (text: string): LineOrigins => Array.from(text.split('\n'), (_, line) => line)

/**
 * Where the lines of a text come from once it is edited.
 * @param edits as for `applyEdits`
 * @param origins of the lines of `text`
 */
export function editedLines(text: string, edits: readonly Edit[], origins: LineOrigins): LineOrigins {
  const out: LineOrigins = []
  let line = 0
  /** Whether what has come of the line that is being written is a line of `text` from its start. */
  let isWhole = true
  let at = 0
  const keep = (to: number): void => {
    for (let feed = text.indexOf('\n', at); feed >= 0 && feed < to; feed = text.indexOf('\n', at)) {
      out.push(isWhole ? origins[line] : undefined)
      isWhole = true
      line += 1
      at = feed + 1
    }
  }
  const isStart = (offset: number): boolean => offset === 0 || text[offset - 1] === '\n'
  for (const edit of edits.toSorted((one, other) => one.from - other.from || one.to - other.to)) {
    keep(edit.from)
    const isAtStart: boolean = isWhole && edit.from === at && isStart(at)
    const feeds = edit.text.split('\n').length - 1
    for (let feed = 0; feed < feeds; feed += 1) out.push(undefined)
    for (let feed = text.indexOf('\n', edit.from); feed >= 0 && feed < edit.to; feed = text.indexOf('\n', feed + 1)) line += 1
    at = edit.to
    isWhole = isStart(edit.to) && (edit.text === '' ? isAtStart : edit.text.endsWith('\n'))
  }
  keep(text.length)
  out.push(isWhole ? origins[line] : undefined)
  return out
}
