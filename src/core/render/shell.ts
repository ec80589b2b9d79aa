/** A word of sh that stands for exactly this text: in single quotes nothing has a meaning but the quote itself. Some shells look up a program after a leading `=`. */
export function shellWord(text: string): string {
  return /^(?!=)[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A text of PowerShell in single quotes; it also takes the typographic quotes for quotes, and all of them are doubled. */
export function powerShellText(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`
}

/** Base64 of the text in UTF-8: Windows PowerShell reads a script without a byte order mark in the code page of the machine. */
export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

/** A text in a comment of sh or PowerShell: one line. */
export const comment = (text: string): string => text.replaceAll(/[^ -~]+/g, ' ')
