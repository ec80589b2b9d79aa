import {isRecord} from '../../values/maps.ts'
import type {Fault} from '../fault.ts'
import {readEntry} from '../parse.ts'
import type {EntryTree} from './to-entry.ts'

/** An entry that c1ctl accepts, what had to be set aside for that, and the faults that are left. */
export interface Settled {
  entry: EntryTree
  warnings: string[]
  faults: Fault[]
}

/** Attributes of a field that the schema brings and that an entry can do without. */
const spare = ['default', 'example', 'rules', 'extensions']

/**
 * Sets aside what a schema says and c1ctl's catalog cannot: a default that breaks its own rule, a pattern that Go reads in a way of its own, a constraint over
 * fields that are not published. It is kept under schema-extras.
 * @param entry an entry that a schema was taken over into
 */
export function settleEntry(name: string, entry: EntryTree): Settled {
  const tree = structuredClone(entry)
  const warnings: string[] = []
  for (;;) {
    const read = readEntry(name, tree)
    if (!('faults' in read)) return {entry: tree, warnings, faults: []}
    // From the end: what is taken out of a list moves all that follows.
    const movable = read.faults.toReversed().filter((fault) => setAside(tree, fault, warnings))
    if (movable.length === 0) return {entry: tree, warnings, faults: read.faults}
  }
}

const map = (value: unknown): EntryTree => (isRecord(value) ? value : {})

function setAside(tree: EntryTree, {path, reason}: Fault, warnings: string[]): boolean {
  const [part, name, attribute, rule] = path.map(String)
  const keep = (place: string, value: unknown): true => {
    tree['schema-extras'] = {...map(tree['schema-extras']), [place]: value}
    warnings.push(`${place} ${reason}. It is kept under schema-extras and not used.`)
    return true
  }
  if (part === 'constraints' && Array.isArray(tree['constraints']) && name !== undefined && Number(name) in tree['constraints']) {
    const [one] = tree['constraints'].splice(Number(name), 1)
    return keep(`constraints.${Object.values(map(one)).flat().map(String).join('+')}`, one)
  }
  if (part !== 'fields' || name === undefined || attribute === undefined || !spare.includes(attribute)) return false
  const field = map(map(tree['fields'])[name])
  const value = field[attribute]
  if (attribute === 'rules' && rule !== undefined && isRecord(value)) {
    if (!Object.hasOwn(value, rule)) return false
    keep(`fields.${name}.rules.${rule}`, value[rule])
    delete value[rule]
    if (Object.keys(value).length === 0) delete field['rules']
    return true
  }
  if (value === undefined) return false
  delete field[attribute]
  return keep(`fields.${name}.${attribute}`, value)
}
