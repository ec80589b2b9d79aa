import {codes, type ProblemCode} from '../../src/core/problems/codes.ts'
import {exitStatus, problem} from '../../src/core/problems/problem.ts'
import {rulePages} from '../../src/core/lint/rule-pages.ts'
import {markdownTable as table, notice} from './markdown.ts'
import {fillTemplate} from './templates.ts'

/** What the pages need of oclif.manifest.json. */
export interface Manifest {
  commands: Record<string, ManifestCommand>
}

interface ManifestCommand {
  id: string
  summary?: string
  description?: string
  examples?: string[]
  strict: boolean
  args: Record<string, {name: string; description?: string; required?: boolean}>
  flags: Record<string, ManifestFlag>
}

interface ManifestFlag {
  name: string
  char?: string
  env?: string
  summary?: string
  helpGroup?: string
  helpValue?: string
  required?: boolean
  multiple?: boolean
  allowNo?: boolean
  default?: unknown
  options?: string[]
  type: 'boolean' | 'option'
}

/** Variables that belong to no flag. A test finds the ones that src reads and this list forgets. */
export const otherVariables: Array<[name: string, meaning: string]> = [
  ['C1CTL_ALLOW_HOSTS', 'Hosts, separated by commas, that a project\'s own recipes may send credentials to when nobody can be asked.'],
  ['C1CTL_DEBUG', 'Set to 1: the stack of an unexpected fault goes to stderr. Secret values never do.'],
  ['C1CTL_RELEASES', 'Origin of a mirror of ConductorOne\'s release facts, for `init`.'],
  ['C1CTL_KUBECTL', 'The kubectl to call, instead of the first on PATH.'],
  ['C1CTL_HELM', 'The helm that `lint --render` calls, instead of the first on PATH.'],
  ['C1CTL_KUSTOMIZE', 'The kustomize that `lint --render` calls, instead of the first on PATH.'],
]

const foreignVariables: Array<[name: string, meaning: string]> = [
  ['SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, SOPS_AGE_KEY_CMD', 'The age identity that opens the credential store: the key itself, a file with it, or a command that prints it. As sops reads them.'],
  ['XDG_CONFIG_HOME', 'Where `sops/age/keys.txt` is looked for when none of these is set; otherwise the platform\'s folder.'],
  ['XDG_STATE_HOME', 'Where c1ctl keeps which recipes you agreed to.'],
  ['KUBECONFIG', 'Read by kubectl.'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'The way out to the apps.'],
  ['NODE_EXTRA_CA_CERTS', 'Certificate authorities besides the built-in ones.'],
  ['NO_COLOR, FORCE_COLOR, TERM', 'Whether to print colours.'],
  ['CI', 'Set: nothing is asked.'],
]

const fence = (text: string, language = '') => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
const words = (id: string) => id.replaceAll(':', ' ')

/** docs/commands.md: every command with its arguments, flags and examples. */
export function commandsPage(manifest: Manifest): string {
  const all = commandsOf(manifest)
  const shared = Object.values(all[0]!.flags).filter((flag) => flag.helpGroup === 'GLOBAL')
  return [
    `${notice('the commands')}# Commands`,
    table(['command', 'what it does'], all.map((one) => [`[\`c1ctl ${words(one.id)}\`](#c1ctl-${one.id.replaceAll(':', '-')})`, one.summary ?? ''])),
    '## Flags of every command',
    flagTable(shared),
    ...all.flatMap((one) => {
      const own = Object.values(one.flags).filter((flag) => flag.helpGroup !== 'GLOBAL')
      const args = Object.values(one.args)
      return [
        `## c1ctl ${words(one.id)}`,
        one.summary ?? '',
        ...(one.description ? [one.description.replaceAll(/\s*\n\s*/g, ' ')] : []),
        fence(['c1ctl', words(one.id), ...args.map((arg, place) => `${arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`}${!one.strict && place === args.length - 1 ? '...' : ''}`), ...(own.length > 0 ? ['[FLAGS]'] : [])].join(' ')),
        ...(args.length > 0 ? [table(['argument', 'meaning'], args.map((arg) => [`\`${arg.name.toUpperCase()}\``, arg.description ?? '']))] : []),
        ...(own.length > 0 ? [flagTable(own)] : []),
        ...(one.examples?.length ? ['Examples:', fence(one.examples.map((line) => line.replaceAll('<%= config.bin %>', 'c1ctl')).join('\n'), 'sh')] : []),
        `Machine output: [\`${one.id.replaceAll(':', '-')}.schema.json\`](../schemas/output/${one.id.replaceAll(':', '-')}.schema.json)`,
      ]
    }),
  ].join('\n\n') + '\n'
}

