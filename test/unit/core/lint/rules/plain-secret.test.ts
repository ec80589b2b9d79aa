import {expect} from 'chai'
import {textReport, withoutColour} from '../../../../../src/core/lint/reporters/text.ts'
import {deployment, env, foundBy, lintFiles, named, secret, textOf} from '../../../../support/lint-connectors.ts'

const found = (...objects: Array<Record<string, unknown>>): string[] => foundBy('baton/plain-secret', objects)
const advice = 'put it into a Secret, which envFrom or secretKeyRef gives to the container.'

describe('baton/plain-secret', () => {
  it('finds secret settings among the variables of a Deployment, under older names too', () => {
    expect(found(deployment({container: {env: env({BATON_TOKEN: 'hunter2', BATON_SHOP_TOKEN: 'hunter3', BATON_CLIENT_SECRET: 'hunter4'})}}))).to.deep.equal([
      `error at hunter2: BATON_TOKEN is a secret and stands in plain text in the Deployment: ${advice}`,
      `error at hunter3: BATON_SHOP_TOKEN is a secret and stands in plain text in the Deployment: ${advice}`,
      `error at hunter4: BATON_CLIENT_SECRET is a secret and stands in plain text in the Deployment: ${advice}`,
    ])
  })

  it('finds C1\'s secret for a connector that the catalog does not know', () => {
    expect(found(deployment({container: {image: 'public.ecr.aws/conductorone/baton-nowhere:1', env: env({BATON_CLIENT_SECRET: 'x'})}, labels: {'baton-app': 'nowhere'}})).length).to.equal(1)
  })

  it('finds them in a ConfigMap that the container takes variables from, whole or by key', () => {
    const map = named('ConfigMap', 'settings', {data: {BATON_TOKEN: 'hunter2', TOKEN: 'hunter3', BATON_SITE: 'x'}})
    const words = (key: string, name: string): string => `error at ${key}: ${name} is a secret and stands in plain text in the ConfigMap settings: ${advice}`
    expect(found(map, deployment({container: {envFrom: [{configMapRef: {name: 'settings'}}]}}))).to.deep.equal([words('hunter2', 'BATON_TOKEN')])
    expect(found(map, deployment({container: {env: [{name: 'BATON_TOKEN', valueFrom: {configMapKeyRef: {name: 'settings', key: 'TOKEN'}}}]}}))).to.deep.equal([words('hunter3', 'BATON_TOKEN')])
    expect(found(map, deployment({}))).to.deep.equal([])
  })

  it('finds them among the arguments', () => {
    expect(found(deployment({container: {args: ['--wide', '--token=hunter2', '--client-secret', 'hunter3', '--site=x', '--token']}}))).to.deep.equal([
      `error at "--token=hunter2": --token is a secret and stands in plain text among the arguments: ${advice}`,
      `error at hunter3: --client-secret is a secret and stands in plain text among the arguments: ${advice}`,
    ])
  })

  it('finds secret files and files of settings with secrets that are mounted from a ConfigMap', () => {
    const mounts = {volumeMounts: [{name: 'files', mountPath: '/etc/baton'}]}
    const pod = {volumes: [{name: 'files', configMap: {name: 'files'}}]}
    const files = named('ConfigMap', 'files', {data: {'key.pem': 'pem', 'baton.yaml': 'site: x\ntoken: hunter2\nwide: true\nclient-secret: hunter3\n', 'good.yaml': 'site: x\ntoken: ${TOKEN}\n'}})
    const of = (variables: Record<string, string>): string[] => found(files, deployment({container: {...mounts, env: env(variables)}, pod}))
    expect(of({BATON_KEY_FILE: '/etc/baton/key.pem'})).to.deep.equal(['error at pem: BATON_KEY_FILE names a file with a secret in it, which is mounted from the ConfigMap files: mount it from a Secret.'])
    expect(of({BATON_CONFIG_PATH: '/etc/baton/baton.yaml'}).map((one) => one.slice(one.lastIndexOf('This')))).to.deep.equal(['This file of settings gives token and client-secret in plain text in the ConfigMap files: mount it from a Secret.'])
    expect(of({BATON_CONFIG_PATH: '/etc/baton/good.yaml', BATON_CA_FILE: '/etc/baton/key.pem'})).to.deep.equal([])
  })

  it('is silent about Secrets, references, empty values and settings that are no secrets', () => {
    expect(found(secret(), deployment({container: {env: env({BATON_SITE: 'x', BATON_TOKEN: '', BATON_SHOP_TOKEN: '$(OTHER)', BATON_KEY_FILE: '/etc/baton/key'})}}))).to.deep.equal([])
    expect(found(deployment({container: {env: env({BATON_TOKEN: '${SHOP_TOKEN}', BATON_CLIENT_SECRET: '{{ .Values.secret }}'})}}))).to.deep.equal([])
  })

  it('masks what the catalog calls a secret in reports, whatever it is called', () => {
    const text = textOf([deployment({container: {image: 'public.ecr.aws/conductorone/baton-forge:1', env: env({BATON_PASS: 'hunter2'}), args: ['--pass=hunter3']}, labels: {'baton-app': 'forge'}})])
    const result = lintFiles({'f.yaml': text})
    const report = textReport(result, result.texts, withoutColour)
    expect(report).to.include('baton/plain-secret').and.not.to.include('hunter')
    expect(JSON.stringify(result.findings)).not.to.include('hunter')
  })
})
