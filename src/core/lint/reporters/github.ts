import {escapeControls} from '../../text/terminal.ts'
import type {Finding} from '../types.ts'
import type {Report} from './report.ts'

const commands: Record<Finding['severity'], string> = {error: 'error', warning: 'warning', note: 'notice'}

// The runner ends a command at the line's end and a property at a colon or comma, and decodes these and no others (actions/toolkit, core/src/command.ts).
const data = (text: string): string => escapeControls(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'))
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/**
 * Findings as workflow commands of GitHub Actions, one a line: the runner makes annotations of them. A column is given for findings within one line only,
 * for the runner drops it otherwise.
 * @returns an empty text when there are no findings
 */
export function githubReport({findings, pathOf}: Report): string {
  return findings
    .map(({file, line, column, endLine, rule, severity, message}) => {
      const properties = {file: pathOf(file), line, ...(line === endLine ? {col: column} : {}), endLine, title: rule}
      return `::${commands[severity]} ${Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`).join(',')}::${data(message)}\n`
    })
    .join('')
}
