import {expect} from 'chai'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {parseProject} from '../../../../src/core/project/parse.ts'
import {readSourceDocument} from '../../../../src/core/yaml/source-document.ts'
import type {InstanceFiles} from '../../../../src/core/workload/options.ts'
import {resolveWorkloads} from '../../../../src/core/workload/resolve.ts'
import type {Workload} from '../../../../src/core/workload/types.ts'
import {catalogOf} from '../../../support/catalog.ts'

const catalog = catalogOf(`
app:
  title: App
  fields:
    token: {title: Token, secret: true, required: true}
    base-url: {title: URL}
    host: {title: Host}
    ldaps-port: {title: Port, type: int}
    limit: {title: Limit, type: int}
    dsn: {title: DSN, secret: true}
    config-path: {title: File, type: file, extensions: [.yaml]}
    key: {title: Key, type: file, secret: true}
  auth: {keys: {title: Keys}, cluster: {title: Cluster}}
  needs: {access: {scope: namespace, rules: [{api-groups: [""], resources: [pods], verbs: [get]}], why: W., when: auth = cluster}}
`)
const pair = {'conductorone.client-id': new Secret('c1@acme/x'), 'conductorone.client-secret': new Secret('c1secret')}

function resolve(settings: string, {files = {fields: {}}, values = {}, withPair = true, more = ''}: {files?: InstanceFiles; values?: Record<string, string>; withPair?: boolean; more?: string} = {}) {
  const {project, problems, place} = parseProject(readSourceDocument(`version: 1\nname: acme\nconnectors:\n  app: ${settings}\n${more}`, 'c1ctl.yaml'))
  expect(problems).to.deep.equal([])
  const all = {...(withPair ? pair : {}), token: new Secret('tok'), ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, new Secret(value)]))}
  const instances = Object.values(project!.instances)
  return resolveWorkloads({project: project!, catalog, instances, credentials: Object.fromEntries(instances.map(({name}) => [name, {values: all, checksumKey: null}])), files: {app: files}, place})
}
const workload = (...given: Parameters<typeof resolve>): Workload => {
  const {workloads, problems} = resolve(...given)
  expect(problems).to.deep.equal([])
  return workloads[0]!
}
const variables = (one: Workload) => Object.fromEntries(one.environment.map(({name, value}) => [name, value]))
const secrets = (one: Workload) => Object.fromEntries(one.secretEnvironment.entries.map(({key, value}) => [key, value!.reveal()]))
/** What is wrong, with the column of its place in the line of the instance. */
const faults = (...given: Parameters<typeof resolve>) => resolve(...given).problems.map(({code, what}) => `${code} ${what}`)

describe('a run that ends', () => {
  it('is given no pair of ConductorOne, for that would make it a service, and needs none', () => {
    const one = workload('{run: {mode: once, output: "s3://bucket/key"}}', {withPair: false})
    expect(one.run).to.deep.equal({mode: 'once'})
    expect(secrets(one)).to.deep.equal({BATON_TOKEN: 'tok'})
    expect(Object.keys(secrets(workload('{run: {mode: once}}')))).to.deep.equal(['BATON_TOKEN'])
    expect(variables(one)).to.deep.equal({BATON_FILE: 's3://bucket/key'})
  })

  it('has a schedule and a time zone of a CronJob', () => {
    expect(workload('{run: {mode: once, schedule: "0 3 * * *", timeZone: Europe/Zurich, output: "s3://b/k"}}').run).to.deep.equal({mode: 'once', schedule: '0 3 * * *', timeZone: 'Europe/Zurich'})
  })

  it('warns where the sync file is lost, and is silent where it is kept', () => {
    for (const run of ['{run: {mode: once}}', '{run: {mode: once, output: /data/sync.c1z}}', '{run: {mode: once, output: /database/sync.c1z}, volume: {path: /data, size: 1Gi}}']) expect(resolve(run).warnings.join(), run).to.contain('the sync file ends with the container')
    for (const run of ['{run: {mode: once, output: "s3://b/k"}}', '{run: {mode: once, output: /data/sync.c1z}, volume: {path: /data, size: 1Gi}}', '{run: {mode: once}, config: {file: /data/x/sync.c1z}, volume: {path: /data, claim: c}}']) expect(resolve(run).warnings.join(), run).not.to.contain('the sync file')
  })

  for (const [what, settings, word] of [
    ['a schedule of a service', '{run: {schedule: "@daily"}}', 'run.schedule belongs to `mode: once`'],
    ['an output of a service', '{run: {output: x.c1z}}', 'run.output belongs to'],
    ['a time zone without a schedule', '{run: {mode: once, output: x, timeZone: Europe/Zurich}}', 'run.timeZone'],
    ['several replicas', '{run: {mode: once}, replicas: 2}', 'one replica'],
    ['a disruption budget', '{run: {mode: once}, podDisruptionBudget: true}', 'no disruption budget'],
    ['two names for its file', '{run: {mode: once, output: a.c1z}, config: {file: b.c1z}}', 'the same setting'],
  ] as const)
    it(`refuses ${what}`, () => expect(faults(settings).join()).to.contain('project-invalid').and.to.contain(word))
})