const commandsOf = (manifest: Manifest) => Object.values(manifest.commands).sort((a, b) => (a.id < b.id ? -1 : 1))

function flagTable(flags: ManifestFlag[]): string {
  const said = (flag: ManifestFlag) =>
    [
      `${flag.summary ?? ''}${flag.required ? ' Required.' : ''}`,
      ...(flag.options && flag.options.length > 1 ? [`One of: ${flag.options.join(', ')}.`] : []),
      ...(flag.default !== undefined && flag.default !== false && !(Array.isArray(flag.default) && flag.default.length === 0) ? [`Default: ${flag.default === true ? 'on' : String(flag.default)}.`] : []),
    ].join(' ')
  const spelled = (flag: ManifestFlag) => `${flag.char ? `\`-${flag.char}\`, ` : ''}\`--${flag.allowNo ? '[no-]' : ''}${flag.name}${flag.type === 'option' ? ` ${flag.helpValue ?? flag.options?.join('|') ?? 'VALUE'}` : ''}\``
  return table(['flag', 'variable', 'meaning'], [...flags].sort((a, b) => (a.name < b.name ? -1 : 1)).map((flag) => [spelled(flag), flag.env ? `\`${flag.env}\`` : '', said(flag)]))
}

/** docs/problems/: a page a code, and the index. */
export function problemPages(): Record<string, string> {
  const names = Object.keys(codes).sort() as Array<keyof typeof codes>
  const pages = names.map((code) => [`docs/problems/${code}.md`, fillTemplate('docs/problem.md', {code, ...codes[code]})])
  const index = [`${notice('src/core/problems/codes.ts')}# Problems`, 'The code stands in parentheses after "Error". `c1ctl explain CODE` prints the same page.', table(['code', 'exit', 'what'], names.map((code) => [`[${code}](${code}.md)`, String(codes[code].exit), codes[code].title]))]
  return {...Object.fromEntries(pages), 'docs/problems/README.md': index.join('\n\n') + '\n'}
}

/** docs/rules/: a page a lint rule, and the index. */
export function ruleDocs(): Record<string, string> {
  const file = (id: string) => `${id.replace('/', '-')}.md`
  const pages = rulePages.map((rule) => [`docs/rules/${file(rule.id)}`, fillTemplate('docs/rule.md', {...rule, isHardening: rule.id.startsWith('hardening/')})])
  const families = '`yaml/` and `kubernetes/` say what a server would refuse (`yaml/duplicate-key` aside), `baton/` what a connector needs, `hardening/` what is advised: these are off unless `--profile hardened` is given ([docs/hardening.md](../hardening.md)).'
  const index = [`${notice('src/core/lint/rule-pages.ts')}# Rules of lint`, families, 'An error makes `c1ctl lint` exit with status 1; a warning or a note does not. [docs/lint-settings.md](../lint-settings.md) says how to set severities and suppress findings. `c1ctl explain RULE` prints the same page.', table(['rule', 'severity', 'what'], rulePages.map((rule) => [`[${rule.id}](${file(rule.id)})`, rule.severity, rule.title]))]
  return {...Object.fromEntries(pages), 'docs/rules/README.md': index.join('\n\n') + '\n'}
}

