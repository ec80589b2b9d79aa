import {isRecord} from '../../values/maps.ts'
import {type JsonMap} from './structural.ts'

/**
 * Rules of custom resources in CEL (x-kubernetes-validations), as far as they ask which fields there are, how many, and whether a text, number or boolean
 * is a certain one: `has(self.a) != has(self.b)`, `self.name == 'x'`, `'a' in self`, `[has(self.a), has(self.b)].filter(x, x == true).size() <= 1`, `all`
 * and `exists`. A rule with anything else in it is not judged, and nothing is said of it.
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
type Rule = (names: Names) => unknown
type Names = Readonly<Record<string, unknown>>

/** What this reader does not know how to judge. */
class Unknown extends Error {}
/** What CEL calls an error while a rule runs: a server refuses the object then. */
class Fault extends Error {}

const token = /\s*(?:(&&|\|\||[=!<>]=|[!<>()[\],.])|('(?:[^'\\\n])*'|"(?:[^"\\\n])*")|(\d+)(?![\w.])|([A-Za-z_]\w*))/y

function tokens(text: string): string[] {
  const found: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text)
    if (!match) throw new Unknown()
    found.push(match[0].trim())
  }
  return found
}

const truth = (value: unknown): boolean => {
  if (typeof value !== 'boolean') throw new Unknown()
  return value
}
/** `&&`, `||`, `all` and `exists` do not care for a fault of one side when another decides. */
const joined = (sides: Array<() => boolean>, decides: boolean): boolean => {
  let fault: unknown
  for (const side of sides) {
    try {
      if (side() === decides) return decides
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      fault = error
    }
  }
  if (fault) throw fault
  return !decides
}
const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value))

function field(of: unknown, name: string): unknown {
  // Names with underscores in a row stand for other characters.
  if (!isRecord(of) || name.includes('__')) throw new Unknown()
  if (!Object.hasOwn(of, name)) throw new Fault()
  return of[name]
}
function has(of: unknown, name: string): boolean {
  if (!isRecord(of) || name.includes('__')) throw new Unknown()
  return Object.hasOwn(of, name)
}
function size(value: unknown): number {
  if (Array.isArray(value)) return value.length
  if (isRecord(value)) return Object.keys(value).length
  throw new Unknown()
}

/** One pass over the words of a rule, from the weakest operator to the strongest. */
class Reader {
  readonly #words: string[]
  #at = 0
  /** Literals can be compared with; two fields may be dates or lengths of time, which are equal in more than one spelling. */
  readonly #literals = new WeakSet<Rule>()

  constructor(text: string) {
    this.#words = tokens(text)
  }

