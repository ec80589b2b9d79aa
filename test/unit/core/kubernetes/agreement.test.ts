import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {validateObject} from '../../../../src/core/kubernetes/validate.ts'
import {coveredKinds, fingerprintOf, manifestCases, manifestVerdictsFile, validObjects, type ManifestVerdicts} from '../../../support/manifest-cases.ts'

const {kubernetes, fingerprint, verdicts} = JSON.parse(readFileSync(manifestVerdictsFile, 'utf8')) as ManifestVerdicts

describe('lint and the recorded verdicts of an API server', function () {
  this.timeout(120_000)

  const seen = fingerprintOf()
  const disagreements: string[] = []
  const counts = {taken: 0, refused: 0, ofState: 0}

  before(() => {
    let at = 0
    for (const {name, object} of manifestCases()) {
      const said = verdicts[at]
      at += 1
      seen.add(object)
      counts[said === 'x' ? 'refused' : said === 's' ? 'ofState' : 'taken'] += 1
      if (said === 's') continue
      const found = validateObject(object)!.filter((one) => one.severity === 'error')
      for (const one of found) if (!/[.?]$/.test(one.message)) disagreements.push(`${name}: a message that is no sentence: ${one.message}`)
      if ((said === 'x') !== found.length > 0) disagreements.push(said === 'x' ? `missed: ${name}` : `false alarm: ${name}: ${found[0]!.message}`)
    }
  })

  it('are about the same cases', () => {
    expect(counts.taken + counts.refused + counts.ofState).to.equal(verdicts.length)
    expect(seen.digest(), 'the generator changed: run the end-to-end test with C1CTL_RECORD=1').to.equal(fingerprint)
    expect(kubernetes).to.equal('v1.36.1')
  })

  it('claim agreement for these kinds alone', () => {
    expect(coveredKinds).to.deep.equal([
      'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration', 'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration', 'apps/v1/ControllerRevision', 'apps/v1/DaemonSet', 'apps/v1/Deployment', 'apps/v1/ReplicaSet', 'apps/v1/StatefulSet',
      'autoscaling/v1/HorizontalPodAutoscaler', 'autoscaling/v2/HorizontalPodAutoscaler', 'batch/v1/CronJob', 'batch/v1/Job', 'coordination.k8s.io/v1/Lease', 'discovery.k8s.io/v1/EndpointSlice', 'networking.k8s.io/v1/Ingress', 'networking.k8s.io/v1/IngressClass',
      'networking.k8s.io/v1/NetworkPolicy', 'node.k8s.io/v1/RuntimeClass', 'policy/v1/PodDisruptionBudget', 'rbac.authorization.k8s.io/v1/ClusterRole', 'rbac.authorization.k8s.io/v1/ClusterRoleBinding', 'rbac.authorization.k8s.io/v1/Role', 'rbac.authorization.k8s.io/v1/RoleBinding',
      'scheduling.k8s.io/v1/PriorityClass', 'storage.k8s.io/v1/CSIDriver', 'storage.k8s.io/v1/StorageClass', 'v1/ConfigMap', 'v1/Endpoints', 'v1/LimitRange', 'v1/Namespace', 'v1/PersistentVolume', 'v1/PersistentVolumeClaim', 'v1/Pod', 'v1/PodTemplate', 'v1/ReplicationController',
      'v1/ResourceQuota', 'v1/Secret', 'v1/Service', 'v1/ServiceAccount',
    ])
    for (const object of validObjects) expect(validateObject(object), `${String(object.kind)} ${JSON.stringify(object.metadata)}`).to.deep.equal([])
  })

  it('agree on every case: nothing missed, no false alarm', () => {
    expect(disagreements, `${disagreements.length} of ${verdicts.length}`).to.deep.equal([])
    // Cases that prove nothing would all be refused, or all be taken.
    expect(counts.refused).to.be.greaterThan(20_000)
    expect(counts.taken).to.be.greaterThan(5000)
    expect(counts.ofState).to.be.lessThan(50)
  })
})
