import {expect} from 'chai'
import {lint} from '../../../../src/core/lint/lint.ts'
import {rulePages} from '../../../../src/core/lint/rule-pages.ts'
import {serializeAll} from '../../../../src/core/yaml/serialize.ts'
import type {Catalog, Connector, Field} from '../../../../src/core/catalog/types.ts'
import {leaks} from '../../../support/lint-report.ts'

const field = (name: string, more: Partial<Field> = {}): [string, Field] => [name, {title: name, type: 'string', variable: `BATON_${name.toUpperCase().replaceAll('-', '_')}`, secret: false, required: false, aliases: [], ...more}]
const connector = (name: string, fields: Array<[string, Field]>, more: Partial<Connector> = {}): Connector => ({
  name, title: name, image: `baton-${name}`, registry: 'public.ecr.aws/conductorone', hosting: ['self-hosted'], capabilities: {}, resourceTypes: {}, features: [], fields: Object.fromEntries(fields), auth: {}, constraints: [], recipes: {}, needs: {}, health: false, notes: [], sources: {},
  recipesFromProject: [], schemaExtras: {}, ...more,
})
const method = (upstream: string | null, fields: string[], more = {}) => ({title: '', upstream, fields, required: fields, sets: {}, selfHosted: true, default: false, steps: [], ...more})
const catalog: Catalog = {
  shop: connector('shop', [field('token', {required: true, secret: true}), field('site', {aliases: ['shop-site'], rules: {pattern: '^[a-z]+$'}}), field('wide', {type: 'bool'}), field('deep', {type: 'bool'}), field('key-file', {type: 'file'})], {constraints: [{kind: 'dependent-on', fields: ['deep'], on: ['wide']}]}),
  forge: connector('forge', [field('token', {secret: true}), field('app-id'), field('org', {required: true})], {auth: {pat: method('pat-group', ['token'], {default: true}), app: method('app-group', ['app-id'])}}),
  old: connector('old', [], {registry: 'ghcr.io/conductorone'}),
}
const secretOf = (name: string, stringData: Record<string, unknown>) => ({apiVersion: 'v1', kind: 'Secret', metadata: {name: `baton-${name}-secrets`, namespace: 'c1'}, type: 'Opaque', stringData})
const deploymentOf = (name: string, container: Record<string, unknown> = {}) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: `baton-${name}`, namespace: 'c1'},
  spec: {selector: {matchLabels: {app: name}}, template: {metadata: {labels: {app: name, 'baton-app': name}}, spec: {containers: [{name, image: `public.ecr.aws/conductorone/baton-${name}:0.1.0`, envFrom: [{secretRef: {name: `baton-${name}-secrets`}}], ...container}]}}},
})
const run = (objects: unknown[]) => lint([{name: 'f.yaml', text: serializeAll(objects)}], catalog)
const said = (objects: unknown[]): string[] => run(objects).findings.map(({rule, message}) => `${rule} ${message}`)
const shop = (stringData: Record<string, unknown>, container = {}): string[] => said([secretOf('shop', stringData), deploymentOf('shop', container)])
const good = {BATON_CLIENT_ID: 'a@b/c', BATON_CLIENT_SECRET: 'x', BATON_TOKEN: 'hunter2'}

