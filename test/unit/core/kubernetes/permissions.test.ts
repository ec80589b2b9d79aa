import {expect} from 'chai'
import {accessReviews, applyPermissions, denied, permissionText, watchPermissions} from '../../../../src/core/kubernetes/permissions.ts'

const none = {service: false, job: false, cronJob: false, configMap: false, serviceAccount: false, access: false, networkPolicy: false, disruptionBudget: false, volumeClaim: false}
const service = {...none, service: true}

describe('permissions', () => {
  it('are asked for one by one, in one list', () => {
    const list = accessReviews(applyPermissions(service), 'a') as {items: Array<{spec: unknown}>}
    expect(list.items).to.have.length(4)
    expect(list.items[0]!.spec).to.deep.equal({resourceAttributes: {verb: 'create', group: '', resource: 'secrets', namespace: 'a'}})
  })

  it('that the answers do not allow are named in words', () => {
    const stdout = 'create||secrets|true\npatch||secrets|\ncreate|apps|deployments|false\n'
    expect(permissionText(denied(stdout, applyPermissions(service)))).to.equal('patch secrets; create and patch deployments.apps')
    expect(denied('', applyPermissions(service))).to.deep.equal(applyPermissions(service))
  })

  it('are those of what the instances make, and no more', () => {
    const text = (kinds: Partial<typeof none>) => permissionText(applyPermissions({...none, ...kinds}))
    expect(text({})).to.equal('create and patch secrets')
    expect(text({job: true, volumeClaim: true})).to.equal('create and patch secrets; create and patch jobs.batch; create and patch persistentvolumeclaims')
    expect(text({networkPolicy: true, disruptionBudget: true})).to.contain('networkpolicies.networking.k8s.io').and.to.contain('poddisruptionbudgets.policy')
    expect(text({access: true})).to.contain('serviceaccounts').and.to.contain('rolebindings.rbac.authorization.k8s.io')
    expect(permissionText(watchPermissions({service: false, job: true, cronJob: false}))).to.contain('list jobs.batch').and.not.to.contain('deployments')
  })
})
