import {expect} from 'chai'
import fc from 'fast-check'
import {readFileSync} from 'node:fs'
import {inspect} from 'node:util'
import type {Field} from '../../../../src/core/catalog/types.ts'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {parseCatalog} from '../../../../src/core/catalog/parse.ts'
import {OutgoingRequest} from '../../../../src/core/verify/outgoing.ts'
import {planChecks} from '../../../../src/core/verify/plan.ts'
import type {Value} from '../../../../src/core/verify/values.ts'
import {rsaSigner} from '../../../support/certificate.ts'
import {momentAt} from '../../../support/moment.ts'

describe('a request', () => {
  const request = new OutgoingRequest({method: 'GET', url: 'https://api.test/x?key=hunter2', headers: {authorization: 'Bearer hunter2'}, body: 'hunter2'})

  it('shows method and host alone, however it is printed', () => {
    for (const text of [String(request), JSON.stringify({request}), inspect({request}, {depth: 9, showHidden: true}), `${request}`]) expect(text).to.include('GET https://api.test/***').and.not.include('hunter2')
  })

  it('does not move to another origin', () => {
    expect(() => request.movedTo(new URL('https://evil.test/'))).to.throw()
    expect(() => request.movedTo(new URL('http://api.test/'))).to.throw()
    expect(request.movedTo(new URL('https://api.test/y')).reveal().headers).to.have.property('authorization')
  })
})

describe('the recipes of the catalog', () => {
  const {catalog} = parseCatalog(readFileSync(new URL('../../../../connectors.yaml', import.meta.url), 'utf8'), 'connectors.yaml')
  const keyFile = JSON.stringify({type: 'service_account', client_email: 'hunter2@acme.test', private_key: rsaSigner.key, token_uri: 'https://oauth2.test/', project_id: 'acme', client_id: '1'})
  const sample = ({secret, type, example, default: preset, title}: Field) => {
    const text = example ?? preset ?? (/url/i.test(title) ? 'https://acme.example.com' : /domain|host/i.test(title) ? 'acme.example.com' : 'sample')
    return secret || type === 'file' ? new Secret('hunter2hunter2') : text
  }
  /** What a recipe says it wants in a field, beside any text. */
  const wanted: Array<[RegExp, string]> = [
    [/^(\S+)(?: and (\S+))? is no private key in PEM form/, rsaSigner.key],
    [/^(\S+)(?: and (\S+))? is no certificate in PEM form/, rsaSigner.cert],
    [/^(\S+)(?: and (\S+))? is not JSON/, keyFile],
    [/^(\S+) is neither a postgres:/, 'postgres://user:hunter2hunter2@db.acme.test/app'],
    [/^(\S+) is no MySQL DSN/, 'user:hunter2hunter2@tcp(db.acme.test)/app'],
    [/^(\S+)(?: and (\S+))? (?:is not base64|holds no text in its base64)/, Buffer.from(rsaSigner.key + rsaSigner.cert).toString('base64')],
  ]

  for (const connector of Object.values(catalog))
    for (const auth of Object.keys(connector.auth).length > 0 ? Object.keys(connector.auth) : [null])
      it(`${connector.name}${auth ? ` (${auth})` : ''} can be planned, and their plans show no secret`, async () => {
        const values: Record<string, Value> = Object.fromEntries(Object.entries(connector.fields).filter(([, field]) => field.type !== 'bool').map(([name, field]) => [name, sample(field)]))
        let planned = await planChecks(connector, auth, values, momentAt(0))
        for (let round = 0; round < 4; round++) {
          for (const one of planned) {
            if (one.kind !== 'untested') continue
            for (const [form, text] of wanted) for (const name of form.exec(one.reason)?.slice(1) ?? []) if (name) values[name] = new Secret(text)
            // Of several fields that may hold the same, only one has a value.
            const other = / and (\S+) is n/.exec(one.reason)?.[1]
            if (other) delete values[other]
          }
          planned = await planChecks(connector, auth, values, momentAt(0))
        }
        for (const one of planned) if (one.kind === 'untested') expect(one.reason).to.match(/cannot sign in this way|only once/)
        expect(inspect(planned, {depth: 20}) + JSON.stringify(planned)).to.not.include('hunter2').and.not.include('PRIVATE KEY')
      })

  it('tell of every credential that is sent, whether or not a role stands between', async () => {
    const keys = {'eks-access-key': new Secret('AKIDEXAMPLE'), 'eks-secret-access-key': new Secret('hunter2hunter2'), 'eks-region': 'eu-west-1', 'eks-cluster-name': 'acme'}
    for (const role of [{}, {'role-arn': 'arn:aws:iam::1:role/one'}] as Array<Record<string, string>>) {
      const [planned] = await planChecks(catalog['eks']!, 'access-keys', {...keys, ...role}, momentAt(0))
      expect(planned, JSON.stringify(role)).to.deep.include({carries: ['eks-access-key', 'eks-secret-access-key'], hostFields: ['eks-region']})
    }
  })

  it('can be planned with any values: what does not fit becomes a reason', async () => {
    const text = fc.oneof(fc.string(), fc.string({unit: 'binary'}), fc.constantFrom('', rsaSigner.key, rsaSigner.cert, keyFile, '{"private_key":1}', '[]', 'acme.example.com', 'https://acme.example.com/', '\n', '\uD800', 'eu', 'constructor', '__proto__'))
    const connectors = Object.values(catalog).filter(({recipes}) => Object.values(recipes).some(({derive, tls, kind}) => Object.keys(derive).length > 0 || tls || kind !== 'http'))
    expect(connectors.length).to.be.above(10)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...connectors), fc.array(text, {minLength: 4, maxLength: 12}), async (connector, texts) => {
        const values = Object.fromEntries(Object.entries(connector.fields).map(([name, {secret, type}], at) => [name, secret || type === 'file' ? new Secret(texts[at % texts.length]!) : texts[at % texts.length]!]))
        for (const auth of [null, ...Object.keys(connector.auth)]) await planChecks(connector, auth, values, momentAt(0))
      }),
      {numRuns: 300},
    )
  })
})
