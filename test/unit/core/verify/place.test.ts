import {expect} from 'chai'
import fc from 'fast-check'
import type {Field} from '../../../../src/core/catalog/types.ts'
import {Secret} from '../../../../src/core/credentials/secret.ts'
import {buildUrl, fill, fillJson, headerValue, xmlText} from '../../../../src/core/verify/place.ts'
import {Unplaceable, ValueSource, type Value} from '../../../../src/core/verify/values.ts'

const field = (more: Partial<Field> = {}): Field => ({title: 'F', type: 'string', variable: 'BATON_F', secret: false, required: false, aliases: [], ...more})
const source = (values: Record<string, Value>, fields: Record<string, Field> = {}) =>
  new ValueSource({...Object.fromEntries(Object.keys(values).map((name) => [name, field({secret: values[name] instanceof Secret})])), ...fields}, values)
const url = (template: string, values: Record<string, Value>, fields?: Record<string, Field>) => buildUrl(template, source(values, fields)).href

describe('values in a recipe\'s URL', () => {
  it('encodes a value for the path and the query', () => {
    expect(url('https://api.test/orgs/{org}/x?q={q}', {org: 'a/b?c#d', q: 'x&y=z +%'})).to.equal('https://api.test/orgs/a%2Fb%3Fc%23d/x?q=x%26y%3Dz%20%2B%25')
  })

  it('takes the default of a field that has no value', () => {
    expect(url('{base}/x', {base: ''}, {base: field({default: 'https://gitlab.com/'})})).to.equal('https://gitlab.com/x')
  })

  for (const [base, expected] of [
    ['acme.atlassian.net', 'https://acme.atlassian.net/wiki'],
    ['https://acme.atlassian.net/', 'https://acme.atlassian.net/wiki'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/wiki'],
    ['localhost:8080', 'https://localhost:8080/wiki'],
    ['https://gateway.test/jira//', 'https://gateway.test/jira/wiki'],
    ['HTTPS://ACME.test', 'https://acme.test/wiki'],
  ] as const)
    it(`accepts the base URL ${base}`, () => expect(url('{base}/wiki', {base})).to.equal(expected))

  for (const base of ['https://user@evil.test', 'https://user:pw@evil.test', 'https://@evil.test', 'a@evil.test', 'https://x.test/#', 'https://x.test/?a=1', 'ftp://x.test', 'file:///etc/passwd', 'javascript:alert(1)', 'https://', 'x test', 'https://x.test\\@evil.test', ' https://x.test', 'https://x.test\n', 'https://x.test\u0000', ''])
    it(`refuses the base URL ${JSON.stringify(base)}`, () => expect(() => url('{base}/wiki', {base})).to.throw(Unplaceable))

  for (const base of ['https://x.test:8443/a/b?c=d#e', 'x.test:8443', 'HTTPS://X.test:8443'])
    it(`takes no more than the origin of ${base} where that is asked for`, () => expect(url('{base.origin}/token', {base})).to.equal('https://x.test:8443/token'))

  for (const base of ['https://user@evil.test', 'ftp://x.test', 'x test', 'https://x.test\\@evil.test', ''])
    it(`refuses to take the origin of ${JSON.stringify(base)}`, () => expect(() => url('{base.origin}/token', {base})).to.throw(Unplaceable))

  it('keeps the query of a field that is the whole URL', () => {
    expect(url('{url}', {url: 'https://x.test/report?format=json'})).to.equal('https://x.test/report?format=json')
  })

  for (const [domain, expected] of [['acme.okta.com', 'https://acme.okta.com/api'], ['https://acme.okta.com/', 'https://acme.okta.com/api'], ['127.0.0.1:8443', 'https://127.0.0.1:8443/api'], ['[::1]:8443', 'https://[::1]:8443/api']] as const)
    it(`accepts the host ${domain}`, () => expect(url('https://{domain}/api', {domain})).to.equal(expected))

  for (const domain of ['evil.test/x', 'evil.test#', 'evil.test?', 'a@evil.test', 'a:b@evil.test', 'evil.test\\', 'evil.test:99999999', 'evil.test:', 'a b', 'a\nb', 'a%2eb', '..', '-', 'http://http://x', 'ex\uFF0Fample.test'])
    it(`refuses the host ${JSON.stringify(domain)}`, () => expect(() => url('https://{domain}/api', {domain})).to.throw(Unplaceable))

  it('lets a piece of a host name be nothing but a piece', () => {
    expect(url('https://{sub}.zendesk.com/api', {sub: 'acme'})).to.equal('https://acme.zendesk.com/api')
    for (const sub of ['evil.test/x', 'evil.test#', 'evil.test:80', 'x@evil.test', 'evil.test/.'])
      expect(() => url('https://{sub}.zendesk.com/api', {sub}), sub).to.throw(Unplaceable)
  })

  it('lets no piece bring a port along', () => expect(() => url('https://api.{site}/v1', {site: 'x.test:8080'})).to.throw(Unplaceable))

  it('takes a host and a port from two fields', () => {
    expect(url('{host}:{port}/v1', {host: 'redis.test', port: '9443'})).to.equal('https://redis.test:9443/v1')
    for (const port of ['x@evil.test', '9443/x', '9443#', '@evil.test', '443.evil.test']) expect(() => url('{host}:{port}/v1', {host: 'redis.test', port}), port).to.throw(Unplaceable)
  })

  it('refuses a value that climbs out of its path segment', () => {
    for (const org of ['..', '.', '%2e%2e']) {
      if (org === '%2e%2e') expect(url('https://api.test/orgs/{org}/x', {org})).to.equal('https://api.test/orgs/%252e%252e/x')
      else expect(() => url('https://api.test/orgs/{org}/x', {org}), org).to.throw(Unplaceable)
    }
  })

  it('refuses a secret in the host, and names the field only', () => {
    expect(() => url('https://{token}/x', {token: new Secret('hunter2')})).to.throw(Unplaceable, /token/).with.property('message').that.does.not.include('hunter2')
  })

  it('never lets any value choose another host', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({unit: 'binary'}), fc.stringMatching(/^[a-z@:/\\#?.%[\]]{1,12}$/)), (value) => {
        for (const [template, host] of [['https://api.test/{v}/x?y={v}', 'api.test'], ['https://{v}.api.test/x', '.api.test'], ['https://api.test:8443/{v}', 'api.test:8443']] as const) {
          let built: URL
          try {
            built = buildUrl(template, source({v: value}))
          } catch (error) {
            expect(error).to.be.instanceOf(Unplaceable)
            continue
          }
          expect(built.host.endsWith(host)).to.equal(true)
          expect(built.username + built.password).to.equal('')
          if (template.startsWith('https://api.test/')) {
            expect(built.searchParams.get('y')).to.equal(value)
            expect(decodeURIComponent(built.pathname)).to.equal(`/${value}/x`)
          }
        }
      }),
      {numRuns: 400},
    )
  })
})

