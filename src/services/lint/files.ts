import {existsSync, readdirSync, statSync} from 'node:fs'
import {open} from 'node:fs/promises'
import {basename, dirname, join, normalize, resolve, sep} from 'node:path'
import {decode, largestFile, tooLarge, type LintInput} from '../../core/lint/input.ts'
import {kustomizationNames} from '../../core/lint/rendered/kustomization.ts'
import {nearest} from '../../core/problems/nearest.ts'
import {problem, throwIfAny, type Problem} from '../../core/problems/problem.ts'
import {fileProblem} from '../../io/files.ts'
import {slashed} from '../../io/slashed.ts'
import {walk, type Found, type Walk} from '../../io/walk.ts'
import type {Glance, Glimpse} from './glimpse.ts'
import type {ProjectPattern} from './project-paths.ts'
import {decodeAndDigest, readNow, type Read} from './read-file.ts'

const isYaml = /\.ya?ml$/i
const passOver = new Set(['node_modules', '.git'])

/** A path of the command line, and what it means. */
type Source = {kind: 'input'} | {kind: 'file'; path: string} | {kind: 'stream'; path: string} | {kind: 'directory'; path: string; wants(path: string): boolean; pattern?: string}

async function sourceOf(path: string): Promise<Source | Problem> {
  if (path === '-') return {kind: 'input'}
  try {
    const found = statSync(path)
    if (found.isDirectory()) return {kind: 'directory', path, wants: (below) => isYaml.test(below)}
    return found.isFile() ? {kind: 'file', path} : {kind: 'stream', path}
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    // Where no file has exactly this name, it may be a pattern; some systems forbid its characters in names.
    if (code !== 'ENOENT' && code !== 'EINVAL' && code !== 'ENOTDIR') return fileProblem('file-unreadable', path, error)
  }
  const {default: picomatch} = await import('picomatch')
  const {base, glob, isGlob} = picomatch.scan(slashed(path))
  if (!isGlob) return problem('no-such-path', `${path} does not exist.${near(path)}`)
  const directory = base === '' ? '.' : base
  if (!existsSync(directory)) return problem('no-such-path', `No file fits ${path}: ${directory} does not exist.`)
  return {kind: 'directory', path: directory, wants: picomatch(glob, {nocase: process.platform === 'win32'}), pattern: path}
}

/** The name beside a path that is not there that looks most like it. */
function near(path: string): string {
  try {
    const found = nearest(path.split(/[\\/]/).at(-1)!, readdirSync(dirname(path)))
    return found ? ` Did you mean ${join(dirname(path), found)}?` : ''
  } catch {
    return ''
  }
}

/** Reads what has no size, such as a pipe, to its end or to the most that is read. */
async function readStream(stream: AsyncIterable<Buffer | string>, read: (bytes: Buffer) => Read): Promise<Read> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of stream) {
    pieces.push(Buffer.from(piece))
    size += piece.length
    if (size > largestFile) return {text: '', refusal: tooLarge}
  }
  return read(Buffer.concat(pieces))
}

/** Files that make their directory one that can be rendered. */
export interface Seeds {
  charts: string[]
  kustomizations: string[]
}

const isBare = (path: string): boolean => basename(path) === 'Kustomization'

function seedOf(path: string): keyof Seeds | undefined {
  const name = basename(path)
  return name === 'Chart.yaml' ? 'charts' : kustomizationNames.includes(name) ? 'kustomizations' : undefined
}

/** A file of a long run that was looked at before its turn. */
export interface Glimpsed extends Glimpse {
  name: string
  /** Reads it; undefined when it is gone. */
  again(): LintInput | undefined
}

/** A run over so many files is a long one. */
const manyFiles = 200

/** The next of them, as many as there are. */
function* take<T>(items: Iterator<T>, most: number): Generator<T> {
  for (let count = 0; count < most; count += 1) {
    const next = items.next()
    if (next.done) return
    yield next.value
  }
}

function* joined<T>(first: T[], rest: Iterable<T>): Generator<T> {
  yield* first
  yield* rest
}

/** Whether a file did not come before. */
function isNew(seen: Set<string> | undefined, path: string, isPassedOver = false): boolean {
  if (!seen) return !isPassedOver
  const name = normalize(path)
  if (isPassedOver || seen.has(name)) return false
  seen.add(name)
  return true
}