  whole(): Rule {
    const rule = this.#or()
    if (this.#at < this.#words.length) throw new Unknown()
    return rule
  }

  #next(...wanted: string[]): string | undefined {
    const word = this.#words[this.#at]
    if (word === undefined || !wanted.includes(word)) return undefined
    this.#at += 1
    return word
  }
  #must(word: string): void {
    if (this.#next(word) === undefined) throw new Unknown()
  }
  #name(): string {
    const word = this.#words[this.#at++]
    if (word === undefined || !/^[A-Za-z_]\w*$/.test(word) || ['true', 'false', 'null', 'in'].includes(word)) throw new Unknown()
    return word
  }

  #or(): Rule {
    let rule = this.#and()
    while (this.#next('||')) {
      const [left, right] = [rule, this.#and()]
      rule = (names) => joined([() => truth(left(names)), () => truth(right(names))], true)
    }
    return rule
  }
  #and(): Rule {
    let rule = this.#compared()
    while (this.#next('&&')) {
      const [left, right] = [rule, this.#compared()]
      rule = (names) => joined([() => truth(left(names)), () => truth(right(names))], false)
    }
    return rule
  }
  #compared(): Rule {
    const left = this.#unary()
    const sign = this.#next('==', '!=', '<=', '>=', '<', '>', 'in')
    if (sign === undefined) return left
    const right = this.#unary()
    const comparable = this.#literals.has(left) || this.#literals.has(right)
    return (names) => compare(sign, left(names), right(names), comparable)
  }
  #unary(): Rule {
    if (!this.#next('!')) return this.#called()
    const rule = this.#unary()
    return (names) => !truth(rule(names))
  }
  #called(): Rule {
    let rule = this.#primary()
    while (this.#next('.')) {
      const name = this.#name()
      const of = rule
      rule = this.#next('(') ? this.#method(of, name) : (names) => field(of(names), name)
    }
    return rule
  }
  #method(of: Rule, name: string): Rule {
    if (name === 'size') {
      this.#must(')')
      return this.#known((names) => size(of(names)))
    }
    if (name !== 'filter' && name !== 'all' && name !== 'exists') throw new Unknown()
    const item = this.#name()
    this.#must(',')
    const body = this.#or()
    this.#must(')')
    return (names) => {
      const value = of(names)
      const items = Array.isArray(value) ? (value as unknown[]) : isRecord(value) && name !== 'filter' ? Object.keys(value) : undefined
      if (!items) throw new Unknown()
      const holds = (one: unknown): boolean => truth(body({...names, [item]: one}))
      if (name === 'filter') return items.filter(holds)
      return joined(items.map((one) => () => holds(one)), name === 'exists')
    }
  }
  #primary(): Rule {
    if (this.#next('(')) {
      const rule = this.#or()
      this.#must(')')
      return rule
    }
    if (this.#next('[')) return this.#list()
    const word = this.#words[this.#at]
    if (word === undefined) throw new Unknown()
    if (/^['"\d]/.test(word) || word === 'true' || word === 'false') {
      this.#at += 1
      const value = /^['"]/.test(word) ? word.slice(1, -1) : /^\d/.test(word) ? Number(word) : word === 'true'
      return this.#known(() => value)
    }
    const name = this.#name()
    if (!this.#next('(')) {
      return (names) => {
        if (!Object.hasOwn(names, name)) throw new Unknown()
        return names[name]
      }
    }
    const rule = name === 'has' ? this.#has() : name === 'size' ? this.#size() : undefined
    if (!rule) throw new Unknown()
    this.#must(')')
    return rule
  }
  #has(): Rule {
    let rule = this.#primary()
    let name = ''
    while (this.#next('.')) {
      const [of, before] = [rule, name]
      if (before !== '') rule = (names) => field(of(names), before)
      name = this.#name()
    }
    if (name === '') throw new Unknown()
    return this.#known((names) => has(rule(names), name))
  }
  #size(): Rule {
    const of = this.#or()
    return this.#known((names) => size(of(names)))
  }
  #list(): Rule {
    const items: Rule[] = []
    if (!this.#next(']')) {
      do items.push(this.#or())
      while (this.#next(','))
      this.#must(']')
    }
    return (names) => items.map((one) => one(names))
  }
  #known(rule: Rule): Rule {
    this.#literals.add(rule)
    return rule
  }
}

function compare(sign: string, left: unknown, right: unknown, comparable: boolean): boolean {
  if (sign === 'in') {
    if (isRecord(right)) return typeof left === 'string' && Object.hasOwn(right, left)
    if (Array.isArray(right) && right.every(isScalar) && isScalar(left)) return right.includes(left)
    throw new Unknown()
  }
  if (!comparable || !isScalar(left) || typeof left !== typeof right) throw new Unknown()
  if (sign === '==') return left === right
  if (sign === '!=') return left !== right
  if (typeof left !== 'number' || typeof right !== 'number') throw new Unknown()
  return sign === '<=' ? left <= right : sign === '>=' ? left >= right : sign === '<' ? left < right : left > right
}

const read = new Map<string, Rule | undefined>()
function ruleOf(text: string): Rule | undefined {
  if (read.has(text)) return read.get(text)
  let rule: Rule | undefined
  try {
    rule = new Reader(text).whole()
  } catch (error) {
    if (!(error instanceof Unknown)) throw error
  }
  read.set(text, rule)
  return rule
}

/**
 * Whether a value keeps a rule in CEL, as a server judges an object that is made anew.
 * @param text the rule
 * @param self the value, with its defaults
 * @returns undefined where the rule has something in it that is not known here
 */
export function keepsRule(text: string, self: unknown): boolean | undefined {
  const rule = ruleOf(text)
  if (!rule) return undefined
  try {
    return truth(rule({self: self as JsonMap}))
  } catch (error) {
    if (error instanceof Fault) return false
    if (error instanceof Unknown) return undefined
    throw error
  }
}
