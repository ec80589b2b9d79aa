import {expect} from 'chai'
import fc from 'fast-check'
import {fix} from '../../../../../src/core/lint/fix/fix.ts'
import {validateObject} from '../../../../../src/core/kubernetes/validate.ts'
import {readValues} from '../../../../../src/core/yaml/kubernetes-reader.ts'
import {serializeAll} from '../../../../../src/core/yaml/serialize.ts'

const run = (text: string) => fix(new Map([['f.yaml', text]]), {})
const fixed = (text: string): string => run(text).texts.get('f.yaml')!

const labelled = (apiVersion: string, kind: string, rest: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: a\nspec:\n${rest}  template:\n    metadata:\n      labels:\n        app: a # the app\n        n: "1"\n    spec:\n      containers:\n      - name: a\n        image: a\n`
const selector = '  selector:\n    matchLabels:\n      app: a\n      "n": "1"\n'.replace('"n"', 'tier')
const withTier = (text: string): string => text.replace('        n: "1"', '        tier: "1"')

describe('lint --fix of an apiVersion whose form has changed', () => {
  const cases: Array<[string, string, string]> = [
    ['backends of an Ingress', `apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: a
spec:
  # nothing else fits
  backend: # default
    serviceName: a
    servicePort: http # by name
  rules:
  - host: a.example.com
    http:
      paths:
      - path: /x
        backend:
          # first the port
          servicePort: 80 # by number
          serviceName: 'b'
      - backend:
          serviceName: c
          servicePort: 81
        path: /y
        pathType: Prefix
`, `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: a
spec:
  # nothing else fits
  defaultBackend: # default
    service:
      name: a
      port:
        name: http # by name
  rules:
  - host: a.example.com
    http:
      paths:
      - path: /x
        pathType: ImplementationSpecific
        backend:
          service:
            port:
              # first the port
              number: 80 # by number
            name: 'b'
      - backend:
          service:
            name: c
            port:
              number: 81
        path: /y
        pathType: Prefix
`],
    ['an Ingress that has the new apiVersion already', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n    backend:\n        serviceName: a\n        servicePort: 80\n    rules:\n    - http:\n        paths:\n        - path: /\n          pathType: Exact\n          backend:\n              serviceName: a\n              servicePort: 80\n', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n    defaultBackend:\n        service:\n            name: a\n            port:\n                number: 80\n    rules:\n    - http:\n        paths:\n        - path: /\n          pathType: Exact\n          backend:\n              service:\n                  name: a\n                  port:\n                      number: 80\n'],
    ['a default backend alone, in one line', 'apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  backend: {resource: {apiGroup: a.b, kind: C, name: d}}\n', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  defaultBackend: {resource: {apiGroup: a.b, kind: C, name: d}}\n'],
    ['metrics of an autoscaler', 'apiVersion: autoscaling/v2beta1\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}\n  maxReplicas: 3\n  metrics:\n  - type: Resource\n    resource:\n      name: cpu\n      targetAverageUtilization: 80 # percent\n  - type: Pods\n    pods:\n      metricName: m\n      selector: {matchLabels: {a: b}}\n      targetAverageValue: 1k\n  - type: External\n    external:\n      targetValue: 30\n      metricName: q\n', 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}\n  maxReplicas: 3\n  metrics:\n  - type: Resource\n    resource:\n      name: cpu\n      target:\n        type: Utilization\n        averageUtilization: 80 # percent\n  - type: Pods\n    pods:\n      metric:\n        name: m\n        selector: {matchLabels: {a: b}}\n      target:\n        type: AverageValue\n        averageValue: 1k\n  - type: External\n    external:\n      target:\n        type: Value\n        value: 30\n      metric:\n        name: q\n'],
    ['an Ingress with backends and paths in brackets', 'apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  backend: {serviceName: a, servicePort: http} # default\n  rules:\n  - http:\n      paths:\n      - path: /\n        # by number\n        backend: { serviceName: "b", servicePort: 80 }\n      - {path: /c, backend: {servicePort: 81, serviceName: c}} # one more\n      - {backend: {resource: {kind: C, name: d}}}\n', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  defaultBackend: {service: {name: a, port: {name: http}}} # default\n  rules:\n  - http:\n      paths:\n      - path: /\n        pathType: ImplementationSpecific\n        # by number\n        backend: { service: {name: "b", port: {number: 80}} }\n      - {path: /c, pathType: ImplementationSpecific, backend: {service: {port: {number: 81}, name: c}}} # one more\n      - {backend: {resource: {kind: C, name: d}}, pathType: ImplementationSpecific}\n'],
    ['metrics of an autoscaler in brackets', 'apiVersion: autoscaling/v2beta1\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}\n  maxReplicas: 3\n  metrics:\n  - type: Resource\n    resource: {name: cpu, targetAverageUtilization: 80} # percent\n  - {type: External, external: {targetValue: 30, metricName: q, metricSelector: {matchLabels: {a: b}}}}\n', 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}\n  maxReplicas: 3\n  metrics:\n  - type: Resource\n    resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}} # percent\n  - {type: External, external: {target: {type: Value, value: 30}, metric: {name: q, selector: {matchLabels: {a: b}}}}}\n'],
    ['a Deployment in brackets that took the labels of its pods', 'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: {labels: {a: b, tier: "1"}}, spec: {containers: [{name: a, image: a}]}}}\n', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b, tier: "1"}}, template: {metadata: {labels: {a: b, tier: "1"}}, spec: {containers: [{name: a, image: a}]}}}\n'],
    ['an autoscaler of v2beta2', 'apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, maxReplicas: 3}\n', 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, maxReplicas: 3}\n'],
    ['a Deployment that took the labels of its pods', withTier(labelled('extensions/v1beta1', 'Deployment', '  replicas: 1\n')), withTier(labelled('apps/v1', 'Deployment', `  replicas: 1\n${selector}`))],
    ['a DaemonSet that waited for somebody to delete its pods', withTier(labelled('extensions/v1beta1', 'DaemonSet', selector)), withTier(labelled('apps/v1', 'DaemonSet', `${selector}  updateStrategy:\n    type: OnDelete\n`))],
    ['a DaemonSet that says what it does', withTier(labelled('extensions/v1beta1', 'DaemonSet', `  updateStrategy: {type: RollingUpdate}\n${selector}`)), withTier(labelled('apps/v1', 'DaemonSet', `  updateStrategy: {type: RollingUpdate}\n${selector}`))],
    ['a DaemonSet of the version that rolled', withTier(labelled('apps/v1beta2', 'DaemonSet', selector)), withTier(labelled('apps/v1', 'DaemonSet', selector))],
    ['a CronJob', 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}}\n', 'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}}\n'],
    ['a budget with a selector', 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {minAvailable: 1, selector: {matchLabels: {a: b}}}\n', 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {minAvailable: 1, selector: {matchLabels: {a: b}}}\n'],
    ['a binding', 'apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}\nsubjects: [{kind: ServiceAccount, name: a, namespace: b}]\n', 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}\nsubjects: [{kind: ServiceAccount, name: a, namespace: b}]\n'],
    ['a webhook that says of its side effects that it has none', 'apiVersion: admissionregistration.k8s.io/v1beta1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\nwebhooks:\n- name: a.b.c\n  sideEffects: None\n  timeoutSeconds: 5\n  clientConfig: {url: "https://a.b"}\n', 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\nwebhooks:\n- name: a.b.c\n  sideEffects: None\n  timeoutSeconds: 5\n  clientConfig: {url: "https://a.b"}\n  admissionReviewVersions:\n  - v1beta1\n  failurePolicy: Ignore\n  matchPolicy: Exact\n'],
    ['a level of priority', 'apiVersion: flowcontrol.apiserver.k8s.io/v1beta2\nkind: PriorityLevelConfiguration\nmetadata: {name: a}\nspec: {type: Limited, limited: {assuredConcurrencyShares: 10, limitResponse: {type: Reject}}}\n', 'apiVersion: flowcontrol.apiserver.k8s.io/v1\nkind: PriorityLevelConfiguration\nmetadata: {name: a}\nspec: {type: Limited, limited: {nominalConcurrencyShares: 10, limitResponse: {type: Reject}}}\n'],
  ]
  for (const [name, before, after] of cases) {
    it(`brings ${name} to the form of today`, () => {
      expect(fixed(before)).to.equal(after)
      expect(run(before).after.findings.filter((one) => one.severity === 'error')).to.deep.equal([])
      expect(fixed(before.replaceAll('\n', '\r\n'))).to.equal(after.replaceAll('\n', '\r\n'))
    })
  }

  const alone: Array<[string, string]> = [
    ['an Ingress whose port is a number in quotes, which was a name', cases[0]![1].replace('servicePort: 80', 'servicePort: "80"')],
    ['an Ingress with a backend in brackets over several lines', cases[0]![1].replace(/backend:\n +serviceName: c\n +servicePort: 81/, 'backend: {serviceName: c,\n          servicePort: 81}')],
    ['an Ingress whose backend has an anchor', cases[0]![1].replace('serviceName: c', 'serviceName: &c c')],
    ['an autoscaler that looks at an object', cases[3]![1].replace(/- type: Pods[^]*?(?=- type: External)/, '- type: Object\n    object: {target: {kind: Service, name: a}, metricName: m, targetValue: 1}\n  ')],
    ['a Deployment whose pods have no labels', labelled('extensions/v1beta1', 'Deployment', '').replace(/ {6}labels:\n.*\n.*\n/, '      annotations: {}\n')],
    ['a Deployment of a version that took no labels of its pods', withTier(labelled('apps/v1beta2', 'Deployment', ''))],
    ['a Deployment that can be rolled back by a field', withTier(labelled('extensions/v1beta1', 'Deployment', '  rollbackTo: {revision: 1}\n'))],
    ['a DaemonSet with a strategy that does not count', withTier(labelled('extensions/v1beta1', 'DaemonSet', `${selector}  updateStrategy: {rollingUpdate: {maxUnavailable: 1}}\n`))],
    ['a budget for no pod', 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec:\n  minAvailable: 1\n  selector: {}\n'],
    ['a webhook whose side effects nobody knows', cases.at(-2)![1].replace('  sideEffects: None\n', '')],
    ['a definition that keeps what it does not name', 'apiVersion: apiextensions.k8s.io/v1beta1\nkind: CustomResourceDefinition\nmetadata: {name: as.b.c}\nspec: {group: b.c, names: {kind: A, plural: as}, scope: Cluster, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}\n'],
  ]
  for (const [name, text] of alone) {
    it(`leaves alone ${name}`, () => {
      expect(run(text).before.findings.map((one) => one.rule)).to.include('kubernetes/api-version')
      expect(fixed(text)).to.equal(text)
    })
  }

  it('adds no type to a path that never had an older apiVersion: which was meant is not known', () => {
    const {before, texts} = run('apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  rules:\n  - http:\n      paths:\n      - path: /\n        backend:\n          serviceName: a\n          servicePort: 80\n')
    expect(before.findings.find((one) => one.rule === 'kubernetes/unknown-field')?.fixable).to.equal(true)
    expect(texts.get('f.yaml')).to.include('service:').and.not.include('pathType')
  })

  it('makes any Ingress one that is sound and says the same', () => {
    const name = fc.stringMatching(/^[a-z]{1,6}$/)
    const backend = fc.record({serviceName: name, servicePort: fc.oneof(fc.integer({min: 1, max: 65_535}), name)})
    const specs = fc.record({backend, rules: fc.array(fc.record({host: name.map((one) => `${one}.example.com`), http: fc.record({paths: fc.array(fc.record({path: name.map((one) => `/${one}`), backend}, {requiredKeys: ['backend']}), {minLength: 1, maxLength: 3})})}), {maxLength: 3})}, {requiredKeys: ['backend']})
    const today = ({serviceName, servicePort}: {serviceName: string; servicePort: number | string}) => ({service: {name: serviceName, port: typeof servicePort === 'number' ? {number: servicePort} : {name: servicePort}}})
    fc.assert(fc.property(fc.constantFrom('extensions/v1beta1', 'networking.k8s.io/v1beta1'), specs, (apiVersion, spec) => {
      const head = {kind: 'Ingress', metadata: {name: 'a'}}
      const [object] = readValues(fixed(serializeAll([{apiVersion, ...head, spec}])))
      const rules = spec.rules?.map(({host, http}) => ({host, http: {paths: http.paths.map(({path, backend: one}) => ({...(path === undefined ? {} : {path}), pathType: 'ImplementationSpecific', backend: today(one)}))}}))
      expect(object).to.deep.equal({apiVersion: 'networking.k8s.io/v1', ...head, spec: {defaultBackend: today(spec.backend), ...(rules ? {rules} : {})}})
      expect((validateObject(object as Record<string, unknown>) ?? []).filter((one) => one.severity === 'error')).to.deep.equal([])
    }), {numRuns: 200, seed: 23})
  })
})
