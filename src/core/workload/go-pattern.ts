const ends = {lineStart: '(?<=\\n|^)', lineEnd: '(?=\\n|$)', textStart: '^', textEnd: '$'}
const posix: Record<string, string> = {
  alnum: '0-9A-Za-z', alpha: 'A-Za-z', ascii: '\\x00-\\x7F', blank: '\\t ', cntrl: '\\x00-\\x1F\\x7F', digit: '0-9', graph: '!-~', lower: 'a-z',
  print: ' -~', punct: '!-\\/:-@\\[-`{-~', space: '\\t\\n\\v\\f\\r ', upper: 'A-Z', word: '0-9A-Za-z_', xdigit: '0-9A-Fa-f',
}
const perl: Record<string, string> = {d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\f\\r '}
const control: Record<string, string> = {a: '\\x07', f: '\\f', t: '\\t', n: '\\n', r: '\\r', v: '\\v'}

/** Syntax that Go knows in its own expressions, and not in POSIX ones. */
const beyondPosix = /\\[A-Za-z]|\(\?/

/**
 * Translates a pattern in Go's syntax (RE2) to a RegExp that accepts the same texts. As in the connector, which compiles it as a POSIX expression, `^` and
 * `$` stand at the ends of any line, and a match anywhere is enough; `\A` and `\z` are the ends of the whole text. A connector refuses what POSIX does not
 * have, such as `\d`; here it is read as Go's own expressions read it.
 * @returns the expression, or the reason why Go would refuse the pattern or JavaScript cannot run it
 */
export function goPattern(pattern: string): {expression: RegExp} | {fault: string} {
  let out = ''
  // Where the last thing that can be repeated begins, where open groups do, and whether it is repeated already.
  let atom = -1
  const open: number[] = []
  let repeated = false
  const posixOnly = !beyondPosix.test(pattern)
  let flags = 'u'
  let at = 0
  let dotAll = false
  const fail = (what: string): {fault: string} => ({fault: `is not a pattern that can be checked: ${what}`})
  const lead = /^\(\?([is]+)\)/.exec(pattern)
  if (lead) {
    if (lead[1]!.includes('i')) flags += 'i'
    dotAll = lead[1]!.includes('s')
    at = lead[0].length
  }
  const escaped = (inClass: boolean): string | null => {
    const next = pattern[at + 1]
    if (next === undefined) return null
    at += 2
    if (perl[next]) return inClass ? perl[next] : `[${perl[next]}]`
    if ('DWS'.includes(next)) return inClass ? null : `[^${perl[next.toLowerCase()]}]`
    if (control[next]) return control[next]
    if (next === 'x') {
      const hex = /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(pattern.slice(at))
      if (!hex) return null
      at += hex[0].length
      return `\\u{${hex[1] ?? hex[2]}}`
    }
    if (next === 'p' || next === 'P') {
      const name = /^(?:([A-Z])|\{([A-Za-z_]+)\})/.exec(pattern.slice(at))
      if (!name) return null
      at += name[0].length
      const value = name[1] ?? name[2]!
      return `\\${next}{${value.length > 2 ? `Script=${value}` : value}}`
    }
    if (!inClass) {
      if (next === 'A') return ends.textStart
      if (next === 'z') return ends.textEnd
      if (next === 'b' || next === 'B') return `\\${next}`
      if (next === 'Q') {
        const end = pattern.indexOf('\\E', at)
        const literal = pattern.slice(at, end < 0 ? undefined : end)
        at = end < 0 ? pattern.length : end + 2
        return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      }
    }
    // Only punctuation may be escaped; the rest (back references, \Z, \h) means nothing to Go.
    if (/[0-9A-Za-z]/.test(next) || next.charCodeAt(0) > 0x7f) return null
    return literalIn(next, inClass)
  }

  while (at < pattern.length) {
    const here = pattern[at]!
    const operator = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(pattern.slice(at))?.[0]
    if (operator !== undefined) {
      at += operator.length
      // In POSIX `a+?` is an optional `a+`, not a lazy one, and any repetition may be repeated.
      if (repeated && posixOnly) out = `${out.slice(0, atom)}(?:${out.slice(atom)})${operator}`
      else out += operator
      repeated = true
      continue
    }
    if (here !== ')') atom = out.length
    repeated = false
    if (here === '(') open.push(out.length)
    if (here === ')') atom = open.pop() ?? 0
    if (here === '\\') {
      const start = at
      const piece = escaped(false)
      if (piece === null) return fail(`\`${pattern.slice(start, start + 2)}\` means nothing to Go`)
      out += piece
    } else if (here === '[') {
      at++
      const negated = pattern[at] === '^'
      if (negated) at++
      let inside = ''
      let first = true
      while (at < pattern.length && (first || pattern[at] !== ']')) {
        const named = /^\[:(\^?)([a-z]+):\]/.exec(pattern.slice(at))
        if (named) {
          if (named[1] || !posix[named[2]!]) return fail(`\`${named[0]}\` is not a class`)
          inside += posix[named[2]!]
          at += named[0].length
        } else if (pattern[at] === '\\') {
          const piece = escaped(true)
          if (piece === null) return fail('an escape in a class means nothing to Go')
          inside += piece
        } else {
          const letter = String.fromCodePoint(pattern.codePointAt(at)!)
          inside += letter === '-' ? '-' : literalIn(letter, true)
          at += letter.length
        }
        first = false
      }
      if (at >= pattern.length) return fail('a `]` is missing')
      at++
      // A negated class does not reach over a line end in a POSIX expression.
      out += negated ? `[^\\n${inside}]` : `[${inside}]`
    } else if (here === '(' && pattern[at + 1] === '?') {
      const group = /^\(\?(?:P?<([A-Za-z_][0-9A-Za-z_]*)>|:)/.exec(pattern.slice(at))
      if (!group) return fail(`\`${pattern.slice(at, at + 3)}\` is not a group that Go has; flags stand at the start`)
      out += group[1] ? `(?<${group[1]}>` : '(?:'
      at += group[0].length
    } else {
      const letter = String.fromCodePoint(pattern.codePointAt(at)!)
      out += letter === '^' ? ends.lineStart : letter === '$' ? ends.lineEnd : letter === '.' ? (dotAll ? '[\\s\\S]' : '[^\\n]') : /[{}\]/]/.test(letter) ? `\\${letter}` : letter
      at += letter.length
    }
  }
  try {
    return {expression: new RegExp(out, flags)}
  } catch {
    return fail('it does not parse')
  }
}

const literalIn = (letter: string, inClass: boolean): string => (/[\\^$.*+?()[\]{}|/]/.test(letter) || (inClass && letter === '-') ? `\\${letter}` : letter)
