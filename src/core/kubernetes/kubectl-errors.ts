import {problem, type Problem} from '../problems/problem.ts'

/** What the failed call was about, for the words of a problem. */
export interface CallContext {
  namespace?: string | undefined
  context?: string | undefined
}

const starts = /^(?:Error from server|error: |Error in configuration|Unable to connect|The connection to the server|error validating|Warning: |invalid configuration|error loading config)/

/**
 * Cuts kubectl's error output into its messages, one a fault. The client's own log lines and the advice after a conflict are left out.
 * Warnings of the server come separately.
 */
export function messages(stderr: string): {errors: string[]; warnings: string[]} {
  const errors: string[] = []
  const warnings: string[] = []
  for (const line of stderr.split('\n')) {
    if (/^[EWI]\d{4} /.test(line)) continue
    if (line.startsWith('Warning: ')) warnings.push(line.slice('Warning: '.length))
    else if (starts.test(line) || errors.length === 0) {
      if (line.trim() !== '') errors.push(line)
    } else errors.push(`${errors.pop()}\n${line}`)
  }
  return {errors: errors.map((text) => text.trimEnd()), warnings}
}

const inNamespace = (namespace: string | undefined): string => (namespace === undefined ? '' : ` in namespace ${namespace}`)

/**
 * Turns one message of kubectl into a problem: which kind of fault it is, and who may not do what.
 * @param message one of `messages(stderr).errors`, already filtered for secrets
 * @param object what it is about, when known: kubectl does not name the object of a conflict
 */
export function classify(message: string, {namespace, context}: CallContext, object?: string): Problem {
  const of = object === undefined ? '' : `${object}: `
  if (/context was not found|context "[^"]*" does not exist/.test(message)) {
    return problem('cluster-unreachable', `kubectl knows no context ${context ?? 'of that name'}.`, {why: 'The kubeconfig has no such context.', next: ['`kubectl config get-contexts` lists them; name one with --context.']})
  }
  if (/localhost:8080/.test(message)) {
    return problem('cluster-unreachable', 'kubectl has no kubeconfig or no current context.', {why: 'Without one kubectl asks localhost:8080, where nothing answers.', next: ['Set KUBECONFIG or make ~/.kube/config, and choose a context with `kubectl config use-context NAME`.']})
  }
  if (/Unauthorized|must be logged in/.test(message)) {
    return problem('cluster-forbidden', 'The cluster does not know the user of the current context.', {why: 'The login is missing or has expired.', next: ['Log in to the cluster again, then run the command again.']})
  }
  if (/x509|certificate/.test(message) && /^(?:Unable to connect|error: |error validating)/.test(message)) {
    return problem('cluster-unreachable', 'The certificate of the cluster is not trusted.', {why: firstLine(message), next: ['Check `certificate-authority` of the cluster in the kubeconfig, and the clock of this machine.']})
  }
  if (/connection refused|no such host|was refused|i\/o timeout|deadline exceeded|TLS handshake timeout|no route to host|network is unreachable|connection reset|Unable to connect|getting credentials|server misbehaving|: EOF$/.test(message)) {
    return problem('cluster-unreachable', 'The cluster does not answer.', {why: firstLine(message).replace(/^error: error validating[^:]*: error validating data: /, '').replace(/; if you choose to ignore these errors.*/, '')})
  }
  if (/is being terminated|because it is being terminated/.test(message)) {
    const named = /namespace (\S+) because/.exec(message)?.[1] ?? namespace ?? ''
    return problem('namespace-terminating', `${of}The namespace ${named} is being deleted.`, {next: [`Wait until \`kubectl get namespace ${named}\` finds nothing, or name another namespace with --namespace.`]})
  }
  const missing = /namespaces "([^"]+)" not found/.exec(message)?.[1]
  if (missing !== undefined) return problem('namespace-missing', `${of}There is no namespace ${missing}.`)
  const quota = /exceeded quota: .*/.exec(message)?.[0]
  if (quota !== undefined) return problem('cluster-refused', `${of}The namespace's quota does not allow it.`, {why: quota, next: ['Ask for more quota, or lower `resources` in c1ctl.yaml.']})
  const denied = /User "([^"]*)" cannot (\S+) resource "([^"]+)"(?: in API group "([^"]*)")?(?: in the namespace "([^"]*)"| at the cluster scope)?/.exec(message)
  if (denied) {
    const [, user, verb, resource, group, at] = denied
    const what = `${resource}${group ? `.${group}` : ''}`
    return problem('cluster-forbidden', `${of}${user} may not ${verb} ${what}${at === undefined ? ' at the level of the cluster' : inNamespace(at)}.`, {
      why: 'No Role or ClusterRole bound to this user allows it.',
      next: [`Ask for the permission to ${verb} ${what}${inNamespace(at)}; \`kubectl auth can-i ${verb} ${what}${at === undefined ? '' : ` -n ${at}`}\` tests it.`],
    })
  }
  const conflict = /conflicts? with "([^"]+)"/.exec(message)
  if (conflict) {
    const managers = [...new Set([...message.matchAll(/conflicts? with "([^"]+)"/g)].map((found) => found[1]!))]
    const listed = [...message.matchAll(/^- (\S+)/gm)].map((found) => found[1]!)
    const inline = /conflict with "[^"]+"[^:\n]*: (\.\S+)/.exec(message)?.[1]
    const fields = listed.length > 0 ? listed : inline === undefined ? [] : [inline]
    return problem('cluster-conflict', `${of}${managers.join(' and ')} manages ${fields.length > 0 ? fields.join(', ') : 'fields that c1ctl wants to set'}.`)
  }
  if (/\(Invalid\)|is invalid|error validating|ValidationError|strict decoding|cannot be handled as|error decoding|BadRequest|admission webhook|denied the request|\(Forbidden\)|field is immutable|failed to create typed|failed to convert/.test(message)) {
    return problem('cluster-refused', `${of}${subject(message)}`, {why: reasonOf(message)})
  }
  return problem('tool-failed', `${of}kubectl failed.`, {why: firstLine(message)})
}

const firstLine = (text: string): string => text.split('\n')[0]!
/** The part of a refusal that says which field and why, without kubectl's frame around it. */
const reasonOf = (message: string): string =>
  message
    .replace(/^(?:Error from server(?: \([A-Za-z]+\))?|error): /, '')
    .replace(/^error validating "STDIN": error validating data: /, '')
    .replace(/; if you choose to ignore these errors[\s\S]*$/, '')
    .replace(/^\S+ "[^"]*" is invalid: /, '')
const subject = (message: string): string => {
  const named = /(\S+) "([^"]*)" is (?:invalid|forbidden)/.exec(message)
  return named ? `The cluster refused ${named[1]!.replace(/\..*/, '')} ${named[2]}.` : 'The cluster refused what was sent.'
}
