import type {Span} from '../../yaml/kubernetes-reader.ts'

/** One version of a file. */
export interface Version {
  text: string
  /** Stretches that nobody should see. */
  secrets: Span[]
}

const quoted = /^(["'])[^]*\1$/
/** A secret value, of which only the quotes are shown: they are what a repair changes. */
function masked(value: string): string {
  const quote = quoted.exec(value)?.[1] ?? ''
  return `${quote}***${quote}`
}

/** The lines of a version with its secrets masked, and beside each line what it really is. */
function linesOf({text, secrets}: Version): Array<{real: string; shown: string}> {
  const byLine = new Map<number, Array<[number, number]>>()
  // Columns do not count a byte order mark.
  const lines = text.replace(/^\ufeff/, '').split('\n')
  for (const one of secrets) {
    for (let line = one.line; line <= one.endLine; line += 1) {
      const end = line === one.endLine ? one.endColumn - 1 : lines[line - 1]!.length
      byLine.set(line, [...(byLine.get(line) ?? []), [line === one.line ? one.column - 1 : 0, end]])
    }
  }
  return lines.map((real, index) => {
    let shown = ''
    let at = 0
    for (const [from, to] of (byLine.get(index + 1) ?? []).sort((one, other) => one[0] - other[0])) {
      if (from >= to || to <= at) continue
      shown += real.slice(at, Math.max(at, from)) + masked(real.slice(Math.max(at, from), to))
      at = to
    }
    // What follows a secret on its line may be a comment that repeats it.
    const rest = real.slice(at).replace(/\r$/, '')
    return {real, shown: shown + (at > 0 ? rest.replace(/#.*$/, '# ***') : rest)}
  })
}

/**
 * What repairs change, as a unified diff without lines of context: those may hold anything. Repairs change lines and add or remove none.
 * @param file the name in the diff's head
 * @returns an empty text when nothing changes
 */
export function unifiedDiff(file: string, before: Version, after: Version): string {
  const [old, now] = [linesOf(before), linesOf(after)]
  const out: string[] = []
  for (let from = 0; from < old.length; from += 1) {
    let to = from
    while (to < old.length && old[to]!.real !== now[to]!.real) to += 1
    if (to === from) continue
    const range = `${from + 1}${to - from === 1 ? '' : `,${to - from}`}`
    out.push(`@@ -${range} +${range} @@`, ...old.slice(from, to).map(({shown}) => `-${shown}`), ...now.slice(from, to).map(({shown}) => `+${shown}`))
    from = to
  }
  return out.length === 0 ? '' : `--- ${file}\n+++ ${file}\n${out.join('\n')}\n`
}
