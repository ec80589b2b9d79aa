import {isRecord} from '../../values/maps.ts'
import {valueAt} from '../../values/paths.ts'
import type {Edit} from '../../yaml/edit.ts'
import type {KubernetesDocument, Path} from '../../yaml/kubernetes-reader.ts'

/** An entry of a map in brackets. Offsets are those of the file. */
export interface FlowEntry {
  map: FlowMap
  from: number
  to: number
  key: readonly [from: number, to: number]
  value: readonly [from: number, to: number]
}

/** An anchor, an alias or a tag. */
const linked = /(?:^|[\s,[{:])[&*!]\S/

/** A map in brackets that stands on one line, and so has no comments: which of its entries go, and which come. */
export class FlowMap {
  /** In the order of the text. */
  readonly #entries: FlowEntry[] = []
  readonly #names = new Map<string, FlowEntry>()
  /** What stands between the brackets. */
  readonly #inside: readonly [from: number, to: number]
  readonly #text: string
  /** Of the name that is the document's first: an empty map is written as it is. */
  readonly #start: number
  readonly #gone = new Set<FlowEntry>()
  readonly #edits: Edit[] = []
  readonly #last: string[] = []

  private constructor(text: string, [from, to]: readonly [number, number], start: number) {
    this.#start = start
    this.#text = text
    this.#inside = [from + 1, to - 1]
  }

  /** @returns undefined for a map that is written otherwise, or in part elsewhere */
  static at(text: string, document: KubernetesDocument, path: Path): FlowMap | undefined {
    const [place, value] = [document.place(path), valueAt(document.value, path)]
    if (!place || !isRecord(value) || !/^\{.*\}$/.test(text.slice(...place))) return undefined
    const [first] = Object.keys(isRecord(document.value) ? document.value : {})
    const map = new FlowMap(text, place, (first === undefined ? undefined : document.place([first], 'key')?.[0]) ?? place[0])
    return map.#read(document, path, Object.keys(value)) ? map : undefined
  }

  #read(document: KubernetesDocument, path: Path, names: string[]): boolean {
    for (const name of names) {
      const [key, value] = [document.place([...path, name], 'key'), document.place([...path, name])]
      if (!key || !value || !/^[ \t]*:[ \t]*$/.test(this.#text.slice(key[1], value[0]))) return false
      const entry: FlowEntry = {map: this, from: key[0], to: value[1], key, value}
      this.#entries.push(entry)
      this.#names.set(name, entry)
    }
    this.#entries.sort((one, other) => one.from - other.from)
    const [start, end] = this.#inside
    const between = [start, ...this.#entries.map(({to}) => to)].map((from, index) => this.#text.slice(from, this.#entries[index]?.from ?? end))
    return between.every((one, index) => (index === 0 || index === between.length - 1 ? /^[ \t]*$/ : /^[ \t]*,[ \t]*$/).test(one))
  }

  /** What stands around its names: nothing, or the quotes of JSON. */
  get quote(): string {
    const [first] = this.#entries
    return this.#text[first ? first.from : this.#start] === '"' ? '"' : ''
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  entry(name: string): FlowEntry | undefined {
    return this.#names.get(name)
  }

  /** Whether nothing in an entry is known elsewhere under a name, or comes from there. Texts that only look like it count too. */
  isByItself({value}: FlowEntry): boolean {
    return !linked.test(this.#text.slice(...value))
  }

  cut(entry: FlowEntry): void {
    this.#gone.add(entry)
  }

  replace({from, to}: FlowEntry, text: string): void {
    this.#edits.push({from, to, text})
  }

  /** @param at the start of an entry, or its end; behind all others when not given */
  insert(text: string, at?: number): void {
    if (at === undefined) this.#last.push(text)
    else this.#edits.push({from: at, to: at, text: this.#entries.some(({from}) => from === at) ? `${text}, ` : `, ${text}`})
  }

  /** Whether anything becomes of it. */
  get isTouched(): boolean {
    return this.#gone.size + this.#edits.length + this.#last.length > 0
  }

  /** What becomes of the text. */
  edits(): Edit[] {
    const all = this.#entries
    const kept = all.filter((one) => !this.#gone.has(one))
    const [first, last] = [all[0], all.at(-1)]
    if (kept.length === 0) return [...this.#edits, {from: first?.from ?? this.#inside[0], to: last?.to ?? this.#inside[1], text: this.#last.join(', ')}]
    const end = kept.at(-1)!.to
    const cuts = all.flatMap((one, index): Edit[] => (this.#gone.has(one) && one.to < end ? [{from: one.from, to: all[index + 1]!.from, text: ''}] : []))
    // A comma goes with what stands behind it; behind what stays last, with what stands before.
    if (last!.to > end) cuts.push({from: end, to: last!.to, text: ''})
    return [...this.#edits, ...this.#last.map((text) => ({from: end, to: end, text: `, ${text}`})), ...cuts]
  }
}
