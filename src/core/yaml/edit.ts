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
