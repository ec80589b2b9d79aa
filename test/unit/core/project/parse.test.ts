import {expect} from 'chai'
import {kubernetesVersions} from '../../../../src/core/kubernetes/schema.ts'
import {parseProject} from '../../../../src/core/project/parse.ts'
import {readSourceDocument} from '../../../../src/core/yaml/source-document.ts'

const parse = (text: string, environment?: string) => parseProject(readSourceDocument(text, 'c1ctl.yaml'), environment)
const head = 'version: 1\nname: acme\n'

describe('c1ctl.yaml', () => {
  it('keeps the source text of string settings: 1.10, 007 and long ids stay what was typed', () => {
    const {project, problems} = parse(`${head}connectors:\n  asana:\n    image: {tag: 1.10}\n    config: {default-workspace-id: 12045678901234567890, other: 007, list: [1.0, yes], map: {a: 1e3}}\n`)
    expect(problems).to.deep.equal([])
    expect(project!.instances['asana']!.image.tag).to.equal('1.10')
    expect(project!.instances['asana']!.config).to.deep.equal({'default-workspace-id': '12045678901234567890', other: '007', list: ['1.0', 'yes'], map: {a: '1e3'}})
  })

  it('takes an instance with nothing after its name as one with every default', () => {
    const {project} = parse(`${head}connectors:\n  asana:\n`)
    expect(project!.instances['asana']).to.deep.include({name: 'asana', connector: 'asana', replicas: 1, config: {}, credentials: {}})
    expect(project).to.deep.include({namespace: 'conductorone', platform: 'kubernetes', secrets: {mode: 'plain'}})
  })

  it('lays an environment over the project: maps merge, lists replace, null removes', () => {
    const text = `${head}namespace: prod\nconnectors:\n  asana: {config: {a: x, b: y, list: [1, 2]}, replicas: 3}\n  okta: {}\nenvironments:\n  staging:\n    namespace: staging\n    connectors: {asana: {config: {a: z, b: null, list: [3]}}, okta: null}\n`
    const {project, problems} = parse(text, 'staging')
    expect(problems).to.deep.equal([])
    expect(project!.namespace).to.equal('staging')
    expect(Object.keys(project!.instances)).to.deep.equal(['asana'])
    expect(project!.instances['asana']).to.deep.include({config: {a: 'z', list: ['3']}, replicas: 3})
    expect(parse(text).project!.namespace).to.equal('prod')
  })

  it('names an environment that is not there, and the nearest one', () => {
    const {problems} = parse(`${head}environments:\n  staging: {}\n`, 'stagin')
    expect(problems[0]).to.deep.include({code: 'unknown-environment', what: 'There is no environment stagin.'})
    expect(problems[0]!.next[0]).to.contain('staging')
  })

  it('has settings of lint, with the source text of versions, and none where there are none', () => {
    const {project, problems} = parse(`${head}lint:\n  kubernetes-version: 1.35\n  max-warnings: 007\n  crds: ../crds\n  baseline: ./ci/known.json\n  rules: {hardening/*: off}\n  ignore:\n    - {paths: [legacy, "a/**"], reason: later}\n`)
    expect(problems).to.deep.equal([])
    expect(project!.lint).to.deep.equal({kubernetesVersion: '1.35', maxWarnings: 7, crds: '../crds', baseline: './ci/known.json', rules: {'hardening/*': 'off'}, exclude: [], ignore: [{paths: ['legacy', 'a/**'], reason: 'later'}]})
    expect(parse(`${head}lint:\n`).project).not.to.have.property('lint')
  })

  it('takes the versions of Kubernetes that there are schemas for', () => {
    for (const version of kubernetesVersions) expect(parse(`${head}lint: {kubernetes-version: ${version}}\n`).problems).to.deep.equal([])
    expect(parse(`${head}lint: {kubernetes-version: 1.20}\n`).problems[0]!.what).to.equal(`lint.kubernetes-version must be ${kubernetesVersions.join(' or ')}.`)
  })

  it('reports every fault in the settings of lint with its place', () => {
    const {problems} = parse(`${head}lint:\n  max-warnings: -1\n  profil: hardened\n  rules: {baton/no-tag: eror}\n  ignore:\n    - {rules: [], paths: [a]}\n    - {path: a, reason: "--"}\n    - paths: x\n      reason: yes\n`)
    expect(problems.map((one) => `${one.at!.line}:${one.at!.column} ${one.what}`)).to.have.members([
      '4:17 lint.max-warnings: expected a whole number.', '5:3 There is no setting lint.profil.', '6:25 lint.rules.baton/no-tag must be error or warning or note or off.',
      '8:15 lint.ignore.0.rules: expected at least one rule; leave `rules` out for all of them.', '8:7 lint.ignore.0.reason is missing.',
      '9:8 There is no setting lint.ignore.1.path.', '9:7 lint.ignore.1.paths is missing.', '9:25 lint.ignore.1.reason: expected a reason in words.', '10:14 lint.ignore.2.paths must be a list.',
    ])
    expect(problems.find((one) => one.what.includes('.path.'))!.next).to.deep.equal(['Did you mean paths?'])
    expect(problems.find((one) => one.what.includes('profil'))!.next).to.deep.equal(['Did you mean profile?'])
  })

  it('keeps the baseline, which lint writes, inside the project, and patterns too', () => {
    for (const path of ['/etc/x', '../x', 'a/../../x', 'C:\\x', '\\x', '..', '!a']) for (const setting of [`baseline: '${path}'`, `ignore: [{paths: ['${path}'], reason: r}]`]) expect(parse(`${head}lint: {${setting}}\n`).problems.map((one) => one.what).join(), setting).to.include('expected a path inside the project')
    for (const path of ['a', '.a/b', 'a..b/c', '..a', '**/x.yaml']) expect(parse(`${head}lint: {baseline: '${path}', ignore: [{paths: ['${path}'], reason: r}]}\n`).problems, path).to.deep.equal([])
  })

  it('reports every fault at once, each with file, line, column and the nearest name', () => {
    const {problems} = parse('version: 2\nname: Acme_1\nnamspace: x\nconnectors:\n  asana:\n    replicas: many\n    configg: {}\n    credentials: {token: my-secret-token}\n  bad_name: {}\n')
    const found = problems.map((one) => `${one.at!.line}:${one.at!.column} ${one.what}`)
    expect(found.join('\n')).to.match(/1:10 version must be|1:10 version: expected 1/)
    expect(found.some((one) => one.startsWith('2:7 name'))).to.equal(true)
    expect(problems.find((one) => one.what.includes('namspace'))).to.deep.include({at: {file: 'c1ctl.yaml', line: 3, column: 1}, next: ['Did you mean namespace?']})
    expect(problems.find((one) => one.what.includes('replicas'))!.at).to.deep.include({line: 6, column: 15})
    expect(problems.find((one) => one.what.includes('configg'))!.next).to.deep.equal(['Did you mean config?'])
    expect(problems.find((one) => one.what.includes('token'))!.at).to.deep.include({line: 8, column: 26})
    expect(JSON.stringify(problems)).not.to.contain('my-secret-token')
  })

  it('judges an instance among hundreds as it does one alone', () => {
    const one = '  asana: {connector: 7, replicas: many, image: {tag: "-"}, config: {a: {b: {c: d}}}, credentials: {token: abc, conductorone: {client-id: {from: nowhere}}}, nonsense: 1}\n'
    const many = Array.from({length: 100}, (_, place) => `  app-${place}: {}\n`).join('')
    const alone = parse(`${head}connectors:\n${one}`).problems
    expect(alone).to.have.length.greaterThan(4)
    expect(parse(`${head}connectors:\n${one}${many}`).problems).to.deep.equal(alone)
  })

  it('names the place of broken YAML without repeating the line, which may hold a secret', () => {
    const {problems} = parse(`${head}connectors:\n  asana: {token: "s3cret\n`)
    expect(problems.length).to.be.greaterThan(0)
    expect(problems[0]!.code).to.equal('project-invalid')
    expect(problems[0]!.at!.line).to.be.within(4, 5)
    expect(JSON.stringify(problems)).not.to.contain('s3cret')
  })

  it('refuses a key that stands twice', () => {
    const {problems} = parse(`${head}name: other\n`)
    expect(problems[0]!.at).to.deep.equal({file: 'c1ctl.yaml', line: 3, column: 1})
  })

  it('refuses an alias bomb instead of writing it out', () => {
    const levels = Array.from({length: 30}, (_, level) => `  l${level}: &l${level} [${level === 0 ? 'x, x' : `*l${level - 1}, *l${level - 1}`}]`)
    const {problems} = parse(`${head}environments:\n${levels.join('\n')}\n`)
    expect(problems.map((one) => one.what).join()).to.contain('too many values')
  })

  for (const [name, fault] of [['Asana', 'lower-case'], ['-a', 'lower-case'], ['a-secrets', '-secrets'], ['a'.repeat(41), '41 characters'], ['a.b', 'lower-case']] as const)
    it(`refuses the instance name ${name}`, () => {
      const {problems} = parse(`${head}connectors:\n  ${name}: {}\n`)
      expect(problems[0]!.code).to.equal('name-invalid')
      expect(problems[0]!.what).to.contain(fault)
    })

  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
    it(`refuses ${name} as a name wherever it stands, for it would name something that the file does not hold`, () => {
      for (const text of [`connectors:\n  ${name}: {}\n`, `connectors:\n  asana: {config: {${name}: x}}\n`, `connectors:\n  asana: {credentials: {${name}: {from: store}}}\n`, `environments:\n  ${name}: {name: polluted}\n`]) {
        const {problems} = parse(head + text)
        expect(problems.map(({code, at}) => [code, at?.line]), text).to.deep.equal([['project-invalid', head.split('\n').length + 1]])
        expect(problems[0]!.what).to.contain(name)
      }
      expect(({} as {polluted?: string}).polluted).to.equal(undefined)
    })

  describe('with optional settings', () => {
    const one = (settings: string) => parse(`${head}connectors:\n  asana: ${settings}\n`)
    const said = (settings: string) => one(settings).problems.map(({what, next}) => `${what} ${next[0]}`).join('\n')

    it('reads numbers and booleans where they are meant, and keeps texts as they were typed', () => {
      const {project, problems} = one('{networkPolicy: {ports: [8443], dns: false}, env: {A: 007, B: yes}, podAnnotations: {a: 1e3}, podDisruptionBudget: true, scheduling: {tolerations: [{key: a, tolerationSeconds: 30}]}, serviceAccount: {create: false}, proxy: {no: [a, b]}}')
      expect(problems).to.deep.equal([])
      expect(project!.instances['asana']).to.deep.include({
        networkPolicy: {ports: [8443], cidrs: [], dns: false}, env: {A: '007', B: 'yes'}, podAnnotations: {a: '1e3'}, podDisruptionBudget: true, scheduling: {tolerations: [{key: 'a', tolerationSeconds: 30}]}, serviceAccount: {create: false}, proxy: {no: 'a,b'},
      })
    })

    it('lets an environment change and remove one', () => {
      const text = `${head}connectors:\n  asana: {networkPolicy: {ports: [1]}, volume: {path: /a, size: 1Gi}}\nenvironments:\n  staging: {connectors: {asana: {networkPolicy: {ports: [2]}, volume: null}}}\n`
      expect(parse(text, 'staging').project!.instances['asana']).to.deep.include({networkPolicy: {ports: [2], cidrs: [], dns: true}}).and.not.to.have.property('volume')
      expect(parse(text).project).to.deep.include({environments: ['staging']})
    })

    for (const [settings, words] of [
      ['{networkPolicy: {port: [1]}}', 'There is no setting connectors.asana.networkPolicy.port. Did you mean ports?'],
      ['{networkPolicy: {ports: [99999]}}', 'connectors.asana.networkPolicy.ports.0: expected a port from 1 to 65535.'],
      ['{networkPolicy: perhaps}', 'connectors.asana.networkPolicy has a form that it cannot have. true lets nothing in'],
      ['{volume: {path: /data, sise: 1Gi}}', 'sise'],
      ['{volume: {path: ../data, claim: c}}', 'connectors.asana.volume.path: expected an absolute path'],
      ['{volume: {path: "/data/../etc", claim: c}}', 'connectors.asana.volume.path: expected an absolute path'],
      ['{workloadIdentity: {aws: {roleArn: baton}}}', 'connectors.asana.workloadIdentity.aws.roleArn: expected the ARN of a role'],
      ['{workloadIdentity: {aws: {role-arn: x}}}', 'There is no setting connectors.asana.workloadIdentity.aws.role-arn. Did you mean roleArn?'],
      ['{run: {mode: twice}}', 'connectors.asana.run.mode must be service or once.'],
      ['{run: {mode: once, schedule: "61 * * * *"}}', 'connectors.asana.run.schedule: it has a minute outside 0 to 59: 61.'],
      ['{run: {mode: once, schedule: "@daily", timeZone: Europe/Zurig}}', 'connectors.asana.run.timeZone: it is no zone'],
      ['{files: {config-path: ../x}}', 'connectors.asana.files.config-path: expected a path below the project'],
      ['{files: {config-path: /etc/passwd}}', 'connectors.asana.files.config-path: expected a path below the project'],
      ['{podLabels: {"a b": c}}', 'podLabels'],
      ['{podLabels: {a: "x y"}}', 'connectors.asana.podLabels.a: expected at most 63 letters'],
      ['{env: {A-B: c}}', 'env'],
      ['{env: {A: {from: vault}}}', 'env.A'],
      ['{scheduling: {tolerations: [{efect: NoExecute}]}}', 'There is no setting connectors.asana.scheduling.tolerations.0.efect. Did you mean effect?'],
      ['{imagePullSecrets: [A]}', 'connectors.asana.imagePullSecrets.0: expected the name of an object'],
      ['{terminationGracePeriod: 5}', 'There is no setting connectors.asana.terminationGracePeriod.'],
    ] as const)
      it(`refuses ${settings}`, () => expect(said(settings)).to.contain(words))
  })
})
