import {expect} from 'chai'
import {readdirSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {ProblemError} from '../../../../../src/core/problems/problem.ts'
import {allFeatures} from '../../../../../src/core/render/features.ts'
import {helm} from '../../../../../src/core/render/helm/target.ts'
import type {RenderContext} from '../../../../../src/core/render/types.ts'
import {readValues} from '../../../../../src/core/yaml/kubernetes-reader.ts'
import {chartSchema} from '../../../../../scripts/generate/helm-schema.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'
import {alone, overlayOf} from '../../../../support/render-context.ts'

const folder = fileURLToPath(new URL('../../../../../templates/helm/', import.meta.url))
const context: RenderContext<'helm'> = {...alone, settings: {}}
const render = (settings: Record<string, unknown> = {}, more: Partial<RenderContext<'helm'>> = {}) => helm.render(workloadsOf(settings).workloads, {...context, ...more})
const valuesIn = (artifacts: ReturnType<typeof render>, path: string): any => readValues(artifacts.find((one) => one.path === path)!.content)[0]
const paths = (artifacts: ReturnType<typeof render>) => artifacts.map((one) => one.path).filter((path) => !path.startsWith('chart/'))
const revealing = (settings: Record<string, unknown> = {}) => workloadsOf(settings).workloads

describe('the target helm', () => {
  it('writes the chart as it lies in templates/helm, every file of it', () => {
    const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('//', '/').slice(folder.length))
    const chart = render().filter((one) => one.path.startsWith('chart/'))
    expect(chart.map((one) => one.path.slice('chart/'.length)).sort()).to.deep.equal(files.sort())
    for (const one of chart) expect(one.content, one.path).to.equal(readFileSync(folder + one.path.slice('chart/'.length), 'utf8'))
  })

  it('owns what it writes, and no file that a user may lay beside it', () => {
    for (const one of render()) expect(helm.owns(one.path), one.path).to.equal(true)
    for (const path of ['chart/templates/old.yaml', 'values-staging.yaml', 'secrets-staging.yaml']) expect(helm.owns(path), path).to.equal(true)
    for (const path of ['Chart.yaml', 'chart/charts/other.tgz', 'my-values.yaml', 'chart/README.md', 'chart/templates/../x.yaml', 'values.yml', 'chart/crds/x.yaml']) expect(helm.owns(path), path).to.equal(false)
  })

  it('keeps secret values in a file of their own', () => {
    const artifacts = render(featureInstances['secret-files'])
    expect(paths(artifacts)).to.deep.equal(['values.yaml', 'secrets.yaml'])
    expect(artifacts.filter((one) => one.secret).map(({path, mode}) => ({path, mode}))).to.deep.equal([{path: 'secrets.yaml', mode: 0o600}])
    expect(valuesIn(artifacts, 'secrets.yaml')).to.deep.equal({connectors: {app: {secret: {env: {BATON_CLIENT_ID: 'c1@acme/x', BATON_CLIENT_SECRET: 'c1secret', BATON_TOKEN: 'tok'}, files: {key: 'key of a test'}}}}})
    for (const word of ['c1secret', 'tok\n', 'key of a test']) expect(artifacts.find((one) => one.path === 'values.yaml')!.content).not.to.contain(word)
    expect(valuesIn(artifacts, 'values.yaml').connectors.app.requires).to.deep.equal({env: ['BATON_CLIENT_ID', 'BATON_CLIENT_SECRET', 'BATON_TOKEN'], files: ['key']})
  })

  it('names Secrets that are there already where c1ctl.yaml says so, and writes no value of them', () => {
    const artifacts = render(featureInstances['secret-files'], {settings: {secrets: 'existing'}})
    expect(paths(artifacts)).to.deep.equal(['values.yaml'])
    expect(valuesIn(artifacts, 'values.yaml').connectors.app).to.include({existingSecret: 'baton-app-secrets', existingFilesSecret: 'baton-app-files'})
    expect(artifacts.some((one) => one.content.includes('c1secret'))).to.equal(false)
  })

  it('takes an image apart whatever its registry, tag and digest are', () => {
    const image = (reference: string) => valuesIn(helm.render(revealing().map((one) => ({...one, image: {...one.image, reference}})), context), 'values.yaml').connectors.app.image
    const digest = `sha256:${'0'.repeat(64)}`
    expect(image('registry.example.com:5000/a/b:1.10')).to.include({repository: 'registry.example.com:5000/a/b', tag: '1.10'})
    expect(image('registry.example.com:5000/a/b')).to.include({repository: 'registry.example.com:5000/a/b'}).and.not.have.property('tag')
    expect(image(`a/b@${digest}`)).to.include({repository: 'a/b', digest}).and.not.have.property('tag')
    expect(image(`a/b:latest@${digest}`)).to.include({repository: 'a/b', tag: 'latest', digest})
  })

  it('gives an environment what is different there, switches off what it lacks, and takes secrets away that it lacks', () => {
    const [one] = revealing()
    const other = {...one!, instance: 'other', name: 'baton-other'}
    const bare = {...one!, secretEnvironment: {...one!.secretEnvironment, entries: []}, replicas: 2}
    const artifacts = helm.render([one!, other], {...context, environments: [overlayOf('staging', [bare]), overlayOf('same', [one!, other])]})
    expect(paths(artifacts)).to.deep.equal(['values.yaml', 'secrets.yaml', 'values-staging.yaml', 'secrets-staging.yaml', 'values-same.yaml'])
    expect(valuesIn(artifacts, 'values-staging.yaml')).to.deep.equal({connectors: {app: {requires: null, replicas: 2, podDisruptionBudget: {enabled: false}}, other: {enabled: false}}})
    expect(valuesIn(artifacts, 'secrets-staging.yaml')).to.deep.equal({connectors: {app: {secret: null}}})
    expect(valuesIn(artifacts, 'values-same.yaml')).to.deep.equal({})
  })

  it('keeps apart the files of environments whose names look like other files', () => {
    const artifacts = render({}, {environments: ['secrets', 'a', 'a-secrets'].map((name) => overlayOf(name, workloadsOf({replicas: 2}).workloads))})
    expect(new Set(artifacts.map((one) => one.path)).size).to.equal(artifacts.length)
  })

  it('refuses an environment whose name no file can have', () => {
    expect(() => render({}, {environments: [overlayOf('../up', [])]})).to.throw(ProblemError).with.nested.property('problems[0].code', 'value-not-representable')
  })

  it('says the same bytes each time', () => {
    for (const id of allFeatures) expect(JSON.stringify(render(featureInstances[id])), id).to.equal(JSON.stringify(render(featureInstances[id])))
  })
})

describe('the schema of the chart', () => {
  it('is closed at every level, but where Helm puts values of its own', () => {
    const open: string[] = []
    const walk = (schema: any, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const isMap = [schema.type].flat().includes('object')
      if (isMap && schema.additionalProperties !== false) open.push(path)
      for (const [key, value] of Object.entries(schema)) walk(value, `${path}/${key}`)
    }
    walk(chartSchema(), '')
    expect(open).to.deep.equal(['/properties/global'])
  })

  it('knows every setting that the chart\'s values.yaml explains, and explains every one that it knows', () => {
    const lines = readFileSync(`${folder}values.yaml`, 'utf8').split('\n')
    const explained = lines.flatMap((line) => /^# {4}([a-zA-Z]+):/.exec(line)?.[1] ?? []).sort()
    const {definitions} = chartSchema() as any
    expect(explained).to.deep.equal(Object.keys(definitions.connector.properties).sort())
  })
})