/** What is read of the paths of a command line, one file after the other. */
export class Files {
  /** Why files or directories could not be read. */
  readonly problems: Problem[] = []
  /** Directories that git leaves out. */
  leftOut = 0
  /** Files and directories that the project's settings leave out. */
  excluded = 0
  readonly #excludes: ProjectPattern[]
  /** Those of the patterns that left something out. */
  readonly #used = new Set<ProjectPattern>()
  readonly #sources: Source[]
  /** Files that were named themselves. */
  readonly #named: ReadonlySet<string>
  readonly #standardInputName: string
  /** Gives digests in a long run: a short one is not worth remembering. */
  #decode: (bytes: Buffer) => Read = decode
  readonly #digests: boolean
  /** Texts that cannot be read a second time. */
  readonly #kept = new Map<string, string>()
  readonly #charts = new Map<string, boolean>()
  /** What can be rendered, when that is asked for: Chart.yaml and kustomization files that git does not leave out. */
  readonly seeds: Seeds | undefined

  private constructor(sources: Source[], standardInputName: string, seeds: Seeds | undefined, digests: boolean, excludes: ProjectPattern[]) {
    this.#excludes = excludes
    this.#digests = digests
    this.#sources = sources
    this.#named = new Set(sources.flatMap((one) => (one.kind === 'file' ? [normalize(one.path)] : [])))
    this.seeds = seeds
    this.#standardInputName = standardInputName
  }

  /**
   * @param paths files, directories, patterns such as `deploy/*.yaml`, and `-` for standard input
   * @param standardInputName what findings call standard input
   * @param wanted.seeds takes note of what can be rendered
   * @param wanted.digests gives each file a digest once the run turns out to be a long one
   * @param wanted.excludes files and directories that are passed over, unless they are named themselves
   * @throws ProblemError no-such-path and file-unreadable, for all such paths together
   */
  static async of(paths: string[], standardInputName: string, wanted: {seeds?: boolean | undefined; digests?: boolean | undefined; excludes?: ProjectPattern[]} = {}): Promise<Files> {
    const sources = await Promise.all([...new Set(paths)].map(sourceOf))
    throwIfAny(sources.filter((one) => 'code' in one))
    return new Files(sources.filter((one) => 'kind' in one), standardInputName, wanted.seeds ? {charts: [], kustomizations: []} : undefined, wanted.digests ?? false, wanted.excludes ?? [])
  }

  /** Whether all files of a directory were among those that were asked for. */
  cover(directory: string): boolean {
    return this.#sources.some((one) => one.kind === 'directory' && one.pattern === undefined && resolve(one.path) === directory)
  }

  /** Which of the patterns left something out, in their order; known when all was read. */
  get usedExcludes(): boolean[] {
    return this.#excludes.map((one) => this.#used.has(one))
  }

  /** Whether single files were named and nothing else, as a hook does: others that belong to them may not be here. */
  get areSingle(): boolean {
    return this.#sources.every(({kind}) => kind === 'file')
  }

  /** Whether a file was named itself: it may be a link then, which those that are found below directories never are. */
  isNamed(name: string): boolean {
    return this.#named.size > 0 && this.#named.has(normalize(name))
  }

  /**
   * The files in the order of the paths, those of a directory by name; each once. Only the one that is asked for is held.
   * @param glance asked where a directory has many files: how they may be looked at before their turn; undefined when they may not
   */
  async *read(glance: () => Glance | undefined = () => undefined): AsyncGenerator<LintInput | Glimpsed> {
    const seen = this.#sources.length > 1 ? new Set<string>() : undefined
    if (this.#sources.length >= manyFiles) await this.#expectLongRun()
    let before = 0
    for (const source of this.#sources) {
      if (source.kind === 'input') yield this.#keep(this.#standardInputName, await readStream(process.stdin, this.#decode))
      else if (source.kind === 'stream') {
        const read = await this.#readSpecial(source.path)
        if (read) yield read
      } else if (source.kind === 'file') {
        const read = isNew(seen, source.path) ? this.#readFile(source.path, []) : undefined
        if (read) yield read
      } else {
        const files = this.#below(source, await walk(source.path, this.#walkOf(source)), seen)
        // Names are quick to come by: whether there are many is known before the first is read.
        const first = [...take(files, manyFiles)]
        const isLong = before + first.length >= manyFiles
        before += first.length
        if (isLong) await this.#expectLongRun()
        const ahead = isLong ? glance() : undefined
        const all = joined(first, files)
        if (ahead) yield* this.#readAhead(all, ahead)
        for (const found of all) {
          const read = this.#readFound(found)
          if (read) yield read
        }
      }
    }
  }

  async #expectLongRun(): Promise<void> {
    if (this.#digests) this.#decode = decodeAndDigest
    const {expectLongRun} = await import('../../io/long-run.ts')
    expectLongRun()
  }

  async *#readAhead(files: Iterator<Found>, glance: Glance): AsyncGenerator<LintInput | Glimpsed> {
    const {Ahead} = await import('./ahead.ts')
    for await (const [found, glimpse] of Ahead.start(files, glance)?.read() ?? []) {
      const read = glimpse && !found.isLeftOut ? {name: found.path, again: () => this.#readFound(found), ...glimpse} : this.#readFound(found)
      if (read) yield read
    }
  }

  /** The text of a file that was read before; undefined when it cannot be read any more. */
  again(name: string): string | undefined {
    const kept = this.#kept.get(name)
    if (kept !== undefined) return kept
    try {
      return readNow(name, decode).text
    } catch {
      return undefined
    }
  }

  #keep(name: string, read: Read): LintInput {
    this.#kept.set(name, read.text)
    return {name, ...read}
  }

