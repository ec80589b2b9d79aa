import {expect} from 'chai'
import {accessReviews, applyPermissions, denied, permissionText} from '../../../../src/core/kubernetes/permissions.ts'

describe('permissions', () => {
  it('are asked for one by one, in one list', () => {
    const list = accessReviews(applyPermissions, 'a') as {items: Array<{spec: unknown}>}
    expect(list.items).to.have.length(4)
    expect(list.items[0]!.spec).to.deep.equal({resourceAttributes: {verb: 'create', group: '', resource: 'secrets', namespace: 'a'}})
  })

  it('that the answers do not allow are named in words', () => {
    const stdout = 'create||secrets|true\npatch||secrets|\ncreate|apps|deployments|false\n'
    expect(permissionText(denied(stdout, applyPermissions))).to.equal('patch secrets; create and patch deployments.apps')
    expect(denied('', applyPermissions)).to.deep.equal(applyPermissions)
  })
})
