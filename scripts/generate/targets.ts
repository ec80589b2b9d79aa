import {features, type Feature, type FeatureId} from '../../src/core/render/features.ts'
import {sourceIds} from '../../src/core/render/delivery/settings.ts'
import type {Target} from '../../src/core/render/types.ts'
import {isWholeProject} from '../../src/services/render/plan.ts'
import {loadTarget, targetIds} from '../../src/services/targets.ts'
import {markdownTable as table, notice} from './markdown.ts'

const environmentsOf = ({rendersEnvironments, delivers}: Target): string => (delivers ? 'all at once, by objects of their own' : rendersEnvironments ? 'all at once, as overlays' : 'one at a time, with `--environment`')

/** Names in a sentence. */
const words = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ').replace(/, (?=[^,]*$)/, ' and ')

/** docs/targets.md: what each target is, and what it can do of what instances ask for. */
export async function targetsPage(): Promise<string> {
  const targets = await Promise.all(targetIds.map(loadTarget))
  const rows = (Object.entries(features) as Array<[FeatureId, Feature]>).map(([id, {title, setting}]) => [
    title, setting ? `\`${setting.join('.')}\`` : 'what the connector needs', ...targets.map((one) => (one.supports.has(id) ? 'yes' : '')), targets.some((one) => one.supportsMinimal?.has(id)) ? 'yes' : '',
  ])
  const delivering = words(targets.filter((one) => one.delivers).map(({id}) => id))
  return `${notice('src/core/render')}# Targets

A target is a way to run the instances of a project. \`c1ctl render --target T\` may name several; without it \`targets\` of c1ctl.yaml counts, else manifests:

\`\`\`yaml
targets:
  manifests: {out: k8s}   # the directory below --out; the target's name unless said
\`\`\`

One target writes into \`--out\` itself, several into a directory each. All of them are computed before a file is written. A full render removes what its
record (\`.c1ctl-rendered\`) lists and nothing makes any more; with \`--target\`, of the targets that are named.

${table(['target', 'what it makes', 'environments', 'some instances alone'], targets.map((one) => [`\`${one.id}\``, one.title, environmentsOf(one), isWholeProject(one) ? 'no' : 'yes']))}

\`c1ctl render INSTANCE\` writes the files of some instances and leaves those of the others alone. Where files list all instances, it is refused.

## What each can do

Settings stand under \`connectors.<instance>\` in c1ctl.yaml; \`schemas/c1ctl.schema.json\` says what each takes. Asking a target for what it cannot do is a
[problem](problems/target-unsupported.md). ${delivering} have delivered what ${words(sourceIds)} can say.

${table(['feature', 'setting', ...targets.map((one) => `\`${one.id}\``), '`--minimal`'], rows)}
`
}
