import type {LineOrigins} from '../../yaml/edit.ts'
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
    // What follows a secret on its line may be a comment that repeats it, and one that goes elsewhere with its lines may hold anything.
    const rest = real.slice(at).replace(/\r$/, '')
    return {real, shown: shown + (at > 0 || /^\s*#/.test(rest) ? rest.replace(/#.*$/, '# ***') : rest)}
  })
}

/**
 * What repairs change, as a unified diff without lines of context: those may hold anything.
 * @param file the name in the diff's head
 * @param origins for each line of the later version which of the earlier one it is; undefined for one that is new or changed
 * @returns an empty text when nothing changes
 */
export function unifiedDiff(file: string, before: Version, after: Version, origins: LineOrigins): string {
  const [old, now] = [linesOf(before), linesOf(after)]
  const out: string[] = []
  let [oldAt, nowAt] = [0, 0]
  for (let at = 0; at <= now.length; at += 1) {
    const origin = at === now.length ? old.length : origins[at]
    if (origin === undefined) continue
    let [to, end] = [origin, at]
    // A line that was written anew as it was, at either end.
    while (oldAt < to && nowAt < end && old[oldAt]!.real === now[nowAt]!.real) [oldAt, nowAt] = [oldAt + 1, nowAt + 1]
    while (oldAt < to && nowAt < end && old[to - 1]!.real === now[end - 1]!.real) [to, end] = [to - 1, end - 1]
    if (oldAt < to || nowAt < end) out.push(`@@ -${range(oldAt, to)} +${range(nowAt, end)} @@`, ...old.slice(oldAt, to).map(({shown}) => `-${shown}`), ...now.slice(nowAt, end).map(({shown}) => `+${shown}`))
    ;[oldAt, nowAt] = [origin + 1, at + 1]
  }
  return out.length === 0 ? '' : `--- ${file}\n+++ ${file}\n${out.join('\n')}\n`
}

/** A stretch of lines as a diff names it: of none, the line before. */
const range = (from: number, to: number): string => `${to === from ? from : from + 1}${to - from === 1 ? '' : `,${to - from}`}`
