import {expect} from 'chai'
import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {KubernetesObject} from '../../src/core/render/types.ts'
import {serializeAll} from '../../src/core/yaml/serialize.ts'
import {loadCatalog} from '../../src/services/catalog.ts'
import {everyInstance} from '../support/answers.ts'
import {c1ctl} from '../support/cli.ts'
import {asana, makeProject, type TestProject} from '../support/cluster-project.ts'
import {kubectl, kubectlJson, realPart} from '../support/control-plane.ts'
import {featureCatalog, featureFiles, featureInstances} from '../support/features.ts'
import {comparable, helm, objectsIn} from '../support/helm.ts'
import {complaints, critical, criticalInManifests} from '../support/kube-score.ts'
import {hostile, inSecretsAlone} from '../support/hostile-values.ts'

let directory: string
const variable = (name: string): string => `BATON_${name.toUpperCase().replaceAll('-', '_')}`
const ok = (one: {status: number | null; stdout: string; stderr: string}): string => {
  expect(one.status, one.stdout.slice(0, 3000) + one.stderr).to.equal(0)
  return one.stdout
}
const chart = 'templates/helm'
/** The chart as it lies in the repository, without c1ctl. */
const source = new URL(`../../${chart}`, import.meta.url).pathname

/** What the chart makes of c1ctl's values, and the manifests of the same. */
async function both({run}: TestProject, environment?: string): Promise<{helmed: KubernetesObject[]; manifests: KubernetesObject[]}> {
  ok(await run(['render', '--target', 'helm', '--out', join(directory, 'helm'), '--json']))
  const out = join(directory, `manifests-${environment ?? ''}`)
  ok(await run(['render', '--target', 'manifests', '--out', out, '--json', ...(environment === undefined ? [] : ['--environment', environment])]))
  const files = await readdir(join(directory, 'helm'))
  const values = ['values.yaml', 'secrets.yaml', `values-${environment}.yaml`, `secrets-${environment}.yaml`].filter((name) => files.includes(name)).flatMap((name) => ['-f', name])
  const rendered = ok(await helm(['template', 'acme', 'chart', '--skip-tests', '--namespace', 'elsewhere', ...values], join(directory, 'helm')))
  const texts = await Promise.all((await readdir(out)).filter((name) => name.endsWith('.yaml')).map((name) => readFile(join(out, name), 'utf8')))
  return {helmed: objectsIn(rendered), manifests: texts.flatMap(objectsIn)}
}

/** Object by object, so that a difference is told by the name of its object. */
function same(helmed: KubernetesObject[], manifests: KubernetesObject[]): void {
  const [one, other] = [comparable(helmed), comparable(manifests)]
  expect(Object.keys(one)).to.deep.equal(Object.keys(other))
  for (const key of Object.keys(other)) expect(one[key], key).to.deep.equal(other[key])
}

