/**
 * The text of an EnvironmentFile: every value in double quotes, where systemd takes a backslash before one of `"\`$` away and reads everything else as it
 * stands, line breaks too; nothing is expanded (systemd.exec, EnvironmentFile=; src/basic/env-file.c of systemd 252).
 */
export function environmentFile(variables: Array<{name: string; value: string}>): string {
  return variables.map(({name, value}) => `${name}="${value.replaceAll(/[\\"`$]/g, '\\$&')}"\n`).join('')
}

/** A text in a setting of a unit: `%` begins a specifier there and is doubled, and a setting is one line. */
export const unitText = (text: string): string => text.replaceAll(/[^ -~]+/g, ' ').replaceAll('%', '%%')

/** A path or a name that has nothing to quote; a percent sign ends a quota only. @throws TypeError for another */
export function unitPath(text: string): string {
  if (!/^[A-Za-z0-9_./+@=:-]+%?$/.test(text)) throw new TypeError(`${text} would have to be quoted`)
  return text
}
