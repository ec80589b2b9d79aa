import {expect} from 'chai'
import fc from 'fast-check'
import {searchCatalog, searchEntryOf} from '../../../../src/core/catalog/search.ts'
import {catalogOf} from '../../../support/catalog.ts'

const entries = Object.values(catalogOf(`
okta: {title: Okta, capabilities: {Groups: [sync]}, fields: {domain: {title: Domain, help: Where people sign in.}}}
okta-ciam: {title: Okta Customer Identity, fields: {domain: {title: Domain}, okta-client-id: {title: Client}}}
vault: {title: HashiCorp Vault, fields: {okta: {title: Mount}, server-url: {title: Address, aliases: [vault-host]}}, auth: {app-role: {title: AppRole}}}
mail: {title: Post, notes: [It reads accounts of okta as well.]}
box: {title: Box}
`)).map(searchEntryOf)
const found = (...words: string[]): string[] => searchCatalog(entries, words).map((one) => one.name)
const places = (...words: string[]): string[] => searchCatalog(entries, words).map((one) => `${one.name}: ${one.matches.map(({where, text}) => `${where} ${text}`).join('; ')}`)

describe('searching the catalog', () => {
  it('ranks a name before a title, a title before a variable, and that before all else', () => expect(found('okta')).to.deep.equal(['okta', 'okta-ciam', 'vault', 'mail']))

  const table: Array<[says: string, words: string[], places: string[]]> = [
    ['a part of a name', ['ciam'], ['okta-ciam: name okta-ciam']],
    ['a word of a title', ['hashicorp'], ['vault: title HashiCorp Vault']],
    ['a variable', ['BATON_OKTA_CLIENT_ID'], ['okta-ciam: variable BATON_OKTA_CLIENT_ID']],
    ['a field by its name', ['server-url'], ['vault: variable BATON_SERVER_URL']],
    ['the variable of an earlier name', ['BATON_VAULT_HOST'], ['vault: variable BATON_VAULT_HOST']],
    ['a resource', ['groups'], ['okta: resource Groups']],
    ['an auth method', ['approle'], ['vault: auth AppRole']],
    ['the help of a field', ['people'], ['okta: field domain: Where people sign in.']],
    ['a note', ['accounts'], ['mail: note It reads accounts of okta as well.']],
    ['every word, wherever it stands', ['okta', 'domain'], ['okta: name okta; variable BATON_DOMAIN', 'okta-ciam: name okta-ciam; variable BATON_DOMAIN']],
    ['words in one argument', ['customer identity'], ['okta-ciam: title Okta Customer Identity']],
    ['a letter that is missing', ['hashcorp'], ['vault: title HashiCorp Vault']],
    ['two letters that changed places', ['valut'], ['vault: name vault']],
    ['no slip of a word of three letters', ['bok'], []],
    ['nothing for no words', ['', ' '], []],
  ]
  for (const [says, words, wanted] of table) it(`finds ${says}`, () => expect(places(...words)).to.deep.equal(wanted))

  it('gives those with the most words where none has every one', () =>
    expect(searchCatalog(entries, ['groups', 'okta', 'nonsense']).map(({name, lacks}) => [name, lacks])).to.deep.equal([['okta', ['nonsense']]]))

  it('takes only the nearest of all slips', () => {
    const near = Object.values(catalogOf('servicenow: {title: ServiceNow}\nhalo-service: {title: Halo}\n')).map(searchEntryOf)
    expect(searchCatalog(near, ['servicenw']).map((one) => one.name)).to.deep.equal(['servicenow'])
  })

  it('takes a slip only where no name or title has the word itself', () => expect(found('vault')).to.deep.equal(['vault']))

  it('lacks no word that it gives a place for, whatever the words', () =>
    fc.assert(
      fc.property(fc.array(fc.string({maxLength: 4}), {maxLength: 3}), (words) => {
        const all = searchCatalog(entries, words)
        for (const {lacks, matches} of all) expect(lacks.length === all[0]!.lacks.length && matches.length > 0).to.equal(true)
        if (words.every((word) => word.trim() === '')) expect(all).to.deep.equal([])
      }),
    ))
})