const featureProject = () =>
  makeProject(directory, {
    namespace: 'helm-features',
    more: {'connectors.yaml': featureCatalog, ...featureFiles},
    instances: {
      bare: {connector: 'app', credentials: {token: 'tok'}},
      'no-budget': {connector: 'app', credentials: {token: 'tok'}, replicas: 2, settings: {podDisruptionBudget: 'false'}},
      'spread': {connector: 'app', credentials: {token: 'tok'}, replicas: 2, settings: {scheduling: {topologySpreadConstraints: [{maxSkew: '1', topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule'}]}}},
      // A name may not end in -secrets.
      ...Object.fromEntries(Object.entries(featureInstances).map(([id, {credentials, ...settings}]) => [`${id}-one`, {connector: 'app', credentials: {token: 'tok', ...(credentials ? {key: 'a key\n'} : {})}, settings}])),
    },
  })

describe('the chart', function () {
  this.timeout(300_000)
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-helm-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  describe('with the values of c1ctl', () => {
    it('makes what the manifests are, object by object, of every connector with every auth method and every field', async () => {
      const {catalog} = await loadCatalog({})
      const instances = everyInstance(catalog)
      const {helmed, manifests} = await both(await makeProject(directory, {namespace: 'helm-all', instances}))
      expect(manifests.length).to.be.greaterThan(2 * Object.keys(instances).length - 1)
      same(helmed, manifests)
      expect(await complaints(serializeAll(helmed), critical)).to.deep.equal(criticalInManifests)
    })

    it('makes what the manifests are of every optional feature', async () => {
      const {helmed, manifests} = await both(await featureProject())
      expect(new Set(manifests.map((one) => one.kind))).to.deep.equal(new Set(['Secret', 'ServiceAccount', 'Role', 'RoleBinding', 'NetworkPolicy', 'ConfigMap', 'PersistentVolumeClaim', 'PodDisruptionBudget', 'Deployment', 'Job', 'CronJob']))
      same(helmed, manifests)
    })

    it('makes what the manifests are when one instance asks for all of them at once, and on OpenShift, whichever way the Secrets come', async () => {
      const all = Object.assign({}, ...Object.entries(featureInstances).filter(([id]) => !['once', 'schedule', 'ca-bundle-config-map'].includes(id)).map(([, settings]) => settings)) as Record<string, unknown>
      const project = await makeProject(directory, {namespace: 'helm-features', more: {'connectors.yaml': featureCatalog, ...featureFiles}, instances: {all: {connector: 'app', settings: all, credentials: {token: 'tok', key: 'a key\n'}}}})
      const first = await both(project)
      expect(first.manifests).to.have.length(11)
      same(first.helmed, first.manifests)
      const file = join(directory, 'c1ctl.yaml')
      await writeFile(file, JSON.stringify({...JSON.parse(await readFile(file, 'utf8')), platform: 'openshift', targets: {helm: {secrets: 'existing'}}}))
      const second = await both(project)
      same(second.helmed, second.manifests.filter((one) => one.kind !== 'Secret'))
      expect(JSON.stringify(second.helmed)).not.to.contain('runAsUser')
    })

    it('makes the manifests of each environment, from files that say only what is different', async () => {
      const project = await featureProject()
      const file = join(directory, 'c1ctl.yaml')
      const written = JSON.parse(await readFile(file, 'utf8')) as {connectors: Record<string, Record<string, unknown>>}
      const changed = {
        'bare': {podAnnotations: {note: 'here'}, resources: {limits: {memory: '2Gi'}}, config: {'base-url': 'https://staging.example.com'}},
        'replicas-one': {replicas: null}, 'scheduling-one': {scheduling: null}, 'network-policy-one': {networkPolicy: null}, 'pod-labels-one': {podLabels: null}, 'pod-annotations-one': {podAnnotations: {'example.com/note': null, more: 'text'}},
        'volume-one': null, 'config-files-one': {files: null}, 'access-one': {auth: 'keys'}, 'once-one': null, 'disruption-budget-one': {podDisruptionBudget: {maxUnavailable: null, minAvailable: '1'}},
        'late': {...written.connectors['bare'], replicas: 3},
      }
      await writeFile(file, JSON.stringify({...written, environments: {staging: {namespace: 'helm-staging', connectors: changed}, same: {}}}))
      const {helmed, manifests} = await both(project, 'staging')
      same(helmed, manifests)
      const equal = await both(project, 'same')
      same(equal.helmed, equal.manifests)
      expect(await readFile(join(directory, 'helm/values-same.yaml'), 'utf8')).to.match(/^#.*\n\{\}\n$/)
      const overlay = await readFile(join(directory, 'helm/values-staging.yaml'), 'utf8')
      expect(overlay).to.contain('note: here').and.not.contain('proxy')
    })

    it('carries hostile values byte for byte, plain ones, secret ones and files, and evaluates none of them', async () => {
      const names = Object.keys(hostile)
      const everything = Object.values(hostile).join('\n')
      const odd = Object.values(inSecretsAlone).join('\n')
      const field = (name: string, secret: boolean, more = {}) => [`${secret ? 'secret' : 'plain'}-${name}`, {title: name, ...(secret ? {secret: true} : {}), ...more}]
      const catalog = {hostile: {title: 'Hostile', image: 'baton-hostile', fields: Object.fromEntries([
        ...names.flatMap((name) => [field(name, true), field(name, false)]), ...Object.keys(inSecretsAlone).map((name) => field(name, true)), field('empty', false), field('upload', true, {type: 'file'}), ...['own', 'odd'].map((name) => field(name, false, {type: 'file'})),
      ])}}
      const project = await makeProject(directory, {
        namespace: 'helm-hostile',
        more: {'connectors.yaml': JSON.stringify(catalog), 'own.txt': everything, 'odd.txt': odd},
        instances: {hostile: {
          config: {...Object.fromEntries(names.map((name) => [`plain-${name}`, hostile[name]!])), 'plain-empty': ''},
          credentials: {...Object.fromEntries(Object.entries({...hostile, ...inSecretsAlone}).map(([name, value]) => [`secret-${name}`, value])), 'secret-upload': everything},
          settings: {files: {'plain-own': 'own.txt', 'plain-odd': 'odd.txt'}, podAnnotations: Object.fromEntries(names.map((name) => [`example.com/${name}`, hostile[name]!])), env: Object.fromEntries(names.map((name) => [`FURTHER_${variable(name)}`, hostile[name]!]))},
        }},
      })
      const {helmed, manifests} = await both(project)
      same(helmed, manifests)
      // The same from a release: the API server's own copy.
      ok(await helm(['install', 'hostile', 'chart', '-f', 'values.yaml', '-f', 'secrets.yaml', '--namespace', 'helm-hostile', '--create-namespace'], join(directory, 'helm')))
      const {data} = await kubectlJson<{data: Record<string, string>}>(['get', 'secret', 'baton-hostile-secrets', '-n', 'helm-hostile'])
      const deployment = await kubectlJson<any>(['get', 'deployment', 'baton-hostile', '-n', 'helm-hostile'])
      const environment = new Map<string, string>(deployment.spec.template.spec.containers[0].env.map((one: {name: string; value?: string}) => [one.name, one.value ?? '']))
      // Kubernetes replaces $(NAME) and takes $$ for $ (core/v1 EnvVar.value).
      const expanded = (text: string) => text.replaceAll(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) => (whole === '$$' ? '$' : (environment.get(name!) ?? whole)))
      for (const name of names) {
        expect(Buffer.from(data[variable(`secret-${name}`)]!, 'base64').toString('utf8'), name).to.equal(hostile[name])
        expect(expanded(environment.get(variable(`plain-${name}`))!), name).to.equal(hostile[name])
        expect(expanded(environment.get(`FURTHER_${variable(name)}`)!), name).to.equal(hostile[name])
        expect(deployment.spec.template.metadata.annotations[`example.com/${name}`], name).to.equal(hostile[name])
      }
      expect(environment.get('BATON_PLAIN_EMPTY')).to.equal('')
      for (const [name, value] of Object.entries(inSecretsAlone)) expect(Buffer.from(data[variable(`secret-${name}`)]!, 'base64').toString('utf8'), name).to.equal(value)
      const files = await kubectlJson<{data: Record<string, string>}>(['get', 'secret', 'baton-hostile-files', '-n', 'helm-hostile'])
      expect(Buffer.from(files.data['secret-upload']!, 'base64').toString('utf8')).to.equal(everything)
      const own = await kubectlJson<{data: Record<string, string>; binaryData: Record<string, string>}>(['get', 'configmap', 'baton-hostile-config', '-n', 'helm-hostile'])
      expect(own.data['plain-own']).to.equal(everything)
      expect(Buffer.from(own.binaryData['plain-odd']!, 'base64').toString('utf8')).to.equal(odd)
    })

    it('keeps secrets in files of their own, for nobody else, out of git and out of what may be committed', async () => {
      const token = 'made-up-asana-token-0002'
      const {run} = await makeProject(directory, {namespace: 'helm-git', instances: {asana: asana(token)}})
      const out = join(directory, 'out')
      ok(await run(['render', '--target', 'helm', '--out', out, '--json']))
      const files = (await readdir(out, {recursive: true, withFileTypes: true})).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
      const holding = (await Promise.all(files.map(async (path) => [path, await readFile(path, 'utf8')] as const))).filter(([, text]) => text.includes(token) || text.includes(Buffer.from(token).toString('base64'))).map(([path]) => path)
      expect(holding).to.deep.equal([join(out, 'secrets.yaml')])
      expect((await stat(holding[0]!)).mode & 0o777).to.equal(0o600)
      expect(await readFile(join(out, '.gitignore'), 'utf8')).to.contain('\n/secrets.yaml\n/secrets-*.yaml\n')
      // Whoever forgets the file is told, and nothing is rendered.
      const alone = await helm(['template', 'acme', 'chart', '-f', 'values.yaml'], out)
      expect(alone.status).to.equal(1)
      expect(alone.stderr).to.contain('CREDENTIALS ARE MISSING').and.contain('asana: no BATON_CLIENT_ID, BATON_CLIENT_SECRET, BATON_TOKEN').and.contain('-f secrets.yaml')
      // A package of the chart holds none of them.
      ok(await helm(['package', 'chart'], out))
      const again = await run(['render', '--target', 'helm', '--out', out, '--json'])
      expect(again.json.data.artifacts.filter((one: {changed: boolean}) => one.changed)).to.deep.equal([])
    })
  })

  describe('as a release', () => {
    it('is installed, upgraded with nothing changed when nothing changed, rolls the pods of a changed credential alone, passes its test and goes', async () => {
      const namespace = 'helm-release'
      const {run} = await makeProject(directory, {namespace, instances: {asana: asana(), 'asana-two': asana('made-up-asana-token-0003')}})
      const out = join(directory, 'out')
      const values = ['-f', 'values.yaml', '-f', 'secrets.yaml', '--namespace', namespace]
      ok(await run(['render', '--target', 'helm', '--out', out, '--json']))
      ok(await helm(['lint', '--strict', 'chart', '-f', 'values.yaml', '-f', 'secrets.yaml'], out))
      expect(ok(await helm(['install', 'acme', 'chart', ...values, '--create-namespace', '--wait', '--timeout', '60s'], out))).to.contain('baton-asana in the namespace helm-release')
      const pods = await kubectlJson<{items: Array<{status: {phase: string}}>}>(['get', 'pods', '-n', namespace, '-l', 'baton=true'])
      expect(pods.items.map((one) => one.status.phase)).to.deep.equal(['Running', 'Running'])
      const generations = async () => Object.fromEntries((await kubectlJson<{items: Array<{metadata: {name: string; generation: number}}>}>(['get', 'deployments', '-n', namespace])).items.map(({metadata}) => [metadata.name, metadata.generation]))
      ok(await helm(['upgrade', 'acme', 'chart', ...values, '--wait', '--timeout', '60s'], out))
      expect(await generations()).to.deep.equal({'baton-asana': 1, 'baton-asana-two': 1})
      const other = await makeProject(directory, {namespace, instances: {asana: asana('made-up-asana-token-0009'), 'asana-two': asana('made-up-asana-token-0003')}})
      ok(await other.run(['render', '--target', 'helm', '--out', out, '--json']))
      ok(await helm(['upgrade', 'acme', 'chart', ...values, '--wait', '--timeout', '60s'], out))
      expect(await generations()).to.deep.equal({'baton-asana': 2, 'baton-asana-two': 1})
      const secret = await kubectlJson<{data: Record<string, string>}>(['get', 'secret', 'baton-asana-secrets', '-n', namespace])
      expect(Buffer.from(secret.data['BATON_TOKEN']!, 'base64').toString('utf8')).to.equal('made-up-asana-token-0009')
      ok(await helm(['uninstall', 'acme', '--namespace', namespace, '--wait'], out))
      expect((await kubectlJson<{items: unknown[]}>(['get', 'deployments,secrets', '-n', namespace, '-l', 'baton=true'])).items).to.deep.equal([])
    })
  })

  describe('without c1ctl', () => {
    const hand = (values: object): Promise<string> => writeFile(join(directory, 'hand.yaml'), JSON.stringify(values)).then(() => join(directory, 'hand.yaml'))
    const full = {connectors: {
      asana: {image: {tag: '0.1.40'}, existingSecret: 'asana-credentials', healthCheck: {}, replicas: 2, networkPolicy: {}, extraEnv: [{name: 'POD_IP', valueFrom: {fieldRef: {fieldPath: 'status.podIP'}}}], extraVolumes: [{name: 'more', configMap: {name: 'more', optional: true}}], extraVolumeMounts: [{name: 'more', mountPath: '/more'}]},
      okta: {image: {tag: '0.5.0'}, secret: {env: {BATON_CLIENT_ID: 'a@b/c', BATON_CLIENT_SECRET: 's', BATON_API_TOKEN: 't', BATON_DOMAIN: 'acme.okta.com'}}, networkPolicy: {}},
    }}

    it('is sound by helm lint --strict, and tells whoever installs it empty what to do', async () => {
      ok(await helm(['lint', '--strict', source], directory))
      expect(ok(await helm(['install', 'empty', source, '--namespace', 'helm-empty', '--create-namespace'], directory))).to.contain('No connector is configured, so nothing runs.')
    })

    it('is accepted strictly by the API server, with Secrets that are there already and with its own', async () => {
      const rendered = ok(await helm(['template', 'mine', source, '-f', await hand(full), '--namespace', 'helm-hand'], directory))
      await kubectl(['create', 'namespace', 'helm-hand'])
      const judged = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'], {stdin: rendered})
      expect(judged.status, judged.stderr).to.equal(0)
      const kinds = objectsIn(rendered).map((one) => `${one.kind}/${one.metadata.name}`).sort()
      expect(kinds).to.deep.equal(['Deployment/baton-asana', 'Deployment/baton-okta', 'Job/baton-asana-test', 'NetworkPolicy/baton-asana', 'NetworkPolicy/baton-okta', 'PodDisruptionBudget/baton-asana', 'Secret/baton-okta-secrets'])
      // Another tool's sign of what it owns is not on them.
      expect(rendered).not.to.contain('c1ctl/project')
    })

    it('passes `helm test` by running each connector once more beside the check', async () => {
      await kubectl(['create', 'namespace', 'helm-test'])
      await kubectl(['create', 'secret', 'generic', 'asana-credentials', '-n', 'helm-test', '--from-literal=BATON_CLIENT_ID=a@b/c', '--from-literal=BATON_CLIENT_SECRET=s'])
      ok(await helm(['install', 'mine', source, '-f', await hand(full), '--namespace', 'helm-test', '--wait', '--timeout', '60s'], directory))
      const tested = ok(await helm(['test', 'mine', '--namespace', 'helm-test', '--timeout', '60s'], directory))
      expect(tested).to.match(/baton-asana-test/).and.match(/Phase:\s+Succeeded/)
    })

    it('leaves lint nothing to say', async () => {
      await mkdir(join(directory, 'mine'))
      await writeFile(join(directory, 'mine/values.yaml'), JSON.stringify(full))
      const out = join(directory, 'linted')
      const {run} = await makeProject(join(directory, 'p'), {namespace: 'n', instances: {asana: asana()}})
      ok(await run(['render', '--target', 'helm', '--out', out, '--json']))
      await writeFile(join(out, 'chart/values.yaml'), JSON.stringify({...full, tests: {enabled: true}}))
      const linted = await c1ctl(['lint', join(out, 'chart'), '--render', '--json'], {cwd: directory, env: {C1CTL_HELM: realPart('helm'), C1CTL_KUSTOMIZE: realPart('kustomize')}})
      // That a Secret must be there is a note.
      expect(linted.json.data.findings.map((one: {rule: string; severity: string}) => `${one.rule} ${one.severity}`)).to.deep.equal(['baton/secret-missing note'])
    })

    const refused: Array<[string, object, string]> = [
      ['a slip at the top', {conectors: {}}, "additional properties 'conectors' not allowed"],
      ['a slip in a connector', {connectors: {asana: {existingSecrt: 'x'}}}, "at '/connectors/asana': additional properties 'existingSecrt' not allowed"],
      ['a slip in a block', {connectors: {asana: {image: {tags: 'x'}}}}, "at '/connectors/asana/image': additional properties 'tags' not allowed"],
      ['a slip in Kubernetes\' own words', {connectors: {asana: {affinity: {nodeAfinity: {}}}}}, "additional properties 'nodeAfinity' not allowed"],
      ['a tag that YAML takes for a number', {connectors: {asana: {image: {tag: 1.1}}}}, "at '/connectors/asana/image/tag': got number, want"],
      ['a setting that is not quoted', {connectors: {asana: {env: {BATON_PROVISIONING: true}}}}, "at '/connectors/asana/env/BATON_PROVISIONING': got boolean, want"],
      ['a secret that is not quoted', {connectors: {asana: {secret: {env: {BATON_PIN: 7}}}}}, "at '/connectors/asana/secret/env/BATON_PIN': got number, want"],
      ['replicas as a text', {connectors: {asana: {replicas: 'two'}}}, "at '/connectors/asana/replicas': got string, want"],
      ['a port beyond the last', {connectors: {asana: {networkPolicy: {ports: [70000]}}}}, "at '/connectors/asana/networkPolicy/ports/0': maximum: got 70,000, want 65,535"],
      ['a name that no object can have', {connectors: {Asana: {}}}, "additional properties 'Asana' not allowed"],
      ['a name whose Secret would be another\'s', {connectors: {'asana-secrets': {}}}, "invalid propertyName 'asana-secrets'"],
      ['a volume without a path', {connectors: {asana: {volume: {claim: 'x'}}}}, "at '/connectors/asana/volume': missing property 'path'"],
      ['another mode', {connectors: {asana: {run: {mode: 'twice'}}}}, "at '/connectors/asana/run/mode': value must be one of"],
    ]
    for (const [what, values, word] of refused)
      it(`refuses ${what}`, async () => {
        const {status, stderr} = await helm(['template', 'mine', source, '-f', await hand(values)], directory)
        expect(status).to.equal(1)
        expect(stderr).to.contain(word)
      })
  })
})
