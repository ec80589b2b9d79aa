/** What `c1ctl explain CODE` and docs/problems/ say of a problem, and the exit status it leads to. */
export interface CodePage {
  exit: number
  title: string
  why: string
  next: string[]
}

const page = (exit: number, title: string, why: string, next: string[]): CodePage => ({exit, title, why, next})

/** Every problem code. The name is stable: people search for it and scripts match on it. */
export const codes = {
  // 1: findings, differences, denied credentials
  'credential-denied': page(1, 'An app refused a credential', 'The app answered that the credential is wrong, expired or lacks the permission that the check needs.', ['Make a new credential where `c1ctl catalog show CONNECTOR` says, then `c1ctl credential set INSTANCE FIELD=-`.', 'Check that the account behind it may read users and groups.']),
  'credential-untested': page(1, 'A credential could not be proven', 'No recipe covers this way of signing in, or the recipe was not run, and --require-verified asks for proof.', ['Leave out --require-verified, or use an auth method that has a recipe.']),
  'rendered-differs': page(1, 'Files on disk differ from what would be rendered', 'The project, the catalog or a file changed since the last render.', ['Run `c1ctl render --out DIR` and commit the result.']),
  'lint-findings': page(1, 'Lint found errors', 'A manifest breaks a rule that a server or a connector enforces.', ['Read each finding; `c1ctl explain RULE` says why it matters.']),
  'catalog-differs': page(1, 'An entry of the catalog differs from the connector\'s schema', 'The connector\'s own configuration schema and the entry do not say the same of fields, rules, constraints or auth methods.', ['Run `c1ctl catalog import FILE` without --check to take the schema over.']),
  // 2: usage
  usage: page(2, 'The command line could not be understood', 'A flag or an argument is unknown, missing or has a wrong value.', ['Run the command with --help to see what it takes.']),
  'secret-on-command-line': page(2, 'A secret must not stand on the command line', 'Arguments are visible to every user of the machine (ps) and stay in the shell history.', ['Use --credential FIELD=env:NAME or FIELD=file:PATH, or --credentials-from FILE (or - for standard input).']),
  'answers-missing': page(2, 'Answers are missing and nobody can be asked', 'There is no terminal (or --no-input or CI is set), so c1ctl asks nothing.', ['Give every answer that is listed as a flag.']),
  'no-such-path': page(2, 'A path to read does not exist', 'The file or directory named on the command line is not there.', ['Check the spelling and the current directory.']),
  // 3: catalog or project
  'unknown-connector': page(3, 'The catalog has no such connector', 'The name is neither in the catalog nor in the project\'s connectors.yaml.', ['Run `c1ctl catalog list` to see every connector.']),
  'unknown-instance': page(3, 'The project has no such instance', 'No entry of that name stands under `connectors` in c1ctl.yaml.', ['Look at `connectors` in c1ctl.yaml, or add one with `c1ctl init`.']),
  'unknown-environment': page(3, 'The project has no such environment', 'No entry of that name stands under `environments` in c1ctl.yaml.', ['Look at `environments` in c1ctl.yaml.']),
  'instance-exists': page(3, 'An instance of that name exists already', 'init never overwrites an instance.', ['Choose another name with --name, or edit c1ctl.yaml.']),
  'unknown-field': page(3, 'The connector has no such field', 'The catalog entry does not name it, so the connector would ignore it.', ['Run `c1ctl catalog show CONNECTOR` to see its fields.']),
  'field-required': page(3, 'A required field has no value', 'The connector refuses to start without it.', ['Set it under `config` in c1ctl.yaml, or with --set FIELD=VALUE in init.']),
  'field-invalid': page(3, 'A value breaks the rule of its field', 'The connector checks this value when it starts and refuses it.', ['Correct the value in c1ctl.yaml or in the credential source.']),
  'field-not-in-method': page(3, 'A field belongs to another auth method', 'The connector reads only the fields of the auth method that is chosen.', ['Remove the field or choose the auth method that it belongs to.']),
  'field-is-secret': page(3, 'A secret field stands among the plain settings', 'c1ctl.yaml is committed to git and holds no secret value.', ['Remove it from `config`, make a new credential if it was committed, and use `c1ctl credential set INSTANCE FIELD=-`.']),
  'constraint-broken': page(3, 'Fields contradict each other', 'The connector checks this combination when it starts and refuses it.', ['Set or remove the fields that are named.']),
  'unknown-auth-method': page(3, 'The connector has no such auth method', 'The catalog entry does not name it.', ['Run `c1ctl catalog show CONNECTOR` to see its auth methods.']),
  'auth-method-cloud-only': page(3, 'The auth method runs only in ConductorOne\'s cloud', 'It needs a browser sign-in that only the cloud-hosted connector has.', ['Choose another auth method for a self-hosted connector.']),
  'project-missing': page(3, 'There is no project here', 'No c1ctl.yaml was found in this directory or a parent of it, up to the git root.', ['Run `c1ctl init CONNECTOR` to start one, or name it with --project DIR.']),
  'project-invalid': page(3, 'c1ctl.yaml is not valid', 'The file does not parse, or a setting has the wrong shape.', ['Correct the place that is named; schemas/c1ctl.schema.json describes the file for editors.']),
  'catalog-invalid': page(3, 'connectors.yaml is not valid', 'The file does not parse, or an entry has the wrong shape.', ['Correct the place that is named; schemas/connectors.schema.json describes the file for editors.']),
  'baseline-invalid': page(3, 'The baseline of lint cannot be used', 'Without it nobody can say which findings are new. The file is missing, was damaged, or was written by another version of c1ctl.', ['Restore the file from git, or remove it and make a new one with `c1ctl lint PATH... --baseline FILE --update-baseline`.']),
  'schema-unreadable': page(3, 'A connector\'s schema cannot be read', 'The file is not the JSON that a connector prints of its configuration.', ['Make it anew with the connector\'s own `config` command: `baton-asana config > asana.json`.']),
  'name-invalid': page(3, 'A name cannot be used in Kubernetes', 'Names become parts of object names: lower-case letters, digits and dashes (RFC 1123), at most 40 characters for an instance.', ['Choose a name such as asana-emea.']),
  'connector-not-runnable': page(3, 'The connector cannot run in Kubernetes', 'Some connectors run on Windows alone or in ConductorOne\'s cloud alone; the problem says which it is.', ['`c1ctl catalog show CONNECTOR` shows what is known of it.']),
  'value-not-representable': page(3, 'A value cannot be carried to the process', 'An environment variable cannot hold a NUL character, and a list item cannot hold a comma.', ['Remove the character from the value.']),
  'target-unsupported': page(3, 'A target cannot do what an instance asks for', 'Not every way to run a connector can say everything: a plain process knows no network policy. docs/targets.md shows what each can.', ['Render with a target that can, or remove the setting.']),
  'project-file-unusable': page(3, 'A file that c1ctl.yaml names cannot be used', 'Files of the project that are no secret are read as UTF-8 text, lie below the project, and fit into a ConfigMap.', ['Correct the path in c1ctl.yaml, or the file.']),
  // 4: credentials
  'credential-missing': page(4, 'A credential is missing', 'A required secret field has no value in its source.', ['Store it with `c1ctl credential set INSTANCE FIELD=-`, or name a source with --credential FIELD=env:NAME.']),
  'identity-missing': page(4, 'No age identity was found', 'The credential store is encrypted; reading or changing it needs the private key of one of its recipients.', ['Set SOPS_AGE_KEY or SOPS_AGE_KEY_FILE, or put the key where sops looks for it.', 'To start with a new key: `c1ctl init CONNECTOR --new-identity`.']),
  'store-not-for-you': page(4, 'The credential store is encrypted to someone else', 'None of the age identities found here is a recipient of the file.', ['Ask someone who can read it to add your recipient with `sops updatekeys`, or use the identity it was made for.']),
  'store-tampered': page(4, 'The credential store was changed without its key', 'The message authentication code does not fit the content, so the values cannot be trusted.', ['Restore the file from git, or remove it and set the credentials again.']),
  'store-invalid': page(4, 'The credential store cannot be read', 'The file is not a SOPS file that c1ctl understands.', ['Restore the file from git, or remove it and set the credentials again.']),
  'source-not-trusted': page(4, 'The project would send a credential to a host nobody has agreed to', 'A project may be someone else\'s: a recipe or a credential source that it brought or changed is agreed to once.', ['Run the command in a terminal and answer, or list the host in C1CTL_ALLOW_HOSTS.']),
  // 5: network
  'app-unreachable': page(5, 'An app could not be asked', 'The request did not come through or was not answered in a way that proves anything.', ['Check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the host in c1ctl.yaml, then run `c1ctl verify` again.']),
  // 6: external tools
  'tool-missing': page(6, 'A program that c1ctl needs is not installed', 'c1ctl found no such program on PATH.', ['Install it and run `c1ctl doctor`.']),
  'tool-failed': page(6, 'A program that c1ctl called failed', 'The program ended with an error that c1ctl does not know.', ['Read its message above; run `c1ctl doctor`.']),
  // 7: the cluster
  'cluster-unreachable': page(5, 'The cluster does not answer', 'kubectl could not reach the API server of the current context.', ['Check `kubectl config current-context` and `kubectl cluster-info`, or name a context with --context.']),
  'cluster-forbidden': page(7, 'The cluster does not allow it', 'The user of the current context lacks a permission.', ['Ask for the permission that is named; `kubectl auth can-i --list -n NAMESPACE` shows what you have.']),
  'cluster-refused': page(7, 'The cluster refused an object', 'The API server or an admission policy found it invalid.', ['Read the reason; `c1ctl lint` on the rendered files may name the place.']),
  'cluster-conflict': page(7, 'Another manager owns a field', 'The object was made or changed by another tool, and server-side apply does not take its fields away.', ['Look at the fields that are named; `c1ctl apply --force-conflicts` takes them over.']),
  'namespace-terminating': page(7, 'The namespace is being deleted', 'Nothing can be created in a namespace that is terminating.', ['Wait until it is gone (`kubectl get namespace NAME`) or name another with --namespace.']),
  'namespace-missing': page(7, 'The namespace is not there and could not be made', 'Creating a namespace needs a permission at the level of the cluster.', ['Ask a cluster administrator to create it, or name another with --namespace.']),
  'rollout-failed': page(7, 'A connector did not come up', 'Its pods failed or did not become ready in time.', ['Read the reason; `kubectl logs` and `kubectl describe pod` show more.']),
  // 8: local files and guards
  'file-unreadable': page(8, 'A file could not be read', 'The operating system refused it.', ['Check the path and its permissions.']),
  'file-unwritable': page(8, 'A file could not be written', 'The operating system refused it; nothing was changed.', ['Check the permissions of the directory and the free space of the disk.']),
  'file-changed': page(8, 'A file changed while it was worked on', 'Between reading and writing somebody else wrote the file, and their change would be lost.', ['Run the command again.']),
  'plain-secret-tracked': page(8, 'A plain secret would go into git', 'The file is tracked by git, and rendering would put secret values into it.', ['Run `git rm --cached FILE`, or render into another directory.']),
  'render-mismatch': page(70, 'What was rendered does not read back as meant', 'Every rendered file is parsed again and compared; this one differs, so nothing was written.', ['Please report it: this is a fault of c1ctl.']),
  interrupted: page(130, 'Interrupted', 'The command was stopped before it was done.', ['Run it again.']),
  bug: page(70, 'A fault of c1ctl', 'c1ctl met a case that it should have handled.', ['Please report it with the command you ran; set C1CTL_DEBUG=1 to see the stack.']),
} satisfies Record<string, CodePage>

/** The closed set of problem codes. */
export type ProblemCode = keyof typeof codes