describe('the rules for connectors', () => {
  it('find nothing in a right set', () => {
    expect(shop(good)).to.deep.equal([])
    expect(shop({...good, BATON_SITE: 'abc', BATON_WIDE: 'true', BATON_DEEP: '1', BATON_LOG_LEVEL: 'debug', BATON_HOST_ID: 'x', BATON_KEY_FILE: '/etc/ssl/key.pem', OTHER: '<x>'})).to.deep.equal([])
    expect(said([secretOf('forge', {...good, BATON_ORG: 'o'}), deploymentOf('forge')])).to.deep.equal([])
    expect(said([secretOf('forge', {BATON_AUTH_METHOD: 'app-group', BATON_APP_ID: '1', BATON_ORG: 'o'}), deploymentOf('forge')])).to.deep.equal([])
  })

  const cases: Array<[string, string[], string[]]> = [
    ['an unknown variable, with the nearest', shop({...good, BATON_SITTE: 'abc'}), ['baton/unknown-variable shop knows no variable BATON_SITTE. Did you mean BATON_SITE?']],
    ['an older name of a variable as the same setting', shop({...good, BATON_SHOP_SITE: 'abc'}), []],
    ['a value that breaks its rule, without repeating it', shop({...good, BATON_SITE: 'A1'}), ['baton/value BATON_SITE must match `^[a-z]+$`, and the value does not.']],
    ['a word that is no boolean', shop({...good, BATON_WIDE: 'yes'}), ['baton/value BATON_WIDE must be true or false, not the value.']],
    ['the content of a file where its path belongs', shop({...good, BATON_KEY_FILE: '-----BEGIN'}), ['baton/file-content BATON_KEY_FILE takes the path of a mounted file, not its content: put the content into a Secret of its own and mount it.']],
    ['a missing field', shop({BATON_CLIENT_ID: 'a', BATON_CLIENT_SECRET: 'b'}), ['baton/missing-field shop needs BATON_TOKEN, and nothing here sets it.']],
    ['an empty field as a missing one', shop({...good, BATON_TOKEN: ''}), ['baton/missing-field shop needs BATON_TOKEN, and nothing here sets it.']],
    ['half of the pair of ConductorOne', shop({BATON_TOKEN: 'a', BATON_CLIENT_ID: 'b'}), ['baton/missing-field BATON_CLIENT_ID is set but BATON_CLIENT_SECRET is not: ConductorOne needs both.']],
    ['nothing missing when arguments or a configuration file may set it', [...shop({}, {args: ['--wide']}), ...shop({}, {env: [{name: 'BATON_CONFIG_PATH', value: '/etc/ssl/c'}]})], []],
    ['an auth method that there is not', said([secretOf('forge', {...good, BATON_ORG: 'o', BATON_AUTH_METHOD: 'app-groop'}), deploymentOf('forge')]), ['baton/auth-method forge has no auth method of that name: it knows pat-group, app-group. Did you mean app-group?']],
    ['an auth method that is not chosen', said([secretOf('forge', {BATON_APP_ID: '1', BATON_ORG: 'o'}), deploymentOf('forge')]), ['baton/auth-method The settings are those of the auth method app-group: set BATON_AUTH_METHOD to app-group, or the connector looks for others.']],
    ['a placeholder, once', shop({...good, BATON_TOKEN: '<Shop token>'}), ['baton/placeholder BATON_TOKEN still holds a placeholder: put the real value in.']],
    ['a placeholder in a Secret alone', said([secretOf('shop', {BATON_TOKEN: '<Shop token>'})]), ['baton/placeholder BATON_TOKEN still holds a placeholder: put the real value in.']],
    ['the moved registry', shop(good, {image: 'ghcr.io/conductorone/baton-shop:1'}), ['baton/image-registry ghcr.io/conductorone/baton-shop gets no new images: use public.ecr.aws/conductorone/baton-shop.']],
    ['no fault in a registry of one\'s own, nor in ghcr.io where the image still lives', [...shop(good, {image: 'registry.acme.com/baton-shop:1'}), ...said([secretOf('old', {}), deploymentOf('old', {image: 'ghcr.io/conductorone/baton-old:1'})])], []],
    ['an image without a version', [...shop(good, {image: 'public.ecr.aws/conductorone/baton-shop'}), ...shop(good, {image: 'localhost:5000/baton-shop:latest'}), ...shop(good, {image: 'a/baton-shop:latest@sha256:abc'})], ['baton/no-tag The image has no tag: name a version, so that what runs is known.', 'baton/no-tag The image is :latest: name a version, so that what runs is known.']],
    ['a Secret that is not there, as a note', said([deploymentOf('shop')]), ['baton/secret-missing No Secret baton-shop-secrets is among the files that were linted: it must be in the cluster before the pod can start.']],
    ['a key that the Secret does not have', shop(good, {env: [{name: 'BATON_SITE', valueFrom: {secretKeyRef: {name: 'baton-shop-secrets', key: 'SITE'}}}]}), ['baton/secret-key The Secret baton-shop-secrets has no key SITE.']],
  ]
  for (const [name, found, expected] of cases) it(`find ${name}`, () => expect(found).to.deep.equal(expected))

  it('find settings that contradict each other', () => {
    expect(shop({...good, BATON_DEEP: 'true'}).map((one) => one.split(' ')[0])).to.deep.equal(['baton/constraint'])
  })

  it('look through encoded data and items of a List', () => {
    const encoded = {...secretOf('shop', {}), data: {BATON_TOKEN: Buffer.from('t').toString('base64'), BATON_SITE: Buffer.from('A1').toString('base64')}}
    expect(said([{apiVersion: 'v1', kind: 'List', items: [encoded, deploymentOf('shop')]}]).map((one) => one.split(' ')[0])).to.deep.equal(['baton/value'])
  })

  it('are silent about deployments that run no connector', () => {
    const other = deploymentOf('shop', {image: 'nginx', envFrom: [], env: [{name: 'BATON_X', value: '<x>'}]})
    delete (other.spec.template.metadata.labels as Record<string, string>)['baton-app']
    expect(said([other])).to.deep.equal([])
  })
})

