/** A line of a comparison: what stays, goes or comes; `gap` for lines that are left out. */
export interface DiffLine {
  kind: 'same' | 'less' | 'more' | 'gap'
  text: string
}

/**
 * Compares two texts line by line.
 * @param around how many lines that stay are shown before and after a change
 * @returns no lines when nothing differs
 */
export function lineDiff(before: string, after: string, around = 3): DiffLine[] {
  const [old, fresh] = [before, after].map((text) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))) as [string[], string[]]
  let head = 0
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < fresh.length - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail++
  const all: DiffLine[] = [
    ...old.slice(0, head).map((text): DiffLine => ({kind: 'same', text})),
    ...middle(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)),
    ...old.slice(old.length - tail).map((text): DiffLine => ({kind: 'same', text})),
  ]
  const near = all.map((_, at) => all.slice(Math.max(0, at - around), at + around + 1).some((one) => one.kind !== 'same'))
  return all.flatMap((line, at) => (near[at] ? [line] : near[at - 1] && near.indexOf(true, at) !== -1 ? [{kind: 'gap' as const, text: ''}] : []))
}

/** The longest common sequence of lines stays. */
function middle(old: string[], fresh: string[]): DiffLine[] {
  const length = Array.from({length: old.length + 1}, () => new Uint32Array(fresh.length + 1))
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--) length[i]![j] = old[i] === fresh[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!)
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      lines.push({kind: 'same', text: old[i]!})
      i++
      j++
    } else if (j >= fresh.length || (i < old.length && length[i + 1]![j]! >= length[i]![j + 1]!)) lines.push({kind: 'less', text: old[i++]!})
    else lines.push({kind: 'more', text: fresh[j++]!})
  }
  return lines
}
