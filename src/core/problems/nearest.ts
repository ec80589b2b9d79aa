import {distance} from 'fastest-levenshtein'

/**
 * The name most like the given one, when it is close enough to be a slip of the fingers.
 * @returns undefined when nothing is near
 */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: {name: string; far: number} | undefined
  for (const candidate of names) {
    const far = distance(wanted, candidate.toLowerCase())
    if (!best || far < best.far) best = {name: candidate, far}
  }
  // Two swapped letters are two steps apart; in a very short name that would fit almost anything.
  return best && best.far <= Math.max(name.length > 3 ? 2 : 1, Math.floor(name.length / 3)) ? best.name : undefined
}
