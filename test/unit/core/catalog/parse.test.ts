import {expect} from 'chai'
import fc from 'fast-check'
import {parseCatalog, readCatalogSource} from '../../../../src/core/catalog/parse.ts'
import {http} from '../../../support/catalog.ts'

const found = (text: string): string[] => parseCatalog(text, 'connectors.yaml').problems.map((one) => `${one.at?.line}:${one.at?.column} ${one.what}`)
const only = (text: string) => {
  const {catalog, problems} = parseCatalog(text, 'connectors.yaml')
  expect(problems).to.deep.equal([])
  return Object.values(catalog)[0]!
}

describe('reading a catalog', () => {
  it('fills in what is left out', () => {
    const one = only('my-app: {title: My App, fields: {api-key: {title: Key}}, auth: {key: {title: K}}, recipes: {me: {title: Me, url: "https://a.example/me", evidence: docs}}}')
    expect(one).to.deep.include({name: 'my-app', title: 'My App', image: 'baton-my-app', registry: 'public.ecr.aws/conductorone', capabilities: {}, constraints: [], needs: {}, health: false, notes: [], sources: {}, recipesFromProject: []})
    expect(one.fields['api-key']).to.deep.equal({title: 'Key', type: 'string', variable: 'BATON_API_KEY', secret: false, required: false, aliases: []})
    expect(one.auth['key']).to.deep.equal({title: 'K', upstream: null, fields: [], required: [], sets: {}, selfHosted: true, default: false, steps: []})
    expect(one.recipes['me']).to.deep.equal({kind: 'http', derive: {}, title: 'Me', when: '', method: 'GET', url: 'https://a.example/me', auth: {scheme: 'none'}, headers: {}, ok: {status: [200]}, denied: {status: [401]}, evidence: 'docs', spendsCredential: false})
  })

  it('derives the variable of names with underscores and capitals as the connector does', () => {
    const {fields} = only('a: {title: A, fields: {client_id: {title: C}, atlassian-orgId: {title: O}, url: {title: U, variable: VEEAM_URL}}}')
    expect(Object.values(fields).map((field) => field.variable)).to.deep.equal(['BATON_CLIENT_ID', 'BATON_ATLASSIAN_ORGID', 'VEEAM_URL'])
  })

  it('keeps the source text of every text', () => {
    const {fields, auth} = only('a: {title: 1.10, fields: {x: {title: 007, default: 12045678901234567890, example: 1e3}, y: {title: yes, default: on}, z: {title: 0x1F, default: "~"}, b: {title: b, type: bool, default: true}}, auth: {m: {title: M, sets: {x: 1.50, b: True}}}}')
    expect([fields['x'], fields['y'], fields['z'], fields['b']].map((field) => [field?.title, field?.default, field?.example])).to.deep.equal([['007', '12045678901234567890', '1e3'], ['yes', 'on', undefined], ['0x1F', '~', undefined], ['b', 'true', undefined]])
    expect(auth['m']?.sets).to.deep.equal({x: '1.50', b: 'True'})
  })

  it('keeps numbers and booleans of a body and of an expectation what they are', () => {
    const {recipes} = only('a: {title: A, recipes: {r: {title: R, method: POST, url: "https://a.example", body: {json: {limit: 1, deep: [true, "1", null]}}, ok: {body: {path: ok, equals: true}}, denied: {body: {path: code, not-equals: 0}}, evidence: repo}}}')
    expect(recipes['r']).to.deep.include({body: {json: {limit: 1, deep: [true, '1', null]}}, ok: {status: [200], body: {path: 'ok', equals: true}}, denied: {status: [401], body: {path: 'code', notEquals: 0}}})
  })

  const schemes: Array<[yaml: string, auth: object]> = [
    ['{bearer: "{t}"}', {scheme: 'bearer', token: '{t}'}],
    ['{basic: {username: "{t}", password: ""}}', {scheme: 'basic', username: '{t}', password: ''}],
    ['{header: {name: X-Key, value: "{t}"}}', {scheme: 'header', name: 'X-Key', value: '{t}'}],
    ['{client-credentials: {token-url: "https://a.example/t", client-id: "{t}", client-secret: "{t}", client-auth: basic}}', {scheme: 'client-credentials', tokenUrl: 'https://a.example/t', clientId: '{t}', clientSecret: '{t}', clientAuth: 'basic', encoding: 'form'}],
    ['{client-credentials: {token-url: "https://a.example/t", client-id: "{t}", client-secret: "{t}", client-auth: body, encoding: json, scope: s, audience: a}}', {scheme: 'client-credentials', tokenUrl: 'https://a.example/t', clientId: '{t}', clientSecret: '{t}', clientAuth: 'body', encoding: 'json', scope: 's', audience: 'a'}],
    ['{token-request: {url: "https://a.example/t?account={t}", basic: {username: "{t}", password: "{t}"}, headers: {X-Key: "{t}"}, body: {form: {grant_type: own}}}}', {scheme: 'token-request', url: 'https://a.example/t?account={t}', basic: {username: '{t}', password: '{t}'}, headers: {'X-Key': '{t}'}, body: {form: {grant_type: 'own'}}, token: 'access_token'}],
    ['{token-request: {url: "https://a.example/t", token: data.token}}', {scheme: 'token-request', url: 'https://a.example/t', headers: {}, token: 'data.token'}],
    ['{other: "signed with {key}"}', {scheme: 'other', how: 'signed with {key}'}],
  ]
  for (const [yaml, auth] of schemes)
    it(`reads the scheme ${yaml}`, () => expect(http(only(`a: {title: A, fields: {t: {title: T}}, recipes: {r: {title: R, url: "https://a.example", auth: ${yaml}, evidence: repo}}}`), 'r')?.auth).to.deep.equal(auth))

  it('carries what other connectors need: the cloud alone, no container, a spent credential, another image and registry, access to the cluster', () => {
    const one = only(`
a:
  title: A
  image: baton-other
  registry: ghcr.io/conductorone
  not-runnable: It is a Windows service.
  health: true
  fields:
    config-path: {title: Configuration, type: file, required: true, extensions: [.yaml, .yml], aliases: [config]}
  auth:
    cloud: {title: Cloud, upstream: oauth2, self-hosted: false, default: true}
  recipes:
    refresh: {title: R, method: POST, url: "https://a.example/token", body: {form: {grant_type: refresh_token}}, each: sync-resources, evidence: docs, spends-credential: true}
  resource-types: {user: {title: User, can: [sync, account-provisioning]}, team: {title: Team}}
  features: [ticketing, event-feed-v2]
  needs:
    identities: {from: aws, why: It syncs accounts only.}
    access: {scope: cluster, why: It reads roles., rules: [{api-groups: [rbac.authorization.k8s.io], resources: [roles], verbs: [list], resource-names: [x]}]}`)
    expect(one).to.deep.include({image: 'baton-other', registry: 'ghcr.io/conductorone', notRunnable: 'It is a Windows service.', health: true})
    expect(one.fields['config-path']).to.deep.include({type: 'file', extensions: ['.yaml', '.yml'], aliases: ['config'], secret: false})
    expect(one.auth['cloud']).to.include({selfHosted: false, upstream: 'oauth2', default: true})
    expect(one.recipes['refresh']).to.deep.include({spendsCredential: true, each: 'sync-resources', body: {form: {grant_type: 'refresh_token'}}})
    expect(one.resourceTypes).to.deep.equal({user: {title: 'User', can: ['sync', 'account-provisioning']}, team: {title: 'Team', can: ['sync']}})
    expect(one.features).to.deep.equal(['ticketing', 'event-feed-v2'])
    expect(one.needs.identities).to.deep.equal({from: 'aws', why: 'It syncs accounts only.'})
    expect(one.needs.access?.rules).to.deep.equal([{apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['list'], resourceNames: ['x']}])
  })

  it('lets anchors and aliases be used', () => expect(only('a: {title: A, fields: {x: &f {title: X, secret: true}, y: *f}}').fields['y']).to.include({secret: true, variable: 'BATON_Y'}))

  it('reads an empty file as an empty catalog', () => expect(parseCatalog('# nothing\n', 'connectors.yaml')).to.deep.include({catalog: {}, problems: []}))
})

