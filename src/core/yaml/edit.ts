/** A stretch of a text to replace: offsets in UTF-16 code units, the end exclusive. */
export interface Edit {
  from: number
  to: number
  text: string
}

/**
 * Replaces stretches of a text.
 * @param edits in any order; none may overlap another
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let out = ''
  let at = 0
  for (const edit of edits.toSorted((one, other) => one.from - other.from)) {
    out += text.slice(at, edit.from) + edit.text
    at = edit.to
  }
  return out + text.slice(at)
}
