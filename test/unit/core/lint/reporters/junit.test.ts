import {expect} from 'chai'
import fc from 'fast-check'
import {SaxesParser} from 'saxes'
import {junitReport} from '../../../../../src/core/lint/reporters/junit.ts'
import {leaks, madeUp, reportOf, secretFile} from '../../../../support/lint-report.ts'

interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

/** Reads XML strictly: whatever is not well-formed, a character that XML does not have among them, throws. */
function readXml(xml: string): Element {
  const top: Element = {name: '', attributes: {}, children: [], text: ''}
  const open = [top]
  const parser = new SaxesParser({})
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({name, attributes}) => {
    const element: Element = {name, attributes: {...attributes}, children: [], text: ''}
    open.at(-1)!.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => (open.at(-1)!.text += text))
  parser.on('closetag', () => void open.pop())
  parser.write(xml).close()
  return top.children[0]!
}

/** The shape that readers of JUnit agree on: counts that fit, a name for each suite and case, nothing else inside. */
function suitesOf(xml: string): Element[] {
  const {name, attributes, children: suites} = readXml(xml)
  expect(name).to.equal('testsuites')
  const fails = (one: Element): boolean => one.children.some((child) => child.name === 'failure')
  for (const suite of suites) {
    expect(suite.name).to.equal('testsuite')
    expect(suite.children.map((one) => one.name)).to.deep.equal(suite.children.map(() => 'testcase'))
    expect(suite.attributes).to.deep.include({tests: `${suite.children.length}`, failures: `${suite.children.filter(fails).length}`, errors: '0'})
    for (const one of suite.children) {
      expect(one.attributes).to.have.all.keys('name', 'classname')
      expect(one.children.length).to.be.at.most(1)
    }
  }
  const cases = suites.flatMap((one) => one.children)
  expect(attributes).to.deep.include({tests: `${cases.length}`, failures: `${cases.filter(fails).length}`})
  return suites
}

describe('the JUnit report', () => {
  it('is judged by a reader that takes nothing else', () => {
    for (const wrong of ['<a>\u0001</a>', '<a>&#1;</a>', '<a b="1" b="2"/>', '<a>&x;</a>', '<a>]]></a>', '<a>']) expect(() => readXml(wrong), wrong).to.throw()
    expect(() => suitesOf('<testsuites tests="2" failures="0"><testsuite name="f" tests="1" failures="0" errors="0"><testcase name="a" classname="f"/></testsuite></testsuites>')).to.throw()
  })

  it('has a suite for each file and a case for each rule that it breaks', () => {
    const [one, two] = suitesOf(junitReport(reportOf({'deploy/f.yaml': `${secretFile}xyz: 1\n`, 'fine.yaml': 'a: 1\n'})))
    expect(one!.attributes['name']).to.equal('deploy/f.yaml')
    expect(one!.children.map(({attributes}) => attributes['name'])).to.deep.equal(['kubernetes/type', 'kubernetes/unknown-field'])
    const [failure] = one!.children[0]!.children
    expect(failure!.attributes).to.deep.equal({message: '6:6 A is a boolean; values of stringData must be texts: quote it. (and 1 more)', type: 'kubernetes/type'})
    expect(failure!.text.split('\n')).to.deep.equal([
      'deploy/f.yaml:6:6 error A is a boolean; values of stringData must be texts: quote it.', '     6 |   A: ***', '       |      ^^^',
      'deploy/f.yaml:7:6 error B is a number; values of stringData must be texts: quote it.', '     7 |   B: ***', '       |      ^^^',
    ])
    expect(two!.children).to.deep.equal([{name: 'testcase', attributes: {name: 'no findings', classname: 'fine.yaml'}, children: [], text: ''}])
  })

  it('lets warnings and notes pass, and says them', () => {
    const [suite] = suitesOf(junitReport(madeUp([{severity: 'warning', rule: 'baton/no-tag', message: 'w'}, {severity: 'note', rule: 'baton/secret-missing', message: 'n'}])))
    expect(suite!.children.map(({children: [child]}) => [child!.name, child!.text.split('\n')[0]])).to.deep.equal([['system-out', 'f.yaml:1:1 warning w'], ['system-out', 'f.yaml:1:1 note n']])
  })

  it('carries every text that XML can carry, and writes out what it cannot', () => {
    const odd = 'a<b>&"\'\t\r\n]]>\u200B\u0085'
    const [suite] = suitesOf(junitReport(madeUp([{file: odd, message: odd}])))
    expect(suite!.attributes['name']).to.equal(odd)
    expect(suite!.children[0]!.children[0]!.attributes['message']).to.equal(`1:1 ${odd}`)
    expect(suitesOf(junitReport(madeUp([{file: 'a\u0000\u001B\uFFFE\uFFFF\uD800.yaml'}])))[0]!.attributes['name']).to.equal('a\\u0000\\u001b\\ufffe\\uffff\\ud800.yaml')
    fc.assert(fc.property(fc.string({unit: 'binary', minLength: 1}), fc.string({unit: 'binary'}), (file, message) => void suitesOf(junitReport(madeUp([{file, message}], message)))))
  })

  for (const [name, text] of Object.entries(leaks)) it(`never shows a secret of ${name}`, () => expect(junitReport(reportOf({f: text}))).to.include('<failure').and.not.include('hunter2'))
})
