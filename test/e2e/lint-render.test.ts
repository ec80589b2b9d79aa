import {expect} from 'chai'
import {execFile, execFileSync} from 'node:child_process'
import {chmod, mkdir, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import type {Finding} from '../../src/core/lint/types.ts'
import {c1ctl, inTemporaryDirectory, type Ran} from '../support/cli.ts'
import {realPart} from '../support/control-plane.ts'
import {itWithGit} from '../support/git.ts'
import {startRaw, type RawServer} from '../support/raw-server.ts'

const programs = {C1CTL_HELM: realPart('helm'), C1CTL_KUSTOMIZE: realPart('kustomize')}

async function put(cwd: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), {recursive: true})
    await writeFile(join(cwd, path), text)
  }
}

const lint = (cwd: string, words: string[] = ['.'], env: Record<string, string | undefined> = {}): Promise<Ran> => c1ctl(['lint', ...words, '--render', '--json'], {cwd, env: {...programs, ...env}})
/** Findings as `file:line:column rule severity`. */
const places = ({json}: Ran): string[] => json.data.findings.map((one: Finding) => `${one.file}:${one.line}:${one.column} ${one.rule} ${one.severity}`)
const messages = ({json}: Ran): string[] => json.data.findings.map((one: Finding) => one.message)

const chartYaml = (name: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${more}`
const configMap = (name: string, labels: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  labels: ${labels}\n`
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels:
    {{- include "asana.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app: asana}
  template:
    metadata:
      labels: {app: asana}
    spec:
      containers:
        - name: asana
          image: acme/asana:1
          imagePullPolcy: Always
`
const chart = {
  'chart/Chart.yaml': chartYaml('asana'),
  'chart/values.yaml': 'replicas: many\n',
  'chart/templates/_helpers.tpl': '{{- define "asana.labels" -}}\napp: {{ .Release.Name }}\nbaton: true\n{{- end }}\n',
  'chart/templates/deployment.yaml': deployment,
}

const listening = async (work: (server: RawServer, connections: () => number) => Promise<void>): Promise<void> => {
  let count = 0
  const server = await startRaw(() => {
    count += 1
  })
  try {
    await work(server, () => count)
  } finally {
    await server.close()
  }
}

describe('lint --render, with the real Helm', () => {
  it('names the line of the template, of the named template or of the value that a fault comes from', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, chart)
      const ran = await lint(cwd)
      expect(places(ran)).to.deep.equal(['chart/templates/_helpers.tpl:3:8 kubernetes/type error', 'chart/templates/deployment.yaml:8:13 kubernetes/type error', 'chart/templates/deployment.yaml:18:11 kubernetes/unknown-field error'].sort((one, other) => (one.includes('deployment') ? -1 : 1) - (other.includes('deployment') ? -1 : 1)))
      expect(ran.status).to.equal(1)
      expect(ran.json.data.summary.rendered).to.equal(1)
      expect(ran.json.data.findings.every((one: Finding) => !one.fixable)).to.equal(true)
      const text = await c1ctl(['lint', '.', '--render'], {cwd, env: programs})
      expect(text.stdout).to.include('  8:13 error replicas is a text; it must be a whole number. (kubernetes/type)\n    -> |   replicas: many\n       |             ^^^^')
      expect(text.stderr).to.include('1 rendering of charts and kustomizations')
      // Without the flag nothing is run.
      const without = await c1ctl(['lint', '.', '--json'], {cwd, env: {C1CTL_HELM: '/nowhere'}})
      expect(places(without)).to.deep.equal(['chart/Chart.yaml:1:1 yaml/template note'])
    }))

  it('points to places that are in the files, in every format', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, chart)
      const sarif = JSON.parse((await c1ctl(['lint', '.', '--render', '--format', 'sarif'], {cwd, env: programs})).stdout) as {runs: Array<{results: Array<{locations: Array<{physicalLocation: {artifactLocation: {uri: string}; region: {startLine: number; startColumn: number; endColumn: number}}}>}>}>}
      expect(sarif.runs[0]!.results).to.have.length(3)
      for (const {locations} of sarif.runs[0]!.results) {
        const {artifactLocation, region} = locations[0]!.physicalLocation
        const line = (await readFile(join(cwd, artifactLocation.uri), 'utf8')).split('\n')[region.startLine - 1]!
        expect(line.slice(region.startColumn - 1, region.endColumn - 1)).to.be.oneOf(['true', '{{ .Values.replicas }}', 'imagePullPolcy'])
      }
      const github = await c1ctl(['lint', '.', '--render', '--format', 'github'], {cwd, env: programs})
      expect(github.stdout).to.include('::error file=chart/templates/deployment.yaml,line=18,col=11,')
      expect((await c1ctl(['lint', '.', '--render', '--format', 'junit'], {cwd, env: programs})).stdout).to.include('tests="3" failures="3"')
    }))

  it('says what it means where no line can be named: the object and the field, in the excerpt too', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {...chart, 'chart/values.yaml': 'replicas: 1\nextra:\n  hostNetwork: "yes"\n', 'chart/templates/_helpers.tpl': '{{- define "asana.labels" -}}\napp: a\n{{- end }}\n', 'chart/templates/deployment.yaml': deployment.replace('          imagePullPolcy: Always\n', '      {{- toYaml .Values.extra | nindent 6 }}\n')})
      const ran = await lint(cwd)
      expect(places(ran)).to.deep.equal(['chart/templates/deployment.yaml:1:1 kubernetes/type error'])
      expect(messages(ran)[0]).to.include('It is in what Helm makes of this file: Deployment release-name, spec.template.spec.hostNetwork.')
      const text = await c1ctl(['lint', '.', '--render'], {cwd, env: programs})
      expect(text.stdout).to.match(/ -> \|\s+hostNetwork: "?yes"?\n/)
    }))

  it('renders with each ci/*-values.yaml, as chart-testing does, and says a fault once', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {...chart, 'chart/values.yaml': 'replicas: 1\n', 'chart/ci/a-values.yaml': 'replicas: 2\n', 'chart/ci/b-values.yaml': 'replicas: few\n', 'chart/ci/other.yaml': 'replicas: none\n'})
      const ran = await lint(cwd)
      expect(ran.json.data.summary.rendered).to.equal(2)
      expect(places(ran).filter((one) => one.includes('deployment'))).to.deep.equal(['chart/templates/deployment.yaml:8:13 kubernetes/type error', 'chart/templates/deployment.yaml:18:11 kubernetes/unknown-field error'])
    }))

  it('follows dependencies, as directories, under an alias and packed, and renders no subchart or library by itself', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {
        'chart/Chart.yaml': chartYaml('asana', 'dependencies:\n- {name: sub, version: 0.1.0, alias: other, repository: ""}\n- {name: packed, version: 0.1.0, repository: ""}\n- {name: common, version: 0.1.0, repository: ""}\n'),
        'chart/values.yaml': '',
        'chart/templates/a.yaml': `{{ include "common.map" . }}\n`,
        'chart/charts/folder/Chart.yaml': chartYaml('sub'),
        'chart/charts/folder/templates/b.yaml': configMap('{{ .Chart.Name }}', '{a: true}'),
        'chart/charts/common/Chart.yaml': chartYaml('common', 'type: library\n'),
        'chart/charts/common/templates/_map.tpl': `{{ define "common.map" }}\n${configMap('m', '{b: true}')}{{ end }}\n`,
        'packed/Chart.yaml': chartYaml('packed'),
        'packed/templates/c.yaml': configMap('{{ .Release.Name }}', '{c: true}'),
        'library/Chart.yaml': chartYaml('library', 'type: library\n'),
        'library/templates/x.yaml': '{{ define "x" }}{{ end }}\n',
      })
      execFileSync(realPart('helm'), ['package', 'packed', '-d', 'chart/charts'], {cwd, env: {HOME: cwd}})
      await rm(join(cwd, 'packed'), {recursive: true})
      const ran = await lint(cwd)
      expect(ran.json.data.summary.rendered).to.equal(1)
      expect(places(ran).sort()).to.deep.equal(['chart/Chart.yaml:6:10 kubernetes/type error', 'chart/charts/common/templates/_map.tpl:6:15 kubernetes/type error', 'chart/charts/folder/templates/b.yaml:5:15 kubernetes/type error'])
      expect(ran.json.problems.map((one: {code: string}) => one.code)).to.deep.equal(['lint-findings'])
    }))

  it('says where a template cannot be rendered, and lints the rest', () =>
    inTemporaryDirectory(async (cwd) => {
      const broken = {
        nil: ['a: {{ .Values.x.y }}\n', '1:'], unclosed: ['a: 1\nb: {{ .Values.x\n', '2:'], unknown: ['\n  a: {{ nothing 1 }}\n', '2:'], asked: ['a: 1\nb: {{ required "give a tag" .Values.tag }}\n', '2:'],
      }
      for (const [name, [text]] of Object.entries(broken)) await put(cwd, {[`${name}/Chart.yaml`]: chartYaml(name), [`${name}/values.yaml`]: '', [`${name}/templates/t.yaml`]: text!})
      await put(cwd, {'yaml/Chart.yaml': chartYaml('yaml'), 'yaml/templates/t.yaml': '# {{ .Chart.Name }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: b: c\n', 'plain.yaml': configMap('p', '{a: true}')})
      const ran = await lint(cwd)
      for (const [name, [, line]] of Object.entries(broken)) expect(places(ran).filter((one) => one.startsWith(`${name}/`)).map((one) => one.replace(/:\d+ /, ': ')), name).to.deep.equal([`${name}/templates/t.yaml:${line} yaml/render error`])
      expect(places(ran)).to.include.members(['yaml/templates/t.yaml:6:7 yaml/syntax error', 'plain.yaml:5:15 kubernetes/type error'])
      expect(messages(ran).join('\n')).to.include('give a tag')
    }))

  it('names values that break the schema, in the file that gives them, and never a secret one', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {...chart, 'chart/values.yaml': 'replicas: 1\nauth:\n  password: hunter2canary\n  port: "x"\n', 'chart/values.schema.json': '{"properties": {"auth": {"properties": {"password": {"pattern": "^x"}, "port": {"type": "integer"}}}}}'})
      const ran = await lint(cwd)
      expect(places(ran).sort()).to.deep.equal(['chart/values.yaml:3:13 yaml/render error', 'chart/values.yaml:4:9 yaml/render error'])
      expect(ran.stdout).to.include('want integer').and.not.include('hunter2')
    }))

  it('says which dependency is missing and what fetches it', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {...chart, 'chart/Chart.yaml': chartYaml('asana', 'dependencies:\n- name: postgresql\n  version: 1.0.0\n  repository: https://charts.example.com\n')})
      const ran = await lint(cwd)
      expect(places(ran)).to.deep.equal(['chart/Chart.yaml:5:9 yaml/render error'])
      expect(messages(ran)[0]).to.include('helm dependency build chart')
    }))

  it('masks values that sound secret in what Helm says, also encoded, and in excerpts', () =>
    inTemporaryDirectory(async (cwd) => {
      const canary = 'canary-7f3a'
      await put(cwd, {...chart, 'chart/values.yaml': `replicas: 1\npassword: ${canary}\n`, 'chart/templates/deployment.yaml': '{{ fail (printf "no %s nor %s" .Values.password (b64enc .Values.password)) }}\n'})
      await put(cwd, {'other/Chart.yaml': chartYaml('other'), 'other/values.yaml': `token: ${canary}\n`, 'other/templates/s.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  A: {{ .Values.token }}\n  B: 12\n  C: canary-7f3a\n  12: true\n'})
      for (const format of ['text', 'sarif', 'github', 'junit', 'json']) {
        const {stdout, stderr} = await c1ctl(['lint', '.', '--render', '--format', format], {cwd, env: {...programs, DEBUG: '*', NODE_DEBUG: 'child_process,fs,execa'}})
        expect(stdout + stderr, format).to.include('no *** nor ***').and.not.include(canary).and.not.include(Buffer.from(canary).toString('base64'))
      }
    }))

  itWithGit('gives Helm nothing of what git leaves out and of what links lead away to', () =>
    inTemporaryDirectory(async (outer) => {
      const cwd = join(outer, 'repository')
      await put(outer, {'outside.txt': 'canary-outside', 'outside/templates/x.yaml': configMap('x', '{canary-outside: true}')})
      await put(cwd, {
        ...chart, '.gitignore': 'secret*\n*-local.yaml\n', 'chart/secret.txt': 'canary-ignored', 'chart/templates/t-local.yaml': configMap('canary-ignored', '{"{{ .Chart.Name }}": true}'), 'shared/_more.tpl': '{{ define "more" }}c: true{{ end }}\n',
        'chart/templates/_helpers.tpl': '{{- define "asana.labels" -}}\n{{ .Files.Get "secret.txt" | default "a" }}: true\n{{ .Files.Get "link.txt" | default "b" }}: true\n{{ include "more" . }}\n{{- end }}\n',
        'chart/ci/secret-values.yaml': 'replicas: canary\n', 'chart/values.yaml': 'replicas: 1\n',
      })
      await symlink('../../outside.txt', join(cwd, 'chart/link.txt'))
      await symlink('../../../outside/templates/x.yaml', join(cwd, 'chart/templates/x.yaml'))
      await symlink('..', join(cwd, 'chart/templates/circle'))
      await symlink('../../shared/_more.tpl', join(cwd, 'chart/templates/_more.tpl'))
      execFileSync('git', ['init', '-q', '.'], {cwd})
      const ran = await lint(cwd)
      expect(ran.stdout + ran.stderr).not.to.include('canary')
      expect(places(ran)).to.include('chart/templates/deployment.yaml:18:11 kubernetes/unknown-field error')
      expect(messages(ran).filter((one) => one.includes('is a link')).map((one) => one.split(' ')[0])).to.deep.equal(['link.txt', 'templates/x.yaml'])
      expect(ran.stdout).to.include('a is a boolean').and.include('b is a boolean').and.not.include('t-local')
      // A link within the repository is followed.
      expect(messages(ran).some((one) => one.startsWith('c is a boolean'))).to.equal(true)
    }))

  it('lets no schema reach a server or a file, whether in the chart or in a packed dependency', () =>
    inTemporaryDirectory((cwd) =>
      listening(async ({port}, connections) => {
        const schema = `{"properties": {"replicas": {"$ref": "http://127.0.0.1:${port}/schema.json"}}}`
        await put(cwd, {...chart, 'chart/Chart.yaml': chartYaml('asana', 'dependencies:\n- {name: packed, version: 0.1.0, repository: ""}\n'), 'chart/values.schema.json': schema, 'packed/Chart.yaml': chartYaml('packed'), 'packed/values.yaml': 'replicas: 1\n', 'packed/values.schema.json': '{}', 'file/Chart.yaml': chartYaml('file'), 'file/values.schema.json': `{"$ref": "file://${join(cwd, 'canary.json')}"}`, 'canary.json': '{"required": ["canary-file"]}'})
        // Packed by hand: `helm package` would read the schema itself.
        await mkdir(join(cwd, 'chart/charts'))
        await writeFile(join(cwd, 'packed/values.schema.json'), schema)
        execFileSync('tar', ['-czf', 'chart/charts/packed-0.1.0.tgz', 'packed'], {cwd})
        await rm(join(cwd, 'packed'), {recursive: true})
        const ran = await lint(cwd)
        expect(connections()).to.equal(0)
        expect(ran.stdout).not.to.include('canary-file')
        expect(places(ran).filter((one) => one.includes('not-rendered')).sort()).to.deep.equal(['chart/Chart.yaml:5:10 yaml/not-rendered warning', 'chart/values.schema.json:1:38 yaml/not-rendered warning', 'file/values.schema.json:1:10 yaml/not-rendered warning'])
        expect(places(ran)).to.include('chart/templates/deployment.yaml:8:13 kubernetes/type error')
        // The server would have been asked: Helm itself does.
        await rm(join(cwd, 'chart/charts'), {recursive: true})
        await writeFile(join(cwd, 'chart/Chart.yaml'), chartYaml('asana'))
        try {
          await promisify(execFile)(realPart('helm'), ['template', 'chart'], {cwd, env: {HOME: cwd}, timeout: 2000})
        } catch {}
        expect(connections()).to.be.greaterThan(0)
      })))

  it('takes no helm from the directory, and shows Helm nothing of the environment', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {...chart, helm: '#!/bin/sh\ntouch marker\n', 'chart/templates/deployment.yaml': '{{ fail (printf "%s" (getHostByName "localhost")) }}\n', 'seen/helm': '#!/bin/sh\n/usr/bin/env >&2\nexit 1\n'})
      for (const one of ['helm', 'seen/helm']) await chmod(join(cwd, one), 0o755)
      const own = await lint(cwd, ['.'], {C1CTL_HELM: undefined, PATH: `.:${join(cwd, 'none')}`})
      expect(own.json.problems.map((one: {code: string}) => one.code)).to.include('tool-missing')
      expect(await readdir(cwd)).not.to.include('marker')
      const {stdout} = await lint(cwd, ['.'], {C1CTL_HELM: join(cwd, 'seen/helm'), TOKEN: 'canary', AWS_SECRET_ACCESS_KEY: 'canary', KUBECONFIG: '/canary', HELM_PLUGINS: '/canary'})
      expect(stdout).to.include('HELM_PLUGINS=').and.not.include('canary')
      // Names are not looked up.
      expect((await lint(cwd)).stdout).not.to.include('127.0.0.1')
    }))

  it('ends a Helm that does not end by itself, leaves no copy behind, and says what was not rendered', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {...chart, slow: `#!/bin/sh\nexec ${process.execPath} -e 'setTimeout(() => {}, 30000)'\n`, endless: `#!/bin/sh\nwhile :; do echo ${'y'.repeat(4000)}; done\n`, shim: '#!/bin/sh\nexec mise-or-asdf helm\n'})
      for (const one of ['slow', 'endless', 'shim']) await chmod(join(cwd, one), 0o755)
      const before = (await readdir(tmpdir())).filter((one) => one.startsWith('c1ctl-lint-'))
      const endless = await lint(cwd, ['.'], {C1CTL_HELM: join(cwd, 'endless')})
      expect(endless.status).to.equal(6)
      expect(endless.json.problems[0].what).to.include('helm did not render chart: what it makes is larger than')
      const shim = await lint(cwd, ['.'], {C1CTL_HELM: join(cwd, 'shim')})
      expect([shim.status, shim.json.problems[0].code]).to.deep.equal([6, 'tool-failed'])
      expect(shim.json.problems[0].next[0]).to.include('C1CTL_HELM=')
      const interrupted = await c1ctl(['lint', '.', '--render'], {cwd, env: {C1CTL_HELM: join(cwd, 'slow')}, kill: {signal: 'SIGTERM', afterMs: 1500}})
      expect(interrupted.status).to.equal(143)
      expect((await readdir(tmpdir())).filter((one) => one.startsWith('c1ctl-lint-'))).to.deep.equal(before)
    }))

  it('looks for the Secrets that rendered objects name among the files of the run', () =>
    inTemporaryDirectory(async (cwd) => {
      const template = deployment.replace('    {{- include "asana.labels" . | nindent 4 }}', '    a: b').replace('{{ .Values.replicas }}', '1').replace('acme/asana:1', 'public.ecr.aws/conductorone/baton-asana:1').replace('          imagePullPolcy: Always\n', '          envFrom:\n            - secretRef: {name: "{{ .Values.secret }}"}\n')
      await put(cwd, {'chart/Chart.yaml': chartYaml('asana'), 'chart/values.yaml': 'secret: there\n', 'chart/templates/deployment.yaml': template})
      expect(places(await lint(cwd)).filter((one) => one.includes('secret-missing'))).to.deep.equal(['chart/templates/deployment.yaml:19:33 baton/secret-missing note'])
      await put(cwd, {'secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: there}\nstringData: {BATON_TOKEN: "<token>"}\n'})
      const ran = await lint(cwd)
      expect(places(ran).filter((one) => one.includes('secret-missing'))).to.deep.equal([])
      // What is said of the Secret is said once, of its own file.
      expect(places(ran).filter((one) => one.includes('placeholder'))).to.deep.equal(['secret.yaml:4:27 baton/placeholder error'])
    }))
})