describe('further variables', () => {
  it('are plain texts, or secrets from a source that travel with the others', () => {
    const one = workload('{env: {AWS_REGION: eu, ODD: 007, DB_PASSWORD: {from: store}, BATON_C1_API_HOST: c1.example.com}}', {values: {'env.DB_PASSWORD': 'pw'}})
    expect(variables(one)).to.deep.equal({AWS_REGION: 'eu', BATON_C1_API_HOST: 'c1.example.com', ODD: '007'})
    expect(secrets(one)).to.include({DB_PASSWORD: 'pw'})
  })

  it('are missed like any credential', () => expect(faults('{env: {DB_PASSWORD: {from: store}}}')).to.deep.equal(['credential-missing app: env.DB_PASSWORD has no value.']))

  for (const [name, word] of [['BATON_BASE_URL', 'is the setting base-url'], ['BATON_LOG_LEVEL', 'is the setting log-level'], ['HOME', 'is set by c1ctl'], ['BATON_HOST_ID', 'is set by c1ctl'], ['BATON_CLIENT_SECRET', 'is set by c1ctl'], ['BATON_CONFIG_PATH', 'is the setting config-path'], ['HTTPS_PROXY', 'is set by c1ctl'], ['https_proxy', 'is set by c1ctl'], ['SSL_CERT_DIR', 'is set by c1ctl']])
    it(`cannot be ${name}, which ${word}`, () => expect(faults(`{env: {${name}: x}, proxy: {https: "http://p"}}`).join()).to.contain(word))

  it('go into the Secret where an API server could read them from nowhere else', () => {
    const one = workload('{env: {ODD: "a\\x7fb", FINE: "a\\tb"}, config: {host: "\\ufeffx"}}')
    expect(variables(one)).to.deep.equal({FINE: 'a\tb'})
    expect(secrets(one)).to.include({ODD: 'a\u007fb', BATON_HOST: '\ufeffx'})
  })
})

describe('a proxy', () => {
  it('is three variables', () => {
    const one = workload('{proxy: {https: "http://proxy:3128", http: "http://proxy:3129", no: [a, .b]}}')
    expect(variables(one)).to.deep.equal({HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'http://proxy:3129', NO_PROXY: 'a,.b'})
    expect(one.usesProxy).to.equal(true)
  })

  it('with a password is a secret, and is refused in plain text without being repeated', () => {
    for (const address of ['http://user:hunter2@proxy:3128', 'user:hunter2@proxy']) {
      const {problems} = resolve(`{proxy: {https: "${address}"}}`)
      expect(problems.map(({code}) => code), address).to.deep.equal(['field-is-secret'])
      expect(JSON.stringify(problems)).not.to.contain('hunter2')
    }
    expect(faults('{proxy: {https: "http://proxy:3128/path@x"}}')).to.deep.equal([])
    expect(secrets(workload('{proxy: {https: {from: store}}}', {values: {'proxy.https': 'http://user:hunter2@proxy'}}))).to.include({HTTPS_PROXY: 'http://user:hunter2@proxy'})
  })
})

