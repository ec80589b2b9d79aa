/** One place that breaks a rule; lines and columns are one-based, the end is exclusive. */
export interface Finding {
  file: string
  line: number
  column: number
  endLine: number
  endColumn: number
  rule: string
  severity: 'error' | 'warning' | 'note'
  message: string
  fixable: boolean
}

/** What tells findings apart, also when somebody gave one another severity. */
export const findingKey = ({file, line, column, rule, message}: Finding): string => JSON.stringify([file, line, column, rule, message])
