import {expect} from 'chai'
import * as z from 'zod'
import {optionalSettings} from '../../../../src/core/project/optional-settings.ts'
import {features, type Feature, type FeatureId} from '../../../../src/core/render/features.ts'
import {askedFeatures, unsupported} from '../../../../src/core/render/unsupported.ts'
import {featureInstances, workloadsOf} from '../../../support/features.ts'

describe('what a target cannot do', () => {
  it('is a problem for each feature that is asked for, at its setting, with the targets that can', () => {
    const {workloads, place} = workloadsOf({networkPolicy: true, replicas: 2, podLabels: {team: 'x'}})
    const problems = unsupported({workloads, target: 'the target docker', supports: new Set<FeatureId>(['pod-labels']), able: (id) => (id === 'replicas' ? ['helm', 'manifests'] : []), place})
    expect(problems.map(({code, what}) => `${code} ${what}`)).to.deep.equal(['target-unsupported app: the target docker cannot do this: Several replicas.', 'target-unsupported app: the target docker cannot do this: Network policy.'])
    expect(problems[0]!.next).to.deep.equal(['Targets that can: helm, manifests.', 'Or remove `replicas`.'])
    expect(problems[0]!.at).to.deep.equal(place(['connectors', 'app', 'replicas'], 'key'))
  })

  it('does not count what nobody asked for: a bare workload asks for nothing, two replicas for no budget', () => {
    expect(askedFeatures(workloadsOf({}).workloads[0]!)).to.deep.equal([])
    expect(askedFeatures(workloadsOf({replicas: 2}).workloads[0]!)).to.deep.equal(['replicas'])
  })

  for (const [id, {setting}] of Object.entries(features) as Array<[FeatureId, Feature]>)
    it(`is known of ${id}, and where c1ctl.yaml asks for it`, () => {
      const settings = featureInstances[id]
      expect(askedFeatures(workloadsOf(settings).workloads[0]!), JSON.stringify(settings)).to.include(id)
      if (setting && setting[0] !== 'replicas') expect(z.object(optionalSettings).shape).to.have.property(setting[0]!)
    })
})
