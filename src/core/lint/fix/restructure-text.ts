import type {ObjectPath} from '../../kubernetes/violation.ts'
import {isRecord} from '../../values/maps.ts'
import {startsWith, valueAt} from '../../values/paths.ts'
import {BlockEntries, type BlockEntry} from '../../yaml/block-entries.ts'
import {overlaps, type Edit} from '../../yaml/edit.ts'
import type {KubernetesDocument} from '../../yaml/kubernetes-reader.ts'
import {FlowMap, type FlowEntry} from './flow-map.ts'
import type {Step} from './restructure.ts'
import {isSimple, written} from './scalar-text.ts'

type Entry = BlockEntry | FlowEntry
const isFlow = (entry: Entry): entry is FlowEntry => 'map' in entry

/** What comes into a map: an entry from elsewhere, a value that is new, or a map with such in it. */
type Growth = {entry: Entry} | {value: unknown} | {below: Map<string, Growth>}

/** An entry that comes into a map that is there, and where. */
interface Graft {
  into: ObjectPath
  name: string
  growth: Growth
  /** It takes the place of an entry that goes. */
  replaces?: Entry
  /** Where it comes else; behind all others when not given. */
  at?: number
}

/** Turns steps into edits of the text; undefined as soon as something is written in a way that is left alone. */
class Draftsman {
  readonly edits: Edit[] = []
  readonly #text: string
  readonly #document: KubernetesDocument
  readonly #entries: BlockEntries
  readonly #step: number
  readonly #grafts = new Map<string, Graft>()
  readonly #gone: Entry[] = []
  readonly #flows = new Map<string, FlowMap | undefined>()

  constructor(text: string, document: KubernetesDocument, base: ObjectPath) {
    this.#text = text
    this.#document = document
    this.#entries = new BlockEntries(text, document)
    this.#step = this.#entries.stepBelow(base)
  }

  /** @returns whether all of it can be done */
  draw(steps: readonly Step[]): boolean {
    return steps.every((step) => this.#take(step)) && this.#gone.every((one) => this.#cut(one)) && [...this.#grafts.values()].every((one) => this.#put(one)) && this.#mend()
  }

  /** The map at a path when it stands in brackets, on one line. */
  #flow(path: ObjectPath): FlowMap | undefined {
    const id = JSON.stringify(path)
    if (!this.#flows.has(id)) this.#flows.set(id, FlowMap.at(this.#text, this.#document, path))
    return this.#flows.get(id)
  }

  #entry(path: ObjectPath): Entry | undefined {
    const flow = this.#flow(path.slice(0, -1))
    return flow ? flow.entry(String(path.at(-1))) : this.#entries.at(path)
  }

