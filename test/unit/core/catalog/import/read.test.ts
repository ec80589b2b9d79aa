import {expect} from 'chai'
import fc from 'fast-check'
import {readPublishedSchema} from '../../../../../src/core/catalog/import/read.ts'
import {settleEntry} from '../../../../../src/core/catalog/import/settle.ts'
import {publishedEntry} from '../../../../../src/core/catalog/import/to-entry.ts'

/** The entry that a schema makes, and the warnings on the way. */
function imported(schema: object): {tree: Record<string, any>; warnings: string[]; guessedSecrets: string[]} {
  const read = readPublishedSchema(JSON.stringify(schema), 'acme.json')
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  const {tree, guessedSecrets} = publishedEntry('acme', read.schema)
  const settled = settleEntry('acme', tree)
  expect(settled.faults).to.deep.equal([])
  return {tree: settled.entry, warnings: [...read.warnings, ...settled.warnings], guessedSecrets}
}
const field = (one: object): any => imported({fields: [{name: 'one', ...one}]}).tree['fields']?.one
const faults = (text: string): string[] => {
  const read = readPublishedSchema(text, 'acme.json')
  return 'problems' in read ? read.problems.map(({code, what, at}) => `${code} ${at?.line}:${at?.column} ${what}`) : []
}

describe('a connector\'s published schema', () => {
  const fields: Array<[says: string, one: object, entry: object]> = [
    ['text', {displayName: 'One', description: 'Help.', isRequired: true, isSecret: true, stringField: {}}, {title: 'One', help: 'Help.', required: true, secret: true}],
    ['a title from the name where there is none', {stringField: {}}, {title: 'One'}],
    ['true or false', {boolField: {}}, {title: 'One', type: 'bool'}],
    ['a default of true', {boolField: {defaultValue: true}}, {title: 'One', type: 'bool', default: 'true'}],
    ['a number, which is a text in ProtoJSON', {intField: {defaultValue: '8081', rules: {gte: '1', lte: '65535'}}}, {title: 'One', type: 'int', default: '8081', rules: {gte: 1, lte: 65535}}],
    ['a list', {stringSliceField: {defaultValue: ['a', 'b'], rules: {minItems: '1', unique: true, itemRules: {pattern: '^[a-z]$'}}}}, {title: 'One', type: 'list', default: 'a,b', rules: {'min-items': 1, unique: true, items: {pattern: '^[a-z]$'}}}],
    ['a map', {stringMapField: {}}, {title: 'One', type: 'map'}],
    ['an uploaded file', {isSecret: true, stringField: {type: 'STRING_FIELD_TYPE_FILE_UPLOAD', allowedExtensions: ['.pem', 'crt']}}, {title: 'One', type: 'file', secret: true, extensions: ['.pem', '.crt']}],
    ['a field that forms leave out', {isOps: true, stringField: {}}, {title: 'One', advanced: true}],
    ['required by its rules', {stringField: {rules: {isRequired: true}}}, {title: 'One', required: true}],
    ['every rule of a text', {stringField: {rules: {in: ['abc'], notIn: ['x'], len: '3', minLen: '1', maxLen: '9', pattern: 'b', prefix: 'a', suffix: 'c', contains: 'b', wellKnown: 'WELL_KNOWN_STRING_HOSTNAME'}}}, {title: 'One', rules: {in: ['abc'], 'not-in': ['x'], len: 3, 'min-len': 1, 'max-len': 9, pattern: 'b', prefix: 'a', suffix: 'c', contains: 'b', 'well-known': 'hostname'}}],
    ['what a form shows as an example', {placeholder: 'acme.example', stringField: {suggestedValue: 'other.example'}}, {title: 'One', example: 'acme.example'}],
    ['what a form suggests', {stringField: {suggestedValue: 'other.example'}}, {title: 'One', example: 'other.example'}],
    ['no default of a secret', {isSecret: true, stringField: {defaultValue: 'x'}}, {title: 'One', secret: true}],
  ]
  for (const [says, one, entry] of fields) it(`gives ${says}`, () => expect(field(one)).to.deep.equal(entry))

  it('leaves out the settings of every connector, unless they are of another kind', () =>
    expect(imported({fields: [{name: 'log-level', isOps: true, stringField: {defaultValue: 'info'}}, {name: 'own', stringField: {}}]}).tree['fields']).to.have.all.keys('own'))

  it('takes what sounds like a secret for one, and says so', () => {
    const {tree, guessedSecrets} = imported({fields: [{name: 'api-token', stringField: {}}, {name: 'user', stringField: {}}, {name: 'token-count', intField: {}}]})
    expect(Object.entries(tree['fields']).filter(([, one]: [string, any]) => one.secret).map(([name]) => name)).to.deep.equal(['api-token'])
    expect(guessedSecrets).to.deep.equal(['api-token'])
  })

  it('makes a method of each group, without the fields that all of them share', () =>
    expect(
      imported({
        fields: ['base', 'pat', 'app'].map((name) => ({name, isRequired: true, stringField: {}})).concat([{name: 'loose', isRequired: true, stringField: {}}]),
        fieldGroups: [{name: 'pat-group', displayName: 'Token', fields: ['base', 'pat']}, {name: 'App_Key', displayName: 'App', fields: ['base', 'app'], isDefault: true}],
      }).tree,
    ).to.deep.include({
      auth: {pat: {title: 'Token', upstream: 'pat-group', fields: ['pat']}, 'app-key': {title: 'App', upstream: 'App_Key', fields: ['app'], default: true}},
      // No group names it: upstream never asks whether it has a value.
      fields: {base: {title: 'Base', required: true}, pat: {title: 'Pat', required: true}, app: {title: 'App', required: true}, loose: {title: 'Loose'}},
    }))

  it('leaves a method that needs a browser to the cloud', () =>
    expect(
      imported({
        fields: [{name: 'oauth', stringField: {type: 'STRING_FIELD_TYPE_OAUTH2'}}, {name: 'key', stringField: {}}],
        fieldGroups: [{name: 'oauth-group', displayName: 'OAuth', fields: ['oauth'], default: true}, {name: 'key-group', displayName: 'Key', fields: ['key']}],
      }).tree['auth'],
    ).to.deep.equal({oauth: {title: 'OAuth', upstream: 'oauth-group', fields: ['oauth'], 'self-hosted': false}, key: {title: 'Key', upstream: 'key-group', fields: ['key']}}))

  it('gives every kind of constraint', () => {
    const kinds = [['REQUIRED_TOGETHER', 'required-together'], ['MUTUALLY_EXCLUSIVE', 'mutually-exclusive'], ['AT_LEAST_ONE', 'at-least-one']] as const
    const {tree} = imported({
      fields: ['a', 'b'].map((name) => ({name, stringField: {}})),
      constraints: [...kinds.map(([kind]) => ({kind: `CONSTRAINT_KIND_${kind}`, fieldNames: ['a', 'b']})), {kind: 'CONSTRAINT_KIND_DEPENDENT_ON', fieldNames: ['a'], secondaryFieldNames: ['b']}],
    })
    expect(tree['constraints']).to.deep.equal([...kinds.map(([, key]) => ({[key]: ['a', 'b']})), {'dependent-on': ['a'], on: ['b']}])
  })

  it('names documentation on ConductorOne\'s site, and accounts that come from elsewhere', () =>
    expect(imported({displayName: 'Acme', helpUrl: '/docs/baton/acme', requiresExternalConnector: true, fields: []}).tree).to.deep.include({title: 'Acme', docs: 'https://www.conductorone.com/docs/baton/acme', needs: {identities: {why: 'The schema says that it needs the accounts of another connector.'}}}))

  it('keeps what an entry has no place for, without a word', () => {
    const {tree, warnings} = imported({iconUrl: '/a.svg', isDirectory: true, catalogId: 'x', supportsExternalResources: false, fields: [{name: 'one', stringField: {options: [{name: 'a', value: 'b'}]}}]})
    expect(tree['schema-extras']).to.deep.equal({iconUrl: '/a.svg', isDirectory: true, catalogId: 'x', 'fields.one.stringField.options': [{name: 'a', value: 'b'}]})
    expect(warnings).to.deep.equal([])
  })

  it('keeps what a secret cannot have, and a second example', () =>
    expect(imported({fields: [{name: 'key', isSecret: true, placeholder: 'Paste it', stringField: {defaultValue: 'd', suggestedValue: 's'}}, {name: 'one', placeholder: 'p', stringField: {suggestedValue: 's'}}]}).tree).to.deep.include({
      fields: {key: {title: 'Key', secret: true}, one: {title: 'One', example: 'p'}},
      'schema-extras': {'fields.key.default': 'd', 'fields.key.placeholder': 'Paste it', 'fields.key.suggestedValue': 's', 'fields.one.suggestedValue': 's'},
    }))

  describe('of a newer SDK', () => {
    const newer: Array<[says: string, schema: object, place: string, kept: unknown]> = [
      ['a new key of the whole', {fields: [], shiny: {a: 1}}, 'shiny', {a: 1}],
      ['a new key of a field', {fields: [{name: 'one', stringField: {}, shiny: true}]}, 'fields.one.shiny', true],
      ['a new key of a type', {fields: [{name: 'one', stringField: {shiny: [1]}}]}, 'fields.one.stringField.shiny', [1]],
      ['a new rule', {fields: [{name: 'one', stringField: {rules: {notContains: 'x'}}}]}, 'fields.one.stringField.rules.notContains', 'x'],
      ['a new form of a text', {fields: [{name: 'one', stringField: {rules: {wellKnown: 'WELL_KNOWN_STRING_ADDRESS'}}}]}, 'fields.one.stringField.rules.wellKnown', 'WELL_KNOWN_STRING_ADDRESS'],
      ['a new kind of text', {fields: [{name: 'one', stringField: {type: 'STRING_FIELD_TYPE_SHINY'}}]}, 'fields.one.stringField.type', 'STRING_FIELD_TYPE_SHINY'],
      ['a new type of field', {fields: [{name: 'one', shinyField: {a: 1}}]}, 'fields.one', {name: 'one', shinyField: {a: 1}}],
      ['a new kind of constraint', {fields: [], constraints: [{kind: 'CONSTRAINT_KIND_SHINY', fieldNames: ['a']}]}, 'constraints.0', {kind: 'CONSTRAINT_KIND_SHINY', fieldNames: ['a']}],
      ['a new key of a group', {fields: [], fieldGroups: [{name: 'g', displayName: 'G', shiny: 1}]}, 'fieldGroups.g.shiny', 1],
    ]
    for (const [says, schema, place, kept] of newer)
      it(`keeps ${says} and warns with its place`, () => {
        const {tree, warnings} = imported(schema)
        expect(tree['schema-extras']).to.deep.equal({[place]: kept})
        expect(warnings).to.have.length(1)
        expect(warnings[0]).to.match(/^acme\.json:1:\d+: /).and.to.include(place)
      })
  })

  describe('that says what no entry can', () => {
    const table: Array<[says: string, schema: object, place: string]> = [
      ['a default that breaks its rule', {fields: [{name: 'one', stringField: {defaultValue: 'c', rules: {in: ['a']}}}]}, 'fields.one.default'],
      ['an example that breaks its rule', {fields: [{name: 'one', placeholder: 'Enter it here', stringField: {rules: {in: ['a']}}}]}, 'fields.one.example'],
      ['a pattern that Go would not read', {fields: [{name: 'one', stringField: {rules: {pattern: '(?=a)'}}}]}, 'fields.one.rules.pattern'],
      ['a constraint over a field that is not published', {fields: [{name: 'one', stringField: {}}], constraints: [{kind: 'CONSTRAINT_KIND_AT_LEAST_ONE', fieldNames: ['one', 'gone']}]}, 'constraints.one+gone'],
    ]
    for (const [says, schema, place] of table)
      it(`is kept all the same: ${says}`, () => {
        const {tree, warnings} = imported(schema)
        expect(tree['schema-extras']).to.have.all.keys(place)
        expect(warnings.join()).to.include(place)
      })
  })

  const broken: Array<[says: string, text: string, wanted: string[]]> = [
    ['no JSON', '{"fields": [}', ['schema-unreadable 1:13 acme.json is no JSON document.']],
    ['two documents in one file', '{"fields": []}{"fields": []}', ['schema-unreadable 1:15 acme.json is no JSON document.']],
    ['another JSON', '{"name": "x"}', ['schema-unreadable 1:1 acme.json is JSON, but no connector schema: it has no list `fields`.']],
    ['values of another kind, all at once', '{\n "fields": [\n  {"name": 7, "stringField": {}},\n  {"name": "a", "isSecret": "yes", "stringField": {}}\n ]}', ['schema-unreadable 3:12 fields.0.name must be a text.', 'schema-unreadable 3:3 fields.0 has no name.', 'schema-unreadable 4:29 fields.1.isSecret must be true or false.']],
    ['a field twice', '{"fields": [{"name": "a", "stringField": {}},\n{"name": "a", "boolField": {}}]}', ['schema-unreadable 2:10 fields.1.name is `a`, which another field is called too.']],
    ['a key twice', '{"fields": [],\n "displayName": "A",\n "displayName": "B"}', ['schema-unreadable 3:2 The key stands twice in this map']],
    ['a key that is none for JavaScript', '{"fields": [], "shiny": {"constructor": 1}}', ['schema-unreadable 1:26 `constructor` cannot be a name: JavaScript gives it a meaning of its own']],
    ['a field that is none for JavaScript', '{"fields": [{"name": "constructor", "stringField": {}}]}', ['schema-unreadable 1:13 fields.0 has the name "constructor", which can be no variable: letters, digits, dashes and underscores.']],
    ['a number that JavaScript cannot hold', '{"fields": [{"name": "a", "intField": {"rules": {"lt": "9223372036854775807"}}}]}', ['schema-unreadable 1:56 fields.0.intField.rules.lt must be a whole number that can be told exactly.']],
  ]
  for (const [says, text, wanted] of broken) it(`is refused with places: ${says}`, () => expect(faults(text)).to.deep.equal(wanted))

  it('reads JSON that is indented with tabs, and on one line', () => {
    for (const indent of ['\t', '', '    ']) expect('schema' in readPublishedSchema(JSON.stringify({fields: [{name: 'a', stringField: {rules: {in: ['x']}}}], displayName: 'A: b # c'}, null, indent), 'x.json')).to.equal(true)
  })

  it('never becomes a crash, whatever JSON it is', () =>
    fc.assert(
      fc.property(fc.json(), fc.dictionary(fc.constantFrom('name', 'stringField', 'boolField', 'rules', 'isRequired', 'x'), fc.jsonValue()), (whole, one) => {
        readPublishedSchema(whole, 'x.json')
        const read = readPublishedSchema(JSON.stringify({fields: [{name: 'a', stringField: {}, ...one}], constraints: [one], fieldGroups: [one]}), 'x.json')
        if ('schema' in read) settleEntry('x', publishedEntry('x', read.schema).tree)
      }),
    ))
})
