import {expect} from 'chai'
import {classify, messages} from '../../../../src/core/kubernetes/kubectl-errors.ts'

// Each text was printed by kubectl 1.36.1 against a 1.36.1 server (the first lines of its advice are kept where it gives any).
const said: Array<[name: string, text: string, code: string, words: string[]]> = [
  ['a refused connection', 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?', 'cluster-unreachable', ['does not answer', '127.0.0.1:1']],
  ['a refused connection while validating', 'error: error validating "STDIN": error validating data: Get "https://127.0.0.1:1/openapi/v2?timeout=32s": dial tcp 127.0.0.1:1: connect: connection refused; if you choose to ignore these errors, turn validation off with --validate=false', 'cluster-unreachable', ['connection refused']],
  ['an unknown host', 'Unable to connect to the server: dial tcp: lookup no-such-host.invalid on 10.0.0.53:53: no such host', 'cluster-unreachable', ['no such host']],
  ['a certificate nobody trusts', 'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority', 'cluster-unreachable', ['certificate']],
  ['no kubeconfig', 'The connection to the server localhost:8080 was refused - did you specify the right host or port?', 'cluster-unreachable', ['kubeconfig']],
  ['an unknown context', 'Error in configuration: context was not found for specified context: nope', 'cluster-unreachable', ['no context nope', 'get-contexts']],
  ['an expired login', 'error: You must be logged in to the server (Unauthorized)', 'cluster-forbidden', ['Log in']],
  ['a permission that is missing', 'Error from server (Forbidden): deployments.apps "d1" is forbidden: User "nobody" cannot patch resource "deployments" in API group "apps" in the namespace "default"', 'cluster-forbidden', ['nobody may not patch deployments.apps in namespace default', 'kubectl auth can-i patch deployments.apps -n default']],
  ['a permission at the level of the cluster', 'Error from server (Forbidden): namespaces is forbidden: User "ci" cannot create resource "namespaces" in API group "" at the cluster scope', 'cluster-forbidden', ['ci may not create namespaces at the level of the cluster']],
  ['a namespace that is ending', 'Error from server (Forbidden): configmaps "c1" is forbidden: unable to create new content in namespace term because it is being terminated', 'namespace-terminating', ['namespace term']],
  ['a namespace that is not there', 'Error from server (NotFound): namespaces "nons" not found', 'namespace-missing', ['nons']],
  ['an invalid object', 'Error from server (Invalid): Deployment.apps "d1" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0', 'cluster-refused', ['refused Deployment d1', 'spec.replicas: Invalid value: -1']],
  ['an unknown field', 'error: error validating "STDIN": error validating data: [ValidationError(Deployment.spec): unknown field "foo" in io.k8s.api.apps.v1.DeploymentSpec]; if you choose to ignore these errors, turn validation off with --validate=false', 'cluster-refused', ['unknown field "foo"']],
  ['an admission policy', 'Error from server: admission webhook "policy.example" denied the request: no', 'cluster-refused', ['no']],
  ['a quota', 'Error from server (Forbidden): secrets "s" is forbidden: exceeded quota: q, requested: secrets=1, used: secrets=1, limited: secrets=1', 'cluster-refused', ['quota', 'requested: secrets=1']],
  ['a fault nobody knows', 'error: something new', 'tool-failed', ['something new']],
]

describe('what kubectl says', () => {
  for (const [name, text, code, words] of said) {
    it(`names ${name}`, () => {
      const {errors} = messages(text)
      expect(errors).to.have.length(1)
      const found = classify(errors[0]!, {namespace: 'default', context: 'nope'})
      expect(found.code).to.equal(code)
      const all = [found.what, found.why, ...found.next].join('\n')
      for (const word of words) expect(all).to.contain(word)
      expect(found.what).to.match(/\.$/)
    })
  }

  it('is cut into one message a fault, without log lines and with warnings apart', () => {
    const stderr = [
      'E1121 09:33:15.268815   25191 memcache.go:265] "Unhandled Error" err="x"',
      'Warning: unknown thing', 'Error from server (Forbidden): one', 'error: Apply failed with 2 conflicts: conflicts with "other":', '- .data.a', '- .data.b',
      'Please review the fields above--they currently have other managers. Here', '', 'Error from server (NotFound): three',
    ].join('\n')
    const {errors, warnings} = messages(stderr)
    expect(warnings).to.deep.equal(['unknown thing'])
    expect(errors).to.have.length(3)
    const conflict = classify(errors[1]!, {}, 'ConfigMap c1')
    expect(conflict.code).to.equal('cluster-conflict')
    expect(conflict.what).to.equal('ConfigMap c1: other manages .data.a, .data.b.')
    expect(conflict.next.join()).to.contain('--force-conflicts')
  })

  it('names the field of a single conflict', () => {
    expect(classify('error: Apply failed with 1 conflict: conflict with "kubectl" using apps/v1: .spec.replicas', {}).what).to.equal('kubectl manages .spec.replicas.')
  })
})
