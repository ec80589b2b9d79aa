import {COLLECTION_STYLE, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException, type Event, type ScalarEvent} from 'js-yaml'

/** What this reader leaves to the other one: it says nothing about whether the file is right. */
class Unusual extends Error {}

const plainNull = /^(?:null|Null|NULL|~|)$/
const deepest = 100
const mostEvents = 100_000

/**
 * Reads a YAML file of people as source-document.ts does, about eight times as fast, where it is written without anything unusual: anchors, tags, several
 * documents, keys over several lines and whatever might be a fault are not read here. A test holds the two to the same values.
 * @returns maps, lists, source texts and nulls; undefined where the other reader has to be asked
 */
export function quickSource(text: string): {value: unknown} | undefined {
  if (/[\u0000-\u0008\u000b-\u001f\u007f\ufeff]|\t/.test(text)) return undefined
  try {
    const events = parseEvents(text, {maxDepth: deepest})
    const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT)
    const [document] = documents
    if (events.length > mostEvents || documents.length !== 1 || !document || ('explicitStart' in document && document.explicitStart)) return undefined
    return {value: read(text, events)}
  } catch (error) {
    if (error instanceof Unusual || error instanceof YAMLException) return undefined
    throw error
  }
}

function read(text: string, events: Event[]): unknown {
  let next = events.findIndex((event) => event.type === EVENT_ID.DOCUMENT) + 1

  const scalar = (event: ScalarEvent): string | null => {
    if (event.valueStart < 0) return null
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
    if (event.style === SCALAR_STYLE.PLAIN || quoted) {
      if (text.slice(event.valueStart, event.valueEnd).includes('\n')) throw new Unusual()
    }
    const value = getScalarValue(text, event)
    return event.style === SCALAR_STYLE.PLAIN && plainNull.test(value) ? null : value
  }
  const node = (): unknown => {
    const event = events[next++]
    if (!event || event.type === EVENT_ID.ALIAS || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) throw new Unusual()
    if (event.anchorStart >= 0 || event.tagStart >= 0) throw new Unusual()
    if (event.type === EVENT_ID.SCALAR) return scalar(event)
    // A flow collection on several lines has rules of indentation that the two readers draw differently.
    if (event.style === COLLECTION_STYLE.FLOW && !closesOnItsLine(text, event.start)) throw new Unusual()
    return event.type === EVENT_ID.SEQUENCE ? sequence() : mapping()
  }
  const sequence = (): unknown[] => {
    const list: unknown[] = []
    while (events[next]!.type !== EVENT_ID.POP) list.push(node())
    next += 1
    return list
  }
  const mapping = (): Record<string, unknown> => {
    const map: Record<string, unknown> = {}
    while (events[next]!.type !== EVENT_ID.POP) {
      const event = events[next]!
      if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0 || event.style > SCALAR_STYLE.DOUBLE_QUOTED) throw new Unusual()
      const key = node()
      if (typeof key !== 'string' || key === '<<' || key in Object.prototype || Object.hasOwn(map, key)) throw new Unusual()
      const below = events[next]!
      const onItsLine = 'start' in below && !text.slice(event.valueEnd, below.start).includes('\n')
      if (onItsLine && 'style' in below && below.style === COLLECTION_STYLE.BLOCK) throw new Unusual()
      map[key] = node()
    }
    next += 1
    return map
  }

  return node()
}

/** Whether the brackets that open at an offset are closed again before the line ends or a comment begins. */
function closesOnItsLine(text: string, start: number): boolean {
  let depth = 0
  let before = ''
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at]!
    if (letter === '\n' || (letter === '#' && text[at - 1] === ' ')) return false
    if ((letter === '"' || letter === "'") && /[[{,:]/.test(before)) {
      at += 1
      while (at < text.length && text[at] !== letter) at += letter === '"' && text[at] === '\\' ? 2 : 1
    } else if (letter === '[' || letter === '{') depth += 1
    else if (letter === ']' || letter === '}') {
      depth -= 1
      if (depth === 0) return true
    }
    if (letter !== ' ') before = letter
  }
  return false
}
