/** A piece of HCL that is no value: a reference such as `var.token`, or a call. It is written as it is, so nothing of a user's may stand in it. */
export class Expression {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What an argument can be given. */
export type HclValue = string | number | boolean | Expression | HclValue[] | {[key: string]: HclValue}

/** `resource "type" "name" { ... }`: its arguments, then its blocks. A comment stands above it, a line each. */
export interface HclBlock {
  type: string
  labels: string[]
  body: Record<string, HclValue>
  blocks?: HclBlock[]
  comment?: string[]
}

const isAscii = /^[\0-\x7f]*$/

/**
 * Whether Terraform can hold a text: it keeps every string in Unicode's composed form (NFC, zclconf/go-cty) and would change any other, and what has no
 * UTF-8 cannot be written at all.
 */
export const isRepresentable = (text: string): boolean => isAscii.test(text) || (!/\p{Surrogate}/u.test(text) && text.normalize('NFC') === text)

const shortEscapes: Record<string, string> = {'\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\'}

/**
 * A quoted template that evaluates to exactly this text (HCL native syntax, "Template Expressions"): `${` and `%{` would begin an interpolation and a
 * directive, characters that an editor hides or a parser refuses are written by number.
 * @throws Error for a text that `isRepresentable` denies
 */
export function quoted(text: string): string {
  if (!isRepresentable(text)) throw new Error('a text that Terraform would change')
  const escaped = text
    .replace(/["\\\n\r\t]/g, (character) => shortEscapes[character]!)
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `"${escaped.replaceAll('${', '$$${').replaceAll('%{', '%%{')}"`
}

/** Blocks as one file, in the canonical form of `terraform fmt`: two blanks a level, and the equals signs of neighbouring lines below each other. */
export function writeHcl(blocks: HclBlock[]): string {
  return blocks.map((block) => `${writeBlock(block, '').join('\n')}\n`).join('\n')
}

/** The lines of a variable definitions file (`*.tfvars`), in the same form. */
export function writeAssignments(values: Record<string, HclValue>): string {
  return `${assignments(Object.entries(values), '').join('\n')}\n`
}

function writeBlock({type, labels, body, blocks = [], comment = []}: HclBlock, indent: string): string[] {
  const inner = `${indent}  `
  const lines = assignments(Object.entries(body), inner)
  for (const block of blocks) lines.push(...(lines.length > 0 ? [''] : []), ...writeBlock(block, inner))
  const head = `${indent}${[type, ...labels.map(quoted)].join(' ')}`
  return [...comment.map((line) => `${indent}# ${line}`), ...(lines.length === 0 ? [`${head} {}`] : [`${head} {`, ...lines, `${indent}}`])]
}

/** Lines of `key = value`; only those on one line, with nothing between them, are aligned (hclwrite, format.go). */
function assignments(entries: Array<[string, HclValue]>, indent: string): string[] {
  const written = entries.map(([key, value]) => ({key, lines: valueLines(value, indent)}))
  const isShort = (at: number): boolean => written[at]?.lines.length === 1
  // Of the neighbours that are looked at: the width of their keys, and where they end.
  let [width, end] = [0, 0]
  return written.flatMap(({key, lines: [first, ...rest]}, index) => {
    if (index === end) {
      width = key.length
      for (end = index + 1; isShort(index) && isShort(end); end += 1) width = Math.max(width, written[end]!.key.length)
    }
    return [`${indent}${key.padEnd(width)} = ${first!}`, ...rest]
  })
}

/** The lines of a value; the first goes behind the equals sign, the others bring their indent. */
function valueLines(value: HclValue, indent: string): string[] {
  if (value instanceof Expression) return [value.text]
  if (typeof value === 'string') return [quoted(value)]
  if (typeof value !== 'object') return [String(value)]
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((item) => valueLines(item, inner))
    if (value.every((item) => typeof item !== 'object' || item instanceof Expression)) return [`[${items.map(([only]) => only).join(', ')}]`]
    return ['[', ...items.flatMap(([first, ...rest]) => [`${inner}${first!}`, ...rest].map((line, at, all) => (at === all.length - 1 ? `${line},` : line))), `${indent}]`]
  }
  const entries = Object.entries(value)
  // A bare word that is no name (`app.kubernetes.io/name`) would be taken for a sum; one map has one way.
  const isBare = entries.every(([key]) => /^[a-z_][a-z0-9_]*$/.test(key) && !keywords.has(key))
  return entries.length === 0 ? ['{}'] : ['{', ...assignments(entries.map(([key, item]) => [isBare ? key : quoted(key), item]), inner), `${indent}}`]
}

const keywords = new Set(['for', 'true', 'false', 'null'])
