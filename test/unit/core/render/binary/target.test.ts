import {expect} from 'chai'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {ProblemError} from '../../../../../src/core/problems/problem.ts'
import {binary} from '../../../../../src/core/render/binary/target.ts'
import type {Artifact} from '../../../../../src/core/render/types.ts'
import type {Workload} from '../../../../../src/core/workload/types.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'
import {alone} from '../../../../support/render-context.ts'

const render = (workloads: Workload[]): Artifact[] => binary.render(workloads, {...alone, project: {...alone.project, namespace: 'acme'}, settings: {}})

describe('the target binary', () => {
  it('says everything that it is said to support', () => {
    const before = JSON.stringify(render(workloadsOf({}).workloads))
    for (const id of binary.supports) expect(JSON.stringify(render(workloadsOf(featureInstances[id]).workloads)), id).not.to.equal(before)
  })

  it('names files by where the script lies, after what the variable says before them', () => {
    const [script] = render(workloadsOf({...featureInstances['secret-files'], ...featureInstances['config-files'], ...featureInstances['ca-bundle']}).workloads)
    expect(script!.content).to.include('export BATON_KEY="$here"/baton-app-files/key\n').and.include('"$here"/baton-app-config/config-path.yaml\n').and.include('export SSL_CERT_DIR=/etc/ssl/certs:"$here"/baton-app-ca\n')
  })

  it('refuses a value that no process can get', () => {
    const one = workloadsOf({}).workloads[0]!
    expect(() => render([{...one, secretEnvironment: {...one.secretEnvironment, entries: [{key: 'BATON_TOKEN', use: 'env', value: new Secret('a\0b')}]}}])).to.throw(ProblemError).with.nested.property('problems[0].code', 'value-not-representable')
  })

  it('owns every path that it writes, and no other target\'s', () => {
    for (const {path} of render(workloadsOf({...featureInstances['secret-files'], ...featureInstances['config-files'], ...featureInstances['ca-bundle']}).workloads)) expect(binary.owns(path), path).to.equal(true)
    for (const path of ['baton-app.yaml', 'baton-app.service', 'run.sh']) expect(binary.owns(path), path).to.equal(false)
  })
})