  #take(step: Step): boolean {
    if (step.kind === 'set') return this.#token(step.to, 'value', step.value)
    if (step.kind === 'add') return this.#graft(step.to, {value: step.value}, step.beside)
    const [home, target] = [step.from.slice(0, -1), step.to.slice(0, -1)]
    if (home.length === target.length && startsWith(home, target)) return this.#token(step.from, 'key', String(step.to.at(-1)))
    const entry = this.#entry(step.from)
    if (!entry || !(isFlow(entry) ? entry.map.isByItself(entry) : this.#entries.isByItself(entry))) return false
    this.#gone.push(entry)
    return this.#graft(step.to, {entry}, undefined, step.from)
  }

  #token(path: ObjectPath, part: 'key' | 'value', to: string | number | boolean): boolean {
    const place = this.#document.place(path, part)
    const before = place && this.#text.slice(...place)
    if (!before || !isSimple(before, part === 'key' ? path.at(-1) : valueAt(this.#document.value, path))) return false
    this.edits.push({from: place[0], to: place[1], text: typeof to === 'string' ? written(to, before) : String(to)})
    return true
  }

  #graft(to: ObjectPath, growth: Growth, beside?: readonly ['before' | 'after', string], from?: ObjectPath): boolean {
    let depth = to.length - 1
    while (depth > 0 && !isRecord(valueAt(this.#document.value, to.slice(0, depth)))) depth -= 1
    const [into, steps] = [to.slice(0, depth), to.slice(depth).map(String)]
    const id = JSON.stringify([into, steps[0]])
    const known = this.#grafts.get(id)
    const graft: Graft = known ?? {into, name: steps[0]!, growth: steps.length > 1 ? {below: new Map()} : growth}
    this.#grafts.set(id, graft)
    if (!this.#place(graft, beside, from)) return false
    return steps.length > 1 ? grow(graft.growth, steps.slice(1), growth) : known === undefined
  }

  #place(graft: Graft, beside?: readonly ['before' | 'after', string], from?: ObjectPath): boolean {
    if (graft.replaces !== undefined || graft.at !== undefined) return true
    const {into} = graft
    if (from && from.length === into.length + 1 && startsWith(from, into)) {
      const entry = this.#gone.at(-1)!
      graft.replaces = entry
    } else if (from && startsWith(from, into)) {
      const way = this.#entry(from.slice(0, into.length + 1))
      if (!way) return false
      graft.at = way.to
    } else if (beside && this.#document.place([...into, beside[1]])) {
      const other = this.#entry([...into, beside[1]])
      if (!other || (beside[0] === 'before' && !isFlow(other) && other.isBehindDash)) return false
      graft.at = beside[0] === 'before' ? other.from : other.to
    }
    return true
  }

  #cut(entry: Entry): boolean {
    if ([...this.#grafts.values()].some(({replaces}) => replaces === entry)) return true
    if (isFlow(entry)) {
      entry.map.cut(entry)
      return true
    }
    const edit = this.#entries.cut(entry)
    if (edit) this.edits.push(edit)
    return edit !== undefined
  }

  #put({into, name, growth, replaces, at}: Graft): boolean {
    const flow = this.#flow(into)
    if (flow) {
      const text = this.#inline(name, growth, flow.quote)
      if (text === undefined) return flow.isEmpty && this.#open(into, name, growth)
      if (replaces && isFlow(replaces)) flow.replace(replaces, text)
      else flow.insert(text, at)
      return true
    }
    const column = this.#entries.columnOf(into)
    const text = column === undefined ? undefined : this.#lines(name, growth, column)
    const end = at ?? this.#entries.endOf(into)
    if (text === undefined || end === undefined) return false
    if (replaces && !isFlow(replaces)) this.edits.push({from: replaces.isBehindDash ? replaces.key[0] : replaces.from, to: replaces.to, text: replaces.isBehindDash ? text.slice(column) : text})
    else this.edits.push({from: end, to: end, text})
    return true
  }

  /** Puts lines in the place of brackets without anything in them. */
  #open(into: ObjectPath, name: string, growth: Growth): boolean {
    const [entry, place] = [this.#entries.at(into), this.#document.place(into)]
    const lines = entry && this.#lines(name, growth, entry.column + this.#step)
    if (lines === undefined || !place) return false
    const {key, to} = entry!
    const behind = this.#text.slice(place[1], to)
    // The file ends without a line end as it did.
    const text = behind.endsWith('\n') ? behind + lines : behind + this.#entries.lineEnd + lines.slice(0, -this.#entries.lineEnd.length)
    this.edits.push({from: key[1] + this.#text.slice(key[1], place[0]).trimEnd().length, to, text})
    return true
  }

  /** An entry in lines that end with a line end. */
  #lines(name: string, growth: Growth, column: number): string | undefined {
    const {lineEnd} = this.#entries
    if ('entry' in growth) {
      const {entry} = growth
      if (isFlow(entry)) return `${' '.repeat(column)}${this.#inline(name, growth, '')!}${lineEnd}`
      return this.#entries.linesFor(entry, column, nameOf(this.#text, entry) === name ? undefined : written(name))
    }
    const head = `${' '.repeat(column)}${written(name)}:`
    if ('below' in growth) {
      const all = [...growth.below].map(([step, one]) => this.#lines(step, one, column + this.#step))
      return all.includes(undefined) ? undefined : [head, lineEnd, ...all].join('')
    }
    const {value} = growth
    if (isRecord(value)) return [head, lineEnd, ...Object.entries(value).map(([step, one]) => this.#lines(step, {value: one}, column + this.#step))].join('')
    if (Array.isArray(value)) return [head, lineEnd, ...value.map((one: unknown) => `${' '.repeat(column)}- ${scalar(one)}${lineEnd}`)].join('')
    return `${head} ${scalar(value)}${lineEnd}`
  }

  /**
   * An entry for a map in brackets; undefined for lines, and for what has a comment.
   * @param quote what its names have around them: those of JSON need it
   */
  #inline(name: string, growth: Growth, quote: string): string | undefined {
    if ('below' in growth) {
      const all = [...growth.below].map(([step, one]) => this.#inline(step, one, quote))
      return all.includes(undefined) ? undefined : `${written(name, quote)}: {${all.join(', ')}}`
    }
    if ('value' in growth) return `${written(name, quote)}: ${inBrackets(growth.value, quote)}`
    const {entry} = growth
    const key = nameOf(this.#text, entry)
    const value = isFlow(entry) ? this.#text.slice(...entry.value) : oneLine(this.#text, entry)
    return value === undefined ? undefined : `${key === name ? key : written(name, key)}: ${value}`
  }

  /** Puts a line end before what comes behind a last line that has none, and looks whether all edits can be done at once. */
  #mend(): boolean {
    for (const flow of this.#flows.values()) if (flow?.isTouched) this.edits.push(...flow.edits())
    const end = this.#text.length
    const isOpen = !this.#text.endsWith('\n') && !this.edits.some(({from, to}) => from < to && to === end)
    for (const edit of this.edits) {
      if (isOpen && edit.from === end) {
        // The file ends without a line end as it did.
        edit.text = this.#entries.lineEnd + edit.text.slice(0, -this.#entries.lineEnd.length)
        break
      }
    }
    this.edits.sort((one, other) => one.from - other.from || one.to - other.to)
    return this.edits.every((one, index) => index === 0 || !overlaps(this.edits[index - 1]!, one))
  }
}

const scalar = (value: unknown): string => (typeof value === 'string' ? written(value) : String(value))
/** @param quote as in `#inline` */
const inBrackets = (value: unknown, quote: string): string => {
  if (Array.isArray(value)) return `[${value.map((one) => inBrackets(one, quote)).join(', ')}]`
  if (isRecord(value)) return `{${Object.entries(value).map(([name, one]) => `${written(name, quote)}: ${inBrackets(one, quote)}`).join(', ')}}`
  return typeof value === 'string' ? written(value, quote) : String(value)
}
const quoted = /"(?:[^"\\]|\\.)*"|'[^']*'/g
/** The value of an entry that takes one line and has no comment, when it may stand in brackets as it is. */
function oneLine(text: string, {from, to, key}: BlockEntry): string | undefined {
  const rest = text.slice(key[1], to).trimEnd()
  const value = rest.slice(/^[ \t]*:[ \t]*/.exec(rest)![0].length)
  const hasMore = text.slice(from, key[0]).includes('\n') || value === '' || value.includes('\n') || /(?:^|\s)#/.test(value.replaceAll(quoted, '""'))
  return hasMore || (/^[^"'{[]/.test(value) && /[[\]{},]/.test(value)) ? undefined : value
}
const nameOf = (text: string, {key}: Entry): string => text.slice(...key)

/** Puts a growth further down. @returns false when something is there already */
function grow(root: Growth, steps: string[], growth: Growth): boolean {
  let at = root
  for (const [index, step] of steps.entries()) {
    if (!('below' in at)) return false
    const isLast = index === steps.length - 1
    const next: Growth = (isLast ? undefined : at.below.get(step)) ?? (isLast ? growth : {below: new Map()})
    if (isLast && at.below.has(step)) return false
    at.below.set(step, next)
    at = next
  }
  return true
}

/**
 * Draws steps as edits of the file's lines, which keep their comments and their style.
 * @param base where the object stands in its document
 * @param steps with paths of the document
 * @returns in the order of the file; undefined where brackets over several lines, anchors, aliases or tags have to do with it
 */
export function draftSteps(text: string, document: KubernetesDocument, base: ObjectPath, steps: readonly Step[]): Edit[] | undefined {
  const draftsman = new Draftsman(text, document, base)
  return draftsman.draw(steps) ? draftsman.edits : undefined
}
