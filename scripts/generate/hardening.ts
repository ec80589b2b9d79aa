import {rulePages} from '../../src/core/lint/rule-pages.ts'
import {differences, kubeLinterChecks, kubeScoreChecks, type OtherCheck} from './hardening-checks.ts'
import {markdownTable as table, notice} from './markdown.ts'

const link = (id: string) => `[${id}](rules/${id.replace('/', '-')}.md)`

const checkTable = (tool: string, checks: OtherCheck[]) => table([`check of ${tool}`, 'in c1ctl', 'what else there is to know'], checks.map(({id, by, why, differs = []}) => [
  id, by.length > 0 ? by.map(link).join(', ') : 'left out', [...(why ? [why] : []), ...differs.map((key) => differences[key]).filter((text) => text !== why)].join(' '),
]))

/** docs/hardening.md: the profile, what it says of what c1ctl renders, and every check of two other linters beside it. */
export function hardeningPage(): string {
  const rules = rulePages.filter(({id}) => id.startsWith('hardening/'))
  const named = new Set([...kubeScoreChecks, ...kubeLinterChecks].flatMap(({by}) => by))
  return [
    `${notice('scripts/generate/hardening.ts')}# Hardening`,
    '`c1ctl lint deploy --profile hardened` adds the rules of the family `hardening/`: what is advised for one container that calls out and serves nobody. They look at Deployments of connectors, at every container in them, and at the policies, budgets, Services, autoscalers and ServiceAccounts among the files that bear on these. Without `--profile` (or `C1CTL_PROFILE`), or with `--profile standard`, they are off: most manifests in the wild would drown in them.',
    'They are warnings, so the exit status stays 0; `--max-warnings 0` makes it 1. One is an error, [hardening/privileged](rules/hardening-privileged.md): kube-score calls it critical, and no connector has a use for it. Everything else that kube-score calls critical has a reason somewhere not to be so: ids that OpenShift brings, a policy that is kept elsewhere. Notes are for what may be in the cluster without being among the files, and for what only matters to several replicas.',
    '`--fix` sets what has but one right value and is there with a wrong one, in the connector\'s own container, or the pod when it has no other: `privileged`, `allowPrivilegeEscalation`, `readOnlyRootFilesystem` (where the connector works in an emptyDir), `runAsNonRoot`, `seccompProfile.type`, `procMount`, the letters of `ALL`, `hostNetwork`, `hostPID`, `hostIPC`, `enableServiceLinks`, `automountServiceAccountToken`, `serviceAccount`, and `imagePullPolicy` of an image that moves. It adds no lines.',
    '## What c1ctl renders',
    table(['finding in what `c1ctl render` writes', 'when', 'what to do'], [
      [link('hardening/network-policy'), 'the instance does not say `networkPolicy`', 'Say `networkPolicy: true`, with the ports of an app that answers on others than 443. Whether the cluster enforces policies at all, c1ctl does not know.'],
      [`${link('baton/no-tag')}, ${link('hardening/image-digest')}`, 'the project does not say `image.tag`, or `image.digest`', 'Say both; `init` writes them when it reaches ConductorOne\'s release facts.'],
      [link('hardening/disruption-budget'), '`replicas` is 2 or more, with `podDisruptionBudget: false`', 'Leave it out, if the replicas are there to outlive a node: tasks wait at ConductorOne until one is back.'],
      [link('hardening/user-and-group'), '`platform: openshift`', 'Nothing: the namespace brings the ids.'],
    ]),
    'Nothing else, for every connector and auth method; `--minimal` renders the bare shape of the setup pages, which is not hardened.',
    '## Held against kube-score',
    'kube-score 1.20.0 judges some 1,700 changes of a hardened connector in the tests, and each of its checks in this table says the same as the rules beside it, but where the last column tells otherwise.',
    checkTable('kube-score', kubeScoreChecks),
    '## Beside kube-linter',
    'All built-in checks of kube-linter 0.8.3, by their documentation.',
    checkTable('kube-linter', kubeLinterChecks),
    '## Rules that neither has',
    table(['rule', 'what'], rules.filter(({id}) => !named.has(id)).map(({id, title}) => [link(id), title])),
  ].join('\n\n') + '\n'
}
