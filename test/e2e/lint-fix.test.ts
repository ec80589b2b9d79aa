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
})
