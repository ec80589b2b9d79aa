/** Control and formatting characters, bidirectional overrides and tags among them, and halves of surrogate pairs: nobody sees them, or they move what is seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
/** The colours of our own (ui.ts) and nothing else: no text from outside can conceal itself or another. */
const own = '\\u001B\\[(?:1|2|22|3[1236]|39)m'
const unseenButColours = new RegExp(`${own}|${unseen.source}`, 'gu')
const sgr = /\u001B\[[\d;]*m/g

/**
 * Makes a text safe to print on a terminal: what is unseen is written as an escape of JSON, so that a name or an answer from outside can neither move
 * the cursor nor hide text. Line feeds and tabs stay.
 * @param colours lets the colours of our own pass, which are in the text already
 */
export function escapeControls(text: string, colours = false): string {
  return text.replaceAll(colours ? unseenButColours : unseen, (found) => (found === '\n' || found === '\t' || found.endsWith('m') ? found : escapes(found)))
}

const escapes = (character: string): string => character.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

/** Removes colours: for texts from outside, before our own colours are added. */
function stripColours(text: string): string {
  return text.replaceAll(sgr, '')
}

const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}]/u

/** Columns that a text takes on a terminal, without its colours. */
export function displayWidth(text: string): number {
  const bare = stripColours(text)
  if (/^[ -~]*$/.test(bare)) return bare.length
  let width = 0
  for (const character of bare) width += wide.test(character) ? 2 : /\p{Mark}/u.test(character) ? 0 : 1
  return width
}

/** A text of at most `columns` columns: what is left out leaves an ellipsis, and colours end where they ended. */
export function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  let width = 0
  let isFull = false
  return text.split(/(\u001B\[[\d;]*m)/).map((piece, index) => {
    if (index % 2 === 1) return piece
    let kept = ''
    for (const character of piece) {
      if (isFull) break
      const next = width + displayWidth(character)
      isFull = next > columns - 1
      if (isFull) kept = `${kept.trimEnd()}…`
      else {
        kept += character
        width = next
      }
    }
    return kept
  }).join('')
}

/**
 * Breaks a text at blanks so that no line is wider than `columns`; a word that is wider stands on a line of its own.
 * @param indent columns before the first line; `hang` before the others
 */
export function wrap(text: string, columns: number, indent = 0, hang = indent): string[] {
  const lines: string[] = []
  let line = ' '.repeat(indent)
  let isEmpty = true
  // The first piece keeps its inner padding (`Image   name`); all others break at single blanks.
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line)
      line = ' '.repeat(hang)
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line]
}

/**
 * Breaks the lines of a text at blanks where they would run over the edge of a terminal. A line that begins with a mark or a number hangs behind it.
 * @param columns its width; without one, or in a very narrow one, lines stay whole
 */
export function fitted(text: string, columns: number | undefined): string {
  if (!columns || columns < 40) return text
  return text.split('\n').flatMap((line) => {
    const indent = /^ */.exec(line)![0].length
    const mark = /^(?:\u001B\[\d+m)*(?:[→•]|(\d+)\.) ?/.exec(line.slice(indent))
    return wrap(line.slice(indent), columns, indent, indent + (mark ? (mark[1] ? mark[1].length + 2 : 2) : 0))
  }).join('\n')
}
