import {expect} from 'chai'
import fc from 'fast-check'
import {createHash} from 'node:crypto'
import {Secret} from '../../../../../src/core/credentials/secret.ts'
import {challengeOf, signDigest, type Challenge} from '../../../../../src/core/verify/sign/digest.ts'
import {Unplaceable} from '../../../../../src/core/verify/values.ts'

// The examples of RFC 7616, section 3.9.1.
const header =
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", ' +
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
const mufasa = {username: 'Mufasa', password: new Secret('Circle of Life')}
const wire = {method: 'GET', url: 'http://www.example.org/dir/index.html', headers: {}, body: null}
const answer = (challenge: Challenge, who = mufasa, use = {count: 1, cnonce}, to = wire): string => signDigest(to, who, challenge, use).headers['authorization']!

describe('digest authentication', () => {
  it('answers as the examples of RFC 7616 and RFC 2617 do', () => {
    const strong = challengeOf(header)!
    expect(answer(strong)).to.equal(
      'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, qop=auth, ' +
        'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    )
    expect(answer({...strong, algorithm: 'MD5'})).to.include('response="8ca523f5e9506fed4657c9700eebdbec"')
    const old = challengeOf('Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"')!
    expect(answer(old, {username: 'Mufasa', password: new Secret('Circle Of Life')}, {count: 1, cnonce: '0a4f113b'})).to.include('response="6629fae49393a05397450978507c4ef1"').and.include('algorithm=MD5')
  })

  it('takes the strongest challenge that it can answer, among those of other schemes', () => {
    const [strong, weak] = header.split(/, (?=Digest)/)
    expect(challengeOf(`Negotiate, Basic realm="a, Digest realm=\\"b\\"", ${weak}, NTLM abc==, ${strong}, Bearer x`)).to.include({algorithm: 'SHA-256', realm: 'http-auth@example.org'})
    expect(challengeOf('Digest realm="say \\"hi\\"",nonce=abc,stale=TRUE,algorithm="MD5-sess",userhash=true')).to.deep.equal({realm: 'say "hi"', nonce: 'abc', algorithm: 'MD5-sess', qop: false, stale: true, userhash: true})
  })

  it('has no answer to another scheme, an algorithm it does not know, or auth-int alone', () => {
    for (const text of ['', 'Basic realm="x"', 'Digest realm="x"', 'Digest nonce="x"', 'Digest realm="x", nonce="y", algorithm=SHA-512-256', 'Digest realm="x", nonce="y", qop="auth-int"', 'x=y', '"', ', ,'])
      expect(challengeOf(text), text).to.equal(null)
  })

  it('counts in hexadecimal, and names path and query', () => {
    const text = answer(challengeOf(header)!, mufasa, {count: 26, cnonce}, {...wire, url: 'http://www.example.org/a%20b?x=1&y=%22'})
    expect(text).to.include('nc=0000001a').and.include('uri="/a%20b?x=1&y=%22"')
  })

  it('mixes both nonces into the secret of a session', () => {
    const md5 = (text: string) => createHash('md5').update(text).digest('hex')
    const a1 = md5(`${md5('Mufasa:r:Circle of Life')}:n:${cnonce}`)
    expect(answer({realm: 'r', nonce: 'n', algorithm: 'MD5-sess', qop: true, stale: false, userhash: false})).to.include(`response="${md5(`${a1}:n:00000001:${cnonce}:auth:${md5('GET:/dir/index.html')}`)}"`)
  })

  it('hashes the name or writes it by RFC 8187 where a quoted string cannot carry it', () => {
    const plain: Challenge = {realm: 'r', nonce: 'n', algorithm: 'SHA-256', qop: true, stale: false, userhash: false}
    const jaesoen = {username: 'Jäsøn "Doe"', password: new Secret('x')}
    expect(answer(plain, jaesoen)).to.include("username*=UTF-8''J%C3%A4s%C3%B8n%20%22Doe%22")
    expect(answer(plain, {...jaesoen, username: 'a"b'})).to.include('username="a\\"b"')
    expect(answer({...plain, userhash: true}, jaesoen)).to.include(`username="${createHash('sha256').update('Jäsøn "Doe":r').digest('hex')}"`).and.include('userhash=true')
    for (const username of ['a\r\nb', '\uD800']) expect(() => answer(plain, {...jaesoen, username})).to.throw(Unplaceable)
  })

  it('reads a header of any content in no time, and throws nothing', () => {
    // Tries that grow with the square of the length would outlast the test.
    for (const text of [' '.repeat(300_000), `Digest ${' '.repeat(300_000)}x`, `Digest realm="${'\\'.repeat(300_000)}`, 'a '.repeat(150_000), 'a=,'.repeat(100_000)]) challengeOf(text)
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[Digest realm="x",\\=nonce]{0,80}$/)), (text) => void challengeOf(text)), {numRuns: 500})
  })
})
