import {expect} from 'chai'
import {slipOf} from '../../../../src/core/problems/slip.ts'

describe('a slip of the fingers', () => {
  const cases: Array<[string, string[], string | undefined]> = [
    ['livenessprobe', ['livenessProbe', 'readinessProbe'], 'livenessProbe'],
    ['imagePullPolcy', ['image', 'imagePullPolicy'], 'imagePullPolicy'],
    ['volumeMuonts', ['volumeMounts', 'volumes'], 'volumeMounts'],
    ['tcp', ['TCP', 'UDP'], 'TCP'],
    ['scp', ['TCP', 'SCTP'], undefined],
    ['IfMissing', ['IfNotPresent', 'Always', 'Never'], undefined],
    ['BATON_SITES', ['BATON_SITE', 'BATON_SITED'], undefined],
    ['portss', ['ports', 'PORTS'], undefined],
    ['image', ['image'], undefined],
  ]
  for (const [name, names, meant] of cases) it(`${meant === undefined ? 'does not take' : 'takes'} ${name} for one of ${names.join(', ')}`, () => expect(slipOf(name, names)).to.equal(meant))

  it('in a short word is too likely another word', () => expect([slipOf('port', ['sort']), slipOf('ports', ['sorts'])]).to.deep.equal([undefined, 'sorts']))
})
