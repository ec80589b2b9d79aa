import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {inspect} from 'node:util'
import type {Field} from '../../../../src/core/catalog/types.ts'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {parseCatalog} from '../../../../src/core/catalog/parse.ts'
import {OutgoingRequest, planChecks} from '../../../../src/core/verify/request.ts'

describe('a request', () => {
  const request = new OutgoingRequest({method: 'GET', url: 'https://api.test/x?key=hunter2', headers: {authorization: 'Bearer hunter2'}, body: 'hunter2'})

  it('shows method and host alone, however it is printed', () => {
    const bearing = request.withBearer(new Secret('hunter2'))
    for (const text of [String(bearing), JSON.stringify({bearing}), inspect({bearing}, {depth: 9, showHidden: true}), `${bearing}`]) expect(text).to.include('GET https://api.test/***').and.not.include('hunter2')
  })

  it('does not move to another origin', () => {
    expect(() => request.movedTo(new URL('https://evil.test/'))).to.throw()
    expect(() => request.movedTo(new URL('http://api.test/'))).to.throw()
    expect(request.movedTo(new URL('https://api.test/y')).reveal().headers).to.have.property('authorization')
  })
})

describe('the recipes of the catalog', () => {
  const {catalog} = parseCatalog(readFileSync(new URL('../../../../connectors.yaml', import.meta.url), 'utf8'), 'connectors.yaml')
  const sample = ({secret, type, example, default: preset, title}: Field) => {
    const text = example ?? preset ?? (/url/i.test(title) ? 'https://acme.example.com' : /domain|host/i.test(title) ? 'acme.example.com' : 'sample')
    return secret || type === 'file' ? new Secret('hunter2hunter2') : text
  }

  for (const connector of Object.values(catalog))
    for (const auth of Object.keys(connector.auth).length > 0 ? Object.keys(connector.auth) : [null])
      it(`${connector.name}${auth ? ` (${auth})` : ''} can be planned, and their plans show no secret`, () => {
        const values = Object.fromEntries(Object.entries(connector.fields).filter(([, field]) => field.type !== 'bool').map(([name, field]) => [name, sample(field)]))
        const planned = planChecks(connector, auth, values)
        for (const one of planned) if (one.kind === 'untested') expect(one.reason).to.match(/cannot sign in this way|only once/)
        expect(inspect(planned, {depth: 20}) + JSON.stringify(planned)).to.not.include('hunter2')
      })
})
