import {existsSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {join} from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {Worker} from 'node:worker_threads'
import {builtFolder} from '../../io/package.ts'
import {glimpse, ready, type Glance, type Glimpse} from './glimpse.ts'

/** Files that are looked at together. */
const batchSize = 50
/** Batches that may be known before their turn: a bound on memory. */
const mostAhead = 16
/** Batches that the other thread has: one that it works on, and the next. */
const mostSent = 2

/** Two processors are often the two halves of one, and the compiler and the collector of this thread keep the second one busy: there a thread costs more than it gives. */
const fewestProcessors = 4

function builtEntry(): string | undefined {
  if (availableParallelism() < fewestProcessors) return undefined
  const built = builtFolder()
  const entry = built && join(built, 'workers', 'lint.js')
  return entry !== null && existsSync(entry) ? entry : undefined
}

/** Files in the order of the run, and what is known of each, once it is. */
interface Batch<F> {
  files: F[]
  glimpses: Array<Glimpse | null> | undefined
  isSent: boolean
}

/**
 * Looks at the files of a long run before their turn, on a thread beside this one and, while that is busy with what comes next, on this one. Without processors
 * to spare, and where the thread ends for whatever reason, every file is read in its turn.
 */
export class Ahead<F extends {path: string}> {
  readonly #files: Iterator<F>
  readonly #glance: Glance
  readonly #worker: Worker
  /** Before the thread has started, this one does everything: it would wait otherwise. */
  #isReady = false
  #isBroken = false
  #batches: Array<Batch<F>> = []
  #sent: Array<Batch<F>> = []
  #answered: (() => void) | undefined

  private constructor(files: Iterator<F>, glance: Glance, worker: Worker) {
    this.#files = files
    this.#glance = glance
    this.#worker = worker
    worker.on('message', (json: string) => (json === ready ? (this.#isReady = true) : this.#take(JSON.parse(json) as Array<Glimpse | null>)))
    worker.on('error', () => this.#break())
    worker.on('exit', () => this.#break())
  }

  /**
   * @param files in the order of the run
   * @param entry the program of the thread; that of src/workers/lint.ts when not given
   * @returns undefined where a second thread is no help, or the program is not built
   */
  static start<F extends {path: string}>(files: Iterator<F>, glance: Glance, entry = builtEntry()): Ahead<F> | undefined {
    if (entry === undefined) return undefined
    return new Ahead(files, glance, new Worker(entry, {workerData: glance, stdout: true, stderr: true}))
  }

  /** Every file in its turn, and what is known of it; null when it is to be read. */
  async *read(): AsyncGenerator<readonly [F, Glimpse | null]> {
    try {
      for (;;) {
        this.#plan()
        const batch = this.#batches[0]
        if (!batch) return
        if (!batch.glimpses && batch.isSent) {
          await this.#wait()
          continue
        }
        this.#batches.shift()
        for (const [place, file] of batch.files.entries()) yield [file, batch.glimpses?.[place] ?? null]
        // Lets answers in.
        await setImmediate()
      }
    } finally {
      await this.#worker.terminate()
    }
  }

  /** Cuts batches, and sends what there is room for; the first is this thread's own unless it is sent already. */
  #plan(): void {
    while (this.#batches.length < mostAhead) {
      const files: F[] = []
      while (files.length < batchSize) {
        const next = this.#files.next()
        if (next.done) break
        files.push(next.value)
      }
      if (files.length === 0) break
      this.#batches.push({files, glimpses: undefined, isSent: false})
    }
    for (const batch of this.#batches.slice(1)) {
      if (!this.#isReady || this.#isBroken || this.#sent.length >= mostSent) return
      if (batch.isSent || batch.glimpses) continue
      batch.isSent = true
      this.#sent.push(batch)
      // One text: no path has a zero byte in it.
      this.#worker.postMessage(batch.files.map((file) => file.path).join('\0'))
    }
  }

  /** While the first batch is with the other thread: looks at the next one that is not, or waits. */
  async #wait(): Promise<void> {
    const batch = this.#batches.find((one) => !one.isSent && !one.glimpses)
    if (batch) batch.glimpses = batch.files.map((file) => glimpse(file.path, this.#glance) ?? null)
    else await new Promise<void>((resolve) => (this.#answered = resolve))
    await setImmediate()
  }

  #take(glimpses: Array<Glimpse | null>): void {
    const batch = this.#sent.shift()
    if (batch) batch.glimpses = glimpses
    // Where most files have to be read in their turn all the same, looking ahead is no help.
    if (glimpses.filter((one) => one === null).length > batchSize / 2) this.#break()
    this.#answered?.()
  }

  /** Everything that nobody looked at is read in its turn from now on. */
  #break(): void {
    this.#isBroken = true
    for (const batch of this.#sent) batch.isSent = false
    this.#sent = []
    this.#answered?.()
  }
}
