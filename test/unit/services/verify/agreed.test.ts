import {expect} from 'chai'
import type {Prompter} from '../../../../src/io/prompt.ts'
import {startApp, type AppServer} from '../../../support/app-server.ts'
import {startVerifier, type Verifier} from '../../../support/verify.ts'

describe('verify sends what was agreed to, and nothing else', () => {
  let app: AppServer
  let verifier: Verifier
  beforeEach(async () => {
    app = await startApp()
    verifier = await startVerifier()
  })
  afterEach(async () => {
    await app.close()
    await verifier.close()
  })

  it('when an answer would have it take a credential that nobody was told of', async () => {
    const asked: string[] = []
    const prompter = {confirm: async (message: string) => (asked.push(message), true)} as unknown as Prompter
    // Empty, so that the second of the two documents counts, which it did not while nothing was known of the answer.
    app.answers({status: 200, json: {x: ''}}, {status: 200, json: {}})
    const entry = `  fields:
    base: {title: URL}
    token: {title: Token, secret: true, required: true}
  recipes:
    me:
      title: R
      derive:
        first: {fetch: {url: "{base}/first", path: x}}
        second: {from-base64: "{first}{token}"}
      url: "{base}/second"
      headers: {X-Second: "{second}"}
      evidence: docs
`
    const {check} = await verifier.run({entry, config: {base: app.origin}, secrets: {token: Buffer.from('canary-S3cret').toString('base64')}, prompter, typedByUser: false})
    expect(check).to.deep.include({verdict: 'unreachable', reason: `an answer of the app would have token sent to ${app.host}, which was not known before`})
    expect(app.received.map(({path}) => path)).to.deep.equal(['/first'])
    expect(asked).to.deep.equal([])
  })
})