const statuses: Array<[status: number, meaning: string]> = [
  [0, 'Done, and nothing is wrong. Warnings do not change it.'],
  [1, 'The answer is no: lint found errors, files differ, an app denied a credential.'],
  [2, 'The command line is wrong.'],
  [3, 'The catalog or the project is invalid.'],
  [4, 'Credentials are missing or cannot be read.'],
  [5, 'The network: an app or the cluster does not answer.'],
  [6, 'An external tool is missing or failed.'],
  [7, 'The cluster refused, or a rollout failed.'],
  [8, 'A local file could not be read or written, or a guard refused.'],
  [70, 'A fault of c1ctl.'],
  [130, 'Interrupted with Ctrl-C.'],
  [143, 'Ended with SIGTERM.'],
]

/** docs/exit-status.md, with the codes that lead to each status. */
export function exitStatusPage(): string {
  const leading = (status: number) => Object.entries(codes).filter(([, page]) => page.exit === status).map(([code]) => `[${code}](problems/${code}.md)`).sort().join(', ')
  const unknown = Object.entries(codes).filter(([, page]) => !statuses.some(([status]) => status === page.exit))
  if (unknown.length > 0) throw new Error(`No meaning is written down for the exit status of ${unknown.map(([code]) => code).join(', ')}`)
  return [
    `${notice('src/core/problems/codes.ts')}# Exit status`,
    `The same with and without \`--json\`. When several problems were met, the status is the first of ${gravestFirst().join(', ')} among theirs.`,
    table(['status', 'meaning', 'problems'], statuses.map(([status, meaning]) => [String(status), meaning, leading(status)])),
  ].join('\n\n') + '\n'
}

/** The order is asked of the code that decides it, so that the page cannot lag behind. */
function gravestFirst(): number[] {
  const sample = new Map(Object.keys(codes).map((code) => [codes[code as ProblemCode].exit, problem(code as ProblemCode, '')]))
  return [...sample.keys()].sort((a, b) => (exitStatus([sample.get(a)!, sample.get(b)!]) === a ? -1 : 1))
}

/** docs/environment-variables.md: the variable of every flag, and what else is read. */
export function variablesPage(manifest: Manifest): string {
  const all = commandsOf(manifest)
  const uses = new Map<string, {flag: string; commands: string[]}>()
  for (const command of all)
    for (const flag of Object.values(command.flags)) {
      if (!flag.env) continue
      const use = uses.get(flag.env) ?? {flag: flag.name, commands: []}
      uses.set(flag.env, {...use, commands: [...use.commands, words(command.id)]})
    }
  const rows = [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, {flag, commands}]) => [`\`${name}\``, `\`--${flag}\``, commands.length === all.length ? 'all' : commands.join(', ')])
  return [
    `${notice('the commands')}# Environment variables`,
    'Every flag has a variable, except those that confirm or force, and `lint --render`, which runs programs on what it finds. A flag on the command line wins. A boolean is `true` or `false`; a repeatable flag takes one value from its variable.',
    '## Of flags',
    table(['variable', 'flag', 'commands'], rows),
    '## Others of c1ctl',
    table(['variable', 'meaning'], otherVariables.map(([name, meaning]) => [`\`${name}\``, meaning])),
    '## Read, but not of c1ctl',
    table(['variable', 'meaning'], foreignVariables.map(([name, meaning]) => [name.split(', ').map((one) => `\`${one}\``).join(', '), meaning])),
  ].join('\n\n') + '\n'
}

/** test/golden/commands.json: the names that scripts depend on. */
export function commandSnapshot(manifest: Manifest): unknown {
  return commandsOf(manifest).map((one) => ({
    command: words(one.id),
    args: Object.values(one.args).map((arg) => `${arg.name}${arg.required ? '' : '?'}`),
    flags: Object.values(one.flags).map((flag) => flag.name).sort(),
    chars: Object.values(one.flags).flatMap((flag) => (flag.char ? [`${flag.char}=${flag.name}`] : [])).sort(),
    required: Object.values(one.flags).filter((flag) => flag.required).map((flag) => flag.name).sort(),
  }))
}
