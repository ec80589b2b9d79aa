import {readPlainScalar} from '../../yaml/kubernetes-scalars.ts'

/** Texts that need no quotes wherever they stand, and are no word or number of YAML. */
const needsNoQuotes = (text: string): boolean => /^[A-Za-z][\w./@-]*(?::[\w./@-]+)*$/.test(text) && readPlainScalar(text).kind === 'string'

/** A text in the style of what stood there: its quotes, none where none are needed, else double ones. */
export function written(text: string, before = ''): string {
  const quote = before[0]
  if (quote === '\'' && !/[^\x20-\x7e]/.test(text)) return `'${text.replaceAll('\'', '\'\'')}'`
  return quote !== '"' && needsNoQuotes(text) ? text : JSON.stringify(text)
}

/** True for one plain or quoted scalar on one line; an alias or a block text is none. */
export function isSimple(source: string, value: unknown): boolean {
  if (source === '' || source.includes('\n')) return false
  if (source.startsWith('"') || source.startsWith('\'')) return typeof value === 'string'
  const read = readPlainScalar(source)
  return read.kind !== 'error' && read.value === value
}
