import {expect} from 'chai'
import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {join} from 'node:path'
import {kubeScoreChecks} from '../../scripts/generate/hardening-checks.ts'
import {serializeAll} from '../../src/core/yaml/serialize.ts'
import {loadCatalog} from '../../src/services/catalog.ts'
import {everyInstance} from '../support/answers.ts'
import {inTemporaryDirectory} from '../support/cli.ts'
import {makeProject} from '../support/cluster-project.ts'
import {disagreements, findingsOf} from '../support/hardening-agreement.ts'
import {hardeningCases, hardeningVerdictsFile, type HardeningVerdicts} from '../support/hardening-cases.ts'
import {complaints, critical, kubeScore} from '../support/kube-score.ts'
import {fingerprintOf} from '../support/manifest-cases.ts'

describe('the hardening rules and kube-score', function () {
  this.timeout(300_000)

  it('are held against each other check by check: all of kube-score\'s are written down', async () => {
    const listed = (await kubeScore(['list'])).trim().split('\n').map((line) => line.split(',')[0]!)
    expect(kubeScoreChecks.map(({id}) => id)).to.deep.equal(listed.sort())
  })

  it('say the same of a hardened connector and of all that can be changed of it, but where it is written down that they do not', async () => {
    const cases = hardeningCases()
    const said: string[][] = Array.from({length: cases.length})
    await Promise.all(Array.from({length: availableParallelism()}, async (_, worker) => {
      for (let at = worker; at < cases.length; at += availableParallelism()) said[at] = await complaints(serializeAll(cases[at]!.objects))
    }))
    const known = [...new Set(said.flat())].sort()
    const numbers = new Map(known.map((one, at) => [one, at]))
    const fingerprint = fingerprintOf()
    for (const {objects} of cases) fingerprint.add({objects})
    const [, judge] = /kube-score (v\S+)/.exec(readFileSync(new URL('../../scripts/real-parts/kube-score/go.mod', import.meta.url), 'utf8'))!
    const now: HardeningVerdicts = {judge: judge!, fingerprint: fingerprint.digest(), complaints: known, verdicts: said.map((one) => one.map((text) => numbers.get(text)).join(' '))}
    // After a change of the cases: C1CTL_RECORD=1 writes the verdicts anew. test/unit/core/lint/hardening-agreement.test.ts holds lint to them.
    if (process.env['C1CTL_RECORD'] === '1') writeFileSync(hardeningVerdictsFile, `${JSON.stringify(now)}\n`)
    expect(JSON.parse(readFileSync(hardeningVerdictsFile, 'utf8'))).to.deep.equal(now)
    expect(cases.flatMap((one, at) => disagreements(one, said[at]!, findingsOf(one), new Set()))).to.deep.equal([])
  })

  it('leave kube-score nothing critical in what c1ctl renders, but what docs/hardening.md says', () =>
    inTemporaryDirectory(async (cwd) => {
      const {catalog} = await loadCatalog({})
      const {run: c1ctl} = await makeProject(cwd, {namespace: 'all', instances: {...everyInstance(catalog)}})
      const {status, stdout} = await c1ctl(['render', '--out', join(cwd, 'out'), '--json'])
      expect(status, stdout).to.equal(0)
      const files = readdirSync(join(cwd, 'out')).filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(join(cwd, 'out', name), 'utf8'))
      expect(files.length).to.be.greaterThan(400)
      expect(await complaints(files.join('\n---\n'), critical)).to.deep.equal([
        'container-ephemeral-storage-request-and-limit: Ephemeral Storage limit is not set', 'container-ephemeral-storage-request-and-limit: Ephemeral Storage request is not set',
        'container-image-pull-policy: ImagePullPolicy is not set to Always',
        // Optional checks: requests as high as limits.
        'container-memory-requests-equal-limits: Memory requests does not match limits', 'container-resource-requests-equal-limits: Memory requests does not match limits',
        'container-resources: CPU limit is not set', 'container-resources: CPU request is not set',
        'pod-networkpolicy: The pod does not have a matching NetworkPolicy',
      ])
    }))
})
