import type {Catalog} from '../../core/catalog/types.ts'
import type {LintInput} from '../../core/lint/input.ts'
import type {Against, LintResult} from '../../core/lint/lint.ts'
import {lintRendering, merge, type LintedRendering} from '../../core/lint/rendered/merge.ts'
import type {LintRun} from '../../core/lint/run.ts'
import type {Problem} from '../../core/problems/problem.ts'
import type {Files} from './files.ts'
import {render} from './render.ts'

/** A file with an object that pods name, at a glance. */
const mayBeNamed = /["']?kind["']?\s*:\s*["']?(?:Secret|ConfigMap)\b/

/** What the files of a run become when they are rendered, beside the files themselves. */
export class RenderedFiles {
  readonly #files: Files
  readonly #order = new Map<string, number>()
  /** Files whose objects the rendered ones may name: they are read again when one does. */
  readonly #known: string[] = []

  /** @param files of which `seeds` are found */
  constructor(files: Files) {
    this.#files = files
  }

  /** Takes note of a file that was read. */
  note({name, text, chart}: LintInput): void {
    this.#order.set(name, this.#order.size)
    if (chart === undefined && mayBeNamed.test(text)) this.#known.push(name)
  }

  *#inputs(): Generator<LintInput> {
    for (const name of this.#known) {
      const text = this.#files.again(name)
      if (text !== undefined) yield {name, text}
    }
  }

  /**
   * Renders what was found, and lints it.
   * @param own what the files gave
   * @param request.catalogFor connectors, and warnings about the catalog
   * @throws ProblemError interrupted, catalog-invalid
   */
  async lint(own: LintResult, request: {against: Against; catalogFor(wanted: ReturnType<LintRun['connectors']>): Promise<{catalog: Catalog; warnings: string[]}>; signal?: AbortSignal | undefined}): Promise<{result: LintResult; problems: Problem[]; warnings: string[]}> {
    const {renderings, faults, parts, isRendered, problems} = await render(this.#files.seeds!, {kubernetes: request.against.kubernetes, signal: request.signal})
    const warnings = new Set<string>()
    const catalogFor = async (wanted: ReturnType<LintRun['connectors']>): Promise<Catalog> => {
      const {catalog, warnings: more} = await request.catalogFor(wanted)
      for (const one of more) warnings.add(one)
      return catalog
    }
    request.signal?.throwIfAborted()
    const linted: LintedRendering[] = []
    for (const one of renderings) linted.push(await lintRendering(one, request.against, catalogFor, this.#inputs()))
    const findings = own.findings.filter(({rule, file}) => rule !== 'yaml/template' || !isRendered(file))
    return {result: merge({...own, findings}, {renderings: linted, faults, parts, order: this.#order}), problems, warnings: [...warnings]}
  }
}
