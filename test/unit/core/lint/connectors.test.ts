import {expect} from 'chai'
import {namedIn} from '../../../../src/core/lint/connectors.ts'

const connectors = [{name: 'asana', image: 'baton-asana'}, {name: 'okta', image: 'baton-okta'}, {name: 'own', image: 'our-image'}]
const found = (text: string): string[] => connectors.filter(namedIn([text])).map((one) => one.name)

describe('the connectors that files may speak of', () => {
  const table: Array<[text: string, names: string[]]> = [
    ['labels: {baton-app: asana}', ['asana']],
    ['baton-app: "asana" # what it is', ['asana']],
    ["{'baton-app': 'asana'}", ['asana']],
    ['{"baton-app":"okta"}', ['okta']],
    ['image: public.ecr.aws/conductorone/baton-okta:0.1', ['okta']],
    ['image: baton-asana@sha256:00', ['asana']],
    ['image: registry.example/our-image:1', ['own']],
    ['image: baton-oktas', []],
    ['baton-application: asana', []],
    ['name: asana', []],
    ['', []],
    ['baton-app: *name', ['asana', 'okta', 'own']],
    ['baton-app: &name asana', ['asana', 'okta', 'own']],
    ['baton-app:\n  asana', ['asana', 'okta', 'own']],
    ['? baton-app\n: asana', ['asana', 'okta', 'own']],
  ]
  for (const [text, names] of table) it(`are ${names.join(', ') || 'none'} in ${JSON.stringify(text)}`, () => expect(found(text)).to.deep.equal(names))
})