  async #readSpecial(path: string): Promise<LintInput | undefined> {
    try {
      const handle = await open(path, 'r')
      return this.#keep(path, await readStream(handle.createReadStream(), this.#decode))
    } catch (error) {
      this.problems.push(fileProblem('file-unreadable', path, error))
      return undefined
    }
  }

  #walkOf({path, wants, pattern}: Source & {kind: 'directory'}): Walk {
    const unreadable = (directory: string, error: unknown): void => {
      // It was there a moment ago.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || directory === path) this.problems.push(fileProblem('file-unreadable', directory, error))
    }
    return {wants: this.seeds && pattern === undefined ? (below) => wants(below) || isBare(below) : wants, unreadable, leftOut: () => void (this.leftOut += 1), excludes: this.#excludes.length === 0 || this.#excludes.some((one) => one(path)) ? undefined : (below) => this.#exclude(below), passOver}
  }

  #exclude(path: string): boolean {
    const fit = this.#excludes.filter((one) => one(path))
    if (fit.length === 0 || this.isNamed(path)) return false
    for (const one of fit) this.#used.add(one)
    this.excluded += 1
    return true
  }

  /** What is new of the files below a directory. */
  *#below({pattern}: Source & {kind: 'directory'}, files: Iterable<Found>, seen: Set<string> | undefined): Generator<Found> {
    const before = this.excluded
    let isEmpty = true
    let isAllLeftOut = false
    for (const file of files) {
      if (file.isLeftOut) isAllLeftOut = true
      else isEmpty = false
      // What is named itself too counts as named.
      if (isNew(seen, file.path, file.isLeftOut && this.isNamed(file.path))) yield file
    }
    if (pattern === undefined || !isEmpty) return
    const why = this.excluded > before ? 'lint.exclude in c1ctl.yaml leaves out what fits; a file that is named itself is always read.' : isAllLeftOut ? 'A rule of .gitignore leaves out what fits; a file that is named itself is always read.' : undefined
    this.problems.push(problem('no-such-path', `No file fits ${pattern}.`, why ? {why} : {}))
  }

  #readFound({path, isLeftOut}: Found): LintInput | undefined {
    const read = this.#readFile(path, isLeftOut ? 'any' : ['ENOENT'])
    if (!read) return undefined
    const seed = isLeftOut ? undefined : seedOf(path)
    if (seed) this.seeds?.[seed].push(normalize(path))
    // Without an ending it is no YAML to anybody else.
    if (isBare(path)) return undefined
    return isLeftOut ? {...read, isLeftOut} : read
  }

  /** @param forgiven errors that nobody is told of: a file below a directory may be gone again, and one that git leaves out need not be readable */
  #readFile(path: string, forgiven: string[] | 'any'): LintInput | undefined {
    try {
      const read = readNow(path, this.#decode)
      return {name: path, ...read, ...(read.text.includes('{{') ? {chart: this.#chartOf(path)} : {})}
    } catch (error) {
      if (forgiven === 'any' || forgiven.includes(String((error as NodeJS.ErrnoException).code))) return undefined
      this.problems.push(fileProblem('file-unreadable', path, error))
      return undefined
    }
  }

  /** The Chart.yaml of the chart whose templates a file is one of: that beside the nearest `templates` above it. */
  #chartOf(path: string): string | undefined {
    const parts = path.split(/[\\/]/)
    for (let depth = parts.length - 2; depth >= 0; depth -= 1) {
      if (parts[depth] !== 'templates') continue
      const chart = join(parts.slice(0, depth).join(sep) || (path.startsWith(sep) ? sep : '.'), 'Chart.yaml')
      const known = this.#charts.get(chart) ?? existsSync(chart)
      this.#charts.set(chart, known)
      if (known) return chart
    }
    return undefined
  }
}
