import {displayWidth} from '../core/text/terminal.ts'

/** Lays rows out in columns two blanks apart, without borders: readable for people, and for awk. The last column is never padded. */
export function renderTable(head: string[], rows: string[][]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))))
  const line = (row: string[]) =>
    head.map((_, column) => {
      const cell = row[column] ?? ''
      return column === head.length - 1 ? cell : cell + ' '.repeat(widths[column]! - displayWidth(cell))
    }).join('  ').trimEnd()
  return all.map(line).join('\n')
}
