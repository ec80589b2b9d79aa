import {spawn, type ChildProcess} from 'node:child_process'
import {program} from './cli.ts'

/** A run of the program in a pseudo-terminal, made by util-linux's `script`, which every Debian has. */
export class Terminal {
  readonly #child: ChildProcess
  #seen = ''
  #from = 0
  #closed = false

  /**
   * Runs c1ctl in a terminal of 100 columns for as long as `work` takes: a run that a failed test leaves at a question is ended.
   * @param env its whole environment; TERM is set
   */
  static async run(words: string[], options: {cwd: string; env?: Record<string, string>}, work: (terminal: Terminal) => Promise<void>): Promise<void> {
    const terminal = new Terminal(words, {env: {}, ...options})
    try {
      await work(terminal)
    } finally {
      terminal.#child.kill('SIGKILL')
    }
  }

  private constructor(words: string[], {cwd, env}: {cwd: string; env: Record<string, string>}) {
    const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
    const command = `stty cols 100 rows 40; exec ${[process.execPath, program, ...words].map(quote).join(' ')}`
    this.#child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {cwd, env: {PATH: process.env['PATH'], HOME: `${cwd}/.home`, TERM: 'xterm-256color', C1CTL_PIN: 'false', ...env}, stdio: ['pipe', 'pipe', 'pipe']})
    this.#child.stdout!.setEncoding('utf8').on('data', (piece: string) => (this.#seen += piece))
    this.#child.stdin!.on('error', () => {})
    this.#child.on('close', () => (this.#closed = true))
  }

  /** Everything that was shown, without colours and cursor movements. */
  get text(): string {
    return plain(this.#seen)
  }

  /** Waits until a text is shown that was not there at the last `expect`. */
  async expect(text: string, withinMs = 15_000): Promise<void> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const at = plain(this.#seen.slice(this.#from)).indexOf(text)
      if (at !== -1) {
        this.#from = this.#seen.length
        return
      }
      if (this.#closed || Date.now() > deadline) throw new Error(`never shown: ${JSON.stringify(text)}\nshown: ${this.text.slice(-3000)}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** Types keys; Enter is \r, Ctrl-C is \x03, arrows are \x1b[A and \x1b[B. */
  type(keys: string): void {
    this.#child.stdin!.write(keys)
  }

  /** Answers a question: waits for it, types, and presses Enter. */
  async answer(question: string, keys: string): Promise<void> {
    await this.expect(question)
    // inquirer needs a moment between drawing a question and listening.
    await new Promise((resolve) => setTimeout(resolve, 60))
    this.type(keys)
    await new Promise((resolve) => setTimeout(resolve, 30))
    this.type('\r')
  }

  /** Answers a search: waits for the question, types, waits until something is found, and presses Enter, which counts only then. */
  async find(question: string, keys: string, found: string): Promise<void> {
    await this.expect(question)
    await new Promise((resolve) => setTimeout(resolve, 100))
    this.type(keys)
    await this.expect(found)
    this.type('\r')
  }

  /** Waits for the end. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode
    return new Promise((resolve) => this.#child.on('close', (status) => resolve(status)))
  }
}

function plain(text: string): string {
  return text.replaceAll(/\u001B\[[\d;?]*[A-Za-z]|\u001B[=>]|\u001B\][^\u0007]*\u0007/g, '').replaceAll('\r', '')
}
