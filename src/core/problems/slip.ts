import {distance} from 'fastest-levenshtein'

/** Two letters beside each other that changed places. */
function swapped(one: string, other: string): boolean {
  const at = [...one].findIndex((letter, index) => letter !== other[index])
  return one.length === other.length && one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2)
}

/**
 * The one name that a slip of the fingers turns into the given one: another case of letters, else one letter too many, too few, wrong or swapped in a
 * word of five or more. Stricter than `nearest`: good enough to be put in without asking.
 * @returns undefined when there is none, or more than one
 */
export function slipOf(name: string, names: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  const all = [...new Set(names)].filter((one) => one !== name)
  const sameLetters = all.filter((one) => one.toLowerCase() === wanted)
  const near = sameLetters.length > 0 ? sameLetters : all.filter((one) => {
    const other = one.toLowerCase()
    return Math.min(wanted.length, other.length) >= 5 && (distance(wanted, other) === 1 || swapped(wanted, other))
  })
  return near.length === 1 ? near[0] : undefined
}
