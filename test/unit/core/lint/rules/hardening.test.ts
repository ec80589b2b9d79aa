import {expect} from 'chai'
import fc from 'fast-check'
import {fix} from '../../../../../src/core/lint/fix/fix.ts'
import {lint} from '../../../../../src/core/lint/lint.ts'
import {textReport, withoutColour} from '../../../../../src/core/lint/reporters/text.ts'
import {hardeningRules} from '../../../../../src/core/lint/rules/hardening/all.ts'
import {LintRun} from '../../../../../src/core/lint/run.ts'
import type {Finding} from '../../../../../src/core/lint/types.ts'
import {readKubernetesYaml} from '../../../../../src/core/yaml/kubernetes-reader.ts'
import {serializeAll} from '../../../../../src/core/yaml/serialize.ts'
import {catalogOf} from '../../../../support/catalog.ts'
import {hardeningCases, shopCatalog} from '../../../../support/hardening-cases.ts'

const catalog = catalogOf(`shop:
  title: Shop
  health: true
  fields:
    token: {title: Token, secret: true}
    site-token-name: {title: Name of a token}
reader:
  title: Reader
  needs:
    access:
      scope: cluster
      why: It reads the cluster.
      rules: [{api-groups: [""], resources: [pods], verbs: [list]}]
  fields:
    token: {title: Token, secret: true}
`)

const good = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: baton-shop
  namespace: c1
spec:
  replicas: 1
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop, baton-app: shop}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: baton-shop
          image: public.ecr.aws/conductorone/baton-shop:1.0.0@sha256:abc
          workingDir: /tmp/work
          env:
            - {name: HOME, value: /tmp}
            - {name: BATON_HEALTH_CHECK, value: "true"}
          livenessProbe:
            exec: {command: [/baton-shop, health-check, --endpoint=live]}
          readinessProbe:
            exec: {command: [/baton-shop, health-check, --endpoint=ready]}
          resources:
            limits: {memory: 1Gi}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
      volumes:
        - {name: tmp, emptyDir: {}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: shop, namespace: c1}
spec:
  podSelector: {matchLabels: {app: shop}}
  policyTypes: [Ingress, Egress]
