import {expect} from 'chai'
import {secretsToBring} from '../../../../../src/core/render/delivery/secrets.ts'
import {featureInstances, workloadsOf} from '../../../../support/features.ts'

const {workloads} = workloadsOf(featureInstances['secret-files'])

describe('the Secrets that somebody has to bring', () => {
  it('are named with the command that brings them, for each environment once', () => {
    const moved = workloads.map((one) => ({...one, namespace: 'production'}))
    const delivered = [{environment: 'production', workloads: moved}, {environment: null, workloads}, {environment: 'production', workloads: moved}]
    expect(secretsToBring(delivered, {instances: []}).slice(1)).to.deep.equal([
      '  c1ctl apply --secrets-only --environment production', '    production/baton-app-secrets, production/baton-app-files',
      '  c1ctl apply --secrets-only', '    conductorone/baton-app-secrets, conductorone/baton-app-files',
    ])
  })

  it('are brought by the same instances, namespace and project as were rendered', () => {
    expect(secretsToBring([{environment: null, workloads}], {instances: ['app'], namespace: 'here', directory: 'my project'})[1]).to.equal("  c1ctl apply app --secrets-only --namespace here --project 'my project'")
  })

  it('are none where nothing is secret or nothing is delivered', () => {
    const open = workloads.map((one) => ({...one, secretEnvironment: {...one.secretEnvironment, entries: []}, secretFiles: {...one.secretFiles, entries: []}}))
    expect(secretsToBring([{environment: null, workloads: open}], {instances: []})).to.deep.equal([])
    expect(secretsToBring([], {instances: []})).to.deep.equal([])
  })
})
