import {createColors} from 'picocolors'
import {codes} from '../core/problems/codes.ts'
import type {Problem} from '../core/problems/problem.ts'
import {renderTable} from './table.ts'
import {escapeControls, fitted} from '../core/text/terminal.ts'

type Paint = (text: string) => string

/** How a command may speak. Nothing is printed under --json but the envelope. */
export interface UiOptions {
  json: boolean
  quiet: boolean
  colour: boolean
}

/** The only writer of the terminal: results on stdout, all else on stderr. Control characters of foreign texts are escaped. */
export class Ui {
  readonly colour: Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', Paint>
  readonly #options: UiOptions
  #progressShown = false

  constructor(options: UiOptions) {
    this.#options = options
    const {bold, dim, red, green, yellow, cyan} = createColors(options.colour)
    this.colour = {bold, dim, red, green, yellow, cyan}
  }

  /** A line of the result, on stdout. */
  line(text = ''): void {
    if (this.#options.json) return
    this.done()
    process.stdout.write(`${escapeControls(text, this.#options.colour)}\n`)
  }

  /** Text of the result that is already laid out, on stdout. */
  text(block: string): void {
    if (block.length > 0) this.line(block.endsWith('\n') ? block.slice(0, -1) : block)
  }

  /** Text for another program, byte for byte; a terminal gets it as any other text. */
  raw(text: string): void {
    if (this.#options.json) return
    if (process.stdout.isTTY) this.text(text)
    else process.stdout.write(text)
  }

  /** Text of the result, on stderr: stdout has something else. */
  beside(block: string): void {
    if (block.length > 0) this.#stderr(block.endsWith('\n') ? block.slice(0, -1) : block)
  }

  /** The result as a table, on stdout, within the terminal's width; a pipe gets every cell whole. Cells may be coloured. */
  table(head: string[], rows: string[][]): void {
    if (this.#options.json) return
    const cells = rows.map((row) => row.map((cell) => inLine(escapeControls(cell, this.#options.colour))))
    this.text(renderTable(head.map((cell) => this.colour.dim(cell)), cells, this.columns))
  }

  /** The width that results keep to; undefined for a pipe, which gets lines whole. */
  get columns(): number | undefined {
    return process.stdout.isTTY ? process.stdout.columns : undefined
  }

  /** Something a person wants to know on the way, on stderr; not with --quiet. */
  note(text: string): void {
    if (!this.#options.quiet) this.#stderr(text)
  }

  /** Something that may be wrong, on stderr. */
  warn(text: string): void {
    this.#stderr(`${this.colour.yellow('Warning:')} ${hanging(text)}`)
  }

  /** What is being done now, on one line of a terminal; nothing elsewhere. */
  progress(text: string): void {
    if (this.#options.json || this.#options.quiet || !process.stderr.isTTY) return
    const width = (process.stderr.columns ?? 80) - 1
    process.stderr.write(`\r\u001B[K${this.colour.dim(escapeControls(text).replaceAll('\n', ' ').slice(0, width))}`)
    this.#progressShown = true
  }

  /** Takes the progress line away. */
  done(): void {
    if (this.#progressShown) process.stderr.write('\r\u001B[K')
    this.#progressShown = false
  }

  /** A problem: what, where, why, and what to do next, on stderr. */
  problem(one: Problem): void {
    const {bold, dim, red, cyan} = this.colour
    const place = one.at ? `${one.at.file}:${one.at.line}:${one.at.column}: ` : ''
    const lines = [`${red('Error')} ${dim(`(${one.code})`)}: ${cyan(inLine(place))}${bold(hanging(one.what))}`]
    if (one.why) lines.push(`  ${one.why}`)
    for (const step of one.next) lines.push(`  ${dim('→')} ${step}`)
    this.#stderr(lines.join('\n'))
  }

  /** Several problems that differ only in place and wording share one explanation. */
  problems(all: Problem[]): void {
    const {bold, dim, red, cyan} = this.colour
    const groups = new Map<string, Problem[]>()
    for (const one of all) {
      const key = JSON.stringify([one.code, one.why, one.next])
      groups.set(key, [...(groups.get(key) ?? []), one])
    }
    for (const group of groups.values()) {
      if (group.length === 1) this.problem(group[0]!)
      else {
        const [first] = group as [Problem, ...Problem[]]
        const lines = [`${red('Error')} ${dim(`(${first.code})`)}: ${bold(`${codes[first.code].title} (${group.length} places)`)}`]
        for (const one of group) lines.push(`  ${dim('•')} ${one.at ? cyan(inLine(`${one.at.file}:${one.at.line}:${one.at.column}: `)) : ''}${hanging(one.what)}`)
        if (first.why) lines.push(`  ${first.why}`)
        for (const step of first.next) lines.push(`  ${dim('→')} ${step}`)
        this.#stderr(lines.join('\n'))
      }
    }
  }

  #stderr(text: string): void {
    if (this.#options.json) return
    this.done()
    process.stderr.write(`${fitted(escapeControls(text, this.#options.colour), stderrColumns())}
`)
  }
}

// A name or a text from outside may hold line feeds. None of them begins a line that looks like one of ours.
const inLine = (text: string): string => text.replaceAll('\n', '\\n')
const hanging = (text: string): string => text.replaceAll('\n', '\n    ')

/** The width to keep to; a pipe gets lines whole. */
const stderrColumns = (): number | undefined => (process.stderr.isTTY ? process.stderr.columns : Number(process.env['COLUMNS']))

/** Colour is on for a terminal, unless NO_COLOR or --no-color says otherwise; FORCE_COLOR turns it on (no-color.org, force-color.org). */
export function wantsColour(flag: boolean, environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (flag || environment['NO_COLOR']) return false
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined && forced !== '0' && forced !== 'false') return true
  return isTerminal && environment['TERM'] !== 'dumb'
}