describe('a fault of a catalog', () => {
  const line = (inner: string) => `a:\n  title: A\n${inner.split('\n').map((one) => `  ${one}`).join('\n')}\n`
  const table: Array<[name: string, text: string, problems: string[]]> = [
    ['a missing quote', 'a:\n  title: "A\n', ['3:1 A character is missing here, such as a closing quote or bracket, or the colon after a key']],
    ['a key that stands twice', 'a:\n  title: A\n  title: B\n', ['3:3 The key stands twice in this map']],
    ['a list of connectors', '- a\n', ['1:1 The file must be a map of connectors by name']],
    ['two documents', 'a: {title: A}\n---\nb: {title: B}\n', ['2:1 There is more than one document in the file']],
    ['an alias without an anchor', 'a: {title: *b}\n', ['1:12 The alias names no anchor']],
    ['a name with capitals', 'Asana: {title: A}\n', ['1:1 Asana: is not a connector name: lower-case letters, digits and dashes']],
    ['an entry that is text', 'a: text\n', ['1:4 a: must be a map']],
    ['a missing title', 'a: {docs: x}\n', ['1:1 a: `title` is missing']],
    ['an unknown key', line('titel: B'), ['3:3 a: `titel` is not a key here: did you mean `title`?']],
    ['an unknown key that is like no other', line('needs: {sidecar: x}'), ['3:11 a: `needs.sidecar` is not a key here; known are access, workload-identity, volume, configuration, identities']],
    ['an unknown key of a field', line('fields: {x: {title: X, requird: true}}'), ['3:26 a: `fields.x.requird` is not a key here: did you mean `required`?']],
    ['an unknown key of a recipe', line('recipes: {r: {title: R, url: "https://a", evidence: repo, denid: {}}}'), ['3:61 a: `recipes.r.denid` is not a key here: did you mean `denied`?']],
    ['an unknown type', line('fields: {x: {title: X, type: strng}}'), ['3:32 a: `fields.x.type` must be one of string, bool, int, list, map, file: did you mean `string`?']],
    ['a flag that is text', line('fields: {x: {title: X, secret: "true"}}'), ['3:34 a: `fields.x.secret` must be true or false']],
    ['a count that is no number', line('fields: {x: {title: X, rules: {min-len: two}}}'), ['3:43 a: `fields.x.rules.min-len` must be a whole number']],
    ['a negative count', line('fields: {x: {title: X, rules: {min-len: -1}}}'), ['3:43 a: `fields.x.rules.min-len` must be at least 0']],
    ['a text that is a list', line('docs: [a]'), ['3:3 a: `docs` must be text']],
    ['a name of a field with a blank', line('fields: {"x y": {title: X}}'), ['3:12 a: `fields.x y` cannot be a name here: letters, digits and dashes']],
    ['a rule that does not fit the type', line('fields: {x: {title: X, type: bool, rules: {min-len: 1}}}'), ['3:46 a: `fields.x.rules.min-len` does not fit a field of type bool, which takes eq']],
    ['a pattern that Go would refuse', line('fields: {x: {title: X, rules: {pattern: "(?=a)"}}}'), ['3:43 a: `fields.x.rules.pattern` is not a pattern that can be checked: `(?=` is not a group that Go has; flags stand at the start']],
    ['bounds that leave nothing', line('fields: {x: {title: X, rules: {min-len: 3, max-len: 2}}}'), ['3:43 a: `fields.x.rules.min-len` is above max-len']],
    ['a default that breaks its own rule', line('fields: {x: {title: X, default: us, rules: {in: [eu]}}}'), ['3:35 a: `fields.x.default` must be one of eu, not `us`']],
    ['a default of a secret', line('fields: {x: {title: X, default: us, secret: true}}'), ['3:35 a: `fields.x.default` cannot stand on a secret field']],
    ['two fields with one variable', line('fields: {x-y: {title: X}, x_y: {title: Y}}'), ['3:29 a: `fields.x_y` has the same variable as `x-y`: BATON_X_Y']],
    ['an alias with the variable of another field', line('fields: {x-y: {title: X}, z: {title: Z, aliases: [x_y]}}'), ['3:29 a: `fields.z` has the same variable as `x-y`: BATON_X_Y']],
    ['a field that is an alias of one before', line('fields: {y: {title: Y, aliases: [x]}, x: {title: X}}'), ['3:41 a: `fields.x` shares the name `x` with `y`']],
    ['an alias that is another field', line('fields: {x: {title: X}, y: {title: Y, aliases: [x]}}'), ['3:27 a: `fields.y` shares the name `x` with `x`']],
    ['file name endings on a text', line('fields: {x: {title: X, extensions: [.pem]}}'), ['3:26 a: `fields.x.extensions` is for fields of type file']],
    ['an SDK setting of another type', line('fields: {provisioning: {title: P}}'), ['3:12 a: `fields.provisioning.type` must be bool: every connector has this setting']],
    ['two defaults', line('auth:\n  x: {title: X, default: true}\n  y: {title: Y, default: true}'), ['5:28 a: `auth.y.default` cannot be the default: `x` is']],
    ['a default of the cloud beside another', line('auth:\n  x: {title: X, default: true, self-hosted: false}\n  y: {title: Y}'), ['4:28 a: `auth.x.default` cannot be the default: it runs only in ConductorOne\'s cloud, and another method does not']],
    ['an auth method with an unknown field', line('fields: {token: {title: T}}\nauth: {x: {title: X, fields: [tokn]}}'), ['4:33 a: `auth.x.fields.0` names the field `tokn`, which the connector does not have: did you mean `token`?']],
    ['an auth method that sets what cannot be', line('fields: {b: {title: B, type: bool}}\nauth: {x: {title: X, sets: {b: maybe}}}'), ['4:34 a: `auth.x.sets.b` must be true or false, not `maybe`']],
    ['a constraint over an unknown field', line('fields: {x: {title: X}}\nconstraints:\n  - {at-least-one: [x, z]}'), ['5:7 a: `constraints.0` names the field `z`, which the connector does not have: did you mean `x`?']],
    ['a constraint of two kinds', line('fields: {x: {title: X}, y: {title: Y}}\nconstraints:\n  - {at-least-one: [x, y], mutually-exclusive: [x, y]}'), ['5:7 a: `constraints.0` has mutually-exclusive and at-least-one, of which only one may stand']],
    ['a constraint of no kind', line('constraints: [{}]'), ['3:17 a: `constraints.0` needs one of required-together, mutually-exclusive, at-least-one, dependent-on']],
    ['a dependency on nothing', line('fields: {x: {title: X}}\nconstraints: [{dependent-on: [x]}]'), ['4:17 a: `constraints.0` dependent-on and on go together']],
    ['a constraint over one field', line('fields: {x: {title: X}}\nconstraints: [{required-together: [x]}]'), ['4:18 a: `constraints.0.required-together` needs at least 2']],
    ['a recipe that names an unknown field', line('fields: {token: {title: T}}\nrecipes: {r: {title: R, url: "https://{domain}/x", auth: {bearer: "{tokn}"}, evidence: repo}}'), [
      '4:32 a: `recipes.r.url` names the field `domain`, which the connector does not have',
      '4:54 a: `recipes.r.auth` names the field `tokn`, which the connector does not have: did you mean `token`?',
    ]],
    ['a condition that cannot be read', line('recipes: {r: {title: R, when: a and, url: "https://a", evidence: repo}}'), ['3:33 a: `recipes.r.when` expects a field name at its end']],
    ['a need under a condition over an unknown method', line('needs: {volume: {path: /d, why: W., when: auth = x}}'), ['3:45 a: `needs.volume.when` names the auth method `x`, which the connector does not have']],
    ['a condition over an unknown method', line('recipes: {r: {title: R, when: auth = x, url: "https://a", evidence: repo}}'), ['3:33 a: `recipes.r.when` names the auth method `x`, which the connector does not have']],
    ['a recipe without a URL', line('recipes: {r: {title: R, evidence: repo}}'), ['3:13 a: `recipes.r.url` is missing']],
    ['a token request to a URL of another kind', line('recipes: {r: {title: R, url: "https://a", auth: {token-request: {url: "ldap://a"}}, evidence: repo}}'), ['3:73 a: `recipes.r.auth.token-request.url` must start with https://, http:// or a {field}']],
    ['a token request that names an unknown field', line('recipes: {r: {title: R, url: "https://a", auth: {token-request: {url: "https://a", body: {form: {code: "{cod}"}}}}, evidence: repo}}'), ['3:45 a: `recipes.r.auth` names the field `cod`, which the connector does not have']],
    ['an origin of an unknown field', line('recipes: {r: {title: R, url: "{base.origin}/x", evidence: repo}}'), ['3:32 a: `recipes.r.url` names the field `base`, which the connector does not have']],
    ['an origin within a host', line('fields: {base: {title: B}}\nrecipes: {r: {title: R, url: "https://{base.origin}/x", evidence: repo}}'), ['4:32 a: `recipes.r.url` can have `{field.origin}` only at the beginning of a URL']],
    ['an origin with a port', line('fields: {base: {title: B}}\nrecipes: {r: {title: R, url: "{base.origin}:8089/x", evidence: repo}}'), ['4:32 a: `recipes.r.url` can have `{field.origin}` only at the beginning of a URL']],
    ['an origin in a header', line('fields: {base: {title: B}}\nrecipes: {r: {title: R, url: "https://a", headers: {Origin: "{base.origin}"}, evidence: repo}}'), ['4:45 a: `recipes.r.headers` can have `{field.origin}` only at the beginning of a URL']],
    ['an ability that is none', line('resource-types: {user: {title: User, can: [snyc]}}'), ['3:46 a: `resource-types.user.can.0` must be one of sync, provision, account-provisioning, credential-rotation, resource-create, resource-delete, targeted-sync: did you mean `sync`?']],
    ['a feature that is none', line('features: [tickets]'), ['3:14 a: `features.0` must be one of actions, ticketing, event-feed-v2, service-mode-targeted-sync']],
    ['a URL of another kind', line('recipes: {r: {title: R, url: "ldap://a", evidence: repo}}'), ['3:32 a: `recipes.r.url` must start with https://, http:// or a {field}']],
    ['a header that would lead to another host', line('recipes: {r: {title: R, url: "https://a", headers: {HOST: evil.test}, evidence: repo}}'), ['3:55 a: `recipes.r.headers.HOST` cannot be set by a recipe: host belongs to the connection']],
    ['a credential in a header of the connection', line('recipes: {r: {title: R, url: "https://a", auth: {header: {name: Transfer-Encoding, value: chunked}}, evidence: repo}}'), ['3:67 a: `recipes.r.auth.header.name` cannot be set by a recipe: transfer-encoding belongs to the connection']],
    ['a header whose name is none', line('fields: {t: {title: T}}\nrecipes: {r: {title: R, url: "https://a", auth: {header: {name: "X\\r\\nHost", value: "{t}"}}, evidence: repo}}'), ['4:67 a: `recipes.r.auth.header.name` is no name of a header']],
    ['a header of the connection in the request for a token', line('recipes: {r: {title: R, url: "https://a", auth: {token-request: {url: "https://a", headers: {Content-Length: "1"}}}, evidence: repo}}'), ['3:96 a: `recipes.r.auth.token-request.headers.Content-Length` cannot be set by a recipe: content-length belongs to the connection']],
    ['a connection string of pieces', line('recipes: {r: {title: R, sql: {engine: mysql, dsn: "u@tcp(db)/", query: SELECT 1}, evidence: repo}}'), ['3:53 a: `recipes.r.sql.dsn` must be one {field} as a whole']],
    ['a query with a field in it', line('fields:\n  k: {title: K}\nrecipes: {r: {title: R, sql: {engine: mysql, dsn: "{k}", query: "SELECT {k}"}, evidence: repo}}'), ['5:67 a: `recipes.r.sql.query` takes no {field}: it is sent as it is']],
    ['two schemes', line('recipes: {r: {title: R, url: "https://a", auth: {bearer: x, other: y}, evidence: repo}}'), ['3:45 a: `recipes.r.auth` has bearer and other, of which only one may stand']],
    ['a repetition over what is no list', line('fields: {x: {title: X}}\nrecipes: {r: {title: R, url: "https://a", each: x, evidence: repo}}'), ['4:51 a: `recipes.r.each` must name a list field']],
    ['an expectation of two things', line('recipes: {r: {title: R, url: "https://a", ok: {body: {path: a, equals: 1, present: true}}, evidence: repo}}'), ['3:50 a: `recipes.r.ok.body` has equals and present, of which only one may stand']],
  ]
  for (const [name, text, problems] of table) it(`is placed and explained: ${name}`, () => expect(found(text)).to.deep.equal(problems))

  it('does not hide the others: all are told at once, in the order of the file', () => {
    expect(found('b:\n  titel: B\na:\n  title: A\n  fields:\n    x: {title: X, type: nope}\n  auth:\n    m: {title: M, default: maybe}\n')).to.deep.equal([
      '1:1 b: `title` is missing',
      '2:3 b: `titel` is not a key here: did you mean `title`?',
      '6:25 a: `fields.x.type` must be one of string, bool, int, list, map, file',
      '8:28 a: `auth.m.default` must be true or false',
    ])
  })

  it('leaves the entries that are right', () => expect(Object.keys(parseCatalog('a: {title: A}\nb: {titel: B}\n', 'c.yaml').catalog)).to.deep.equal(['a']))

  it('never becomes a crash, whatever the file holds', () => {
    const piece = fc.constantFrom('a:', '  title: A', '  fields:', '    x: {title: X}', '    __proto__: {title: P}', '    constructor: {title: C}', '  auth: {m: {sets: {x: 1}}}', '- x', '? [a]', '!!set {}', '&a', '*a', '"', '\t', '{', ': :', '---', '  <<: *a', '  recipes: {r: null}', '  constraints: [null, 1]')
    fc.assert(fc.property(fc.array(piece, {maxLength: 8}), (lines) => { parseCatalog(lines.join('\n'), 'x.yaml') }), {numRuns: 300})
    fc.assert(fc.property(fc.string({unit: 'binary'}), (text) => { readCatalogSource(text, 'x.yaml') }))
  })

  it('refuses an image, a registry and a name that could not stand in an image reference or a label', () => {
    const {problems} = parseCatalog(`app:\n  title: App\n  image: ../evil\n  registry: "ghcr.io/x --foo"\n${'a'.repeat(58)}:\n  title: Long\n`, 'connectors.yaml')
    expect(problems.map((one) => `${one.at!.line}:${one.at!.column} ${one.what}`).join('\n')).to.match(/3:10 .*image/).and.to.match(/4:13 .*registry/).and.to.match(/5:1 .*is not a connector name/)
  })
})
