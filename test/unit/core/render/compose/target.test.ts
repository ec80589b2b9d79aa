import {expect} from 'chai'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {ProblemError} from '../../../../../src/core/problems/problem.ts'
import {composeEnvFile, literal} from '../../../../../src/core/render/compose/env-file.ts'
import {compose} from '../../../../../src/core/render/compose/target.ts'
import type {Artifact} from '../../../../../src/core/render/types.ts'
import type {Workload} from '../../../../../src/core/workload/types.ts'
import {readValues} from '../../../../../src/core/yaml/kubernetes-reader.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'
import {alone} from '../../../../support/render-context.ts'

const render = (workloads: Workload[]): Artifact[] => compose.render(workloads, {...alone, project: {...alone.project, namespace: 'acme'}, settings: {}})
const serviceOf = (settings: Record<string, unknown>) => (readValues(render(workloadsOf(settings).workloads)[0]!.content)[0] as {services: Record<string, Record<string, unknown>>}).services['baton-app']!

describe('the target compose', () => {
  it('says everything that it is said to support', () => {
    const before = JSON.stringify(render(workloadsOf({}).workloads))
    for (const id of compose.supports) expect(JSON.stringify(render(workloadsOf(featureInstances[id]).workloads)), id).not.to.equal(before)
  })

  it('writes one file for all workloads, and none when there is none', () => {
    const one = workloadsOf({}).workloads[0]!
    expect(render([one, {...one, name: 'baton-other', instance: 'other', secretEnvironment: {...one.secretEnvironment, name: 'baton-other-secrets'}}]).map(({path}) => path)).to.deep.equal(['compose.yaml', 'baton-app-secrets.env', 'baton-other-secrets.env'])
    expect(render([])).to.deep.equal([])
  })

  it('starts again what stops, but not a run that ends, whose health nobody asks for', () => {
    expect(serviceOf({})).to.include({restart: 'unless-stopped'}).and.to.have.property('healthcheck')
    expect(serviceOf(featureInstances.once)).to.include({restart: 'no'}).and.not.to.have.property('healthcheck')
  })

  it('gives replicas no host id, for they would share it', () => {
    expect(serviceOf({})['environment']).to.have.property('BATON_HOST_ID', 'baton-app')
    expect(serviceOf(featureInstances.replicas)['environment']).not.to.have.property('BATON_HOST_ID')
  })

  it('keeps dollar signs from Compose, in its file and in env files', () => {
    expect(literal('$a ${b} $$')).to.equal('$$a $${b} $$$$')
    expect(composeEnvFile([{name: 'A', value: '$a\n"b" \\$'}])).to.equal('A="$$a\\n\\"b\\" \\\\$$"\n')
  })

  it('refuses a value that no process can get', () => {
    const one = workloadsOf({}).workloads[0]!
    const broken: Workload = {...one, secretEnvironment: {...one.secretEnvironment, entries: [{key: 'BATON_TOKEN', use: 'env', value: new Secret('a\0b')}]}}
    expect(() => render([broken])).to.throw(ProblemError).with.nested.property('problems[0].code', 'value-not-representable')
  })

  it('owns every path that it writes, and no other target\'s', () => {
    for (const {path} of render(workloadsOf({...featureInstances['secret-files'], ...featureInstances['config-files'], ...featureInstances['ca-bundle']}).workloads)) expect(compose.owns(path), path).to.equal(true)
    for (const path of ['baton-app.yaml', 'compose.override.yaml', 'baton-app.env', '.env']) expect(compose.owns(path), path).to.equal(false)
  })
})
