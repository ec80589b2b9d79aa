import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {differences, kubeLinterChecks, kubeScoreChecks} from '../../../../scripts/generate/hardening-checks.ts'
import {rulePages} from '../../../../src/core/lint/rule-pages.ts'
import {allowedDifferences, comparedChecks, disagreements, findingsOf} from '../../../support/hardening-agreement.ts'
import {hardeningCases, hardeningVerdictsFile, type HardeningVerdicts} from '../../../support/hardening-cases.ts'
import {fingerprintOf} from '../../../support/manifest-cases.ts'

const {judge, fingerprint, complaints, verdicts} = JSON.parse(readFileSync(hardeningVerdictsFile, 'utf8')) as HardeningVerdicts

describe('the hardening rules and the recorded verdicts of kube-score', function () {
  this.timeout(60_000)

  const cases = hardeningCases()
  const said = verdicts.map((numbers) => (numbers === '' ? [] : numbers.split(' ').map((one) => complaints[Number(one)]!)))
  const used = new Set<string>()
  const disagreed: string[] = []

  before(() => {
    for (const [at, one] of cases.entries()) disagreed.push(...disagreements(one, said[at] ?? [], findingsOf(one), used))
  })

  it('are about the same cases', () => {
    const seen = fingerprintOf()
    for (const {objects} of cases) seen.add({objects})
    expect(seen.digest(), 'the cases changed: run the end-to-end test with C1CTL_RECORD=1').to.equal(fingerprint)
    expect([judge, verdicts.length]).to.deep.equal(['v1.20.0', cases.length])
    expect(cases.length).to.be.greaterThan(1500)
  })

  it('agree, check by check, but where it is written down that they do not', () => expect(disagreed).to.deep.equal([]))

  it('need every difference that is written down, at the check where it is', () => {
    expect(allowedDifferences.filter(({check, key}) => !used.has(`${check} ${key}`))).to.deep.equal([])
    for (const {check, key} of allowedDifferences) expect(kubeScoreChecks.find(({id}) => id === check)!.differs, check).to.include(key)
    const written = kubeScoreChecks.flatMap(({id, differs = []}) => differs.map((key) => `${id} ${key}`))
    // Only memory is compared of the resources: nothing is asked of CPU.
    expect(written.filter((one) => !allowedDifferences.some(({check, key}) => one === `${check} ${key}`))).to.deep.equal(['container-resources no-bounds-of-cpu'])
  })

  it('meet every check that both can have an opinion on', () => {
    const objects = /^(?:cronjob|statefulset|ingress|horizontalpodautoscaler|networkpolicy-targets|service-targets)/
    const left = kubeScoreChecks.filter(({id}) => !comparedChecks.includes(id) && !objects.test(id)).map(({id}) => id)
    expect(left).to.deep.equal(['container-cpu-requests-equal-limits', 'container-ephemeral-storage-request-and-limit', 'container-ephemeral-storage-request-equals-limit', 'container-memory-requests-equal-limits', 'container-resource-requests-equal-limits'])
    // Each is complained of in some case and not in others: a comparison of nothing proves nothing.
    for (const check of comparedChecks) {
      const count = said.filter((one) => one.some((text) => text.startsWith(`${check}: `))).length
      expect(count, check).to.be.greaterThan(0).and.to.be.lessThan(cases.length)
    }
  })
})

describe('the checks of other linters', () => {
  const ids = rulePages.map(({id}) => id)

  it('are all there, each with a rule or a reason', () => {
    expect([kubeScoreChecks.length, kubeLinterChecks.length]).to.deep.equal([39, 63])
    for (const list of [kubeScoreChecks, kubeLinterChecks]) {
      expect(list.map(({id}) => id)).to.deep.equal([...new Set(list.map(({id}) => id))].sort())
      for (const {id, by, why} of list) {
        expect(by.length > 0 || why !== undefined, id).to.equal(true)
        for (const rule of by) expect(ids, id).to.include(rule)
      }
    }
  })

  it('differ in nothing that is written down for none of them', () => {
    const named = [...kubeScoreChecks, ...kubeLinterChecks].flatMap(({differs = []}) => differs)
    expect(Object.keys(differences).filter((key) => !(named as string[]).includes(key))).to.deep.equal([])
  })
})
