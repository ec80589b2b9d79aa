import {expect} from 'chai'
import {envFileText, fitsEnvFile} from '../../../../../src/core/render/docker/env-file.ts'

describe('an env file of docker', () => {
  it('takes a value as it stands', () => {
    expect(envFileText([{name: 'A', value: ' "x" #y $z '}, {name: 'B', value: ''}])).to.equal('A= "x" #y $z \nB=\n')
  })

  it('has no way to write line breaks, a carriage return at the end, and very long lines', () => {
    for (const value of ['a\nb', 'a\n', 'a\r', 'x'.repeat(65536), 'é'.repeat(32768)]) {
      expect(fitsEnvFile('A', value)).to.equal(false)
      expect(() => envFileText([{name: 'A', value}])).to.throw(TypeError)
    }
    for (const value of ['', 'a\rb', 'x'.repeat(65000)]) expect(fitsEnvFile('A', value)).to.equal(true)
  })
})
