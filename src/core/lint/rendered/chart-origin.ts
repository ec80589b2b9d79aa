import {list, map} from '../../values/maps.ts'
import {readKubernetesYaml} from '../../yaml/kubernetes-reader.ts'
import {topOf, type Origin, type Rendering} from './origin.ts'
import {placeInTemplate} from './template-place.ts'

/** A file of a chart. */
export interface ChartFile {
  /** What findings call it; undefined for a file out of a packed dependency, which nobody edits. */
  file: string | undefined
  text: string
}

/** The files of a chart that say where rendered text comes from. */
export interface ChartFiles {
  /** Its Chart.yaml. */
  chart: {file: string; text: string}
  /** Templates of the chart and its dependencies by the name that Helm gives them: `asana/templates/a.yaml`. */
  templates: Map<string, ChartFile>
}

/** Files by their path in the chart's directory. */
type Tree = Map<string, ChartFile>

function chartYaml(text: string | undefined): Record<string, unknown> {
  return text === undefined ? {} : map(readKubernetesYaml(text, '').documents[0]?.value)
}

/**
 * Names templates as Helm does: by the names of the charts, not of their directories, and by its alias where a dependency has one.
 * @param tree all files below the chart's directory by path, dependencies unpacked
 */
export function templateNames(tree: Tree): Map<string, ChartFile> {
  const names = new Map<string, ChartFile>()
  const dependencies = new Map<string, string[]>()
  for (const path of tree.keys()) {
    const found = /^(|.*\/)charts\/([^/]+)\/Chart\.yaml$/.exec(path)
    if (found) dependencies.set(found[1]!, [...(dependencies.get(found[1]!) ?? []), `${found[1]!}charts/${found[2]!}/`])
  }
  const visit = (base: string, full: string): void => {
    for (const [path, file] of tree) if (path.startsWith(`${base}templates/`)) names.set(`${full}/${path.slice(base.length)}`, file)
    const asked = list(chartYaml(tree.get(`${base}Chart.yaml`)?.text)['dependencies'])
    for (const below of dependencies.get(base) ?? []) {
      const {name} = chartYaml(tree.get(`${below}Chart.yaml`)?.text)
      const aliases = asked.filter((one) => one['name'] === name && typeof one['alias'] === 'string').map((one) => String(one['alias']))
      for (const called of new Set([String(name), ...aliases])) visit(below, `${full}/charts/${called}`)
    }
  }
  visit('', String(chartYaml(tree.get('Chart.yaml')?.text)['name']))
  return names
}

/** Where Chart.yaml names a dependency; its beginning when it does not. */
export function dependencyPlace({file, text}: ChartFiles['chart'], name: string | undefined): Origin {
  const [document] = readKubernetesYaml(text, file).documents
  const at = name === undefined ? -1 : list(map(document?.value)['dependencies']).findIndex((one) => one['name'] === name || one['alias'] === name)
  return at < 0 ? topOf(file, text) : {...topOf(file, text), span: document!.locate(['dependencies', at, 'name'])}
}

/** The beginning of a template; of one out of a packed dependency, where the chart asks for that. */
export function templatePlace({chart, templates}: ChartFiles, name: string): Origin {
  const found = templates.get(name)
  return found?.file !== undefined ? topOf(found.file, found.text) : dependencyPlace(chart, /\/charts\/([^/]+)\//.exec(name)?.[1])
}

/** Where each document of `helm template` begins and which template it is of. Only the comment right behind the mark is Helm's. */
function sections(lines: string[]): Array<{from: number; name: string}> {
  return lines.flatMap((line, at) => {
    const name = lines[at - 1] === '---' ? /^# Source: (.+)$/.exec(line)?.[1] : undefined
    return name === undefined ? [] : [{from: at + 1, name}]
  })
}

/**
 * What `helm template` made of a chart. A place is exact when one line of the template, or of the named templates beside it, became the rendered line for sure.
 * @param text standard output of Helm
 */
export function chartRendering(text: string, files: ChartFiles): Rendering {
  const lines = text.split(/\r?\n/)
  const parts = sections(lines)
  const helpers = [...files.templates.values()].filter((one) => one.file?.endsWith('.tpl'))
  return {
    text,
    program: 'Helm',
    origin({line, column, endLine, endColumn}) {
      const section = parts.findLast((one) => one.from < line)
      if (!section) return topOf(files.chart.file, files.chart.text)
      const top = templatePlace(files, section.name)
      const own = files.templates.get(section.name)
      if (own?.file === undefined) return top
      const next = lines.indexOf('---', section.from)
      const rendered = lines.slice(section.from, next < 0 ? undefined : next)
      const at = line - 1 - section.from
      const span = {from: column - 1, to: endLine === line ? endColumn - 1 : (lines[line - 1] ?? '').length}
      const candidates = [{one: own, isLoose: false}, {one: own, isLoose: true}, ...helpers.map((one) => ({one, isLoose: true}))]
      const places = candidates.map(({one, isLoose}) => ({one, place: placeInTemplate(one.text, rendered, at, span, isLoose)})).filter((one) => one.place !== undefined)
      const [found, ...others] = places
      if (!found || (found.one !== own && others.length > 0)) return top
      const place = found.place!
      return {file: found.one.file!, text: found.one.text, span: {line: place.line + 1, column: place.from + 1, endLine: place.line + 1, endColumn: place.to + 1}, isExact: true}
    },
  }
}
