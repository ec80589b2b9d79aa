import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {readPlainScalar} from '../../../../src/core/yaml/kubernetes-scalars.ts'
import {scalars} from '../../../support/scalars.ts'

/** What sigs.k8s.io/yaml v1.6.0 answered; recorded and compared by the end-to-end test. */
const recorded = JSON.parse(readFileSync(new URL('scalars.json', import.meta.url), 'utf8')) as Record<string, {value?: unknown; error?: true}>

describe('plain scalars as Kubernetes reads them', () => {
  it('agree with the recorded answers of its reader', () => {
    expect(Object.keys(recorded)).to.have.members(scalars)
    for (const [text, answer] of Object.entries(recorded)) {
      const read = readPlainScalar(text)
      if (answer.error) expect(read.kind, text).to.equal('error')
      else expect(read.value, text).to.equal(answer.value)
    }
  })

  it('tell whole numbers, numbers with a point, words and texts apart', () => {
    const kinds = {0o777: 'int', '0777': 'int', 1.5: 'float', yes: 'bool', tRue: 'string', '~': 'null', '.inf': 'error', '12:30': 'string', '2001-01-01': 'string'}
    for (const [text, kind] of Object.entries(kinds)) expect(readPlainScalar(text).kind, text).to.equal(kind)
  })
})
