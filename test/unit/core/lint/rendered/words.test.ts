import {expect} from 'chai'
import {readHelmFault} from '../../../../../src/core/lint/rendered/helm-words.ts'
import {outsideReference} from '../../../../../src/core/lint/rendered/json-schema.ts'
import {secretLines, secretValues, shownWords} from '../../../../../src/core/lint/rendered/words.ts'

describe('what Helm and kustomize say', () => {
  it('is shown without values that are secret, as they are and in base64', () => {
    const files = ['auth:\n  password: hunter2-a\n  nested: {apiKey: {deep: hunter2-b}}\nenv: [{name: MY_TOKEN, value: hunter2-c}]\n', `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {x: ${Buffer.from('hunter2-d').toString('base64')}}\nstringData: {y: hunter2-e}\n`, 'secretGenerator: [{literals: [a=hunter2-f]}]\n']
    const secrets = [...files.flatMap(secretValues), ...secretLines('TOKEN=hunter2-g\n  hunter2-h  \n')]
    const all = [...'abcdefgh'].map((letter) => `hunter2-${letter}`)
    const words = shownWords([...all, ...all.map((one) => Buffer.from(one).toString('base64'))].map((one) => `<${one}>`).join(' '), secrets)
    expect(words).to.equal(Array.from({length: 16}, () => '<***>').join(' '))
  })

  it('is shown on one line, without what it quotes in full', () => {
    expect(shownWords('Error: a\n   b\n\nUse --debug flag to render out invalid YAML\n', [])).to.equal('a b')
    expect(shownWords('unable to parse SM or JSON patch from [a: hunter2\nb: [1]]', [])).to.equal('unable to parse SM or JSON patch')
    expect(shownWords("at '/a': 'hunter2' does not match pattern '^x'", [])).to.equal("at '/a': *** does not match pattern '^x'")
    expect(shownWords('cannot unmarshal !!str `hunter2` into map', [])).to.equal('cannot unmarshal !!str into map')
    expect(shownWords('x'.repeat(900), [])).to.have.length(401)
  })

  it('names the template in which the fault lies, in Helm 3 and 4', () => {
    const names = new Set(['asana/templates/a.yaml', 'asana/templates/_helpers.tpl'])
    const cases: Array<[stderr: string, at: object | undefined]> = [
      ['Error: asana/templates/a.yaml:14:15\n  executing "asana/templates/a.yaml" at <.Values.x.y>:\n    nil pointer evaluating interface {}.y\n', {name: 'asana/templates/a.yaml', line: 14, column: 15}],
      ['Error: template: asana/templates/a.yaml:14:15: executing "asana/templates/a.yaml" at <.Values.x.y>: nil pointer evaluating interface {}.y\n', {name: 'asana/templates/a.yaml', line: 14, column: 15}],
      ['Error: template: asana/templates/a.yaml:7:4: executing "asana/templates/a.yaml" at <include "x" .>: error calling include: template: asana/templates/_helpers.tpl:3:6: executing "x" at <.a.b>: nil pointer\n', {name: 'asana/templates/_helpers.tpl', line: 3, column: 6}],
      ['Error: parse error at (asana/templates/a.yaml:15): unclosed action started at asana/templates/a.yaml:14\n', {name: 'asana/templates/a.yaml', line: 14, column: undefined}],
      ['Error: YAML parse error on asana/templates/a.yaml: error converting YAML to JSON: yaml: line 3: did not find expected key\n', {name: 'asana/templates/a.yaml', line: 1, column: undefined}],
      ['Error: execution error at (other/templates/b.yaml:14:8): x\n', undefined],
      ['Error: 12:30:45 is no time\n', undefined],
    ]
    for (const [stderr, at] of cases) expect(readHelmFault(stderr, names).at, stderr).to.deep.equal(at)
  })

  it('names the dependencies that are missing, in Helm 3 and 4', () => {
    for (const stderr of ["Error: an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: a, b\n", 'Error: An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: a, b\n'])
      expect(readHelmFault(stderr, new Set()).missing).to.deep.equal(['a', 'b'])
  })
})

describe('a JSON Schema', () => {
  it('leads out by a reference to anything but itself, or by a dialect that is not published by json-schema.org', () => {
    const cases: Array<[schema: unknown, found: string | undefined]> = [
      [{$ref: '#/definitions/a', $schema: 'https://json-schema.org/draft/2020-12/schema', definitions: {a: {}}}, undefined],
      [{$schema: 'http://json-schema.org/draft-07/schema#', properties: {$ref: {type: 'string'}}}, undefined],
      [{properties: {a: {items: [{$ref: 'https://example.com/x.json'}]}}}, 'https://example.com/x.json'],
      [{$ref: 'other.json'}, 'other.json'], [{$ref: 'file:///etc/passwd'}, 'file:///etc/passwd'], [{$dynamicRef: 'x#y'}, 'x#y'], [{$schema: 'http://127.0.0.1/x'}, 'http://127.0.0.1/x'], [{$schema: 'http://json-schema.org.example.com/x'}, 'http://json-schema.org.example.com/x'],
    ]
    for (const [schema, found] of cases) expect(outsideReference(JSON.stringify(schema)), JSON.stringify(schema)).to.equal(found)
    expect(outsideReference(String.raw`{"\u0024ref": "https://example.com"}`)).to.equal('https://example.com')
    expect(outsideReference('no json')).to.equal(undefined)
  })
})
