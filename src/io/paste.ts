import {Readable} from 'node:stream'
import {StringDecoder} from 'node:string_decoder'

// Bracketed paste: the terminal says where a paste begins and ends (xterm, "Bracketed Paste Mode"). Without it the first line break of a pasted key would
// answer the question, and the rest of the key would answer the next ones, in clear.
const begins = '\u001B[200~'
const ends = '\u001B[201~'
/** Stands for a line break inside a paste, on the screen too. */
const lineBreak = '\u2424'

/** Whether an answer was pasted from several lines. */
export const hasLines = (typed: string): boolean => typed.includes(lineBreak)

/** An answer with its line breaks. */
export const withLines = (typed: string): string => typed.replaceAll(lineBreak, '\n')

/**
 * Makes a reader of what a terminal sends, piece by piece: a paste comes out whole, its line breaks marked, without those at its end.
 * Everything else passes as it is.
 */
export function pasteReader(): (piece: string) => string {
  let isInside = false
  let held = ''
  return (piece) => {
    let rest = held + piece
    let out = ''
    held = ''
    for (;;) {
      const mark = isInside ? ends : begins
      const at = rest.indexOf(mark)
      if (at === -1) break
      out += isInside ? onOneLine(rest.slice(0, at)) : rest.slice(0, at)
      rest = rest.slice(at + mark.length)
      isInside = !isInside
    }
    if (isInside) {
      // Ctrl-C always gets through, also when the end of a paste never comes.
      if (rest.includes('\u0003')) return `${out}\u0003`
      held = rest
      return out
    }
    // A mark may come in two pieces; a lone Escape is a key.
    const cut = [5, 4, 3, 2].find((length) => rest.endsWith(begins.slice(0, length))) ?? 0
    held = rest.slice(rest.length - cut)
    return out + rest.slice(0, rest.length - cut)
  }
}

const onOneLine = (paste: string): string =>
  paste.replaceAll(/\r\n?/g, '\n').replace(/\n+$/, '').replaceAll('\n', lineBreak).replaceAll('\t', ' ').replaceAll(/[\u0000-\u001F\u007F]/g, '')

/** The terminal's input for one question. `close` gives the terminal back. */
export function pasteInput(terminal: NodeJS.ReadStream, screen: NodeJS.WriteStream): {input: NodeJS.ReadableStream; close: () => void} {
  const read = pasteReader()
  const decoder = new StringDecoder('utf8')
  const input = Object.assign(new Readable({encoding: 'utf8', read: () => {}}), {isTTY: true, setRawMode: (on: boolean) => terminal.setRawMode(on)})
  const take = (bytes: Buffer | string): void => {
    const text = read(typeof bytes === 'string' ? bytes : decoder.write(bytes))
    if (text !== '') input.push(text)
  }
  const isDumb = process.env['TERM'] === 'dumb'
  if (!isDumb) screen.write('\u001B[?2004h')
  terminal.on('data', take).resume()
  return {
    input,
    close: () => {
      terminal.off('data', take)
      terminal.pause()
      if (!isDumb) screen.write('\u001B[?2004l')
    },
  }
}