const base = {
  'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
  'base/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: asana
  labels: {baton: true}
spec:
  selector:
    matchLabels: {app: asana}
  template:
    metadata:
      labels: {app: asana}
    spec:
      containers:
        - {name: asana, image: "acme/asana:1"}
`,
}

describe('lint --render, with the real kustomize', () => {
  it('renders what no other kustomization refers to, and names base, patch, operation or generator', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {
        ...base,
        'component/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- path: patch.yaml\n',
        'component/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: asana\nspec:\n  template:\n    spec:\n      containers:\n        - name: asana\n          env:\n            - name: A\n              value: 1204\n',
        'overlay/Kustomization': 'namePrefix: p-\nresources: [../base]\ncomponents: [../component]\nconfigMapGenerator:\n- name: settings\n  literals: [a=b]\n  options: {labels: {x: "not a label!"}}\npatches:\n- path: operations.yaml\n  target: {kind: Deployment}\n- target: {kind: Deployment}\n  patch: |-\n    - op: add\n      path: /spec/minReadySeconds\n      value: soon\n',
        'overlay/operations.yaml': '- op: add\n  path: /spec/replicas\n  value: three\n',
      })
      const ran = await lint(cwd)
      expect(ran.json.data.summary.rendered).to.equal(1)
      expect(places(ran).sort()).to.deep.equal([
        'base/deployment.yaml:5:19 kubernetes/type error',
        'component/patch.yaml:12:22 kubernetes/type error',
        'overlay/Kustomization:13:5 kubernetes/type error',
        'overlay/Kustomization:5:9 kubernetes/label error',
        'overlay/operations.yaml:3:10 kubernetes/type error',
      ])
      // A patch is no object: nothing is said of what it lacks; and the base's own fault is told once.
      expect(messages(ran).filter((one) => one.includes('required'))).to.deep.equal([])
      const text = await c1ctl(['lint', '.', '--render'], {cwd, env: programs})
      expect(text.stdout).to.match(/ 12 \| +value: 1204\n/)
    }))

  it('does the same with the kustomize inside kubectl', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {...base, 'overlay/kustomization.yaml': 'resources: [../base]\npatches:\n- patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: asana}, spec: {replicas: many}}"\n'})
      const ran = await lint(cwd, ['overlay'], {C1CTL_KUSTOMIZE: undefined, PATH: '', C1CTL_KUBECTL: realPart('kubectl')})
      expect(places(ran)).to.have.members(['base/deployment.yaml:5:19 kubernetes/type error', 'overlay/kustomization.yaml:3:10 kubernetes/type error'])
    }))

  it('names what kustomize refuses', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {
        'a/kustomization.yaml': 'resources: [there.yaml, not-there.yaml]\n', 'a/there.yaml': configMap('a', '{a: "b"}'),
        'b/kustomization.yaml': 'resource: []\n', 'c/kustomization.yaml': 'resources: [\n', 'd/kustomization.yaml': 'resources: [../e]\n', 'e/kustomization.yaml': 'resources: [../d]\n', 'f/kustomization.yaml': 'resources: [../g]\n', 'g/x.yaml': configMap('x', '{a: "b"}'),
        'h/kustomization.yaml': 'resources: [x.yaml]\npatches:\n- path: p.yaml\n', 'h/x.yaml': configMap('x', '{a: "b"}'), 'h/p.yaml': configMap('other', '{a: "c"}'), 'i/kustomization.yaml': 'resources: [../g/x.yaml]\n', 'j/kustomization.yaml': 'resources: [/etc/passwd]\n',
        'k/kustomization.yaml': 'secretGenerator:\n- name: s\n  literals: [hunter2canary]\n',
      })
      const ran = await lint(cwd)
      expect(places(ran).filter((one) => one.includes('render'))).to.deep.equal([
        'a/kustomization.yaml:1:25 yaml/render error', 'b/kustomization.yaml:1:1 yaml/render error', 'c/kustomization.yaml:2:1 yaml/render error', 'e/kustomization.yaml:1:13 yaml/render error', 'f/kustomization.yaml:1:13 yaml/render error',
        'h/kustomization.yaml:1:1 yaml/render error', 'i/kustomization.yaml:1:13 yaml/render error', 'j/kustomization.yaml:1:13 yaml/render error', 'k/kustomization.yaml:1:1 yaml/render error',
      ])
      expect(ran.stdout).not.to.include('hunter2')
      expect(ran.stdout).not.to.include(tmpdir())
    }))

  it('makes no connection, wherever a kustomization names a server', () =>
    inTemporaryDirectory((cwd) =>
      listening(async ({port}, connections) => {
        const url = `http://127.0.0.1:${port}/x.yaml`
        const git = `http://127.0.0.1:${port}/a/b.git?ref=canary`
        const wrong: Record<string, string> = {
          resource: `resources: ["${url}"]\n`, base: `bases: ["${git}"]\n`, component: `components: ["${git}"]\n`, crd: `crds: ["${url}"]\n`, configuration: `configurations: ["${url}"]\n`, openapi: `openapi: {path: "${url}"}\n`, replacement: `replacements: [{path: "${url}"}]\n`,
          merge: `patchesStrategicMerge: ["${url}"]\n`, patch: `patches: [{path: "${url}"}]\n`, json: `patchesJson6902: [{path: "${url}", target: {kind: X}}]\n`, transformer: `transformers: ["${url}"]\n`, generator: `generators: ["${url}"]\n`, validator: `validators: ["${url}"]\n`,
          map: `configMapGenerator: [{name: a, files: ["k=${url}"]}]\n`, env: `secretGenerator: [{name: a, envs: ["${url}"]}]\n`, one: `secretGenerator: [{name: a, env: "${url}"}]\n`,
          plugin: `transformers:\n- |-\n  {apiVersion: builtin, kind: PatchTransformer, metadata: {name: a}, path: "${url}"}\n`, ssh: `resources: ["git@127.0.0.1:a/b"]\n`, github: 'resources: [github.com/a/b]\n',
          helm: `helmCharts: [{name: a, repo: "http://127.0.0.1:${port}", version: "1"}]\n`, nested: 'resources: [../resource]\n',
        }
        for (const [name, text] of Object.entries(wrong)) await put(cwd, {[`${name}/kustomization.yaml`]: text})
        const ran = await lint(cwd)
        const refused = places(ran)
        for (const name of Object.keys(wrong).filter((one) => one !== 'nested')) expect(refused.some((one) => one.startsWith(`${name}/kustomization.yaml:`) && one.endsWith('yaml/not-rendered warning')), name).to.equal(true)
        expect([ran.status, ran.json.data.summary.rendered, refused.length, connections()]).to.deep.equal([0, 0, Object.keys(wrong).length - 1, 0])
        expect(ran.stdout).not.to.include('canary')
        // The server would have been asked: kustomize itself does.
        try {
          await promisify(execFile)(realPart('kustomize'), ['build', 'resource'], {cwd, timeout: 2000})
        } catch {}
        expect(connections()).to.be.greaterThan(0)
      })))

  it('runs no plugin and no function', () =>
    inTemporaryDirectory(async (cwd) => {
      const marker = join(cwd, 'marker')
      const home = join(cwd, 'plugins')
      await put(cwd, {
        'plugins/acme.io/v1/runner/Runner': `#!/bin/sh\ntouch ${marker}\n`, 'exec/run.sh': `#!/bin/sh\ntouch ${marker}\n`,
        'plugin/kustomization.yaml': 'generators: [runner.yaml]\n', 'plugin/runner.yaml': 'apiVersion: acme.io/v1\nkind: Runner\nmetadata: {name: a}\n',
        'inline/kustomization.yaml': 'transformers:\n- |-\n  apiVersion: acme.io/v1\n  kind: Runner\n  metadata: {name: a}\n',
        'exec/kustomization.yaml': 'generators: [function.yaml]\n', 'exec/function.yaml': 'apiVersion: builtin\nkind: Runner\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./run.sh}\n',
        'folder/kustomization.yaml': 'transformers: [../plugin]\n',
      })
      for (const one of ['plugins/acme.io/v1/runner/Runner', 'exec/run.sh']) await chmod(join(cwd, one), 0o755)
      const ran = await lint(cwd, ['plugin', 'inline', 'exec', 'folder'], {KUSTOMIZE_PLUGIN_HOME: home, XDG_CONFIG_HOME: cwd})
      expect(places(ran).map((one) => one.replace(/:\d+:\d+/, ''))).to.have.members(['plugin/runner.yaml yaml/not-rendered warning', 'inline/kustomization.yaml yaml/not-rendered warning', 'exec/function.yaml yaml/not-rendered warning', 'folder/kustomization.yaml yaml/not-rendered warning'])
      expect(await readdir(cwd)).not.to.include('marker')
    }))

  itWithGit('reads nothing that git leaves out or that links lead away to, and looks at the rest', () =>
    inTemporaryDirectory(async (outer) => {
      const cwd = join(outer, 'repository')
      await put(outer, {'outside.yaml': configMap('canary', '{a: "b"}')})
      await put(cwd, {
        ...base, '.gitignore': '.env\nlocal.yaml\n', 'overlay/.env': 'canary line\n', 'overlay/local.yaml': configMap('canary', '{a: true}'),
        'overlay/kustomization.yaml': 'resources: [../base, local.yaml]\nsecretGenerator:\n- name: s\n  envs: [.env]\n- name: t\n  literals: [a=b]\n',
        'link/kustomization.yaml': 'resources: [link.yaml]\n', 'patched/kustomization.yaml': 'resources: [../base]\npatches: [{path: local.yaml}]\n', 'patched/local.yaml': 'canary: true\n',
      })
      await symlink('../../outside.yaml', join(cwd, 'link/link.yaml'))
      execFileSync('git', ['init', '-q', '.'], {cwd})
      const ran = await lint(cwd)
      expect(ran.stdout + ran.stderr).not.to.include('canary')
      expect(places(ran)).to.deep.equal([
        'base/deployment.yaml:5:19 kubernetes/type error', 'link/kustomization.yaml:1:13 yaml/render error', 'overlay/kustomization.yaml:1:22 yaml/not-rendered note', 'overlay/kustomization.yaml:4:10 yaml/not-rendered note', 'patched/kustomization.yaml:2:18 yaml/not-rendered warning',
      ])
      expect(ran.json.data.summary.rendered).to.equal(1)
    }))

  it('repairs files and looks at what they become then', () =>
    inTemporaryDirectory(async (cwd) => {
      await put(cwd, {...base, 'overlay/kustomization.yaml': 'resources: [../base]\npatches:\n- path: p.yaml\n', 'overlay/p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: asana}\nspec: {replicas: many}\n'})
      const ran = await c1ctl(['lint', '.', '--render', '--fix', '--json'], {cwd, env: programs})
      expect(ran.json.data.fixed).to.deep.equal([{file: 'base/deployment.yaml', repaired: 1}])
      expect(await readFile(join(cwd, 'base/deployment.yaml'), 'utf8')).to.include('labels: {baton: "true"}')
      expect(places(ran)).to.deep.equal(['overlay/p.yaml:4:18 kubernetes/type error'])
    }))
})
