/** A line longer than this the docker CLI does not read (bufio.MaxScanTokenSize). */
const longestLine = 64 * 1024

/**
 * Whether an env file of the docker CLI can carry a value: it takes everything after the first `=` of a line as it stands, quotes, blanks, `#` and `$` with it,
 * and knows no way to write a line break (docker CLI 28, pkg/kvfile). A carriage return at the end of a line goes with the line break.
 */
export function fitsEnvFile(name: string, value: string): boolean {
  return !value.includes('\n') && !value.endsWith('\r') && Buffer.byteLength(`${name}=${value}`, 'utf8') < longestLine - 2
}

/** The text of an env file. @throws TypeError for a value that does not fit */
export function envFileText(variables: Array<{name: string; value: string}>): string {
  return variables.map(({name, value}) => {
    if (!fitsEnvFile(name, value)) throw new TypeError(`${name} does not fit into an env file`)
    return `${name}=${value}\n`
  }).join('')
}
