import {join, sep} from 'node:path'
import {chartRendering, dependencyPlace, templatePlace} from '../../../core/lint/rendered/chart-origin.ts'
import {readHelmFault} from '../../../core/lint/rendered/helm-words.ts'
import type {RenderFault} from '../../../core/lint/rendered/merge.ts'
import {topOf, type Origin, type Rendering} from '../../../core/lint/rendered/origin.ts'
import {secretValues, shownWords} from '../../../core/lint/rendered/words.ts'
import {map} from '../../../core/values/maps.ts'
import {readKubernetesYaml, type Path} from '../../../core/yaml/kubernetes-reader.ts'
import {helmTemplate, stopOf, type RenderProgram} from '../../../io/render-programs.ts'
import {copyChart, type ChartCopy} from './chart-copy.ts'
import {cannotRender} from './faults.ts'
import type {Staging} from './staging.ts'

/** What came of a chart. */
export interface RenderedChart {
  renderings: Rendering[]
  faults: RenderFault[]
  /** How the program ended, when it did not by itself. */
  stopped?: NonNullable<ReturnType<typeof stopOf>>
}

/** Whether a chart only holds what other charts use: Helm renders none by itself. */
export const isLibrary = (chartYaml: string): boolean => map(readKubernetesYaml(chartYaml, '').documents[0]?.value)['type'] === 'library'

/** Every value of the chart that Helm might quote and nobody should print. */
const secretsOf = ({tree}: ChartCopy): string[] => [...tree].flatMap(([path, {text}]) => (/\.ya?ml$/.test(path) ? secretValues(text) : []))

/** The place of a value that a schema complains of, in the first of the files that has it. */
function valuePlace(copy: ChartCopy, values: string | undefined, path: Path): Origin {
  const files = [values, 'values.yaml'].flatMap((one) => (one === undefined ? [] : [copy.tree.get(one)])).filter((one) => one?.file !== undefined)
  for (const one of files) {
    const [document] = readKubernetesYaml(one!.text, one!.file!).documents
    if (document?.place(path)) return {...topOf(one!.file!, one!.text), span: document.locate(path)}
  }
  const [first] = files
  return first ? topOf(first.file!, first.text) : topOf(copy.chart.file, copy.chart.text)
}

/** A finding for each value that breaks the schema of the chart, or of a dependency, whose values stand under its name. */
function schemaFaults(copy: ChartCopy, values: string | undefined, stderr: string, words: (text: string) => string): RenderFault[] {
  const own = String(map(readKubernetesYaml(copy.chart.text, '').documents[0]?.value)['name'])
  const faults: RenderFault[] = []
  let prefix: string[] = []
  for (const line of stderr.split('\n')) {
    const name = /^(\S+):\s*$/.exec(line)?.[1]
    if (name !== undefined) prefix = name === own ? [] : [name]
    const said = /^- (?:at '([^']*)'|\(root\)|([\w.-]+)): (.+)$/.exec(line)
    if (!said) continue
    const path = said[1] !== undefined ? said[1].split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) : (said[2]?.split('.') ?? [])
    const steps = [...prefix, ...path].map((step) => (/^\d+$/.test(step) ? Number(step) : step))
    faults.push(cannotRender(valuePlace(copy, values, steps), `The values break the chart's values.schema.json${steps.length > 0 ? ` at ${steps.join('.')}` : ''}: ${words(said[3]!)}.`))
  }
  return faults
}

/** Helm's complaint as findings, where it names a place, there. */
function faultsOf(copy: ChartCopy, display: string, values: string | undefined, stderr: string): RenderFault[] {
  const secrets = secretsOf(copy)
  const words = (text: string): string => shownWords(text, secrets)
  const {at, missing} = readHelmFault(stderr, new Set(copy.templates.keys()))
  if (missing.length > 0) return missing.map((name) => cannotRender(dependencyPlace(copy.chart, name), `The chart needs ${name}, which is not in its charts/: run \`helm dependency build ${display}\` first.`))
  if (stderr.includes('meet the specifications of the schema')) {
    const faults = schemaFaults(copy, values, stderr, words)
    if (faults.length > 0) return faults
  }
  const message = `Helm cannot render this${values === undefined ? '' : ` with ${values}`}: ${words(stderr)}`
  if (!at) {
    const file = /cannot load (values\.yaml|Chart\.yaml)/.exec(stderr)?.[1]
    const found = file === undefined ? undefined : copy.tree.get(file)
    return [cannotRender(found?.file === undefined ? topOf(copy.chart.file, copy.chart.text) : topOf(found.file, found.text), message)]
  }
  const top = templatePlace(copy, at.name)
  if (copy.templates.get(at.name)?.file === undefined) return [cannotRender(top, message)]
  const lines = top.text.split(/\r?\n/)
  const line = Math.min(at.line, lines.length)
  const column = Math.min((at.column ?? 0) + 1, lines[line - 1]!.length + 1)
  return [cannotRender({...top, span: {line, column, endLine: line, endColumn: column}}, message)]
}

/**
 * Renders a chart: with each `ci/*-values.yaml` when there are any, as chart-testing does, else with its own values.
 * @param display the chart's directory, as findings call it
 * @throws ProblemError when Helm cannot be started
 */
export async function renderChart(display: string, helm: RenderProgram, kubernetes: string, staging: Staging, signal?: AbortSignal): Promise<RenderedChart> {
  const copy = await copyChart(display, staging)
  if ('finding' in copy) return {renderings: [], faults: [copy]}
  const out: RenderedChart = {renderings: [], faults: [...copy.faults]}
  const variants = [...copy.tree.keys()].filter((path) => /^ci\/[^/]*-values\.yaml$/.test(path)).sort()
  for (const values of variants.length > 0 ? variants : [undefined]) {
    const request = {chart: copy.directory, kubernetes, values: values === undefined ? undefined : join(copy.directory, values.replaceAll('/', sep))}
    const result = await helmTemplate(helm, request, staging, signal)
    signal?.throwIfAborted()
    const stopped = stopOf(result)
    if (stopped) return {...out, stopped}
    const rendering = result.status === 0 ? chartRendering(result.stdout, copy) : await renderInvalid(result.stderr, async () => (await helmTemplate(helm, {...request, isInvalidToo: true}, staging, signal)).stdout, copy)
    if (rendering) out.renderings.push(rendering)
    else out.faults.push(...faultsOf(copy, display, values, staging.restored(result.stderr)))
  }
  return out
}

/** What templates made when that is no YAML: our own reader says where it breaks, which Helm counts from the beginning of what a template made. */
async function renderInvalid(stderr: string, again: () => Promise<string>, copy: ChartCopy): Promise<Rendering | undefined> {
  if (!readHelmFault(stderr, new Set()).isInvalidYaml) return undefined
  const text = await again()
  return readKubernetesYaml(text, '').findings.some((one) => one.rule === 'yaml/syntax') ? chartRendering(text, copy) : undefined
}
