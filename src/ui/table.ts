import {cut, displayWidth} from '../core/text/terminal.ts'

/** No column is made narrower than this for the others' sake. */
const least = 8

/**
 * Lays rows out in columns two blanks apart, without borders: readable for people, and for awk. The last column is never padded.
 * @param columns the width to keep to, at the cost of the widest cells but never of the first column; without one every cell stays whole
 */
export function renderTable(head: string[], rows: string[][], columns?: number): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => all.reduce((most, row) => Math.max(most, displayWidth(row[column] ?? '')), 0))
  if (columns !== undefined) shrink(widths, columns - 2 * (head.length - 1))
  const line = (row: string[]) =>
    head.map((_, column) => {
      const cell = cut(row[column] ?? '', widths[column]!)
      return column === head.length - 1 ? cell : cell + ' '.repeat(widths[column]! - displayWidth(cell))
    }).join('  ').trimEnd()
  return all.map(line).join('\n')
}

/** Takes from the widest column until all fit, the first one aside: it holds what the others speak of. */
function shrink(widths: number[], room: number): void {
  for (let over = widths.reduce((sum, one) => sum + one, 0) - room; over > 0; over--) {
    const widest = widths.slice(1).reduce((best, width, at) => (width > widths[best]! ? at + 1 : best), 1)
    if (widths[widest] === undefined || widths[widest] <= least) return
    widths[widest] -= 1
  }
}
