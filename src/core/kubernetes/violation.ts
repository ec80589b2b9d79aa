/** Keys and places in lists from the top of an object down. */
export type ObjectPath = Array<string | number>

/** What is likely meant, where there is one answer: the same text read as something else, or another name or word. Whether it is safe is for `lint --fix` to say. */
export type Hint = {as: 'text' | 'number' | 'boolean'} | {near: string}

/** Something of an object that an API server would refuse (or, as a warning, take without doing what was meant). Repeats no value of a Secret. */
export interface Violation {
  /** Rule id: `kubernetes/unknown-field`. */
  rule: string
  severity: 'error' | 'warning'
  path: ObjectPath
  part: 'key' | 'value'
  message: string
  hint?: Hint
  /** The part of a text that is at fault, in UTF-16 code units, when more than that stands there. */
  inside?: readonly [from: number, to: number]
  /** A later release of what defines the kind may well take it: it adds fields and words, and rarely takes any back. */
  mayCome?: true
}

/** Reports one violation at a place below the value that is checked. */
export type Report = (rule: string, below: ObjectPath, message: string, more?: {part?: 'key' | 'value'; severity?: 'error' | 'warning'}) => void
