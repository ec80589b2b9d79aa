import {distance} from 'fastest-levenshtein'
import {wordsOf} from '../text/words.ts'
import type {Connector} from './types.ts'
import {variableOf} from './variables.ts'

/** What a connector can be found by. */
export interface SearchEntry {
  name: string
  title: string
  /** Fields by name, with title and help; variables of the field and of its earlier names. */
  fields: Array<{name: string; title: string; help: string; variables: string[]}>
  auth: string[]
  resources: string[]
  notes: string[]
}

/** Where a word was found, from the strongest to the weakest. */
export type Where = 'name' | 'title' | 'variable' | 'auth' | 'resource' | 'field' | 'note'

/** A connector that has every word that was looked for; where none has, one that has some. */
export interface Found {
  name: string
  title: string
  /** Words that it has not. */
  lacks: string[]
  /** The strongest place of each word, and the text that stands there. */
  matches: Array<{where: Where; text: string}>
}

/** The searchable part of a connector. */
export function searchEntryOf(connector: Connector): SearchEntry {
  return {
    name: connector.name,
    title: connector.title,
    fields: Object.entries(connector.fields).map(([name, field]) => ({name, title: field.title, help: field.help ?? '', variables: [field.variable, ...field.aliases.map(variableOf)]})),
    auth: Object.values(connector.auth).map((method) => method.title),
    resources: [...new Set([...Object.keys(connector.capabilities), ...Object.values(connector.resourceTypes).map((one) => one.title)])],
    notes: connector.notes,
  }
}

interface Hit {
  score: number
  where: Where
  text: string
}

/** How well a word fits a text: 3 for the whole, 2 for one of its words, 1 for the beginning of one, 0 not at all. */
function fit(word: string, text: string): number {
  if (text.toLowerCase() === word) return 3
  const words = wordsOf(text)
  return words.includes(word) ? 2 : words.some((one) => one.startsWith(word)) ? 1 : 0
}

const weights: Record<Where, number> = {name: 90, title: 80, variable: 70, auth: 40, resource: 35, field: 30, note: 10}

/** The best place of a word in one connector. */
function hitOf(word: string, entry: SearchEntry): Hit | undefined {
  let best: Hit | undefined
  const offer = (where: Where, text: string, grade: number): void => {
    const score = weights[where] + grade
    if (grade > 0 && score > (best?.score ?? 0)) best = {score, where, text}
  }
  // `workspace` finds google-workspace, and `cloud` finds onelogin-cloud; in a name the middle of a word counts a little too.
  offer('name', entry.name, fit(word, entry.name) || (word.length > 2 && entry.name.includes(word) ? 0.5 : 0))
  offer('title', entry.title, fit(word, entry.title))
  for (const field of entry.fields) {
    for (const variable of field.variables) {
      const bare = variable.toLowerCase().replace(/^baton_/, '')
      const wanted = word.replaceAll('-', '_')
      offer('variable', variable, wanted === bare || wanted === variable.toLowerCase() ? 3 : wanted.length > 3 && `baton_${bare}`.includes(wanted) && wanted !== 'baton' ? 1 : 0)
    }
    offer('field', `${field.name}: ${field.title}`, fit(word, field.title))
    offer('field', `${field.name}: ${field.help}`, Math.min(1, fit(word, field.help)) / 2)
  }
  for (const title of entry.auth) offer('auth', title, fit(word, title))
  for (const resource of entry.resources) offer('resource', resource, fit(word, resource))
  for (const note of entry.notes) offer('note', note, fit(word, note))
  return best
}

/** How many letters may be wrong, missing or too many. */
const slips = (word: string): number => (word.length < 4 ? 0 : word.length < 7 ? 1 : 2)

/** Two letters that changed places are one slip. */
function apart(one: string, other: string): number {
  const far = distance(one, other)
  if (far !== 2 || one.length !== other.length) return far
  const at = [...one].findIndex((letter, index) => letter !== other[index])
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2) ? 1 : far
}

function slipOf(word: string, entry: SearchEntry): (Hit & {far: number}) | undefined {
  let best: (Hit & {far: number}) | undefined
  for (const [where, text] of [['name', entry.name], ['title', entry.title]] as const)
    for (const candidate of [text.toLowerCase(), ...wordsOf(text)]) {
      const far = apart(word, candidate)
      if (far <= slips(word) && far < (best?.far ?? Infinity)) best = {score: weights.auth + 20 - far * 5, where, text, far}
    }
  return best
}

/** The best place of a word in each entry. Where no name or title has it, the nearest names and titles that are a slip away count as well. */
function hitsOf(word: string, entries: SearchEntry[]): Array<Hit | undefined> {
  const straight = entries.map((entry) => hitOf(word, entry))
  if (straight.some((hit) => hit !== undefined && hit.score > weights.title)) return straight
  const slipped = entries.map((entry) => slipOf(word, entry))
  const nearest = Math.min(...slipped.map((slip) => slip?.far ?? Infinity))
  return entries.map((_, at) => {
    const slip = slipped[at]
    return slip && slip.far === nearest && slip.score > (straight[at]?.score ?? 0) ? slip : straight[at]
  })
}

/**
 * Finds connectors that have every word: in the name first, then in the title, then in a variable, then anywhere. Where none has every word, those that have
 * the most.
 * @param words what was typed; blanks part words
 * @returns the best first, those alike by name
 */
export function searchCatalog(entries: SearchEntry[], words: string[]): Found[] {
  const wanted = [...new Set(words.flatMap((one) => one.toLowerCase().split(/\s+/)).filter(Boolean))]
  const hits = wanted.map((word) => hitsOf(word, entries))
  const all = entries.map((entry, at) => {
    const own = hits.map((one) => one[at])
    const places = own.filter((hit) => hit !== undefined)
    const found: Found = {name: entry.name, title: entry.title, lacks: wanted.filter((_, word) => !own[word]), matches: unique(places.map(({where, text}) => ({where, text})))}
    return {score: places.reduce((sum, hit) => sum + hit.score, 0), found}
  })
  const fewest = Math.min(...all.map(({found}) => found.lacks.length))
  return all
    .filter(({found}) => found.matches.length > 0 && found.lacks.length === fewest)
    .sort((one, other) => other.score - one.score || (one.found.name < other.found.name ? -1 : 1))
    .map(({found}) => found)
}

const unique = (matches: Found['matches']): Found['matches'] => matches.filter((one, at) => matches.findIndex((other) => other.where === one.where && other.text === one.text) === at)