describe('values elsewhere in a recipe', () => {
  it('leaves braces alone that name no field', () => expect(fill('query { viewer {id} {t}}', source({t: 'x'}))).to.equal('query { viewer {id} x}'))
  it('needs at least one of the fields of a text', () => {
    expect(fill('{password}{security-token}', source({password: 'p', 'security-token': ''}))).to.equal('p')
    expect(() => fill('{password}{security-token}', source({password: '', 'security-token': ''}))).to.throw(Unplaceable, /password and security-token/)
  })
  it('refuses line breaks and control characters in a header', () => {
    for (const text of ['a\r\nX-Evil: 1', 'a\n', 'a\u0000', 'a\u007f', 'a\tb']) expect(() => headerValue(text, 'the token'), JSON.stringify(text)).to.throw(Unplaceable)
  })
  it('carries other characters of a header as UTF-8', () => expect(Buffer.from(headerValue('pä☃', 't'), 'latin1').toString('utf8')).to.equal('pä☃'))
  it('builds JSON from objects, so no value changes its shape', () => {
    fc.assert(fc.property(fc.string({minLength: 1}), (value) => void expect(JSON.parse(JSON.stringify(fillJson({a: ['{v}', 1, null], b: {c: 'x{v}'}}, source({v: value}))))).to.deep.equal({a: [value, 1, null], b: {c: `x${value}`}})))
  })
  it('leaves an entry out whose field has no value', () => expect(fillJson({user: '{u}', otp: '{o}'}, source({u: 'me', o: ''}))).to.deep.equal({user: 'me'}))
  it('escapes XML and refuses what XML cannot carry', () => {
    expect(xmlText('<a b="c">&\'\r', 'f')).to.equal('&#60;a b=&#34;c&#34;&#62;&#38;&#39;&#13;')
    expect(() => xmlText('\u0001', 'f')).to.throw(Unplaceable)
  })
})
