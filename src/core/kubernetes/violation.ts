/** Keys and places in lists from the top of an object down. */
export type ObjectPath = Array<string | number>

/** Something of an object that an API server would refuse (or, as a warning, take without doing what was meant). Repeats no value of a Secret. */
export interface Violation {
  /** Rule id: `kubernetes/unknown-field`. */
  rule: string
  severity: 'error' | 'warning'
  path: ObjectPath
  part: 'key' | 'value'
  message: string
}

/** Reports one violation at a place below the value that is checked. */
export type Report = (rule: string, below: ObjectPath, message: string, more?: {part?: 'key' | 'value'; severity?: 'error' | 'warning'}) => void
