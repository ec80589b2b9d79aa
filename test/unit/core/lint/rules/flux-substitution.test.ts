import {expect} from 'chai'
import {deployment, env, foundBy, named, secret} from '../../../../support/lint-connectors.ts'

type Json = Record<string, unknown>
const flux = (postBuild: Json): Json => ({apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: {name: 'k', namespace: 'flux-system'}, spec: {interval: '1m', prune: true, sourceRef: {kind: 'GitRepository', name: 'r'}, postBuild}})
const rule = 'baton/flux-substitution'
const site = (value: string, ...more: Json[]): string[] => foundBy(rule, [...more, deployment({container: {envFrom: [], env: env({BATON_SITE: value})}})]).map((one) => one.replace(/^(\w+) at .*?: (?=Flux|Where)/, '$1 '))
const cure = 'write $${ for what is to stay, or give the object the annotation kustomize.toolkit.fluxcd.io/substitute: disabled.'
const some = flux({substitute: {known: 'x'}})

describe('baton/flux-substitution', () => {
  it('finds names that no Kustomization has a value for', () => {
    const words = `warning Flux replaces \${name}, and no Kustomization among the files has a value for it: it becomes nothing, or a newer Flux refuses it. Add it to spec.postBuild.substitute; or ${cure}`
    for (const value of ['${name}', 'a${name}b', '${name:0:3}', '${name/a/b}', '${#name}', '$$${name}', '${known}${name}']) expect(site(value, some), value).to.deep.equal([words])
  })

  it('finds what Flux cannot read, which keeps everything from being applied', () => {
    for (const value of ['${a.b}', '${}', '${1}', '${a[@]}', '${baton-confluence}', 'x${known']) expect(site(value, some), value).to.deep.equal([`warning Flux cannot read this \${...} as a variable and refuses all of the Kustomization: ${cure}`])
  })

  it('is silent about known names, defaults, escapes, and values of the cluster that are the whole text', () => {
    for (const value of ['${known}', 'a${known}b', '${name:=x}', '${name:-x}', '${name=x}', '$${name}', '$name', '$(NAME)', '{name}']) expect(site(value, some), value).to.deep.equal([])
    expect(site('${name}', flux({substituteFrom: [{kind: 'ConfigMap', name: 'vars'}]}))).to.deep.equal([])
  })

  it('notes a part of a text that substituteFrom may have a value for', () => {
    expect(site('a${name}b', flux({substituteFrom: [{kind: 'ConfigMap', name: 'vars'}]}))).to.deep.equal([`note Flux replaces \${name} by a value of substituteFrom, and by nothing if there is none. If it is no variable, ${cure}`])
  })

  it('finds a $$ of which Flux makes one $, wherever it stands outside of an expression', () => {
    const words = `warning Flux makes one $ of every $$ here: write $$$$ for what is to stay $$, or give the object the annotation kustomize.toolkit.fluxcd.io/substitute: disabled.`
    for (const value of ['pa$$word', 'a$$', '$$', '$$(NAME)', 'a$$$b', '$${a}$$b', '${known}$$b', '$$$$ and $$', '$${x$$y}', '${name:=x}$$']) expect(site(value, some), value).to.deep.equal([words])
    expect(site('${name}$$', some)).to.have.length(2)
    expect(site('pa$$word', flux({substituteFrom: [{kind: 'Secret', name: 'vars'}]}))).to.deep.equal([words])
    expect(foundBy(rule, [some, secret({BATON_TOKEN: 'hun$$ter2'})])).to.have.length(1)
  })

  it('is silent about a $$ that was written twice, stands in an expression or before a brace, or where nothing says that Flux substitutes', () => {
    for (const value of ['pa$$$$word', 'a$$$$$b', '$$$$$$', '$'.repeat(200_000), `${'$'.repeat(200_000)}{`, '$$$$(NAME)', '$${a}', '$$$${a}', '${name:=x$$y}', '${known:-$$}', 'a$', '$a$']) expect(site(value, some), value).to.deep.equal([])
    for (const none of [[], [flux({})], [flux({substitute: {}})]]) for (const value of ['pa$$word', '$$(NAME)', '$$${NAME}']) expect(site(value, ...none), value).to.deep.equal([])
    expect(foundBy(rule, [some, deployment({metadata: {annotations: {'kustomize.toolkit.fluxcd.io/substitute': 'disabled'}}, container: {env: env({BATON_SITE: 'pa$$word'})}})])).to.deep.equal([])
  })

  it('looks into Secrets and ConfigMaps of connectors, repeats nothing of a Secret, and passes over what is base64', () => {
    const [found] = foundBy(rule, [some, secret({BATON_TOKEN: 'hun${ter}2'})])
    expect(found).to.match(/^warning at "?hun\$\{ter\}2"?: Flux replaces what stands in \$\{\.\.\.\} here, and/)
    expect(foundBy(rule, [some, named('Secret', 's', {stringData: {OTHER: '${x}'}}), named('ConfigMap', 'm', {data: {a: '${x}'}})])).to.deep.equal([])
    const uses = deployment({container: {envFrom: [{configMapRef: {name: 'm'}}]}, pod: {volumes: [{name: 'f', projected: {sources: [{configMap: {name: 'files'}}]}}]}})
    expect(foundBy(rule, [some, named('ConfigMap', 'm', {data: {a: '${x}'}}), named('ConfigMap', 'files', {data: {a: '${x}'}}), uses])).to.have.length(2)
    expect(foundBy(rule, [some, named('Secret', 's', {data: {BATON_TOKEN: Buffer.from('${x}').toString('base64')}})])).to.deep.equal([])
  })

  it('leaves alone objects that Flux is told to leave alone', () => {
    const off = {'kustomize.toolkit.fluxcd.io/substitute': 'disabled'}
    for (const field of ['labels', 'annotations']) expect(foundBy(rule, [some, deployment({metadata: {[field]: off}, container: {env: env({BATON_SITE: 'a${name}'})}})]), field).to.deep.equal([])
  })

  it('only notes what does not look like a variable where nothing says that Flux substitutes', () => {
    for (const none of [[], [flux({})], [{...flux({substitute: {a: 'b'}}), apiVersion: 'kustomize.config.k8s.io/v1beta1'}]]) {
      expect(site('pa${ss}word', ...none)).to.deep.equal([`note Where Flux substitutes variables (spec.postBuild), it would replace this \${...} too: ${cure}`])
      for (const value of ['${name}', 'https://${DOMAIN}/api', 'a${name:-x}b', 'a$${name}b']) expect(site(value, ...none), value).to.deep.equal([])
    }
  })
})
