import {expect} from 'chai'
import fc from 'fast-check'
import {placeInTemplate} from '../../../../../src/core/lint/rendered/template-place.ts'

/** The stretch of the template that became a word of a rendered line; undefined when there is none for sure. */
function became(template: string, rendered: string, line: number, word: string, isLoose = false): string | undefined {
  const lines = rendered.split('\n')
  const from = lines[line - 1]!.indexOf(word)
  const place = placeInTemplate(template, lines, line - 1, {from, to: from + word.length}, isLoose)
  return place && `${place.line + 1}: ${template.split('\n')[place.line]!.slice(place.from, place.to)}`
}

describe('the line of a template that became a rendered line', () => {
  const cases: Array<[what: string, template: string, rendered: string, line: number, word: string, found: string | undefined]> = [
    ['is the same to the letter', 'a: 1\nb:\n  c: true\n', 'a: 1\nb:\n  c: true', 3, 'true', '3: true'],
    ['has an action for the value', 'a: {{ .Values.a }}\n', 'a: many', 1, 'many', '1: {{ .Values.a }}'],
    ['has an action in the middle of a text', '  image: "acme/{{ .Values.name }}:{{ .Values.tag }}"', '  image: "acme/x:1"', 1, '"acme/x:1"', '1: "acme/{{ .Values.name }}:{{ .Values.tag }}"'],
    ['has an action for the key', '{{ .Values.key }}: true', 'label: true', 1, 'label', '1: {{ .Values.key }}'],
    ['keeps what stands behind the last action', 'a: {{ .x }} # why', 'a: 12 # why', 1, '# why', '1: # why'],
    ['has an action with its end in a text', 'a: {{ "}}" }}x', 'a: }}x', 1, 'x', '1: x'],
    ['has an action with a quote for a character', `a: {{ printf "%c" '"' }}x`, 'a: "x', 1, 'x', '1: x'],
    ['is told from a twin by what stands above', 'one:\n  name: {{ .a }}\ntwo:\n  name: {{ .b }}\n', 'one:\n  name: x\ntwo:\n  name: y', 4, 'y', '4: {{ .b }}'],
    ['is told from a twin over conditions between', 'one:\n{{- if .a }}\n  name: {{ .a }}\n{{- end }}\ntwo:\n  name: {{ .b }}\n', 'one:\n  name: x\ntwo:\n  name: y', 2, 'x', '3: {{ .a }}'],
    ['goes before one that only might be', 'a: {{ .x }}\n{{ else }}\na: true\n', 'a: true', 1, 'true', '3: true'],
    ['is nowhere when a block of text was included', '{{ toYaml .Values | indent 2 }}\n', '  a: true', 1, 'true', undefined],
    ['is nowhere for sure when two are the same', '{{ if .x }}\na: true\n{{ else }}\na: true\n{{ end }}\n', 'a: true', 1, 'true', undefined],
    ['is nowhere in a comment', '{{/* a: true */}}\n', 'a: true', 1, 'true', undefined],
    ['is nowhere inside an action of many lines', '{{ template "x"\n(dict "a" true)\n}}\n', '(dict "a" true)', 1, 'true', undefined],
    ['is no line that only begins like it', 'a: b\n', 'a: bc', 1, 'bc', undefined],
  ]
  for (const [what, template, rendered, line, word, found] of cases) it(what, () => expect(became(template, rendered, line, word)).to.equal(found))

  it('may be indented otherwise where a named template is included', () => {
    expect(became('{{ define "labels" }}\napp: {{ .name }}\nbaton: true\n{{ end }}', 'metadata:\n    app: x\n    baton: true', 3, 'true', true)).to.equal('3: true')
    expect(became('{{ define "labels" }}\nbaton: true\n{{ end }}', '    baton: true', 1, 'true')).to.equal(undefined)
  })

  it('is itself in a template without actions, whatever stands in it', () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/)
    const lines = fc.uniqueArray(fc.tuple(fc.nat(4), word, word).map(([indent, key, value]) => `${' '.repeat(indent)}${key}: ${value}`), {minLength: 1, maxLength: 12})
    fc.assert(fc.property(lines, fc.nat(), (all, pick) => {
      const at = pick % all.length
      const line = all[at]!
      const from = line.indexOf(':') + 2
      expect(placeInTemplate(all.join('\n'), all, at, {from, to: line.length})).to.deep.equal({line: at, from, to: line.length})
    }))
  })

  it('is looked for without trying the same text over and over', () => {
    for (const hostile of ['{{ '.repeat(300_000), `{{ '${'{{ "'.repeat(200_000)}`, '{{ "'.repeat(200_000), `{{/*${'{{ '.repeat(300_000)}`, `a: {{ "${'{{'.repeat(400_000)}" }}`]) expect(became(hostile, 'x: 1', 1, '1')).to.equal(undefined)
  }).timeout(5000)

  it('has places that are in it, and takes any text for a template without end or fault', () => {
    const piece = fc.constantFrom('{{', '}}', '{{-', '/*', '*/', '"', '`', 'a: ', 'b', '\n', '  ', '\r\n', '{{ .x }}', ':')
    const text = fc.array(piece, {maxLength: 30}).map((pieces) => pieces.join(''))
    fc.assert(fc.property(text, text, fc.nat(10), fc.nat(8), fc.boolean(), (template, rendered, at, from, isLoose) => {
      const place = placeInTemplate(template, rendered.split(/\r?\n/), at, {from, to: from + 2}, isLoose)
      if (!place) return
      const line = template.split(/\r?\n/)[place.line]!
      expect(place.from).to.be.within(0, line.length)
      expect(place.to).to.be.within(0, line.length)
    }), {numRuns: 2000})
  })
})
