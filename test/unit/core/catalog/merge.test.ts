import {expect} from 'chai'
import fc from 'fast-check'
import {mergeCatalog} from '../../../../src/core/catalog/merge.ts'
import {parseCatalog, readCatalogSource} from '../../../../src/core/catalog/parse.ts'
import type {Connector} from '../../../../src/core/catalog/types.ts'
import {http} from '../../../support/catalog.ts'

const shippedText = `
app:
  title: App
  capabilities: {Accounts: [sync, provision], Groups: [sync]}
  fields:
    token: {title: Token, secret: true, required: true, help: A token.}
    host: {title: Host, default: api.app.example, rules: {suffix: .example, max-len: 40}, aliases: [server]}
    zone: {title: Zone}
    orgs: {title: Orgs, type: list}
  auth:
    token: {title: Token, fields: [token], default: true, steps: [One., Two.]}
    user: {title: User, fields: [zone], sets: {orgs: a}}
  constraints:
    - {mutually-exclusive: [zone, orgs]}
  recipes:
    me: {title: Me, url: "https://{host}/me", auth: {bearer: "{token}"}, headers: {Accept: application/json}, identity: name, evidence: repo}
    ping: {title: Ping, method: POST, when: zone, url: "https://app.example/ping", body: {json: {a: 1, b: 2}}, ok: {status: [200, 201], body: {path: ok, equals: true}}, evidence: docs}
  notes: [One.]
  sources: {fields: schema}
other: {title: Other}
`
const {catalog: base, entries} = parseCatalog(shippedText, 'shipped.yaml')
/** The catalog as it is with a project's file. */
const merge = (text: string) => {
  const source = readCatalogSource(text, 'connectors.yaml')
  const merged = mergeCatalog({names: Object.keys(base), catalog: base, entries}, source)
  return {...merged, catalog: Object.fromEntries(merged.names.map((name) => [name, (merged.catalog[name] ?? base[name])!]))}
}
const app = (inner: string): Connector => {
  const {catalog, problems, warnings} = merge(`app: {${inner}}`)
  expect(problems).to.deep.equal([])
  expect(warnings).to.deep.equal([])
  return catalog['app']!
}
const faults = (text: string): string[] => merge(text).problems.map((one) => `${one.at?.file}:${one.at?.line}:${one.at?.column} ${one.what}`)

