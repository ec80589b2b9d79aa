import {describeConnector} from '../../core/catalog/describe.ts'
import type {Line} from '../../core/catalog/lines.ts'
import type {Connector} from '../../core/catalog/types.ts'
import {wrap} from '../../core/text/terminal.ts'

type Paint = (text: string) => string

/**
 * A connector as a page for a terminal.
 * @param columns the width to keep to
 */
export function connectorPage(connector: Connector, colour: Record<'bold' | 'dim' | 'cyan', Paint>, columns = 80): string {
  const paint: Record<Line['look'], Paint> = {heading: colour.bold, name: colour.cyan, faint: colour.dim, plain: (text) => text}
  return describeConnector(connector)
    .flatMap(({text, aside, indent, hang, look}) => {
      const [first = '', ...more] = wrap(aside === undefined ? text : `${text}  ${aside}`, columns, indent, aside === undefined ? hang : hang + 2)
      if (aside === undefined) return [first, ...more].map((line) => line && line.replace(/^( *)(.*)$/, (_, blanks: string, rest: string) => blanks + paint[look](rest)))
      const end = indent + text.length
      return [first.slice(0, indent) + paint[look](first.slice(indent, end)) + first.slice(end), ...more]
    })
    .join('\n')
}
