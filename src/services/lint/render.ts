import {readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {defaultKubernetesVersion} from '../../core/kubernetes/schema.ts'
import type {RenderFault} from '../../core/lint/rendered/merge.ts'
import type {Rendering} from '../../core/lint/rendered/origin.ts'
import {problem, ProblemError, type Problem} from '../../core/problems/problem.ts'
import {fileProblem} from '../../io/files.ts'
import {findHelm, findKustomize, type RenderProgram, type Stop} from '../../io/render-programs.ts'
import type {Seeds} from './files.ts'
import {isLibrary, renderChart} from './render/charts.ts'
import {isKustomization, Kustomizations, renderKustomization, rootsOf} from './render/kustomizations.ts'
import {Staging} from './render/staging.ts'

/** What helm and kustomize made of the directories of a run. */
export interface Rendered {
  renderings: Rendering[]
  /** What could not be rendered, and why. */
  faults: RenderFault[]
  /** Files that are patches and settings of kustomize, and no objects. */
  parts: ReadonlySet<string>
  /** Whether the templates of a chart were looked at by what they become. @param chart its Chart.yaml */
  isRendered(chart: string): boolean
  problems: Problem[]
}

/** How many programs run at once. */
const atOnce = 4

async function each<One>(all: One[], work: (one: One) => Promise<void>): Promise<void> {
  const queue = [...all]
  await Promise.all(Array.from({length: Math.min(atOnce, all.length)}, async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one)
  }))
}

const some = (directories: string[], one: string, many: string): string => `${directories.length === 1 ? one : many} ${directories.join(', ')} ${directories.length === 1 ? 'was' : 'were'} not rendered`

const endings: Record<Stop, string> = {timeout: 'it took more than a minute', 'too-much-output': 'what it makes is larger than 32 MB', signal: 'the system ended it'}

/** One problem for a program that could not be started or did not end, however many directories it was for. */
class Troubles {
  readonly #problems = new Map<string, Problem>()

  get problems(): Problem[] {
    return [...this.#problems.values()]
  }

  /** @returns undefined when the directory itself cannot be read, or the program not be started */
  async around<Out>(directory: string, {name, path}: RenderProgram, work: () => Promise<Out>): Promise<Out | undefined> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof ProblemError) {
        if (error.problems.some((one) => one.code === 'interrupted')) throw error
        this.#notStarted({name, path})
      } else if (typeof (error as NodeJS.ErrnoException).code === 'string') this.#problems.set(directory, fileProblem('file-unreadable', directory, error))
      else throw error
      return undefined
    }
  }

  #notStarted({name, path}: RenderProgram): void {
    this.#problems.set(path, problem('tool-failed', `${path} cannot be started.`, {why: 'Programs that render get an empty PATH: a script that calls others, as version managers install them, does not run.', next: [`Name the program itself: C1CTL_${name.toUpperCase()}=/path/to/${name}.`]}))
  }

  stopped(directory: string, program: RenderProgram, ended: Stop | 'not-started'): void {
    const {name} = program
    if (ended === 'not-started') this.#notStarted(program)
    else this.#problems.set(directory, problem('tool-failed', `${name} did not render ${directory}: ${endings[ended]}.`, {next: [`Run ${name} on it by hand and see what it does.`]}))
  }
}

/**
 * Renders charts with the user's helm and kustomizations with the user's kustomize: copies of what was looked at before, without plugins, network, other
 * programs or anything of the environment.
 * @param seeds Chart.yaml and kustomization files that were come upon
 * @throws ProblemError interrupted
 */
export async function render(seeds: Seeds, {kubernetes = defaultKubernetesVersion, signal}: {kubernetes?: string | undefined; signal?: AbortSignal | undefined}): Promise<Rendered> {
  const out = {renderings: [] as Rendering[], faults: [] as RenderFault[], problems: [] as Problem[]}
  const troubles = new Troubles()
  const rendered = new Set<string>()
  const charts = seeds.charts.map(dirname).filter((directory) => !seeds.charts.some((other) => dirname(directory) === join(dirname(other), 'charts')))
  await renderCharts(charts)
  const all = new Kustomizations()
  const roots = await rootsOf([...new Set(seeds.kustomizations.filter((file) => isKustomization(readFileSync(file, 'utf8'))).map(dirname))], all)
  out.faults.push(...all.faults)
  await renderKustomizations(roots)
  out.problems.push(...troubles.problems)
  return {...out, parts: all.parts, isRendered: (chart) => [...rendered].some((one) => chart === join(one, 'Chart.yaml') || chart.startsWith(join(one, 'charts', '/')))}

  async function renderCharts(directories: string[]): Promise<void> {
    const wanted = directories.filter((directory) => !isLibrary(readFileSync(join(directory, 'Chart.yaml'), 'utf8')))
    for (const directory of directories) if (!wanted.includes(directory)) rendered.add(directory)
    if (wanted.length === 0) return
    const helm = findHelm(process.env)
    if (!helm) {
      out.problems.push(problem('tool-missing', `There is no program \`helm\`: ${some(wanted, 'the chart', 'the charts')}.`, {next: ['Install Helm, put its folder on PATH, or name it: C1CTL_HELM=/path/to/helm.']}))
      return
    }
    const found = new Map<string, Awaited<ReturnType<typeof renderChart>>>()
    await each(wanted, async (directory) => {
      const one = await troubles.around(directory, helm, () => Staging.during((staging) => renderChart(directory, helm, kubernetes, staging, signal)))
      if (one) found.set(directory, one)
    })
    for (const directory of wanted) {
      const one = found.get(directory)
      if (!one) continue
      out.renderings.push(...one.renderings)
      out.faults.push(...one.faults)
      if (one.stopped) troubles.stopped(directory, helm, one.stopped)
      else rendered.add(directory)
    }
  }

  async function renderKustomizations(roots: Awaited<ReturnType<typeof rootsOf>>): Promise<void> {
    if (roots.length === 0) return
    const program = findKustomize(process.env)
    if (!program) {
      out.problems.push(problem('tool-missing', `There is no program \`kustomize\` or \`kubectl\`: ${some(roots.map(({display}) => display), 'the kustomization', 'the kustomizations')}.`, {next: ['Install kustomize, put its folder on PATH, or name it: C1CTL_KUSTOMIZE=/path/to/kustomize.']}))
      return
    }
    const found = new Map<string, Awaited<ReturnType<typeof renderKustomization>>>()
    await each(roots, async (root) => {
      const one = await troubles.around(root.display, program, () => Staging.during((staging) => renderKustomization(root, program, staging, signal)))
      if (one) found.set(root.display, one)
    })
    for (const {display} of roots) {
      const {rendering, fault, stopped} = found.get(display) ?? {}
      if (rendering) out.renderings.push(rendering)
      if (fault) out.faults.push(fault)
      if (stopped) troubles.stopped(display, program, stopped)
    }
  }
}
