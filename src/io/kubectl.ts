import {exec, type ExecResult} from './exec.ts'

/** One call of kubectl. */
export interface KubectlCall {
  namespace?: string
  /** An object or a List, sent as JSON on standard input: nothing is ever written to a temporary file. */
  input?: unknown
  timeoutMs?: number
  signal?: AbortSignal
}

/** What a call gave. `stdout` is as kubectl wrote it, for parsing only; `stderr` is filtered and may be shown. */
export type KubectlResult = ExecResult

/** kubectl, bound to a context. */
export interface Kubectl {
  /** The context that was asked for; the kubeconfig's current one when undefined. */
  context: string | undefined
  /** @throws ProblemError `tool-missing` */
  run(args: string[], call?: KubectlCall): Promise<KubectlResult>
  /** Filters a text that came out of the cluster (a pod's message, an event), so that it may be shown. */
  clean(text: string): string
}

/**
 * kubectl from C1CTL_KUBECTL or PATH.
 * @param options `clean` masks secret values in every text that may be shown: kubectl quotes what it refuses
 */
export function kubectlClient(options: {context?: string | undefined; clean: (text: string) => string; environment: NodeJS.ProcessEnv; signal?: AbortSignal | undefined}): Kubectl {
  const {environment, clean} = options
  const program = environment['C1CTL_KUBECTL'] || 'kubectl'
  return {
    clean,
    context: options.context,
    async run(args, call = {}) {
      const common = [...(options.context === undefined ? [] : ['--context', options.context]), ...(call.namespace === undefined ? [] : ['--namespace', call.namespace])]
      const signal = call.signal ?? options.signal
      const result = await exec(program, [...args, ...common], {
        // Aborting is our decision, not the terminal's: a Ctrl-C that reached kubectl too would hide what was done.
        apart: true,
        timeoutMs: call.timeoutMs ?? 60_000,
        env: environment,
        ...(call.input === undefined ? {} : {input: JSON.stringify(call.input)}),
        ...(signal === undefined ? {} : {signal}),
      })
      return {...result, stderr: clean(result.stderr)}
    },
  }
}