describe('a project\'s connectors.yaml', () => {
  it('that is empty changes nothing', () => expect(merge('').catalog).to.deep.equal(base))

  it('leaves every other connector as it was, the same object', () => expect(merge('app: {title: Mine}').catalog['other']).to.equal(base['other']))

  const overrides: Array<[name: string, inner: string, check: (one: Connector) => unknown, wanted: unknown]> = [
    ['a title', 'title: Mine', (one) => [one.title, one.docs, Object.keys(one.fields)], ['Mine', undefined, ['token', 'host', 'zone', 'orgs']]],
    ['an attribute of a field', 'fields: {token: {title: Key}}', (one) => one.fields['token'], {title: 'Key', type: 'string', variable: 'BATON_TOKEN', secret: true, required: true, help: 'A token.', aliases: []}],
    ['a flag of a field', 'fields: {token: {required: false}}', (one) => one.fields['token']?.required, false],
    ['the variable of a field', 'fields: {token: {variable: BATON_API_KEY}}', (one) => one.fields['token']?.variable, 'BATON_API_KEY'],
    ['a default of a field', 'fields: {host: {default: b.example}}', (one) => one.fields['host']?.default, 'b.example'],
    ['a removed attribute', 'fields: {token: {help: null}}', (one) => one.fields['token']?.help, undefined],
    ['a removed required', 'fields: {token: {required: null}}', (one) => one.fields['token']?.required, false],
    ['one rule of a field', 'fields: {host: {rules: {max-len: 50}}}', (one) => one.fields['host']?.rules, {suffix: '.example', maxLen: 50}],
    ['a removed rule', 'fields: {host: {rules: {suffix: null}}}', (one) => one.fields['host']?.rules, {maxLen: 40}],
    ['all rules removed', 'fields: {host: {rules: null}}', (one) => one.fields['host']?.rules, undefined],
    ['aliases, which are a list and replace', 'fields: {host: {aliases: [node]}}', (one) => one.fields['host']?.aliases, ['node']],
    ['a new field', 'fields: {region: {title: Region, type: int}}', (one) => [Object.keys(one.fields).length, one.fields['region']?.variable], [5, 'BATON_REGION']],
    ['a removed field', 'fields: {zone: null}, auth: {user: null}, constraints: null, recipes: {ping: {when: null}}', (one) => Object.keys(one.fields), ['token', 'host', 'orgs']],
    ['a new auth method', 'auth: {key: {title: Key, fields: [token]}}', (one) => Object.keys(one.auth), ['token', 'user', 'key']],
    ['a removed auth method', 'auth: {user: null}', (one) => Object.keys(one.auth), ['token']],
    ['the steps of an auth method, a list that replaces', 'auth: {token: {steps: [Ask the platform team.]}}', (one) => one.auth['token'], {title: 'Token', upstream: null, fields: ['token'], required: [], sets: {}, selfHosted: true, default: true, steps: ['Ask the platform team.']}],
    ['another default method', 'auth: {token: {default: false}, user: {default: true}}', (one) => Object.values(one.auth).map((method) => method.default), [false, true]],
    ['a fixed value of an auth method', 'auth: {user: {sets: {orgs: b}}}', (one) => one.auth['user']?.sets, {orgs: 'b'}],
    ['a removed fixed value', 'auth: {user: {sets: {orgs: null}}}', (one) => one.auth['user']?.sets, {}],
    ['the URL of a recipe', 'recipes: {me: {url: "https://gateway.example/app/me"}}', (one) => [http(one, 'me')?.url, http(one, 'me')?.auth, http(one, 'me')?.identity], ['https://gateway.example/app/me', {scheme: 'bearer', token: '{token}'}, 'name']],
    ['a header of a recipe, beside the others', 'recipes: {me: {headers: {X-Team: blue}}}', (one) => http(one, 'me')?.headers, {Accept: 'application/json', 'X-Team': 'blue'}],
    ['another scheme of a recipe', 'recipes: {me: {auth: {header: {name: X-Key, value: "{token}"}}}}', (one) => http(one, 'me')?.auth, {scheme: 'header', name: 'X-Key', value: '{token}'}],
    ['no scheme for a recipe', 'recipes: {me: {auth: null}}', (one) => http(one, 'me')?.auth, {scheme: 'none'}],
    ['another body of a recipe, whole', 'recipes: {ping: {body: {json: {c: 3}}}}', (one) => http(one, 'ping')?.body, {json: {c: 3}}],
    ['another kind of body', 'recipes: {ping: {body: {form: {c: 3}}}}', (one) => http(one, 'ping')?.body, {form: {c: '3'}}],
    ['another expectation, beside the same status', 'recipes: {ping: {ok: {body: {path: id, present: true}}}}', (one) => http(one, 'ping')?.ok, {status: [200, 201], body: {path: 'id', present: true}}],
    ['another status, beside the same expectation', 'recipes: {ping: {ok: {status: [204]}}}', (one) => http(one, 'ping')?.ok, {status: [204], body: {path: 'ok', equals: true}}],
    ['a removed recipe', 'recipes: {ping: null}', (one) => Object.keys(one.recipes), ['me']],
    ['no recipes at all', 'recipes: null', (one) => one.recipes, {}],
    ['a new recipe', 'recipes: {new: {title: New, url: "https://app.example", evidence: docs}}', (one) => Object.keys(one.recipes), ['me', 'ping', 'new']],
    ['constraints, which are a list and replace', 'constraints: [{at-least-one: [zone, orgs]}]', (one) => one.constraints, [{kind: 'at-least-one', fields: ['zone', 'orgs']}]],
    ['no constraints', 'constraints: null', (one) => one.constraints, []],
    ['the registry', 'registry: mirror.example/baton', (one) => [one.registry, one.image], ['mirror.example/baton', 'baton-app']],
    ['the image', 'image: my-app', (one) => one.image, 'my-app'],
    ['a capability', 'capabilities: {Groups: [sync, provision]}', (one) => one.capabilities, {Accounts: ['sync', 'provision'], Groups: ['sync', 'provision']}],
    ['a removed capability', 'capabilities: {Accounts: null}', (one) => one.capabilities, {Groups: ['sync']}],
    ['needs', 'needs: {access: {scope: cluster, why: W., rules: [{api-groups: [""], resources: [pods], verbs: [get]}]}}', (one) => one.needs.access?.scope, 'cluster'],
    ['the health command', 'health: true', (one) => one.health, true],
    ['why it cannot run', 'not-runnable: Ours is a service.', (one) => one.notRunnable, 'Ours is a service.'],
    ['notes', 'notes: [Two.]', (one) => one.notes, ['Two.']],
    ['sources', 'sources: {auth: docs}', (one) => one.sources, {fields: 'schema', auth: 'docs'}],
  ]
  for (const [name, inner, check, wanted] of overrides) it(`overrides ${name}`, () => expect(check(app(inner))).to.deep.equal(wanted))

  it('adds a connector in its sorted place', () => expect(Object.keys(merge('bolt: {title: Bolt}').catalog)).to.deep.equal(['app', 'bolt', 'other']))

  it('removes a connector', () => expect(Object.keys(merge('app: null').catalog)).to.deep.equal(['other']))

  it('warns of a null that removes nothing, with the nearest name', () => {
    expect(merge('app: {fields: {tokens: null}, docs: null}\nnowhere: null').warnings).to.deep.equal([
      'connectors.yaml: `app.fields.tokens` is removed with null, but there is nothing of that name; did you mean `token`?',
      'connectors.yaml: `app.docs` is removed with null, but there is nothing of that name',
      'connectors.yaml: `nowhere` is removed with null, but there is nothing of that name',
    ])
  })

  it('is told its faults where it made them, and all at once', () => {
    expect(faults('app:\n  fields:\n    token: {requird: true}\n    zone: null\n  auth:\n    user:\n      default: true\nnew:\n  titel: New\n')).to.deep.equal([
      'connectors.yaml:3:13 app: `fields.token.requird` is not a key here: did you mean `required`?',
      'connectors.yaml:8:1 new: `title` is missing',
      'connectors.yaml:9:3 new: `titel` is not a key here: did you mean `title`?',
    ])
    expect(faults('app:\n  fields:\n    zone: null\n  auth:\n    user:\n      default: true\n')).to.deep.equal([
      'connectors.yaml:1:1 app: `constraints.0` names the field `zone`, which the connector does not have',
      'connectors.yaml:1:1 app: `recipes.ping.when` names the field `zone`, which the connector does not have',
      'connectors.yaml:5:5 app: `auth.user.fields.0` names the field `zone`, which the connector does not have',
      'connectors.yaml:6:16 app: `auth.user.default` cannot be the default: `token` is',
    ])
  })

  it('that does not parse is told so, and nothing else', () => expect(faults('app:\n  title: "x\n')).to.have.length(1))

  it('never changes the shipped catalog, whatever it holds', () => {
    const before = JSON.stringify([base, entries])
    const leaf = fc.constantFrom('null', 'x', '1', '[a]', '{}', '{title: T}', '{a: null}')
    const key = fc.constantFrom('title', 'fields', 'auth', 'recipes', 'constraints', 'token', 'me', 'body', 'ok', '__proto__', 'constructor')
    fc.assert(fc.property(key, key, key, leaf, (a, b, c, value) => { merge(`app: {${a}: {${b}: {${c}: ${value}}}}`) }))
    expect(JSON.stringify([base, entries])).to.equal(before)
    expect(({} as Record<string, unknown>)['title']).to.equal(undefined)
  })
})

