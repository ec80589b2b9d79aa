import {expect} from 'chai'
import {parseAssignments, parseCredentialsJson} from '../../../../src/core/credentials/assignments.ts'
import {ProblemError, type Problem} from '../../../../src/core/problems/problem.ts'

function problemsOf(work: () => unknown): Problem[] {
  try {
    work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problems
    throw error
  }
  throw new Error('no problem was found')
}

describe('FIELD=SOURCE', () => {
  it('reads the four ways to give a value', () => {
    expect(parseAssignments(['token=-', 'api-key=env:MY_KEY', 'private-key=file:keys/a=b.pem', 'conductorone.client-id'], [])).to.deep.equal([
      {field: 'token', source: {from: 'stdin'}},
      {field: 'api-key', source: {from: 'env', name: 'MY_KEY'}},
      {field: 'private-key', source: {from: 'file', path: 'keys/a=b.pem'}},
      {field: 'conductorone.client-id', source: {from: 'ask'}},
    ])
  })
  it('refuses a value without repeating it, and says what else is wrong at once', () => {
    const problems = problemsOf(() => parseAssignments(['token=topsecret', 'topsecret==', 'TOPSECRET', 'a=env:1topsecret', 'b=file:', 'c=', 'd=-', 'e=-', 'd'], ['token']))
    expect(problems.map((one) => one.code)).to.deep.equal(['secret-on-command-line', 'secret-on-command-line', 'usage', 'secret-on-command-line', 'secret-on-command-line', 'secret-on-command-line', 'usage', 'usage'])
    expect(problems[0]!.what).to.contain('token')
    expect(JSON.stringify(problems)).not.to.match(/topsecret/i)
  })
})

describe('--credentials-from', () => {
  const values = (text: string) => Object.fromEntries(Object.entries(parseCredentialsJson(text, 'x.json')).map(([name, value]) => [name, value.reveal()]))
  it('is an object of texts, with the ConductorOne pair flat or nested, after a byte order mark or not', () => {
    const expected = {token: 'a', 'conductorone.client-id': 'b', 'conductorone.client-secret': 'c'}
    expect(values('{"token": "a", "conductorone.client-id": "b", "conductorone.client-secret": "c"}')).to.deep.equal(expected)
    expect(values('\u{feff}{"token": "a", "conductorone": {"client-id": "b", "client-secret": "c"}}')).to.deep.equal(expected)
  })
  it('is refused without a word of its content', () => {
    for (const text of ['topsecret', '{"token": topsecret}', '["topsecret"]', '"topsecret"', '{"token": ["topsecret"]}', '{"TOPsecret!": 5}', 'null'])
      expect(JSON.stringify(problemsOf(() => parseCredentialsJson(text, 'x.json'))), text).not.to.match(/topsecret/i)
  })
})
