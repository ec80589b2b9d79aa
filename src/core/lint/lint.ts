import type {Catalog} from '../catalog/types.ts'
import type {CustomKinds} from '../kubernetes/custom/kinds.ts'
import type {Edit} from '../yaml/edit.ts'
import type {Span} from '../yaml/kubernetes-reader.ts'
import type {Settled} from './fix/settle.ts'
import type {LintInput} from './input.ts'
import type {ShownLine} from './reporters/excerpt.ts'
import type {Rule} from './rule.ts'
import {LintRun} from './run.ts'
import type {Surroundings} from './set.ts'
import type {Finding} from './types.ts'

/** How much was looked at, and what was found. */
export interface LintSummary {
  files: number
  documents: number
  /** Documents that are no Kubernetes objects, or are encrypted, and Helm templates. */
  skipped: number
  /** What those are, the most frequent first. */
  skippedKinds: Array<{kind: string; count: number}>
  /** Files and directories that a rule of .gitignore left out. */
  ignored: number
  /** With --render: how often a chart or a kustomization was rendered and looked at. */
  rendered?: number
  /** Objects of kinds that c1ctl has no schema for. */
  unchecked: number
  errors: number
  warnings: number
}

export interface LintResult {
  findings: Finding[]
  summary: LintSummary
  /** Stretches that may hold secret values, by file, for those who show parts of it; worked out on demand. */
  secretsIn(file: string): Span[]
  /** Texts of the files that findings are of, by name. */
  texts: Map<string, string>
  /** What repairs each finding that is fixable, by findingKey. */
  repairs: Map<string, Settled>
  /** Lines that stand for those of the files, for findings of what was made of them, by findingKey. */
  shown?: Map<string, ShownLine>
}

/** What was found, and what repairs the findings that are fixable, by file. */
export interface LintedSet extends LintResult {
  edits: Map<string, Edit[]>
}

/** Against what objects are held, and what is left as it is. */
export interface Against {
  /** The version of Kubernetes, one of kubernetesVersions; the newest when not given. */
  kubernetes?: string | undefined
  /** Custom resource definitions beside those among the files, which go before them. */
  definitions?: unknown[] | undefined
  /** What is known of the files beside what is in them; nothing when not given. */
  around?: Surroundings | undefined
  /** Which findings are not to be repaired, given the texts of the files that findings are of. */
  spare?: ((texts: Map<string, string>) => (finding: Finding) => boolean) | undefined
  /** Rules beside those that always hold: under the profile `hardened` the advice of rules/hardening/all.ts. */
  advice?: readonly Rule[] | undefined
  /** Kinds that are known without a definition, when there is none. */
  shipped?: CustomKinds | undefined
}

/**
 * Lints files as one set: what a server would refuse in each object, and what the connectors among them need from all together.
 * @param files name and text of each; the name is what findings show
 * @param catalog names of connectors and their settings; empty when no file speaks of a connector
 * @param against the version of Kubernetes, further definitions of custom resources, and advice
 */
export function lint(files: LintInput[], catalog: Catalog, against: Against = {}): LintedSet {
  const texts = new Map(files.map(({name, text}) => [name, text]))
  const run = new LintRun(against, (name) => texts.get(name), {resident: Infinity})
  for (const file of files) run.add(file)
  return run.finish(catalog)
}
