import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {parseProject} from '../../../../src/core/project/parse.ts'
import {readSourceDocument} from '../../../../src/core/yaml/source-document.ts'

const head = 'version: 1\nname: acme\n'
const parse = (text: string, environment?: string) => parseProject(readSourceDocument(`${head}${text}`, 'c1ctl.yaml'), environment)
const instances = (text: string, environment?: string) => {
  const {project, problems} = parse(text, environment)
  expect(problems).to.deep.equal([])
  return project!.instances
}
const told = (text: string, environment?: string) => parse(text, environment).problems.map(({at, what}) => `${at!.line}:${at!.column} ${what}`)

describe('defaults of c1ctl.yaml', () => {
  it('hold for every instance that says nothing of them, one with nothing after its name too', () => {
    const {asana, okta} = instances('defaults:\n  proxy: {https: http://proxy:3128}\n  imagePullSecrets: [registry]\n  resources: {limits: {memory: 2Gi}}\n  podLabels: {team: identity}\n  networkPolicy: true\nconnectors:\n  asana:\n  okta: {replicas: 2}\n')
    for (const one of [asana, okta]) expect(one).to.deep.include({proxy: {https: 'http://proxy:3128'}, imagePullSecrets: ['registry'], resources: {limits: {memory: '2Gi'}}, podLabels: {team: 'identity'}, networkPolicy: true})
    expect(okta!.replicas).to.equal(2)
  })

  it('give way to the instance: maps merge, lists and scalars replace, null removes', () => {
    const {asana} = instances('defaults:\n  podLabels: {team: identity, tier: back}\n  imagePullSecrets: [registry]\n  env: {LEVEL: info}\n  networkPolicy: true\n  proxy: {https: http://proxy:3128}\n  caBundle: {path: ca.pem}\nconnectors:\n  asana: {podLabels: {tier: front}, imagePullSecrets: [own], env: {LEVEL: debug, MORE: x}, networkPolicy: false, proxy: null, caBundle: {path: null, configMap: trust}}\n')
    expect(asana).to.deep.include({podLabels: {team: 'identity', tier: 'front'}, imagePullSecrets: ['own'], env: {LEVEL: 'debug', MORE: 'x'}, networkPolicy: false, caBundle: {configMap: 'trust', key: 'ca.crt'}})
    expect(asana).not.to.have.property('proxy')
  })

  const layered = 'defaults: {podLabels: {a: project, b: project, c: project, d: project}}\nconnectors:\n  asana: {podLabels: {c: instance, d: instance}}\n  gone: {}\nenvironments:\n  staging:\n    defaults: {podLabels: {b: environment, c: environment, d: environment}}\n    connectors: {asana: {podLabels: {d: both}}, new: {connector: okta}, gone: null}\n'
  it('are laid in one order: the project, the environment, the instance, the instance in the environment', () => {
    const found = instances(layered, 'staging')
    expect(found['asana']!.podLabels).to.deep.equal({a: 'project', b: 'environment', c: 'instance', d: 'both'})
    expect(found['new']!.podLabels).to.deep.equal({a: 'project', b: 'environment', c: 'environment', d: 'environment'})
    expect(Object.keys(found)).to.deep.equal(['asana', 'new'])
    expect(instances(layered)['asana']!.podLabels).to.deep.equal({a: 'project', b: 'project', c: 'instance', d: 'instance'})
  })

  it('are removed by null where it is said: for all in an environment, or for one instance there', () => {
    const text = 'defaults: {proxy: {https: http://proxy:3128}, networkPolicy: true}\nconnectors: {asana: {}, okta: {}}\nenvironments: {a: {defaults: {proxy: null}}, b: {connectors: {asana: {proxy: null}}}, c: {defaults: null}}\n'
    expect(Object.values(instances(text, 'a')).map(({proxy, networkPolicy}) => [proxy, networkPolicy])).to.deep.equal([[undefined, true], [undefined, true]])
    expect(Object.values(instances(text, 'b')).map(({proxy}) => proxy !== undefined)).to.deep.equal([false, true])
    expect(Object.values(instances(text, 'c')).map(({proxy, networkPolicy}) => [proxy, networkPolicy])).to.deep.equal([[undefined, undefined], [undefined, undefined]])
  })

  it('stand where problems of them point, and an instance\'s own settings where it says them', () => {
    const text = 'defaults:\n  caBundle: {path: ca.pem}\n  proxy:\n    https: http://proxy:3128\nconnectors:\n  asana: {}\n  okta: {proxy: {https: http://other}}\nenvironments:\n  staging:\n    defaults: {caBundle: {path: staging.pem}}\n'
    const {place} = parse(text)
    expect([place(['connectors', 'asana', 'caBundle', 'path']), place(['connectors', 'asana', 'proxy'], 'key'), place(['connectors', 'okta', 'proxy', 'https'])].map(({line, column}) => [line, column])).to.deep.equal([[4, 20], [5, 3], [9, 25]])
    expect(parse(text, 'staging').place(['connectors', 'asana', 'caBundle', 'path']).line).to.equal(12)
    expect(parse(text, 'staging').place(['connectors', 'asana', 'proxy', 'https']).line).to.equal(6)
  })

  it('are faulty once, at their own place, however many instances there are, and instances are judged beside them', () => {
    expect(told('defaults:\n  proxi: {}\n  replicas: 2\n  podLabels: {team: "a b"}\nconnectors: {asana: {}, okta: {replicas: many}}\n')).to.have.members([
      '4:3 There is no setting defaults.proxi.', '5:3 There is no setting defaults.replicas.', '7:42 connectors.okta.replicas: expected a whole number.',
      '6:21 defaults.podLabels.team: expected at most 63 letters, digits, dashes, underscores and dots, beginning and ending with a letter or digit.',
    ])
    expect(parse('defaults: {proxi: {}}\nconnectors: {asana: {}}\n').problems[0]!.next).to.deep.equal(['Did you mean proxy?'])
    expect(told('connectors: {asana: {}}\nenvironments:\n  staging:\n    defaults: {networkPolicy: maybe}\n', 'staging')[0]).to.match(/^6:31 defaults\.networkPolicy /)
    expect(told('defaults: [a]\nconnectors: {asana: {}}\n')).to.deep.equal(['3:11 defaults must be a map.'])
  })

  it('say what to do where an instance takes another form of a setting', () => {
    const [problem] = parse('defaults: {caBundle: {path: ca.pem}}\nconnectors: {asana: {caBundle: {configMap: trust}}}\n').problems
    expect(problem!.next[0]).to.equal('`defaults` brings it: `path: null` in the instance takes it away.')
  })

  it('are what the example of docs/project.md says of them', () => {
    const example = [...readFileSync(new URL('../../../../docs/project.md', import.meta.url), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!.replace(/^version: 1\nname: acme\n/, '')).join('')
    const {asana, okta, 'active-directory': directory} = instances(example)
    expect(asana!.proxy).to.deep.equal({https: 'http://proxy.example.com:3128', no: '.internal'})
    expect(okta).to.deep.include({podLabels: {team: 'identity', tier: 'critical'}, resources: {requests: {memory: '128Mi'}, limits: {memory: '2Gi'}}})
    expect(directory).not.to.have.property('proxy')
    expect(Object.values(instances(example, 'staging')).map(({name, proxy}) => [name, proxy])).to.deep.equal([['asana', undefined], ['okta', undefined]])
  })

  it('know no instance\'s own business', () => {
    for (const key of ['connector', 'auth', 'namespace', 'config', 'credentials', 'image', 'replicas', 'run', 'files']) expect(told(`defaults: {${key}: x}\n`), key).to.deep.equal([`3:12 There is no setting defaults.${key}.`])
    for (const name of ['__proto__', 'constructor']) expect(told(`defaults: {env: {${name}: x}}\nconnectors: {asana: {}}\n`).length, name).to.be.lessThan(2)
  })
})
