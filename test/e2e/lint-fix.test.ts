import {expect} from 'chai'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {kubectl} from '../support/control-plane.ts'

const secret = (lines: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: baton-asana-secrets\ntype: Opaque\nstringData:\n  # ConductorOne credentials\n  BATON_CLIENT_ID: a-b-1@acme.conductor.one/pcc\n  BATON_CLIENT_SECRET: x\n  BATON_TOKEN: x\n${lines}`
const deployment = ({apiVersion = 'apps/v1', labels = '', container = ''}): string => `apiVersion: ${apiVersion}
kind: Deployment
metadata:
  name: baton-asana
  labels:
    app: baton-asana
spec:
  selector:
    matchLabels:
      app: baton-asana
  template:
    metadata:
      labels:
        app: baton-asana
        baton-app: asana
${labels}    spec:
      containers:
      - name: baton-asana
        image: ghcr.io/conductorone/baton-asana:0.1.0
${container}        envFrom:
        - secretRef:
            name: baton-asana-secrets
`

/** The faults of the setup pages, and of manifests that were made by hand. */
const faults: Record<string, string> = {
  'bare booleans in stringData': secret('  BATON_USE_SERVICE_ACCOUNT: true\n  BATON_PROVISIONING: yes # provision\n'),
  'bare numbers in stringData': secret('  BATON_DEFAULT_WORKSPACE_ID: 1204567890123456\n  A: 007\n  B: 1e3\n'),
  'a label that is a boolean': deployment({labels: '        baton: true\n'}),
  'labels, annotations and selectors that are numbers': deployment({labels: '        version: 1.10\n      annotations: {restarted: 1730000000}\n'}),
  'values of variables that are no texts': deployment({container: '        env:\n        - {name: BATON_PROVISIONING, value: true}\n        - name: BATON_LOG_LEVEL\n          value: off\n'}),
  'arguments that are numbers': deployment({container: '        args: [--task-concurrency, 3]\n'}),
  'numbers and booleans in quotes': deployment({container: '        securityContext: {runAsUser: "65532", runAsNonRoot: "true"}\n'}),
  'names of fields and words one slip away': deployment({container: '        imagePullPolcy: ifNotPresent\n        livenessprobe: {exec: {command: [/baton-asana, health-check]}}\n'}),
  'an apiVersion of old': deployment({apiVersion: 'extensions/v1beta1', labels: '        baton: true\n'}),
  'an apiVersion of another group': deployment({apiVersion: 'v1'}),
  'several in one file, with line ends of Windows': `${secret('  BATON_PROVISIONING: true\n')}---\n${deployment({labels: '        baton: true\n'})}`.replaceAll('\n', '\r\n'),
}

const ingress = (apiVersion: string): string => `apiVersion: ${apiVersion}
kind: Ingress
metadata:
  name: a
spec:
  backend:
    serviceName: a
    servicePort: http
  rules:
  - host: a.example.com
    http:
      paths:
      - path: /a # the whole site
        backend:
          serviceName: a
          servicePort: 80
      - backend: # and the rest
          serviceName: b
          servicePort: http
`
const old = (apiVersion: string, kind: string, rest: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: a\n${rest}`
const template = '  template:\n    metadata:\n      labels:\n        app: a\n    spec:\n      containers:\n      - name: a\n        image: a\n'
const target = '  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}\n  maxReplicas: 3\n'
const wrong = deployment({}).replace('        image', '        volumeMounts:\n        - name: v\n          mountPath: /v\n        volumes: # of the pod\n        - name: v\n          emptyDir: {}\n        serviceAccountName: default\n        image')

/** What has another form since a version, or stands in a wrong place. */
const moved: Record<string, string> = {
  'an Ingress of extensions': ingress('extensions/v1beta1'),
  'an Ingress of the last beta version': ingress('networking.k8s.io/v1beta1'),
  'an Ingress of an older form with the apiVersion of today': ingress('networking.k8s.io/v1').replace('      - path', '      - pathType: Prefix\n        path').replace('      - backend', '      - pathType: ImplementationSpecific\n        backend'),
  'a Deployment without a selector': old('extensions/v1beta1', 'Deployment', `spec:\n${template}`),
  'a StatefulSet without a selector': old('apps/v1beta1', 'StatefulSet', `spec:\n  serviceName: a\n${template}`),
  'a DaemonSet without a selector': old('extensions/v1beta1', 'DaemonSet', `spec:\n${template}`),
  'a CronJob of a beta version': old('batch/v1beta1', 'CronJob', 'spec:\n  schedule: "@daily"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: a\n            image: a\n'),
  'a budget of a beta version': old('policy/v1beta1', 'PodDisruptionBudget', 'spec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: a\n'),
  'a role and its binding of a beta version': `${old('rbac.authorization.k8s.io/v1beta1', 'Role', 'rules:\n- apiGroups: [""]\n  resources: [pods]\n  verbs: [get]\n')}---\n${old('rbac.authorization.k8s.io/v1beta1', 'RoleBinding', 'roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: a\nsubjects:\n- kind: ServiceAccount\n  name: a\n  namespace: default\n')}`,
  'an autoscaler of the first beta version': old('autoscaling/v2beta1', 'HorizontalPodAutoscaler', `spec:\n${target}  metrics:\n  - type: Resource\n    resource:\n      name: cpu\n      targetAverageUtilization: 80\n  - type: Pods\n    pods:\n      metricName: m\n      targetAverageValue: 1k\n  - type: External\n    external:\n      metricName: q\n      metricSelector: {matchLabels: {a: b}}\n      targetValue: 30\n`),
  'an autoscaler of the second beta version': old('autoscaling/v2beta2', 'HorizontalPodAutoscaler', `spec:\n${target}`),
  'a webhook of a beta version': old('admissionregistration.k8s.io/v1beta1', 'ValidatingWebhookConfiguration', 'webhooks:\n- name: a.b.c\n  sideEffects: None\n  clientConfig: {url: "https://a.b"}\n'),
  'a level of priority of a beta version': old('flowcontrol.apiserver.k8s.io/v1beta2', 'PriorityLevelConfiguration', 'spec:\n  type: Limited\n  limited:\n    assuredConcurrencyShares: 10\n    limitResponse:\n      type: Reject\n'),
  'fields of a pod in its container': wrong,
  'fields of a container in its pod': deployment({}).replace(/ {8}envFrom:[^]*/, (lines) => lines.replaceAll(/^ {2}/gm, '')),
  'labels beside metadata': deployment({}).replace('  labels:\n    app: baton-asana\n', 'labels:\n  app: baton-asana\nannotations:\n  a: b\n'),
  'labels of a selector without matchLabels': deployment({}).replace('    matchLabels:\n      app: baton-asana\n', '    app: baton-asana\n'),
  'a pod without its spec': deployment({}).replace(/ {4}spec:\n([^]*)/, (_, lines: string) => lines.replaceAll(/^ {2}/gm, '')),
  'replicas of the template': deployment({}).replace('  template:\n', '  template:\n    replicas: 1 # one\n'),
  'values of a Secret below its metadata': secret('').replace(/^type[^]*/m, (lines) => lines.replaceAll(/^/gm, '  ').trimEnd()),
  'a reference without its valueFrom': deployment({container: '        env:\n        - name: A\n          secretKeyRef:\n            name: s\n            key: k\n'}),
  'limits without resources': deployment({container: '        limits:\n          memory: 64Mi\n        requests:\n          memory: 32Mi\n'}),
  'an Ingress whose backends and paths stand in brackets': old('extensions/v1beta1', 'Ingress', 'spec:\n  backend: {serviceName: a, servicePort: http} # default\n  rules:\n  - http:\n      paths:\n      - path: /\n        backend: { serviceName: a, servicePort: 80 } # by number\n      - {path: /b, backend: {serviceName: b, servicePort: 80}}\n'),
  'an autoscaler whose metrics stand in brackets': old('autoscaling/v2beta1', 'HorizontalPodAutoscaler', `spec:\n${target}  metrics:\n  - {type: Resource, resource: {name: cpu, targetAverageUtilization: 80}} # percent\n`),
  'labels beside metadata, and a selector, in brackets': deployment({}).replace(/metadata:\n {2}name: (.*)\n {2}labels:\n.*\n/, 'metadata: {name: $1} # one\nlabels: {app: baton-asana}\n').replace(/ {4}matchLabels:\n.*\n/, '').replace('selector:', 'selector: {app: baton-asana}'),
  'a container in brackets': deployment({}).replace(/ {6}- name: [^]*/, '      - {name: a, image: a, env: [{name: A, secretKeyRef: {name: s, key: k}}], serviceAccountName: default} # one\n      resources: {limits: {memory: 64Mi}}\n'),
}

describe('lint --fix and the API server', function () {
  this.timeout(120_000)
  const judge = (file: string): ReturnType<typeof kubectl> => kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', file])

  for (const [name, text] of Object.entries(faults)) {
    it(`makes the server take ${name}`, () =>
      inTemporaryDirectory(async (cwd) => {
        const file = join(cwd, 'f.yaml')
        await writeFile(file, text)
        expect((await judge(file)).status, 'before').to.equal(1)
        const {json} = await c1ctl(['lint', 'f.yaml', '--json'], {cwd})
        const errors = json.data.findings.filter((one: {severity: string}) => one.severity === 'error')
        expect(errors.length).to.be.greaterThan(0)
        expect(errors.filter((one: {fixable: boolean}) => !one.fixable)).to.deep.equal([])
        expect((await c1ctl(['lint', 'f.yaml', '--fix'], {cwd})).stdout).not.to.include('kubernetes/')
        const after = await judge(file)
        expect(after.status, after.stderr).to.equal(0)
        expect((await readFile(file, 'utf8')).split('\n').length).to.equal(text.split('\n').length)
      }))
  }

  for (const [name, text] of Object.entries(moved)) {
    it(`makes the server take ${name}`, () =>
      inTemporaryDirectory(async (cwd) => {
        const file = join(cwd, 'f.yaml')
        await writeFile(file, text)
        expect((await judge(file)).status, 'before').to.equal(1)
        const {stdout} = await c1ctl(['lint', 'f.yaml', '--fix'], {cwd})
        expect(stdout).not.to.include('kubernetes/')
        const [after, now] = [await judge(file), await readFile(file, 'utf8')]
        expect(after.status, `${after.stderr}\n${now}`).to.equal(0)
        expect(now.match(/#.*/g)?.sort()).to.deep.equal(text.match(/#.*/g)?.sort())
      }))
  }
})
