import {expect} from 'chai'
import {Expression, isRepresentable, quoted, writeAssignments, writeHcl} from '../../../../../src/core/render/terraform/hcl.ts'

describe('HCL', () => {
  it('is quoted so that nothing in a text begins an interpolation, a directive or an escape', () => {
    expect(quoted('${a} %{ if b } $(C) %d $ % "x" \\n')).to.equal('"$${a} %%{ if b } $(C) %d $ % \\"x\\" \\\\n"')
    expect(quoted('one\r\ntwo\t')).to.equal(String.raw`"one\r\ntwo\t"`)
    expect(quoted('\u0000\u001b\u007f\u0085\u2028\ufeff')).to.equal(String.raw`"\u0000\u001b\u007f\u0085\u2028\ufeff"`)
    expect(quoted(' 漢字 🦊 ')).to.equal('" 漢字 🦊 "')
    expect(['yes', '007', '1e3', ''].map(quoted)).to.deep.equal(['"yes"', '"007"', '"1e3"', '""'])
  })

  it('refuses a text that Terraform would change', () => {
    expect(isRepresentable('u\u0308')).to.equal(false)
    expect(isRepresentable('\ud800')).to.equal(false)
    expect(isRepresentable('ü 🦊')).to.equal(true)
    expect(() => quoted('u\u0308')).to.throw('would change')
  })

  it('aligns neighbours on one line, and what spans lines stands alone', () => {
    const body = {a: 1, longer: true, map: {one: 'x', 'two/three': new Expression('var.x')}, b: [], c: ['x', 2], list: [{k: {}}, 'y']}
    expect(writeHcl([{type: 'resource', labels: ['t', 'n'], body, comment: ['why'], blocks: [{type: 'inner', labels: [], body: {}}]}, {type: 'empty', labels: [], body: {}}])).to.equal(`# why
resource "t" "n" {
  a      = 1
  longer = true
  map = {
    "one"       = "x"
    "two/three" = var.x
  }
  b = []
  c = ["x", 2]
  list = [
    {
      k = {}
    },
    "y",
  ]

  inner {}
}

empty {}
`)
    expect(writeAssignments({a: 'x', bcd: 'y'})).to.equal('a   = "x"\nbcd = "y"\n')
  })

  it('quotes all keys of a map as soon as one needs it, and words of the language', () => {
    expect(writeAssignments({a: {x: 1}})).to.equal('a = {\n  x = 1\n}\n')
    for (const key of ['for', 'true', 'null', 'a-b', '1', 'A', 'a b', '']) expect(writeAssignments({a: {x: 1, [key]: 2}}), key).to.contain(`\n  ${quoted(key)}`).and.to.contain('\n  "x"')
  })
})
