/** Whether a rule of .gitignore, tied to the root and with no wildcard but `*`, covers a path. */
export function coversPath(rule: string, path: string): boolean {
  const pattern = rule.split('*').map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')).join('[^/]*')
  return new RegExp(`^${pattern}$`).test(`/${path}`)
}

/** A rule of a directory as a directory above it writes it. */
export function ruleBelow(directory: string, rule: string): string {
  return directory === '' ? rule : `/${directory}${rule}`
}

const comment = '# Written by c1ctl: these files hold secret values as they are.'
/** What the comment said before. */
const earlier = '# Written by c1ctl: these files hold secrets as plain base64.'

/**
 * The text of a .gitignore with these rules in it; all that is there stays.
 * @returns null when they are there already
 */
export function withRules(text: string | null, rules: string[]): string | null {
  const there = new Set((text ?? '').split(/\r?\n/))
  const missing = [...new Set(rules)].filter((rule) => !there.has(rule))
  if (missing.length === 0) return null
  const before = text === null || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}\n`
  // Rules that come later stand under the comment of the first when nothing follows it.
  const isOpen = [comment, earlier].some((one) => before.trimEnd().split('\n\n').at(-1)!.split(/\r?\n/).includes(one))
  return `${before}${isOpen ? '' : `${comment}\n`}${missing.join('\n')}\n`
}
