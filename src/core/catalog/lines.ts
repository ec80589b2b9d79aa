/** A line for a person, before it is wrapped and coloured. */
export interface Line {
  text: string
  /** Columns before the first line, and before the following ones. */
  indent: number
  hang: number
  look: 'heading' | 'name' | 'plain' | 'faint'
  /** What follows a name on its line, fainter. */
  aside?: string
}

/** An empty line and a heading. */
export const heading = (text: string): Line[] => [{text: '', indent: 0, hang: 0, look: 'plain'}, {text, indent: 0, hang: 0, look: 'heading'}]

/** A line as it is. */
export const plain = (text: string, indent = 2, hang = indent): Line => ({text, indent, hang, look: 'plain'})

/** A line that few will need. */
export const faint = (text: string, indent = 4, hang = indent + 2): Line => ({text, indent, hang, look: 'faint'})

/** Names as part of a sentence: `a, b and c`. */
export const list = (names: string[], word: string): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`)