describe('files of the user\'s own', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n'

  it('are mounted where their field says, beside those that are secret', () => {
    const one = workload('{files: {config-path: a.yaml, otel-collector-endpoint-tls-cert-path: b.pem}}', {files: {fields: {'config-path': 'a: 1\n', 'otel-collector-endpoint-tls-cert-path': pem}}, values: {key: 'k'}})
    expect(one.configFiles).to.deep.equal({name: 'baton-app-config', directory: '/etc/baton-config', entries: [{key: 'config-path.yaml', content: 'a: 1\n'}, {key: 'otel-collector-endpoint-tls-cert-path', content: pem}]})
    expect(one.environment).to.deep.equal([
      {name: 'BATON_CONFIG_PATH', value: '/etc/baton-config/config-path.yaml', mount: 'configFiles'},
      {name: 'BATON_KEY', value: '/etc/baton/key', mount: 'secretFiles'},
      {name: 'BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT_PATH', value: '/etc/baton-config/otel-collector-endpoint-tls-cert-path', mount: 'configFiles'},
    ])
  })

  it('change a checksum of their own, and no other', () => {
    const sums = (content: string) => {
      const one = workload('{files: {config-path: a.yaml}}', {files: {fields: {'config-path': content}}})
      return [one.configChecksum, one.secretChecksum]
    }
    expect(sums('a')[0]).to.match(/^[0-9a-f]{32}$/).and.not.equal(sums('b')[0])
    expect(sums('a')[1]).to.equal(sums('b')[1])
    expect(workload('{}').configChecksum).to.equal(undefined)
  })

  for (const [what, settings, fields, word] of [
    ['a secret', '{files: {key: k}}', {key: 'x'}, 'key is a secret'],
    ['a setting that takes no file', '{files: {base-url: k}}', {'base-url': 'x'}, 'base-url takes no file'],
    ['a field that there is not', '{files: {nope: k}}', {nope: 'x'}, 'has no field nope'],
    ['a field with another source', '{files: {config-path: k}, credentials: {config-path: {from: store}}}', {'config-path': 'x'}, 'set twice, under files and under credentials'],
    ['a private key', '{files: {config-path: k}}', {'config-path': 'a: |\n  -----BEGIN RSA PRIVATE KEY-----\n'}, 'holds a private key'],
  ] as const)
    it(`are not ${what}`, () => expect(faults(settings, {files: {fields}}).join()).to.contain(word))

  it('may be authorities that are trusted beside the image\'s own', () => {
    const one = workload('{caBundle: {path: ca.pem}}', {files: {fields: {}, caBundle: pem}})
    expect(one.caBundle).to.deep.equal({directory: '/etc/baton-ca', file: 'ca.crt', content: pem})
    expect(one.environment).to.deep.equal([{name: 'SSL_CERT_DIR', value: '/etc/ssl/certs:/etc/baton-ca', mount: 'caBundle'}])
    expect(workload('{caBundle: {configMap: trust}}').caBundle).to.deep.equal({directory: '/etc/baton-ca', file: 'ca.crt', configMap: 'trust', key: 'ca.crt'})
    expect(faults('{caBundle: {path: ca.pem}}', {files: {fields: {}, caBundle: 'hello'}}).join()).to.contain('no list of certificates')
  })
})