const page = `# secret
apiVersion: v1
kind: Secret
metadata:
  name: baton-shop-secrets
stringData:
  BATON_CLIENT_ID: <C1 client ID>
  BATON_CLIENT_SECRET: hunter2
  BATON_WIDE: true
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: baton-shop
spec:
  selector:
    matchLabels:
      app: baton-shop
  template:
    metadata:
      labels:
        app: baton-shop
        baton: true
        baton-app: shop
    spec:
      containers:
      - name: baton-shop
        image: public.ecr.aws/conductorone/baton-shop:0.1.0
        envFrom:
        - secretRef:
            name: baton-shop-secrets
`

describe('linting files', () => {
  it('finds the faults of the setup pages, to the column, in every document', () => {
    const {findings, summary} = lint([{name: 'page.yaml', text: page}], catalog)
    expect(findings.map(({rule, line, column, endLine, endColumn}) => `${rule} ${line}:${column}-${endLine}:${endColumn}`)).to.deep.equal([
      'baton/placeholder 7:20-7:34', 'kubernetes/type 9:15-9:19', 'kubernetes/type 23:16-23:20', 'baton/missing-field 29:9-29:16',
    ])
    expect(summary).to.deep.equal({files: 1, documents: 2, skipped: 0, skippedKinds: [], ignored: 0, unchecked: 0, errors: 4, warnings: 0})
  })

  it('skips what is no Kubernetes object, and what is encrypted, and counts kinds without a schema', () => {
    const texts = ['version: 1\nname: acme\nconnectors: {}\n', 'image: {tag: yes}\n', 'apiVersion: v1\nkind: Secret\nmetadata: {name: 1}\nsops: {mac: x}\n', 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n', 'apiVersion: v2\nname: chart\n', '- a\n']
    const {findings, summary} = lint(texts.map((text, index) => ({name: `${index}.yaml`, text})), catalog)
    expect(findings).to.deep.equal([])
    expect(summary).to.deep.equal({files: 6, documents: 6, skipped: 5, skippedKinds: [{kind: 'other documents', count: 4}, {kind: 'encrypted document', count: 1}], ignored: 0, unchecked: 1, errors: 0, warnings: 0})
  })

  it('reports a manifest that lacks its kind or its apiVersion', () => {
    expect(lint([{name: 'a', text: 'kind: Secret\nmetadata: {name: a}\n---\napiVersion: v1\nmetadata: {name: a}\n'}], {}).findings.map(({rule, line, message}) => `${rule} ${line} ${message}`)).to.deep.equal([
      'kubernetes/required 1 The object lacks the field apiVersion, which is required.', 'kubernetes/required 4 The object lacks the field kind, which is required.',
    ])
  })

  it('gives every rule that it reports a page', () => {
    const ids = rulePages.map((one) => one.id)
    expect(ids).to.deep.equal([...new Set(ids)].sort())
    for (const {rule} of lint([{name: 'page.yaml', text: page}], catalog).findings) expect(ids).to.include(rule)
  })
})

describe('a finding', () => {
  for (const [name, text] of Object.entries(leaks))
    it(`never repeats a secret of ${name}`, () => {
      const {findings} = lint([{name: 'f', text}], catalog)
      expect(findings).not.to.deep.equal([])
      expect(JSON.stringify(findings)).not.to.include('hunter2')
    })
})
