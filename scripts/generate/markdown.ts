/** The first lines of a page that is made from code. @param source the file or thing that it is made from */
export const notice = (source: string): string => `<!-- Generated from ${source} by \`npm run generate\`. -->\n\n`

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** A table; cells may hold Markdown. */
export const markdownTable = (head: string[], rows: string[][]): string => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