describe('a service account', () => {
  it('is made for a cloud\'s identity, with the annotations that the cloud reads', () => {
    expect(workload('{workloadIdentity: {aws: {roleArn: "arn:aws:iam::123456789012:role/baton"}}}').serviceAccount).to.deep.equal({name: 'baton-app', create: true, annotations: {'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/baton'}})
    expect(workload('{workloadIdentity: {gcp: {serviceAccount: b@p.iam.gserviceaccount.com}}}').serviceAccount!.annotations).to.deep.equal({'iam.gke.io/gcp-service-account': 'b@p.iam.gserviceaccount.com'})
    const azure = workload('{workloadIdentity: {azure: {clientId: c, tenantId: t}}, podLabels: {team: x}}')
    expect(azure.serviceAccount!.annotations).to.deep.equal({'azure.workload.identity/client-id': 'c', 'azure.workload.identity/tenant-id': 't'})
    expect(azure.podLabels).to.deep.equal({team: 'x', 'azure.workload.identity/use': 'true'})
  })

  it('of another name, or one that is there, is what a role is bound to', () => {
    expect(workload('{auth: cluster, serviceAccount: {name: mine, create: false}}').serviceAccount).to.deep.equal({name: 'mine', create: false, annotations: {}})
    expect(workload('{auth: cluster}').serviceAccount).to.deep.equal({name: 'baton-app', create: true, annotations: {}})
    expect(workload('{}').serviceAccount).to.equal(undefined)
  })

  it('that is not made here is not annotated either, which is said', () => {
    expect(resolve('{serviceAccount: {name: mine, create: false}, workloadIdentity: {aws: {roleArn: "arn:aws:iam::123456789012:role/baton"}}}').warnings.join()).to.contain('eks.amazonaws.com/role-arn=arn:aws:iam::123456789012:role/baton')
  })

  it('is made by one instance of a namespace', () => {
    const two = (more: string) => faults('{serviceAccount: {name: mine}}', {more: `  other: {connector: app, serviceAccount: {name: mine}${more}}\n`})
    expect(two('').join()).to.contain('app and other would both make the service account mine')
    expect(two(', namespace: elsewhere')).to.deep.equal([])
    expect(faults('{serviceAccount: {name: mine}}', {more: '  other: {connector: app, serviceAccount: {name: mine, create: false}}\n'})).to.deep.equal([])
  })
})

describe('a network policy', () => {
  const ports = (settings: string, values: Record<string, string> = {}) => workload(settings, {values}).networkPolicy?.ports

  it('is there for who asks', () => {
    expect(ports('{}')).to.equal(undefined)
    expect(ports('{networkPolicy: false}')).to.equal(undefined)
    expect(workload('{networkPolicy: true}').networkPolicy).to.deep.equal({dns: true, ports: [443], cidrs: [], further: []})
    expect(workload('{networkPolicy: {dns: false, cidrs: [203.0.113.0/24], ports: [8443, 443]}}').networkPolicy).to.deep.equal({dns: false, ports: [443, 8443], cidrs: ['203.0.113.0/24'], further: []})
  })

  for (const [settings, wanted] of [
    ['config: {base-url: "https://app.example.com:8443/x"}', [443, 8443]], ['config: {base-url: "http://app.example.com"}', [80, 443]], ['config: {base-url: "ldaps://app.example.com"}', [443, 636]], ['config: {base-url: "https://[2001:db8::1]:9443"}', [443, 9443]],
    ['config: {host: "app.example.com:5432"}', [443, 5432]], ['config: {host: app.example.com}', [443]], ['config: {ldaps-port: 1636}', [443, 1636]], ['config: {limit: 99}', [443]], ['config: {host: "a:99999"}', [443]],
    ['config: {health-check-port: 9000}', [443]], ['config: {otel-collector-endpoint: "otel:4317"}', [443, 4317]], ['proxy: {https: "http://proxy:3128"}', [443, 3128]], ['auth: cluster', [443, 6443]],
  ] as const)
    it(`lets out to ${wanted.join(' and ')} with ${settings}`, () => expect(ports(`{networkPolicy: true, ${settings}}`)).to.deep.equal(wanted))

  it('tells nothing of an address inside a secret', () => expect(ports('{networkPolicy: true}', {dsn: 'postgres://u:p@db:5433/x'})).to.deep.equal([443]))

  it('lets out to the metadata server where GKE needs it', () => {
    expect(workload('{networkPolicy: true, workloadIdentity: {gcp: {serviceAccount: b@p.iam.gserviceaccount.com}}}').networkPolicy!.further).to.deep.equal([{cidr: '169.254.169.252/32', port: 988}, {cidr: '169.254.169.254/32', port: 80}])
  })
})

