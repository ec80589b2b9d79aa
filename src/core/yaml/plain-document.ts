import {readPlainScalar} from './kubernetes-scalars.ts'

/** What this reader leaves to the other one: it says nothing about whether the document is right. Made once, for a stack trace costs more than a document. */
const unusual = new Error('unusual')

/** Control characters and what some reader of YAML takes for the end of a line; tabs, carriage returns and characters of two code units too. */
const rare = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/
const deepest = 100
/** No word with a meaning of its own is longer: `false`, `-.inf`. */
const longestWord = 5
/** A key on one line may have 1024 characters. */
const longestKey = 1000

const [lineFeed, blank, doubleQuote, hash, quote, plus, comma, dash, point, colon] = [10, 32, 34, 35, 39, 43, 44, 45, 46, 58]
const [openList, backslash, closeList, openMap, bar, closeMap, tilde] = [91, 92, 93, 123, 124, 125, 126]

const classOf = new Uint8Array(128)
/** May begin a key. */
const keyStart = 1
/** May stand in a key, and in a plain scalar between brackets. */
const keyPart = 2
/** May begin a plain scalar. */
const plainStart = 4
for (let code = 33; code < 127; code += 1) {
  const letter = String.fromCharCode(code)
  if (/[A-Za-z_/]/.test(letter)) classOf[code]! |= keyStart
  if (/[\w./-]/.test(letter)) classOf[code]! |= keyPart
  if (/[\w./+~$(<;=^\\-]/.test(letter)) classOf[code]! |= plainStart
}
const is = (code: number, kind: number): boolean => code < 128 && (classOf[code]! & kind) !== 0

/** A plain scalar as Kubernetes reads it. */
function scalar(text: string): unknown {
  const first = text.charCodeAt(0)
  const isNumber = (first >= 48 && first <= 57) || first === dash || first === plus || first === point
  if (!isNumber && first !== tilde && text.length > longestWord) return text
  const read = readPlainScalar(text)
  if (read.kind === 'error') throw unusual
  return read.value
}

/** A key that is a text to every reader. */
function keyText(text: string): string {
  if (text.length <= longestWord && readPlainScalar(text).kind !== 'string') throw unusual
  return text
}

/** Offsets of an entry: key from, key to, value from, value to; of an item of a list, twice those of its value. */
export type Offsets = readonly [number, number, number, number]
/** Where the entries of a map or list stand, by key or index. */
export type Entries = Map<string | number, Offsets>

class PlainReader {
  readonly #text: string
  /** Where everything stands, when that is asked for, by map or list. */
  readonly #entries: Map<object, Entries> | undefined
  /** Where the value stands that was read last. */
  #from = 0
  #to = 0
  /** Where the line's content begins that is read next, or where on it reading has come to. */
  #at = 0
  /** How far that line is indented; -1 behind the last. */
  #indent = -1

  constructor(text: string, entries?: Map<object, Entries>) {
    this.#text = text
    this.#entries = entries
  }

  /** Where the value stands that was read last. */
  get place(): readonly [from: number, to: number] {
    return [this.#from, this.#to]
  }

  read(): unknown {
    this.#nextLine(this.#text.startsWith('---\n') ? 3 : -1)
    if (this.#indent !== 0) throw unusual
    const value = this.#below(0)
    // A line that is deeper than it may be, or whose indent no line above has, ends everything that is open.
    if (this.#indent >= 0) throw unusual
    return value
  }

  /** Goes to the next line that is neither empty nor a comment. @param end where the line before ends; -1 at the start */
  #nextLine(end: number): void {
    const text = this.#text
    let from = end
    while (from + 1 < text.length) {
      const start = from + 1
      let at = start
      while (text.charCodeAt(at) === blank) at += 1
      const first = text.charCodeAt(at)
      if (first !== lineFeed && first !== hash) {
        this.#at = at
        this.#indent = at < text.length ? at - start : -1
        return
      }
      from = first === lineFeed ? at : text.indexOf('\n', at)
      if (from < 0) break
    }
    this.#at = text.length
    this.#indent = -1
  }

  /** Reads what must be the line's end: blanks, and a comment behind at least one. */
  #endLine(at: number): void {
    const text = this.#text
    let next = at
    while (text.charCodeAt(next) === blank) next += 1
    const code = text.charCodeAt(next)
    if (code === hash && next > at) next = text.indexOf('\n', next)
    else if (next < text.length && code !== lineFeed) throw unusual
    this.#nextLine(next < 0 ? text.length : next)
  }

  #isItem(): boolean {
    if (this.#text.charCodeAt(this.#at) !== dash) return false
    const next = this.#text.charCodeAt(this.#at + 1)
    return next === blank || next === lineFeed || this.#at + 1 === this.#text.length
  }

  /** The map or list that begins on this line. */
  #below(depth: number): unknown {
    if (depth > deepest) throw unusual
    return this.#isItem() ? this.#list(this.#indent, depth) : this.#map(this.#indent, depth)
  }

  #list(indent: number, depth: number): unknown[] {
    const text = this.#text
    const list: unknown[] = []
    const start = this.#at
    const places = this.#entries && this.#placesOf(list)
    while (this.#indent === indent && this.#isItem()) {
      let at = this.#at + 1
      while (text.charCodeAt(at) === blank) at += 1
      const code = text.charCodeAt(at)
      if (code === lineFeed || code === hash || at === text.length) {
        this.#from = this.#at
        this.#to = this.#at + 1
        this.#endLine(this.#at + 1)
        list.push(this.#indent > indent ? this.#below(depth + 1) : null)
        places?.set(list.length - 1, [this.#from, this.#to, this.#from, this.#to])
        continue
      }
      const column = indent + at - this.#at
      this.#at = at
      if (this.#isItem() || this.#keyEnd() > 0) {
        this.#indent = column
        list.push(this.#below(depth + 1))
      } else list.push(this.#onLine(indent, depth))
      places?.set(list.length - 1, [this.#from, this.#to, this.#from, this.#to])
    }
    this.#from = start
    return list
  }

  #map(indent: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {}
    const start = this.#at
    const places = this.#entries && this.#placesOf(map)
    do {
      const from = this.#at
      const end = this.#keyEnd()
      if (end < 0) throw unusual
      const key = keyText(this.#text.slice(from, end))
      // A key that stands twice, and one that every object has.
      if (map[key] !== undefined) throw unusual
      this.#at = end + 1
      // A value that is not there stands behind its key.
      this.#from = this.#to = end
      map[key] = this.#value(indent, depth)
      places?.set(key, [from, end, this.#from, this.#to])
    } while (this.#indent === indent)
    this.#from = start
    return map
  }

  #placesOf(container: object): Entries {
    const places: Entries = new Map()
    this.#entries!.set(container, places)
    return places
  }

  /** Where the key ends that begins here; -1 when none does. */
  #keyEnd(): number {
    const text = this.#text
    let at = this.#at
    if (!is(text.charCodeAt(at), keyStart)) return -1
    while (is(text.charCodeAt(at), keyPart)) at += 1
    if (text.charCodeAt(at) !== colon || at - this.#at > longestKey) return -1
    const next = text.charCodeAt(at + 1)
    return next === blank || next === lineFeed || at + 1 === text.length ? at : -1
  }

  /** The value behind a key's colon. */
  #value(indent: number, depth: number): unknown {
    const text = this.#text
    let at = this.#at
    while (text.charCodeAt(at) === blank) at += 1
    const code = text.charCodeAt(at)
    if (code !== lineFeed && code !== hash && at < text.length) {
      this.#at = at
      return this.#onLine(indent, depth)
    }
    this.#endLine(this.#at)
    if (this.#indent > indent) return this.#below(depth + 1)
    return this.#indent === indent && this.#isItem() ? this.#list(indent, depth + 1) : null
  }

  /** The value that stands on this line. @param indent of what it stands in */
  #onLine(indent: number, depth: number): unknown {
    const code = this.#text.charCodeAt(this.#at)
    if (code === bar) return this.#literal(indent)
    const from = this.#at
    const value = code === openList || code === openMap ? this.#flow(depth) : code === doubleQuote || code === quote ? this.#quoted() : this.#plain()
    this.#from = from
    this.#to = this.#at
    this.#endLine(this.#at)
    return value
  }

  #plain(): unknown {
    const text = this.#text
    const from = this.#at
    const first = text.charCodeAt(from)
    if (first < 128 && !is(first, plainStart)) throw unusual
    if (first === dash && (is(text.charCodeAt(from + 1), plainStart) === false || text.startsWith('---', from))) throw unusual
    let at = from
    let end = from
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === lineFeed) break
      if (code === hash && text.charCodeAt(at - 1) === blank) break
      if (code === colon) {
        const next = text.charCodeAt(at + 1)
        if (next === blank || next === lineFeed || at + 1 === text.length) throw unusual
      }
      if (code !== blank) end = at + 1
    }
    this.#at = end
    return scalar(text.slice(from, end))
  }

  /** A text in quotes that closes on its line. */
  #quoted(): string {
    const text = this.#text
    const from = this.#at + 1
    const mark = text.charCodeAt(this.#at)
    let at = from
    let isEscaped = false
    for (; ; at += 1) {
      const code = text.charCodeAt(at)
      if (code === mark) {
        if (mark === doubleQuote || text.charCodeAt(at + 1) !== quote) break
        isEscaped = true
        at += 1
      } else if (code === backslash && mark === doubleQuote) {
        // The escapes that JSON reads as YAML does.
        if (!'"\\nt'.includes(text.charAt(at + 1))) throw unusual
        isEscaped = true
        at += 1
      } else if (code === lineFeed || at >= text.length) throw unusual
    }
    this.#at = at + 1
    if (!isEscaped) return text.slice(from, at)
    return mark === quote ? text.slice(from, at).replaceAll('\'\'', '\'') : (JSON.parse(text.slice(from - 1, at + 1)) as string)
  }

  /** A list or map between brackets, on one line and of simple words. */
  #flow(depth: number): unknown {
    if (depth > deepest) throw unusual
    const text = this.#text
    const isList = text.charCodeAt(this.#at) === openList
    const close = isList ? closeList : closeMap
    const list: unknown[] = []
    const map: Record<string, unknown> = {}
    const places = this.#entries && this.#placesOf(isList ? list : map)
    this.#at += 1
    for (let isFirst = true; ; isFirst = false) {
      this.#blanks()
      if (isFirst && text.charCodeAt(this.#at) === close) break
      let from = this.#at
      if (isList) {
        list.push(this.#flowItem(depth))
        places?.set(list.length - 1, [from, this.#at, from, this.#at])
      } else {
        const start = from
        const end = this.#keyEnd()
        if (end < 0) throw unusual
        const key = keyText(text.slice(start, end))
        if (map[key] !== undefined) throw unusual
        this.#at = end + 1
        this.#blanks()
        from = this.#at
        map[key] = this.#flowItem(depth)
        places?.set(key, [start, end, from, this.#at])
      }
      this.#blanks()
      const code = text.charCodeAt(this.#at)
      if (code === close) break
      if (code !== comma) throw unusual
      this.#at += 1
    }
    this.#at += 1
    return isList ? list : map
  }

  #flowItem(depth: number): unknown {
    const text = this.#text
    const code = text.charCodeAt(this.#at)
    if (code === openList || code === openMap) return this.#flow(depth + 1)
    if (code === doubleQuote || code === quote) return this.#quoted()
    const from = this.#at
    while (is(text.charCodeAt(this.#at), keyPart)) this.#at += 1
    // A dash alone begins an item of a list.
    if (this.#at === from || (code === dash && this.#at === from + 1)) throw unusual
    return scalar(text.slice(from, this.#at))
  }

  #blanks(): void {
    while (this.#text.charCodeAt(this.#at) === blank) this.#at += 1
  }

  /** A text behind `|` or `|-`, of which each line is indented as the first one is at least. */
  #literal(indent: number): string {
    const text = this.#text
    const strips = text.charCodeAt(this.#at + 1) === dash
    let at = this.#at + (strips ? 2 : 1)
    while (text.charCodeAt(at) === blank) at += 1
    if (text.charCodeAt(at) !== lineFeed) throw unusual
    const body = at + 1
    let last = body
    const lines: string[] = []
    let width = -1
    for (let start = at + 1; ;) {
      let begin = start
      while (text.charCodeAt(begin) === blank) begin += 1
      const end = text.indexOf('\n', begin)
      if (begin === text.length && begin === start) {
        this.#nextLine(start - 1)
        break
      }
      // A file that ends in the middle of the text, and blanks alone on a line, are read in more than one way.
      if (end < 0 || (begin === end && begin > start)) throw unusual
      if (begin === end) lines.push('')
      else {
        if (width < 0) width = begin - start
        if (begin - start < width || width <= indent) {
          if (begin - start > indent) throw unusual
          this.#nextLine(start - 1)
          break
        }
        lines.push(text.slice(start + width, end))
        last = end
      }
      start = end + 1
    }
    while (lines.at(-1) === '') lines.pop()
    if (lines.length === 0) throw unusual
    if (this.#entries) {
      const shown = text.slice(body, last).trimEnd()
      this.#from = body + shown.length - shown.trimStart().length
      this.#to = body + shown.length
    }
    return strips ? lines.join('\n') : `${lines.join('\n')}\n`
  }
}

/**
 * Reads a document that is written plainly: maps and lists by indentation, scalars and brackets on one line, literal texts. Five times as fast as the reader
 * for all of YAML, and a test holds the two to the same values. Anchors, tags, keys in quotes, texts over several lines, and whatever might be a fault are not read here.
 * @param text one document, without a byte order mark
 * @returns undefined where the other reader has to be asked
 */
export function plainDocument(text: string): {value: unknown} | undefined {
  return tried(text, () => ({value: new PlainReader(text).read()}))
}

/**
 * Says where everything stands in a document that `plainDocument` reads.
 * @returns its value anew, and offsets of the entries of its maps and lists, and of itself; undefined where the other reader has to be asked
 */
export function plainPlaces(text: string): {value: unknown; entries: Map<object, Entries>; root: readonly [from: number, to: number]} | undefined {
  return tried(text, () => {
    const entries = new Map<object, Entries>()
    const reader = new PlainReader(text, entries)
    return {value: reader.read(), entries, root: reader.place}
  })
}

function tried<T>(text: string, read: () => T): T | undefined {
  if (rare.test(text)) return undefined
  try {
    return read()
  } catch (error) {
    if (error === unusual) return undefined
    throw error
  }
}
