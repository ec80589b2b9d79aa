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

/** A stretch of lines that differs: zero-based, the ends exclusive. */
interface Hunk {
  old: [from: number, to: number]
  now: [from: number, to: number]
}

/** Beyond so many steps a difference is no repair's: what lies between the first and the last line that differ is then shown as one. */
const mostSteps = 2000

/** Which lines differ, with as few of them as can be (Myers, "An O(ND) difference algorithm"). */
function hunksOf(old: string[], now: string[]): Hunk[] {
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1
  let [oldEnd, nowEnd] = [old.length, now.length]
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) [oldEnd, nowEnd] = [oldEnd - 1, nowEnd - 1]
  const [width, height] = [oldEnd - start, nowEnd - start]
  if (width === 0 && height === 0) return []
  const whole: Hunk[] = [{old: [start, oldEnd], now: [start, nowEnd]}]
  if (width === 0 || height === 0) return whole
  const isSame = (x: number, y: number): boolean => old[start + x] === now[start + y]
  // How far along `old` each diagonal reaches, and the same for every step before.
  const reach = new Map<number, number>([[1, 0]])
  const trace: Array<Map<number, number>> = []
  for (let step = 0; step <= mostSteps; step += 1) {
    trace.push(new Map(reach))
    for (let diagonal = -step; diagonal <= step; diagonal += 2) {
      let x = comesDown(reach, diagonal, step) ? reach.get(diagonal + 1)! : reach.get(diagonal - 1)! + 1
      while (x < width && x - diagonal < height && isSame(x, x - diagonal)) x += 1
      reach.set(diagonal, x)
      if (x >= width && x - diagonal >= height) return walkedBack(trace, step, width, height).map(({old: [from, to], now: [nowFrom, nowTo]}) => ({old: [from + start, to + start], now: [nowFrom + start, nowTo + start]}))
    }
  }
  return whole
}

const comesDown = (reach: ReadonlyMap<number, number>, diagonal: number, step: number): boolean => diagonal === -step || (diagonal !== step && reach.get(diagonal - 1)! < reach.get(diagonal + 1)!)

function walkedBack(trace: Array<ReadonlyMap<number, number>>, steps: number, width: number, height: number): Hunk[] {
  const hunks: Hunk[] = []
  let [x, y] = [width, height]
  for (let step = steps; step > 0; step -= 1) {
    const reach = trace[step]!
    const isDown = comesDown(reach, x - y, step)
    const before = x - y + (isDown ? 1 : -1)
    const [fromX, fromY] = [reach.get(before)!, reach.get(before)! - before]
    const [toX, toY] = isDown ? [fromX, fromY + 1] : [fromX + 1, fromY]
    const [next] = hunks
    if (next && next.old[0] === toX && next.now[0] === toY) hunks[0] = {old: [fromX, next.old[1]], now: [fromY, next.now[1]]}
    else hunks.unshift({old: [fromX, toX], now: [fromY, toY]})
    ;[x, y] = [fromX, fromY]
  }
  return hunks
}

/** A stretch of lines as a diff names it: of none, the line before. */
const range = ([from, to]: [number, number]): string => `${to === from ? from : from + 1}${to - from === 1 ? '' : `,${to - from}`}`

/**
 * What repairs change, as a unified diff without lines of context: those may hold anything.
 * @param file the name in the diff's head
 * @returns an empty text when nothing changes
 */
export function unifiedDiff(file: string, before: Version, after: Version): string {
  const [old, now] = [linesOf(before), linesOf(after)]
  const out: string[] = []
  for (const hunk of hunksOf(old.map((one) => one.real), now.map((one) => one.real))) {
    out.push(`@@ -${range(hunk.old)} +${range(hunk.now)} @@`, ...old.slice(...hunk.old).map(({shown}) => `-${shown}`), ...now.slice(...hunk.now).map(({shown}) => `+${shown}`))
  }
  return out.length === 0 ? '' : `--- ${file}\n+++ ${file}\n${out.join('\n')}\n`
}
