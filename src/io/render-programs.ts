import {join} from 'node:path'
import {exec, type ExecResult} from './exec.ts'
import {findProgram} from './programs.ts'

/** A program that renders, and how it is told to. */
export interface RenderProgram {
  name: 'helm' | 'kustomize' | 'kubectl'
  path: string
}

/** Where a program may work: directories of c1ctl's own, with nothing in them. */
export interface Cell {
  /** Home, settings and plugins, and the only entry of PATH. */
  empty: string
  /** For temporary files. */
  scratch: string
}

/** What keeps a program from an answer. */
export type Stop = 'timeout' | 'too-much-output' | 'signal'

/** Why a program gave no answer, not even that it refuses; undefined when it gave one. A shell that finds no program ends with 126 or 127. */
export function stopOf({ended, status}: ExecResult): Stop | 'not-started' | undefined {
  if (ended === 'itself') return status === 126 || status === 127 ? 'not-started' : undefined
  return ended === 'aborted' ? 'signal' : ended
}

/** So much of what a program complains of is looked at, in UTF-16 code units: it may repeat what it was given. */
const mostWords = 16_000

/** What one rendering may take. */
const timeoutMs = 60_000
const limit = 32_000_000

/** Nothing answers at the discard port of this machine. */
const nowhere = 'http://127.0.0.1:9'

/** The environment of a program that reads what nobody vouches for: none of ours, no home, no plugins, no cluster, no other program, and no way to a server. */
function sealedEnvironment({empty, scratch}: Cell, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const homes = ['HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'HELM_PLUGINS', 'HELM_DATA_HOME', 'HELM_CACHE_HOME', 'HELM_CONFIG_HOME', 'KUSTOMIZE_PLUGIN_HOME', 'PATH']
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
  return {
    ...(environment['SystemRoot'] === undefined ? {} : {SystemRoot: environment['SystemRoot']}),
    ...Object.fromEntries(homes.map((name) => [name, empty])),
    ...Object.fromEntries(proxies.map((name) => [name, nowhere])),
    ...Object.fromEntries(['TMPDIR', 'TEMP', 'TMP'].map((name) => [name, scratch])),
    KUBECONFIG: join(empty, 'none'),
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  }
}

const named = (name: RenderProgram['name'], environment: NodeJS.ProcessEnv): RenderProgram | undefined => {
  const path = environment[`C1CTL_${name.toUpperCase()}`] || findProgram(name, environment)
  return path === undefined ? undefined : {name, path}
}

/** The user's helm: C1CTL_HELM, else the first on PATH. */
export const findHelm = (environment: NodeJS.ProcessEnv): RenderProgram | undefined => named('helm', environment)

/** The user's kustomize, else kubectl, which has one inside: C1CTL_KUSTOMIZE and C1CTL_KUBECTL, else the first on PATH. */
export const findKustomize = (environment: NodeJS.ProcessEnv): RenderProgram | undefined => named('kustomize', environment) ?? named('kubectl', environment)

/**
 * Renders a chart with its default values, or with a file of values over them. The flags are those of Helm 3 and 4.
 * @param request.kubernetes the version of Kubernetes that the chart is told, such as `1.36`
 * @param request.isInvalidToo writes what the templates make also where it is no YAML
 * @throws ProblemError when the program cannot be started
 */
export async function helmTemplate({path}: RenderProgram, request: {chart: string; values?: string | undefined; kubernetes: string; isInvalidToo?: boolean}, cell: Cell, signal?: AbortSignal): Promise<ExecResult> {
  const words = ['template', 'release-name', request.chart, '--kube-version', `${request.kubernetes}.0`, ...(request.values === undefined ? [] : ['--values', request.values]), ...(request.isInvalidToo ? ['--debug'] : [])]
  return run(path, words, cell, signal)
}

/**
 * Builds a kustomization, without plugins, functions and Helm, and with files from its own directory alone, as is kustomize's default.
 * @throws ProblemError when the program cannot be started
 */
export async function kustomizeBuild({name, path}: RenderProgram, directory: string, cell: Cell, signal?: AbortSignal): Promise<ExecResult> {
  return run(path, [name === 'kubectl' ? 'kustomize' : 'build', directory], cell, signal)
}

// Apart: a Ctrl-C comes to c1ctl, which ends the program and takes the copies away.
async function run(path: string, words: string[], cell: Cell, signal: AbortSignal | undefined): Promise<ExecResult> {
  const result = await exec(path, words, {apart: true, cwd: cell.empty, env: sealedEnvironment(cell, process.env), timeoutMs, limit, ...(signal ? {signal} : {})})
  return {...result, stderr: result.stderr.slice(0, mostWords)}
}