describe('several replicas', () => {
  it('have a disruption budget and keep apart, unless something else is said', () => {
    const two = workload('{replicas: 2}')
    expect(two.disruptionBudget).to.deep.equal({automatic: true, maxUnavailable: 1})
    expect(JSON.stringify(two.scheduling.affinity)).to.contain('kubernetes.io/hostname').and.to.contain('"app":"baton-app"')
    expect(workload('{}').disruptionBudget).to.equal(undefined)
    expect(workload('{}').scheduling).to.deep.equal({asked: false})
    expect(workload('{replicas: 2, podDisruptionBudget: false}').disruptionBudget).to.equal(undefined)
    expect(workload('{podDisruptionBudget: true}').disruptionBudget).to.deep.equal({automatic: false, maxUnavailable: 1})
    expect(workload('{podDisruptionBudget: {minAvailable: 50%}}').disruptionBudget).to.deep.equal({automatic: false, minAvailable: '50%'})
    expect(workload('{podDisruptionBudget: {maxUnavailable: 2}}').disruptionBudget).to.deep.equal({automatic: false, maxUnavailable: 2})
  })

  it('keep the affinity that is given, and their own pods are what a constraint spreads', () => {
    const spread = workload('{replicas: 2, scheduling: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]}}').scheduling
    expect(spread.affinity).to.equal(undefined)
    expect(spread.topologySpreadConstraints).to.deep.equal([{maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: {matchLabels: {app: 'baton-app'}}}])
    const node = workload('{replicas: 2, scheduling: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}}}').scheduling
    expect(Object.keys(node.affinity!)).to.deep.equal(['nodeAffinity', 'podAntiAffinity'])
  })
})

describe('labels, annotations and volumes', () => {
  for (const [what, settings, word] of [
    ['a label of c1ctl\'s', '{podLabels: {app: x}}', 'the label app is set by c1ctl'], ['a label of the selector', '{podLabels: {c1ctl/instance: x}}', 'c1ctl/instance'], ['an annotation of c1ctl\'s', '{podAnnotations: {c1ctl/secret-checksum: x}}', 'is set by c1ctl'],
    ['an annotation with a control character', '{podAnnotations: {note: "a\\x7fb"}}', 'control character'], ['a volume over the working directory', '{volume: {path: /tmp, claim: c}}', 'nothing can be mounted at /tmp'],
  ] as const)
    it(`refuse ${what}`, () => expect(faults(settings).join()).to.contain(word))

  it('make a claim of the workload\'s name, or take one that is there', () => {
    expect(workload('{volume: {path: /data, size: 1Gi}}').volume).to.deep.equal({path: '/data', claim: 'baton-app', create: {size: '1Gi', accessModes: ['ReadWriteOnce']}})
    expect(workload('{volume: {path: /data, claim: mine}}').volume).to.deep.equal({path: '/data', claim: 'mine'})
  })
})

describe('what is allowed and seldom meant', () => {
  for (const [settings, word] of [
    ['{env: {DB_PASSWORD: hunter2}}', 'DB_PASSWORD looks like a secret'], ['{env: {aws_secret_access_key: hunter2}}', 'aws_secret_access_key looks like a secret'],
    ['{auth: cluster, proxy: {https: "http://p:1"}}', 'proxy.no'], ['{replicas: 2, volume: {path: /data, size: 1Gi}}', 'share a volume that one node at a time can mount'],
  ] as const)
    it(`is warned of: ${word}`, () => {
      const {warnings} = resolve(settings.replace(/^\{/, '{image: {tag: 1.0.0}, '))
      expect(warnings).to.have.length(1)
      expect(warnings[0]).to.contain(word).and.not.to.contain('hunter2')
    })

  it('is not seen in what is right', () => {
    for (const fine of [
      '{env: {TOKENIZER: x, PASSAGE: x, EMPTY_TOKEN: "", DB_PASSWORD: {from: store}}, image: {tag: 1.0.0}}', '{replicas: 2, volume: {path: /data, size: 1Gi, accessModes: [ReadWriteMany]}, image: {tag: 1.0.0}}', '{replicas: 2, volume: {path: /data, claim: mine}, image: {tag: 1.0.0}}',
      '{proxy: {https: "http://p:1"}, image: {tag: 1.0.0}}', '{auth: cluster, proxy: {https: "http://p:1", no: 10.0.0.0/8}, image: {tag: 1.0.0}}', '{auth: cluster, proxy: {no: .internal}, image: {tag: 1.0.0}}',
    ])
      expect(resolve(fine, {values: {'env.DB_PASSWORD': 'x'}}).warnings, fine).to.deep.equal([])
  })
})
