import {COLLECTION_STYLE, EVENT_ID, parseEvents, SCALAR_STYLE, YAMLException, type Event, type ScalarEvent} from 'js-yaml'

/** Something that Kubernetes refuses, at an offset of its document. */
export class Refusal extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

const deepest = 500

/** What may stand between the last value of a collection and its bracket; a comment can be read in one way only. */
export const closing = /(?:[\s,:?]|#[^\n]*\n)*[\]}]/y

/** What is said of a line with {{ that is no YAML. */
export const templateMessage = 'This is not YAML yet: it looks like a template. Render it first (helm template) and check the result.'
/** A line that begins with {{, or whose value does: then no other fault of the document means anything. */
export const templateLine = /^[ \t]*(?:- )*(?:[^\s:#'"]+:[ \t]+)?\{\{/m
const tabMessage = 'A tab cannot be used to indent, nor stand on an empty line: use blanks.'
const controlMessage = 'The file holds a control character that YAML does not allow.'
const controlCharacter = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/
const reasons: Array<[RegExp, string]> = [
  [/tab characters/, tabMessage],
  [/within a double quoted|within a single quoted/, 'A quote that was opened is never closed.'],
  [/within a flow collection/, 'A [ or { that was opened is never closed.'],
  [/missed comma/, 'A comma is missing between two entries.'],
  [/multiline key/, 'A key and its colon must stand on one line: check the indentation and the colon.'],
  [/bad indentation|deficient indentation/, 'The indentation does not fit what stands above.'],
  [/end of the stream or a document separator/, 'This does not continue what stands above: check the indentation and the colon after the key.'],
  [/unknown escape|expected hexadecimal/, 'A double-quoted text holds an escape that YAML does not know: write \\\\ for a backslash.'],
  [/null byte|non-printable|valid JSON character/, controlMessage],
  [/maxDepth/, `The document is nested deeper than ${deepest} levels.`],
]

/**
 * Words for a parser's complaint; none of the file's own text is repeated, for it may be secret.
 * @param isTaken whether a tab is known to be no fault
 */
function refusal(reason: string, source: string, position: number, isTaken: (offset: number) => boolean): Refusal {
  const lineStart = source.lastIndexOf('\n', position - 1) + 1
  const tab = /^ *(?=\t\s*\S)/.exec(source.slice(lineStart))
  // Behind a bracket that is closed on the line it is no tab that is wrong.
  const isBehind = /separator/.test(reason) && /[\]}]/.test(source.slice(lineStart, position))
  if (tab && !isBehind && /tab|indentation|separator/.test(reason) && !isTaken(lineStart + tab[0].length)) return new Refusal(tabMessage, lineStart + tab[0].length)
  return new Refusal(syntaxMessage(reason, source, position), position)
}

function syntaxMessage(reason: string, source: string, position: number): string {
  const line = source.slice(source.lastIndexOf('\n', position - 1) + 1).split('\n', 1)[0]!
  if (line.includes('{{')) return templateMessage
  const character = source[position] ?? ''
  if (character === '@' || character === '`' || character === '%') return `A value cannot start with ${character}: quote it.`
  if (character === ':' && reason.includes('bad indentation')) return 'A second colon on the line: quote the value if the colon belongs to it.'
  return reasons.find(([pattern]) => pattern.test(reason))?.[1] ?? `This is not YAML: ${reason.replace(/"[^"]*"/g, '***')}.`
}

/** Changes to the copy of a text that js-yaml reads; each costs another pass over the text. */
const mostChanges = 100
const mostChangedUnits = 20 << 20

const isEven = (text: string, quote: string): boolean => text.split(quote).length % 2 === 1

/**
 * The blanks and comments before an offset, when they are a gap: js-yaml wants what stands in brackets further in than the key, and takes a tab on its
 * line for indentation; Go's reader minds neither.
 */
function gapBefore(source: string, position: number): Stretch | undefined {
  let from = position
  for (;;) {
    from = blanksBefore(source, from)
    const line = source.lastIndexOf('\n', from - 1) + 1
    // A # inside of quotes is no comment. Where this takes one for another, the gap is inside of a text, which is seen afterwards.
    const comment = source.slice(from, position).includes('\n') ? [...source.slice(line, from).matchAll(/(?:^|[ \t])#/g)].find(({index, input}) => isEven(input.slice(0, index), '"') && isEven(input.slice(0, index), '\'')) : undefined
    if (!comment) break
    from = line + comment.index
  }
  return from < position ? [from, position] : undefined
}

/** Where the blanks and line breaks begin that stand before an offset. */
function blanksBefore(source: string, position: number): number {
  let from = position
  while (from > 0 && /[ \t\r\n]/.test(source[from - 1]!)) from -= 1
  return from
}

/** The rest of a text in quotes, from the blanks before an offset on: its lines may begin anywhere for Go's reader. */
function restOfQuoted(source: string, position: number): Stretch | undefined {
  const from = blanksBefore(source, position)
  try {
    parseEvents(source.slice(0, from), {maxDepth: deepest})
    return undefined
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    // The second is the backslash at the end of a line.
    const isDouble = /double quoted|unknown escape/.test(error.reason)
    if (!isDouble && !error.reason.includes('single quoted')) return undefined
    let to = position
    while (to < source.length && source[to] !== (isDouble ? '"' : '\'')) to += isDouble && source[to] === '\\' ? 2 : 1
    return [from, Math.min(to, source.length)]
  }
}

type Stretch = readonly [from: number, to: number]

/** A tab in front of everything else on a line, but for blanks and the signs of items, keys, and values of keys with a sign. */
const leadingTab = /^ *(?:[-?:] +)*[-?:]?\t/gm
/** A tab before the first letter of a text in a block, which has to say how far the text is indented. */
const blockTab = /(?: *\r?\n)* *\t/y
const blockHeader = /[|>][-+\d]*\s*(?:#.*)?$/

/** Where brackets stand, or a scalar, with what Go's reader asks of tabs there. */
interface Holder {
  from: number
  to: number
  kind: 'brackets' | 'quoted' | 'plain' | 'block'
  /** How far a tab has to stand from the start of its line, at least. */
  column: number
}

/** How far a tab has to stand from the start of its line in a text in a block; none may where the first line with letters has to say how far it is indented. */
function blockColumn(source: string, {valueStart, indent}: ScalarEvent): number {
  blockTab.lastIndex = valueStart
  if (!blockTab.test(source)) return indent
  const header = blockHeader.exec(source.slice(source.lastIndexOf('\n', valueStart - 2) + 1, valueStart).trimEnd())
  return /^.[-+]?\d/.test(header?.[0] ?? '') ? indent : Infinity
}

/** Brackets and scalars of a document by where they begin; brackets hold others. */
function holdersOf(source: string, events: readonly Event[]): Holder[] {
  const holders: Holder[] = []
  /** What is open: brackets, and how far blocks are indented. */
  const open: Array<{brackets?: Holder; column: number}> = []
  let to = 0
  for (const event of events) {
    const column = open.at(-1)?.column ?? -1
    if (event.type === EVENT_ID.SCALAR) {
      to = Math.max(to, event.valueEnd, event.tagEnd, event.anchorEnd)
      const kind = event.style === SCALAR_STYLE.PLAIN ? 'plain' : event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 'quoted' : 'block'
      if (event.valueStart >= 0) holders.push({from: event.valueStart, to: event.valueEnd, kind, column: kind === 'block' ? blockColumn(source, event) : column + 1})
    } else if (event.type === EVENT_ID.ALIAS) to = event.anchorEnd
    else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
      if (event.style !== COLLECTION_STYLE.FLOW) open.push({column: Math.max(column, event.start - source.lastIndexOf('\n', event.start - 1) - 1)})
      else if ('[{'.includes(source[event.start]!)) {
        const brackets: Holder = {from: event.start, to: Infinity, kind: 'brackets', column: 0}
        holders.push(brackets)
        open.push({brackets, column})
        to = event.start + 1
      } else open.push({column})
    } else if (event.type === EVENT_ID.POP) {
      const brackets = open.pop()?.brackets
      if (!brackets) continue
      // The quote that closes the last text.
      if (/["']/.test(source[to] ?? '')) to += 1
      closing.lastIndex = to
      if (closing.test(source)) to = closing.lastIndex
      brackets.to = to
    }
  }
  return holders
}

/** The first tab that Go's reader takes for indentation, and refuses, where js-yaml does not: on an empty line, before a comment, behind the dash of an item. */
function refusedTab(text: string, events: readonly Event[]): number | undefined {
  const holders = holdersOf(text, events)
  let next = 0
  let brackets: Holder | undefined
  let scalar: Holder | undefined
  for (const match of text.matchAll(leadingTab)) {
    const at = match.index + match[0].length - 1
    const column = at - match.index
    for (; next < holders.length && holders[next]!.from <= at; next += 1) {
      const one = holders[next]!
      if (one.kind !== 'brackets') scalar = one
      else if (!brackets || brackets.to <= one.from) brackets = one
    }
    const isInside = scalar !== undefined && at < scalar.to
    if (isInside && (scalar!.kind === 'quoted' || (scalar!.kind === 'plain' && match[0].includes('-')))) continue
    // A plain text and a block go on until something else stands there.
    const goesOn = scalar !== undefined && scalar.kind !== 'quoted' && (isInside || text.slice(scalar.to, at).trim() === '')
    if (goesOn ? column >= scalar!.column : brackets !== undefined && at < brackets.to) continue
    return at
  }
  return undefined
}

/** Fields of events that are offsets. */
const offsetFields = ['start', 'valueStart', 'valueEnd', 'anchorStart', 'anchorEnd', 'tagStart', 'tagEnd']

/** One change to a draft: where it stands there, and what is said if it was in vain. */
interface Change {
  at: Stretch
  isGap: boolean
  refusal: Refusal
}

/** How many offsets, which are in order, stand before another one. */
function countBefore(offsets: readonly number[], offset: number): number {
  let [from, to] = [0, offsets.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (offsets[middle]! < offset) from = middle + 1
    else to = middle
  }
  return from
}

/** A copy of a text in which js-yaml reads what Go's reader does. Values are those of the text itself. */
class Draft {
  readonly #text: string
  source: string
  /** Offsets in the copy of the blanks that the text does not have, in order. */
  #added: number[] = []
  readonly #changes: Change[] = []
  #passes = 0

  constructor(text: string) {
    this.#text = text
    this.source = text.replace(/[\u0085\u2028\u2029]/g, '\n')
  }

  /** The offset in the text of one in the copy. */
  #place(offset: number): number {
    return offset - countBefore(this.#added, offset)
  }

  #refusal(reason: string, position: number): Refusal {
    return refusal(reason, this.#text, this.#place(position), (offset) => this.#changes.some(({at: [from, to]}) => this.#place(from) <= offset && offset < this.#place(to)))
  }

  #put([from, to]: Stretch, letters: string): void {
    this.source = this.source.slice(0, from) + letters + this.source.slice(to)
  }

  #blank(stretch: Stretch): void {
    this.#put(stretch, this.source.slice(...stretch).replace(/[\t\r\n]/g, ' '))
  }

  /** Puts blanks before letters. @param offsets of the letters in the copy, in order */
  #add(offsets: readonly number[]): void {
    let before = 0
    const pieces = offsets.map((offset) => {
      const piece = this.source.slice(before, offset)
      before = offset
      return piece
    })
    this.source = [...pieces, this.source.slice(before)].join(' ')
    const moved = (offset: number): number => offset + countBefore(offsets, offset + 1)
    this.#added = [...this.#added.map(moved), ...offsets.map((offset, index) => offset + index)].sort((one, other) => one - other)
    for (const change of this.#changes) change.at = [moved(change.at[0]), moved(change.at[1])]
  }

  /** Changes the copy so that a complaint of js-yaml does not come again; throws what is to be said where Go's reader complains too. */
  change({reason, mark}: YAMLException): void {
    const position = Math.min(mark?.position ?? 0, this.source.length)
    const found = this.#refusal(reason, position)
    const change = this.#changes.length < Math.min(mostChanges, mostChangedUnits / this.source.length) ? this.#changed(reason, position) : undefined
    if (!change) throw this.#unsettled(position) ?? found
    this.#changes.push({...change, refusal: found})
  }

  #changed(reason: string, position: number): Omit<Change, 'refusal'> | undefined {
    const here: Stretch = [position, position + 1]
    const letter = this.source[position]
    if (letter === '#' && /missed comma|bad indentation|end of the stream or|line break/.test(reason) && /\S/.test(this.source[position - 1] ?? ' ')) {
      // Behind a bracket, a comma or a quote a comment needs no blank.
      this.#add([position])
      return {at: here, isGap: false}
    }
    if (reason.startsWith('missed comma') && /[[\]{},]/.test(this.source[position + 1] ?? '')) {
      // A dash alone, and a colon at the end of a text, are letters to Go's reader; a question mark is a sign.
      if (letter === '?') this.#add([position + 1])
      else if (letter === '-' || letter === ':') this.#put(here, 'x')
      else return undefined
      return {at: here, isGap: false}
    }
    if (reason === 'unknown escape sequence' && letter === '\'') {
      this.#put(here, ' ')
      return {at: here, isGap: false}
    }
    if ((letter === '|' || letter === '>') && /bad indentation|end of the stream or/.test(reason)) return this.#below(position)
    return reason === 'deficient indentation' ? this.#indented(position) : undefined
  }

  /** Puts the sign of a text in a block on the line of its key, below which it stands no further in. */
  #below(position: number): Omit<Change, 'refusal'> | undefined {
    const gap = gapBefore(this.source, position)
    if (!gap || this.source[gap[0] - 1] !== ':') return undefined
    const line = this.source.lastIndexOf('\n', gap[0] - 1) + 1
    const indent = /^ *(?:[-?] +)*/.exec(this.source.slice(line, gap[0]))![0].length
    if (position - this.source.lastIndexOf('\n', position - 1) - 1 < indent) return undefined
    this.#put(gap, ' '.repeat(gap[1] - gap[0]))
    return {at: gap, isGap: false}
  }

  #indented(position: number): Omit<Change, 'refusal'> | undefined {
    const gap = gapBefore(this.source, position)
    // Asking costs a pass, and behind an opening bracket or a comma there is rarely a text in quotes.
    const isBetween = gap !== undefined && /[[{,]/.test(this.source[gap[0] - 1] ?? '') && !this.source.slice(...gap).includes('#')
    const quoted = isBetween && this.#changes.length % 8 < 7 ? undefined : restOfQuoted(this.source, position)
    if (quoted) {
      this.#blank(quoted)
      return {at: quoted, isGap: false}
    }
    if (gap && /[\t\r\n]/.test(this.source.slice(...gap))) {
      this.#put(gap, ' '.repeat(gap[1] - gap[0]))
      return {at: gap, isGap: true}
    }
    // A tab between a key and its bracket.
    const line: Stretch = [this.source.lastIndexOf('\n', position - 1) + 1, position]
    if (!this.source.slice(...line).includes('\t')) return undefined
    this.#blank(line)
    return {at: line, isGap: false}
  }

  /** What is to be said of the first change after which js-yaml came no further, or only because a bracket stayed open. */
  #unsettled(position: number): Refusal | undefined {
    if (this.#changes.length === 0) return undefined
    const closed = closedBefore(this.source, position)
    return this.#changes.find(({at, isGap}) => (isGap ? at[0] >= closed : at[1] > position))?.refusal
  }

  /** Sets question marks apart with which a text between brackets begins: they are signs there, whatever follows. @returns true when there were any */
  setMarksApart(events: readonly Event[]): boolean {
    if (!this.source.includes('?') || (this.#passes += 1) > mostChanges) return false
    const open: boolean[] = []
    const marks: number[] = []
    for (const event of events) {
      if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) open.push(event.style === COLLECTION_STYLE.FLOW)
      else if (event.type === EVENT_ID.DOCUMENT) open.push(false)
      else if (event.type === EVENT_ID.POP) open.pop()
      else if (event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && open.at(-1) && this.source[event.valueStart] === '?') marks.push(event.valueStart + 1)
    }
    if (marks.length > 0) this.#add(marks)
    return marks.length > 0
  }

  /** Events of the copy as ones of the text; throws where a comment stands inside of a text, or what only looked like one goes on. */
  settled(events: Event[]): Event[] {
    if (this.#changes.length === 0 && this.#added.length === 0) return events
    const scalars = events.filter((event) => event.type === EVENT_ID.SCALAR && event.valueEnd >= 0) as ScalarEvent[]
    const ends = [0, ...scalars.map(({valueEnd}) => valueEnd)]
    for (const {at: [from, to], isGap, refusal: said} of this.#changes) {
      if (!isGap) continue
      const holder = scalars.find(({valueStart, valueEnd}) => valueStart <= from && from < valueEnd)
      if (holder && this.#text.slice(this.#place(from), this.#place(to)).includes('#')) throw said
      if (holder && holder.style !== SCALAR_STYLE.PLAIN) continue
      // What begins at the gap was a comment after all, which now goes on.
      if (this.source.slice(Math.max(this.source.lastIndexOf('\n', from - 1) + 1, ends.findLast((end) => end <= from)!), from).includes('#')) throw said
    }
    for (const scalar of scalars) scalar.fast = false
    if (this.#added.length === 0) return events
    for (const event of events as unknown as Array<Record<string, number>>) for (const field of offsetFields) if (event[field] !== undefined) event[field] = this.#place(event[field])
    return events
  }
}

/** Where the last line ends before an offset, or the offset itself, up to which every bracket is closed; 0 where none is found soon. */
function closedBefore(source: string, position: number): number {
  let end = position
  for (let tries = 0; tries < 20 && end > 0; tries += 1) {
    try {
      parseEvents(source.slice(0, end), {maxDepth: deepest})
      return end
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error
    }
    do end = source.lastIndexOf('\n', end - 1)
    while (end > 0 && !/[\]}][ \t\r]*$/.test(source.slice(source.lastIndexOf('\n', end - 1) + 1, end)))
  }
  return 0
}

/**
 * Parser events of a text as Go's reader would have them; offsets are those of the text.
 * @throws Refusal where the two refuse it, or Go's reader alone
 */
export function eventsOf(text: string): Event[] {
  const control = controlCharacter.exec(text)
  if (control) throw new Refusal(controlMessage, control.index)
  const draft = new Draft(text)
  for (;;) {
    let events
    try {
      events = parseEvents(draft.source, {maxDepth: deepest})
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error
      draft.change(error)
      continue
    }
    if (draft.setMarksApart(events)) continue
    events = draft.settled(events)
    const tab = text.includes('\t') ? refusedTab(text, events) : undefined
    if (tab !== undefined) throw new Refusal(tabMessage, tab)
    return events
  }
}