describe('the recipes that a project brought or changed', () => {
  const table: Array<[name: string, inner: string, recipes: string[]]> = [
    ['none, by a title', 'title: Mine', []],
    ['none, by a help text', 'fields: {host: {help: The host.}}', []],
    ['none, by a restatement', 'recipes: {me: {title: Me}}', []],
    ['none, by the default of a field that no recipe uses', 'fields: {orgs: {default: a}}, auth: {user: {sets: {orgs: null}}}', []],
    ['the one whose URL changed', 'recipes: {me: {url: "https://evil.example/{token}"}}', ['me']],
    ['the one whose scheme changed', 'recipes: {ping: {auth: {bearer: "{token}"}}}', ['ping']],
    ['the one whose header changed', 'recipes: {me: {headers: {X: "{token}"}}}', ['me']],
    ['the one whose body changed', 'recipes: {ping: {body: {form: {t: "{token}"}}}}', ['ping']],
    ['the one whose expectation changed', 'recipes: {ping: {ok: {status: [500]}}}', ['ping']],
    ['the one whose condition changed', 'recipes: {ping: {when: null}}', ['ping']],
    ['a new one', 'recipes: {new: {title: New, url: "https://x.example", evidence: docs}}', ['new']],
    ['the one whose URL uses a field with another default', 'fields: {host: {default: evil.example}}', ['me']],
    ['the one whose URL uses a field that an auth method now fixes', 'auth: {user: {sets: {host: evil.example}}}', ['me']],
    ['the one whose credential is another kind of field', 'fields: {token: {type: list}}', ['me']],
    ['the one whose condition names a field with another default', 'fields: {zone: {default: z}}', ['ping']],
  ]
  for (const [name, inner, recipes] of table) it(`are ${name}`, () => expect(merge(`{app: {${inner}}}`).catalog['app']?.recipesFromProject).to.deep.equal(recipes))

  it('are the one whose TLS is no longer verified by default', () => {
    const text = 'app: {title: App, fields: {blind: {title: Blind, type: bool}}, recipes: {me: {title: Me, url: "https://app.example", tls: {unverified: blind}, evidence: docs}}}'
    const shipped = parseCatalog(text, 'shipped.yaml')
    const over = (inner: string) => mergeCatalog({names: ['app'], ...shipped}, readCatalogSource(`app: {fields: {blind: ${inner}}}`, 'connectors.yaml')).catalog['app']?.recipesFromProject
    expect(over('{default: true}')).to.deep.equal(['me'])
    expect(over('{help: Blind.}')).to.deep.equal([])
  })

  it('are all of a connector that it brought', () => expect(merge('mine: {title: M, recipes: {a: {title: A, url: "https://a.example", evidence: docs}, b: {title: B, url: "https://b.example", evidence: docs}}}').catalog['mine']?.recipesFromProject).to.deep.equal(['a', 'b']))

  it('are none of a connector that it did not touch', () => expect(merge('app: {title: Mine}').catalog['other']?.recipesFromProject).to.deep.equal([]))
})