`
const lacks = (line: string, text = good): string => {
  expect(text).to.include(line)
  return text.replace(new RegExp(`^.*${line.replaceAll(/[[\]{}()*+?.\\^$|]/g, '\\$&')}.*\n`, 'm'), '')
}
const swap = (before: string, after: string, text = good): string => {
  expect(text).to.include(before)
  return text.replace(before, after)
}
const inPod = (lines: string): string => swap('      enableServiceLinks: false\n', `      enableServiceLinks: false\n${lines}`)
const inContainer = (lines: string): string => swap('          workingDir', `${lines}          workingDir`)
const inContext = (line: string): string => swap('            readOnlyRootFilesystem', `            ${line}\n            readOnlyRootFilesystem`)
const beside = (text: string, before = good): string => `${before}---\n${text}`
const reader = (pod: string, more = ''): string => `${swap('      automountServiceAccountToken: false\n', pod, swap('baton-app: shop', 'baton-app: reader', good.replaceAll('/baton-shop', '/baton-reader')))}${more}`
const account = (more = ''): string => `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: own, namespace: c1}\n${more}`
const budget = (spec: string): string => `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: shop, namespace: c1}\nspec:\n  selector: {matchLabels: {app: shop}}\n  unhealthyPodEvictionPolicy: AlwaysAllow\n${spec}`
const two = swap('replicas: 1', 'replicas: 2')
const spread = (more = '\n          labelSelector: {matchLabels: {app: shop}}'): string => `      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: kubernetes.io/hostname\n          whenUnsatisfiable: ScheduleAnyway${more}\n`

const run = (text: string, profile: 'standard' | 'hardened' = 'hardened') => lint([{name: 'f.yaml', text}], catalog, {advice: profile === 'hardened' ? hardeningRules : undefined})
/** Findings of the hardening rules, with what stands where each is shown. */
const found = (text: string): string[] => {
  const lines = text.split('\n')
  return run(text).findings.filter(({rule}) => rule.startsWith('hardening/')).map(({rule, line, column, endLine, endColumn}) => `${rule} ${lines[line - 1]!.slice(column - 1, endLine === line ? endColumn - 1 : undefined)}`)
}

/** Each rule: a manifest, and what is said of it where. An empty list is a manifest of which nothing is to be said. */
const cases: Array<[name: string, text: string, expected: string[]]> = [
  ['nothing in a hardened Deployment', good, []],
  ['a privileged container, and only where it is', inContext('privileged: true').replace('            allowPrivilegeEscalation: false\n', ''), ['hardening/privilege-escalation securityContext', 'hardening/privileged true']],
  ['nothing in privileged: false', inContext('privileged: false'), []],
  ['rights that can be gained', swap('allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true'), ['hardening/privilege-escalation true']],
  ['rights that can be gained because nothing is said', lacks('allowPrivilegeEscalation'), ['hardening/privilege-escalation securityContext']],
  ['a root that can be written to', swap('readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'), ['hardening/read-only-root false']],
  ['a container without a security context, at its name', good.replace(/ {10}securityContext:\n(?: {12}.*\n)+/, ''), ['hardening/capabilities baton-shop', 'hardening/privilege-escalation baton-shop', 'hardening/read-only-root baton-shop']],
  ['no more in a null than in what is not there', swap('allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: null'), ['hardening/privilege-escalation allowPrivilegeEscalation']],
  ['a container that sees all of /proc', inContext('procMount: Unmasked'), ['hardening/proc-mount Unmasked']],
  ['nothing in the usual /proc', inContext('procMount: Default'), []],
  ['the namespaces of the node', inPod('      hostNetwork: true\n      hostPID: true\n      hostIPC: true\n'), ['hardening/host-namespaces true', 'hardening/host-namespaces true', 'hardening/host-namespaces true']],
  ['nothing in namespaces that are not shared', inPod('      hostNetwork: false\n'), []],
  ['service links, unless they are off', swap('enableServiceLinks: false', 'enableServiceLinks: true'), ['hardening/service-links true']],
  ['service links that nothing is said of', lacks('enableServiceLinks'), ['hardening/service-links spec']],
  ['a pod that is killed at once', inPod('      terminationGracePeriodSeconds: 0\n'), ['hardening/termination 0']],
  ['nothing in a pod that gets time', inPod('      terminationGracePeriodSeconds: 5\n'), []],
  ['a pod that may run as root', lacks('runAsNonRoot'), ['hardening/run-as-non-root securityContext']],
  ['a container that may run as root though its pod may not', inContext('runAsNonRoot: false'), ['hardening/run-as-non-root false']],
  ['nothing where only the container says it', inContext('runAsNonRoot: true').replace('        runAsNonRoot: true\n', ''), []],
  ['users and groups that are low', swap('runAsUser: 65532', 'runAsUser: 9999', swap('runAsGroup: 65532', 'runAsGroup: 0')), ['hardening/user-and-group 9999', 'hardening/user-and-group 0']],
  ['users and groups of the image', lacks('runAsUser', lacks('runAsGroup')), ['hardening/user-and-group securityContext', 'hardening/user-and-group securityContext']],
  ['a pod without any security context, at its spec', good.replace(/ {6}securityContext:\n(?: {8}.*\n)+/, ''), ['hardening/run-as-non-root spec', 'hardening/seccomp spec', 'hardening/user-and-group spec', 'hardening/user-and-group spec']],
  ['a user of the container before that of the pod', inContext('runAsUser: 1'), ['hardening/user-and-group 1']],
  ['no seccomp profile', lacks('seccompProfile'), ['hardening/seccomp securityContext']],
  ['a seccomp profile that is none', swap('RuntimeDefault', 'Unconfined'), ['hardening/seccomp Unconfined']],
  ['nothing in a seccomp profile of one\'s own', swap('{type: RuntimeDefault}', '{type: Localhost, localhostProfile: a.json}'), []],
  ['capabilities that are kept', swap('[ALL]', '[NET_RAW]'), ['hardening/capabilities drop']],
  ['capabilities that nothing is said of', good.replace(/ {12}capabilities:\n.*\n/, ''), ['hardening/capabilities securityContext']],
  ['capabilities that are added', swap('drop: [ALL]', 'drop: [ALL]\n              add: [NET_ADMIN]'), ['hardening/capabilities NET_ADMIN']],
  ['all in small letters', swap('[ALL]', '[all]'), ['hardening/capabilities all']],
  ['a directory of the node', swap('- {name: tmp, emptyDir: {}}', '- {name: tmp, hostPath: {path: /var/run/docker.sock}}'), ['hardening/host-path /var/run/docker.sock']],
  ['a port of the node', inContainer('          ports: [{containerPort: 8081, hostPort: 9000}]\n'), ['hardening/host-port 9000']],
  ['a port of root', inContainer('          ports: [{containerPort: 22}]\n'), ['hardening/privileged-port 22']],
  ['nothing in a port of the health server', inContainer('          ports: [{containerPort: 8081}]\n'), []],
  ['an image without a digest', swap('@sha256:abc', ''), ['hardening/image-digest public.ecr.aws/conductorone/baton-shop:1.0.0']],
  ['no image without a version, of which another rule speaks', swap(':1.0.0@sha256:abc', ''), []],
  ['a policy that keeps what moves', swap(':1.0.0@sha256:abc', ':latest\n          imagePullPolicy: IfNotPresent'), ['hardening/pull-policy IfNotPresent']],
  ['a policy that never pulls', inContainer('          imagePullPolicy: Never\n'), ['hardening/pull-policy Never']],
  ['nothing in a policy that fits', inContainer('          imagePullPolicy: IfNotPresent\n'), []],
  ['nothing in a policy that always asks', swap(':1.0.0@sha256:abc', ':latest\n          imagePullPolicy: Always'), []],
  ['no bounds of memory', swap('{memory: 1Gi}', '{memory: 0}'), ['hardening/memory 0']],
  ['no resources', good.replace(/ {10}resources:\n.*\n/, ''), ['hardening/memory baton-shop']],
  ['nothing when the pod has bounds', inPod('      resources: {limits: {memory: 1Gi}}\n').replace(/ {10}resources:\n.*\n/, ''), []],
  ['probes that are missing', good.replace(/ {10}livenessProbe:\n.*\n/, ''), ['hardening/probes baton-shop']],
  ['no missing probes of a connector without the health command', swap('baton-app: shop', 'baton-app: reader', swap('conductorone/baton-shop', 'conductorone/baton-reader', good.replace(/ {10}livenessProbe:\n.*\n/, ''))), []],
  ['probes that ask the same', swap('=live', '=ready'), ['hardening/probes-identical livenessProbe']],
  ['a token that nobody needs', swap('automountServiceAccountToken: false', 'automountServiceAccountToken: true'), ['hardening/default-service-account spec', 'hardening/service-account-token true']],
  ['a token that comes by itself', lacks('automountServiceAccountToken'), ['hardening/service-account-token spec']],
  ['no token when the ServiceAccount says so', swap('automountServiceAccountToken: false', 'serviceAccountName: own') + account('automountServiceAccountToken: false\n'), []],
  ['the token of the default account', reader('      automountServiceAccountToken: true\n'), ['hardening/default-service-account spec']],
  ['the token of the account that is named default', reader('      serviceAccountName: default\n'), ['hardening/default-service-account default']],
  ['nothing in a token that the connector needs, of an account of its own', reader('      serviceAccountName: own\n', account()), []],
  ['an account that is not there', reader('      serviceAccountName: own\n'), ['hardening/service-account-missing own']],
  ['an account that is in another namespace', reader('      serviceAccountName: own\n', account().replace('namespace: c1', 'namespace: c2')), ['hardening/service-account-missing own']],
  ['the old name of the field', reader('      serviceAccount: own\n', account()), ['hardening/service-account-field serviceAccount']],
  ['secrets by their names, where the catalog has no say', swap('- {name: HOME, value: /tmp}', '- {name: AWS_SECRET_ACCESS_KEY, value: hunter2}\n            - {name: BATON_SITE_TOKEN_NAME, value: hunter2}'), ['hardening/literal-secret hunter2']],
  ['nothing in paths, addresses, switches, references and what is read elsewhere', swap('- {name: HOME, value: /tmp}', '- {name: TOKEN_FILE, value: /x}\n            - {name: TOKEN_URL, value: "https://a.example.com/t"}\n            - {name: USE_TOKEN, value: "true"}\n            - {name: A_TOKEN, value: $(B)}\n            - {name: B_TOKEN, valueFrom: {secretKeyRef: {name: s, key: k, optional: true}}}'), []],
  ['a namespace that is not said', lacks('  namespace: c1', good), ['hardening/namespace metadata']],
  ['the namespace default', swap('  namespace: c1\nspec', '  namespace: default\nspec').replace('namespace: c1}', 'namespace: default}'), ['hardening/namespace default']],
  ['settings of the kernel', swap('        runAsNonRoot: true', '        runAsNonRoot: true\n        sysctls: [{name: kernel.msgmax, value: "1"}, {name: net.ipv4.tcp_syncookies, value: "1"}]'), ['hardening/sysctls kernel.msgmax']],
  ['a pod that no policy selects', swap('podSelector: {matchLabels: {app: shop}}', 'podSelector: {matchLabels: {app: other}}'), ['hardening/network-policy labels']],
  ['a way that the policy leaves open', swap('[Ingress, Egress]', '[Egress]'), ['hardening/network-policy labels']],
  ['nothing in policies of another group of the API', good.replace('networking.k8s.io/v1', 'crd.projectcalico.org/v1'), ['hardening/network-policy labels']],
  ['replicas without a budget, on one node', two, ['hardening/anti-affinity 2', 'hardening/disruption-budget 2']],
  ['nothing in replicas with a budget, apart', beside(budget('  maxUnavailable: 1\n'), swap('      enableServiceLinks: false\n', `      enableServiceLinks: false\n${spread()}`, two)), []],
  ['a budget that keeps the only pod', beside(budget('  minAvailable: 1\n')), ['hardening/eviction 1']],
  ['a budget that lets nothing go', beside(budget('  maxUnavailable: 0%\n')), ['hardening/eviction 0%']],
  ['a budget that keeps what is not ready', beside(budget('  maxUnavailable: 1\n').replace('AlwaysAllow', 'IfHealthyBudget')), ['hardening/eviction IfHealthyBudget']],
  ['constraints that count nothing', inPod(spread('')), ['hardening/spread kubernetes.io/hostname']],
  ['a number of replicas beside an autoscaler', beside('apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a, namespace: c1}\nspec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: baton-shop}}\n'), ['hardening/fixed-replicas 1']],
  ['a Service', beside('apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: c1}\nspec:\n  selector: {app: shop}\n  ports: [{port: 80}]\n'), ['hardening/service selector']],
  ['nothing in a Service of others', beside('apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: c1}\nspec:\n  selector: {app: other}\n  ports: [{port: 80}]\n'), []],
  ['nothing in a pod for Windows', lacks('seccompProfile', inPod('      os: {name: windows}\n')).replace(/ {10}resources:\n.*\n/, ''), []],
  ['every container, by its name', inPod('      initContainers:\n        - name: first\n          image: first@sha256:abc\n          resources: {limits: {memory: 1Gi}}\n          securityContext: {allowPrivilegeEscalation: true, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}\n'), ['hardening/privilege-escalation true']],
]

describe('the hardening rules', () => {
  for (const [name, text, expected] of cases) it(`find ${name}`, () => expect(found(text).sort()).to.deep.equal([...expected].sort()))

  it('each are found somewhere and are silent somewhere', () => {
    const fired = new Set(cases.flatMap(([, , expected]) => expected.map((one) => one.split(' ')[0]!)))
    expect(hardeningRules.map(({id}) => id).filter((id) => !fired.has(id))).to.deep.equal([])
  })

  it('are off unless the profile is hardened, and say nothing of what is no connector', () => {
    const bad = lacks('allowPrivilegeEscalation')
    expect(run(bad, 'standard').findings).to.deep.equal([])
    expect(lint([{name: 'f.yaml', text: bad}], catalog).findings).to.deep.equal([])
    expect(found(bad.replace(', baton-app: shop', '').replace('public.ecr.aws/conductorone/baton-shop', 'nginx'))).to.deep.equal([])
  })

  it('advise: all but privileged are warnings or notes', () => {
    expect(hardeningRules.filter(({severity}) => severity === 'error').map(({id}) => id)).to.deep.equal(['hardening/privileged'])
    expect(hardeningRules.filter(({severity}) => severity === 'note').map(({id}) => id)).to.deep.equal(['hardening/anti-affinity', 'hardening/disruption-budget', 'hardening/network-policy', 'hardening/service-account-missing'])
  })

  it('name the container only where there are several', () => {
    const message = (text: string): string => run(text).findings.find(({rule}) => rule === 'hardening/privilege-escalation')!.message
    expect(message(lacks('allowPrivilegeEscalation'))).to.match(/^The container may gain more rights/)
    expect(message(lacks('allowPrivilegeEscalation', swap('        - name: baton-shop', '        - {name: proxy, image: "proxy:1@sha256:abc"}\n        - name: baton-shop')))).to.match(/^The container (?:proxy|baton-shop) may gain more rights/)
  })

  it('never repeat a secret, nor does the report show it', () => {
    for (const name of ['DB_PASSWD', 'DB_PASSWORD', 'SOME_SECRET', 'AN_API_KEY', 'ACCESSKEY', 'PASSPHRASE', 'MY_CREDENTIAL', 'x_token']) {
      const result = run(swap('- {name: HOME, value: /tmp}', `- {name: ${name}, value: hunter2}`))
      expect(result.findings.map(({rule}) => rule), name).to.deep.equal(['hardening/literal-secret'])
      expect(JSON.stringify(result.findings) + textReport(result, result.texts, withoutColour), name).not.to.include('hunter2')
    }
  })

  it('find the same with nothing in memory as with everything', () => {
    const all = hardeningCases()
    fc.assert(fc.property(fc.array(fc.integer({min: 0, max: all.length - 1}), {minLength: 1, maxLength: 4}), (chosen) => {
      const texts = new Map(chosen.flatMap((at, place) => all[at]!.objects.map((object: unknown, index: number) => [`${place}-${index}.yaml`, serializeAll([object])] as [string, string])))
      const at = (resident: number) => {
        const one = new LintRun({advice: hardeningRules}, (name) => texts.get(name), {resident})
        for (const [name, text] of texts) one.add({name, text})
        return one.finish(shopCatalog).findings.map((finding) => ({...finding, fixable: undefined}))
      }
      expect(at(0)).to.deep.equal(at(Infinity))
    }), {numRuns: 100})
  })

  it('give pages whose wrong and right are YAML', () => {
    for (const {id, wrong, right} of hardeningRules) for (const text of [wrong, right]) expect(readKubernetesYaml(text, id).findings, `${id}: ${text}`).to.deep.equal([])
  })
})

describe('lint --fix under the profile hardened', () => {
  const fixed = (text: string): string => fix(new Map([['f.yaml', text]]), catalog, {advice: hardeningRules}).texts.get('f.yaml')!
  const repaired: Array<[name: string, before: string, after: string]> = [
    ['privileged and what may be gained', swap('allowPrivilegeEscalation: false', 'privileged: yes # why\n            allowPrivilegeEscalation: true'), swap('allowPrivilegeEscalation: false', 'privileged: false # why\n            allowPrivilegeEscalation: false')],
    ['a root that can be written to, where the connector works in an emptyDir', swap('readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'), good],
    ['namespaces of the node, service links and the token', inPod('      hostPID: true\n').replace('enableServiceLinks: false', 'enableServiceLinks: true').replace('automountServiceAccountToken: false', 'automountServiceAccountToken: true'), inPod('      hostPID: false\n')],
    ['runAsNonRoot, the seccomp profile and /proc', inContext('procMount: Unmasked').replace('runAsNonRoot: true', 'runAsNonRoot: false').replace('RuntimeDefault', '"Unconfined"'), inContext('procMount: Default').replace('RuntimeDefault', '"RuntimeDefault"')],
    ['letters and names', reader('      serviceAccount: own\n', account()).replace('[ALL]', '[all]'), reader('      serviceAccountName: own\n', account())],
    ['the policy of an image that moves', swap(':1.0.0@sha256:abc', ':latest\n          imagePullPolicy: IfNotPresent'), swap(':1.0.0@sha256:abc', ':latest\n          imagePullPolicy: Always')],
  ]
  for (const [name, before, after] of repaired)
    it(`repairs ${name}, and nothing a second time`, () => {
      expect(fixed(before)).to.equal(after)
      expect(fixed(after)).to.equal(after)
    })

  it('leaves what a server takes, and nothing that it could repair, of every change of a hardened connector', () => {
    const errors = (all: Finding[]): string[] => all.filter(({rule}) => rule.startsWith('kubernetes/')).map(({rule, message}) => `${rule} ${message}`)
    let repairs = 0
    for (const {name, objects} of hardeningCases().slice(0, 600)) {
      const {before, after, counts} = fix(new Map([['f.yaml', serializeAll(objects)]]), shopCatalog, {advice: hardeningRules})
      // That a privileged container may not also be kept from more rights goes with what was privileged.
      expect(errors(before.findings), name).to.include.members(errors(after.findings))
      expect(after.findings.filter(({fixable}) => fixable), name).to.deep.equal([])
      repairs += counts.size
    }
    expect(repairs).to.be.greaterThan(50)
  })

  const left: Array<[name: string, text: string]> = [
    ['a root that can be written to, where the connector has no other place', swap('readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false').replace('workingDir: /tmp/work', 'workingDir: /data')],
    ['a root whose emptyDir is mounted to be read', swap('readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false').replace('mountPath: /tmp}', 'mountPath: /tmp, readOnly: true}')],
    ['what root is asked for', swap('runAsNonRoot: true', 'runAsNonRoot: false').replace('runAsUser: 65532', 'runAsUser: 0')],
    ['rights that SYS_ADMIN needs', swap('allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true').replace('drop: [ALL]', 'drop: [ALL]\n              add: [CAP_SYS_ADMIN]')],
    ['containers of others, and pods with them', inPod('      hostNetwork: true\n      initContainers:\n        - {name: first, image: "first@sha256:abc", securityContext: {privileged: true}}\n')],
    ['old and new names side by side', reader('      serviceAccount: own\n      serviceAccountName: own\n', account())],
    ['a policy that never pulls, for two are right', inContainer('          imagePullPolicy: Never\n')],
    ['everything, when the profile is standard', ''],
  ]
  for (const [name, text] of left)
    it(`leaves alone ${name}`, () => {
      if (text !== '') return void expect(fixed(text)).to.equal(text)
      const before = inPod('      hostPID: true\n')
      expect(fix(new Map([['f.yaml', before]]), catalog).texts.get('f.yaml')).to.equal(before)
    })
})
