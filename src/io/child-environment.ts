/** Variables that programs need to run at all, and that hold no secret. */
const harmless = /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TMPDIR|TERM|DISPLAY|DBUS_SESSION_BUS_ADDRESS|XDG_\w+|GNUPGHOME|GPG_TTY|SSH_AUTH_SOCK|PASSWORD_STORE_DIR|KUBECONFIG|SystemRoot|AppData|LocalAppData|UserProfile)$/i

/**
 * The environment for a program that c1ctl starts: ours. Under NODE_DEBUG=child_process Node prints it, and a key or a token may be in it: only then is
 * it cut down to what holds no secret, for a login plugin of kubectl may need the rest.
 */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!/\*|child_process/i.test(environment['NODE_DEBUG'] ?? '')) return environment
  return Object.fromEntries(Object.entries(environment).filter(([name]) => harmless.test(name)))
}
