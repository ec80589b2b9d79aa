/** A line of a configuration whose value is a placeholder: `client-id: <C1 client ID>`, `"token": "<token>",`. Lines of XML and HTML begin with their `<`. */
const setting = /^[ \t]*(?:- )?["']?[\w.-]+["']?[ \t]*[:=][ \t]*["']?(?=(<[A-Za-z][^<>\n]*>)["']?,?[ \t\r]*$)/gm

/**
 * Where placeholders such as `<C1 client ID>` stand in a text: the whole of it but for blanks around, or the values of single lines.
 * @returns stretches in UTF-16 code units
 */
export function placeholdersIn(text: string): Array<readonly [from: number, to: number]> {
  const whole = /^\s*(?=(<[A-Za-z][^<>\n]*>)\s*$)/.exec(text)
  if (whole) return [[whole[0].length, whole[0].length + whole[1]!.length]]
  return text.includes('\n') ? [...text.matchAll(setting)].map((match) => [match.index + match[0].length, match.index + match[0].length + match[1]!.length]) : []
}
