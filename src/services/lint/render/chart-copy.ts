import {lstatSync, readdirSync, readFileSync, realpathSync, statSync} from 'node:fs'
import {join, normalize} from 'node:path'
import {gunzipSync} from 'node:zlib'
import {tarEntries} from '../../../core/archive/tar.ts'
import {dependencyPlace, templateNames, type ChartFile, type ChartFiles} from '../../../core/lint/rendered/chart-origin.ts'
import {outsideReference} from '../../../core/lint/rendered/json-schema.ts'
import type {RenderFault} from '../../../core/lint/rendered/merge.ts'
import {topOf} from '../../../core/lint/rendered/origin.ts'
import {notRendered} from './faults.ts'
import {isInside, repositoryOf, type Repository} from './repository.ts'
import type {Staging} from './staging.ts'

/** Helm itself takes no larger chart (its MaxDecompressedChartSize). */
const largestChart = 100 << 20
const mostFiles = 20_000
/** Packages in packages deeper than this are nobody's. */
const deepest = 8

/** A chart as it is given to Helm. */
export interface ChartCopy extends ChartFiles {
  directory: string
  /** All its files by path, those of packed dependencies too. */
  tree: Map<string, ChartFile>
  faults: RenderFault[]
}

class TooLarge extends Error {}

/** `charts/` or something directly in it, however deep: fetched by `helm dependency build`, and often left out of git for that. */
const isDependency = (path: string): boolean => /^(?:charts\/[^/]+\/)*charts(?:\/[^/]+)?$/.test(path)

/** Line and column of the first time that a word stands in a text. */
function placeOf(text: string, word: string): {line: number; column: number; endLine: number; endColumn: number} {
  const at = Math.max(0, text.indexOf(word))
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  return {line, column, endLine: line, endColumn: text.includes(word) ? column + word.length : column}
}

/** Copies one chart. */
class Copier {
  readonly faults: RenderFault[] = []
  readonly tree = new Map<string, ChartFile>()
  readonly #chart: ChartFiles['chart']
  readonly #real: string
  readonly #display: string
  readonly #to: string
  readonly #staging: Staging
  readonly #repository: Repository
  #size = 0

  constructor(chart: ChartFiles['chart'], {real, display, to}: {real: string; display: string; to: string}, staging: Staging, repository: Repository) {
    this.#chart = chart
    this.#real = real
    this.#display = display
    this.#to = to
    this.#staging = staging
    this.#repository = repository
  }

  /** @param above directories on the way, so that no link leads in a circle */
  walk(directory: string, path: string, above: readonly string[]): void {
    for (const name of readdirSync(directory).sort()) {
      const [own, here] = [path === '' ? name : `${path}/${name}`, join(directory, name)]
      if (name === '.git') continue
      const isLink = lstatSync(here).isSymbolicLink()
      const real = isLink ? this.#behind(here, own) : here
      if (real === undefined) continue
      if (!isLink && this.#repository.leavesOut(here) && !this.#isVendored(own)) continue
      const found = statSync(real)
      if (found.isDirectory()) {
        if (!above.includes(real)) this.walk(real, own, [...above, real])
      } else if (found.isFile()) {
        this.#count(found.size)
        this.#take(own, readFileSync(real), {file: normalize(join(this.#display, own))}, 0)
      }
    }
  }

  /** Dependencies are taken even where a rule of git's names `charts/` or the packages in it, and so is what lies in such a directory. */
  #isVendored(path: string): boolean {
    const steps = path.split('/')
    return steps.some((_, depth) => {
      const above = steps.slice(0, depth + 1).join('/')
      return isDependency(above) && this.#repository.leavesOut(join(this.#real, above))
    })
  }

  /** What a link leads to, when that is part of the repository. */
  #behind(link: string, path: string): string | undefined {
    let real: string | undefined
    try {
      real = realpathSync(link)
    } catch {}
    const isOurs = real !== undefined && isInside(this.#repository.root ?? this.#real, real) && !this.#repository.leavesOut(real) && !real.split(/[\\/]/).includes('.git')
    if (isOurs) return real
    const {file, text} = this.#chart
    this.faults.push(notRendered(topOf(file, text), `${path} is a link that leads to nothing, out of the repository or to what git leaves out: Helm would follow it, and c1ctl lint does not.`))
    return undefined
  }

  #count(size: number): void {
    this.#size += size
    if (this.#size > largestChart || this.tree.size >= mostFiles) throw new TooLarge()
  }

  #take(path: string, bytes: Uint8Array, from: {file: string} | {dependency: string}, depth: number): void {
    const file = 'file' in from ? from.file : undefined
    if (/(?:^|\/)charts\/[^/]+\.tgz$/.test(path)) return this.#unpack(path, bytes, depth)
    const text = Buffer.from(bytes).toString('utf8')
    const outside = /(?:^|\/)values\.schema\.json$/.test(path) ? outsideReference(text) : undefined
    if (outside !== undefined) {
      const place = 'dependency' in from ? dependencyPlace(this.#chart, from.dependency) : {...topOf(from.file, text), span: placeOf(text, JSON.stringify(outside))}
      this.faults.push(notRendered(place, `The schema refers to ${outside.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//***@')}, which Helm would fetch or open: values were not held against ${path}.`))
      return
    }
    const isText = /(?:^|\/)(?:templates\/|Chart\.yaml$|values\.yaml$|values\.schema\.json$)|-values\.yaml$/.test(path)
    this.tree.set(path, {file, text: isText ? text : ''})
    this.#staging.write(join(this.#to, path), bytes)
  }

  /** Helm gets packed dependencies as directories: what is in them is then what c1ctl has looked at. */
  #unpack(path: string, bytes: Uint8Array, depth: number): void {
    const directory = path.replace(/\.tgz$/, '.unpacked')
    try {
      if (depth === deepest) throw new Error('it is packed too deep')
      for (const entry of tarEntries(gunzipSync(bytes, {maxOutputLength: largestChart}))) {
        // Helm leaves out the name of the chart, with which every path begins.
        const [dependency, ...steps] = entry.path.split('/')
        if (steps.length === 0) continue
        this.#count(entry.bytes.length)
        this.#take(`${directory}/${steps.join('/')}`, entry.bytes, {dependency: dependency!}, depth + 1)
      }
    } catch (error) {
      if (error instanceof TooLarge) throw error
      this.faults.push(notRendered(topOf(this.#chart.file, this.#chart.text), `${path} cannot be unpacked${typeof (error as NodeJS.ErrnoException).code === 'string' ? '' : `: ${(error as Error).message}`}.`))
    }
  }
}

/**
 * Copies a chart: its regular files without those that git leaves out, links as what they lead to when that is part of the repository, packed dependencies
 * unpacked, and no schema that leads to a server or another file.
 * @param display the chart's directory, as findings call it
 * @returns undefined for `copy` when the chart is too large
 * @throws what the operating system says
 */
export async function copyChart(display: string, staging: Staging): Promise<ChartCopy | RenderFault> {
  const real = realpathSync(display)
  const file = normalize(join(display, 'Chart.yaml'))
  const chart = {file, text: readFileSync(file, 'utf8')}
  const to = staging.place(real)
  const copier = new Copier(chart, {real, display, to}, staging, await repositoryOf(real))
  try {
    copier.walk(real, '', [real])
  } catch (error) {
    if (error instanceof TooLarge) return notRendered(topOf(file, chart.text), `The chart has more than ${mostFiles} files or ${largestChart >> 20} MiB: it was not rendered.`)
    throw error
  }
  return {directory: to, chart, tree: copier.tree, templates: templateNames(copier.tree), faults: copier.faults}
}
