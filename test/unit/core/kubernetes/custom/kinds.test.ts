import {expect} from 'chai'
import {customKinds} from '../../../../../src/core/kubernetes/custom/kinds.ts'
import {validateObject} from '../../../../../src/core/kubernetes/validate.ts'
import {widget, widgetDefinition, widgetMutations} from '../../../../support/custom-definition.ts'

const custom = customKinds([widgetDefinition])
const said = (object: Record<string, unknown>, version = '1.36'): string[] | null => validateObject(object, {custom, version})?.map(({rule, path, message}) => `${rule.replace('kubernetes/', '')} ${path.join('.')}: ${message}`) ?? null
const spec = (more: Record<string, unknown>): string[] | null => said({...widget, spec: {...(widget.spec as object), ...more}})

// The same against an API server: test/e2e/custom-resources.test.ts.
describe('a custom resource', () => {
  it('that fits its definition is taken', () => expect(said(widget)).to.deep.equal([]))
  it('of a kind that no definition knows is not judged', () => expect(said({apiVersion: 'c1ctl.example.com/v1', kind: 'Gadget'})).to.equal(null))

  const cases: Array<[string, string[] | null, string[]]> = [
    ['of a version that is not served', said({...widget, apiVersion: 'c1ctl.example.com/v1alpha1'}), ['api-version apiVersion: Widget of c1ctl.example.com/v1alpha1 is not served any more: its definition serves c1ctl.example.com/v1.']],
    ['of a version that there is not', said({...widget, apiVersion: 'c1ctl.example.com/v2'}), ['api-version apiVersion: There is no Widget in c1ctl.example.com/v2: its definition serves c1ctl.example.com/v1.']],
    ['with an unknown field', spec({siez: 5}), ['unknown-field spec.siez: spec has no field siez. Did you mean size?']],
    ['with an unknown field at the top', said({...widget, spek: {}}), ['unknown-field spek: Widget has no field spek. Did you mean spec?']],
    ['with an unknown field inside of what is open', spec({free: {closed: {b: 1}}}), ['unknown-field spec.free.closed.b: closed has no field b. Did you mean a?']],
    ['with a text where a number belongs', spec({size: '5'}), ['type spec.size: size is a text; it must be a whole number.']],
    ['with a bare number where a text belongs', spec({name: 12}), ['type spec.name: name is a number; it must be a text: quote it.']],
    ['with a value outside an enumeration', spec({mode: 'Fats'}), ['value spec.mode: mode must be one of Fast, Slow. Did you mean Fast?']],
    ['with numbers out of range', spec({size: 103, ratio: 0}), ['value spec.size: size must be at most 100.', 'value spec.size: size must be a multiple of 5.', 'value spec.ratio: ratio must be more than 0.']],
    ['with a text that breaks its pattern and length', spec({name: 'A'}), ['value spec.name: name needs 2 characters at least.', 'value spec.name: name must match `^[a-z]+$`.']],
    ['with a format that does not fit', spec({formats: {cidr: 'x', 'date-time': 'x', byte: '!'}}), ['value spec.formats.cidr: cidr must be a network such as 10.0.0.0/8.', 'value spec.formats.date-time: date-time must be a time such as 2026-01-31T12:00:00Z.', 'base64 spec.formats.byte: byte must be base64.']],
    ['with an item of a set twice', spec({tags: ['a', 'b', 'a']}), ['duplicate-name spec.tags.2: tags[2] stands in the list already.']],
    ['with the same keys in a list-map, one by its default', spec({parts: [{name: 'x', zone: 'a'}, {name: 'x'}]}), ['duplicate-name spec.parts.1: parts[1] has the same name and zone as an item before it.']],
    ['without a required field that has no default', spec({size: undefined, mode: undefined}), ['required spec: spec lacks the field size, which is required.']],
    ['with null for a required field, which counts as absent', spec({size: null}), ['required spec: spec lacks the field size, which is required.']],
    ['with null where it is allowed', spec({maybe: null}), []],
    ['with null in a list', spec({tags: ['a', null]}), ['type spec.tags.1: tags[1] is nothing (null); it must be a text.']],
    ['with a boolean for int-or-string', spec({port: true}), ['type spec.port: port is a boolean; it must be a whole number or a text.']],
    ['with two forms where one is allowed', spec({source: {url: 'a', file: 'b'}}), ['one-of spec.source: source fits 2 forms of its definition where exactly one is allowed.']],
    ['with none of the forms', spec({source: {}}), ['one-of spec.source: source fits none of the 2 forms that its definition allows. The nearest: source lacks the field url, which is required.']],
    ['with a form that is excluded', spec({target: {a: 'x', b: 'y'}}), ['one-of spec.target: target has a form that its definition excludes.']],
    ['with an object inside that lacks its kind', spec({template: {apiVersion: 'v1'}}), ['required spec.template: template lacks the field kind, which is required: it is an object of its own.']],
    ['with a label that is no text, inside and out', said({...widget, metadata: {name: 'w', labels: {a: 1}}, spec: {...(widget.spec as object), template: {apiVersion: 'v1', kind: 'A', metadata: {labels: {a: true}}}}}), ['type metadata.labels.a: a is a number; labels must be texts: quote it.', 'type spec.template.metadata.labels.a: a is a boolean; labels must be texts: quote it.']],
    ['without a name', said({...widget, metadata: {}}), ['required metadata: metadata.name is required: kubectl apply cannot find the object without it.']],
    ['with a status that breaks its schema, which the server drops', said({...widget, status: {phase: 'Odd'}}), []],
  ]
  for (const [name, found, expected] of cases) it(`${name} is judged so`, () => expect(found).to.deep.equal(expected))

  it('is held to a format only by the versions that know it', () => {
    const object = {...widget, spec: {...(widget.spec as object), formats: {'k8s-short-name': 'Not Short'}}}
    expect(said(object, '1.33')).to.deep.equal([])
    expect(said(object, '1.34')).to.deep.equal(['value spec.formats.k8s-short-name: k8s-short-name must be a name of at most 63 lower-case letters, digits and dashes.'])
  })

  it('never has its values repeated, for they may be secret', () => {
    for (const {object, name} of widgetMutations()) for (const {message, path} of validateObject(object, {custom})!) if (!path.includes('metadata') && !path.includes('apiVersion')) expect(message, name).not.to.match(/2026-02-30|1\.2\.3\.4|\ba b\b/)
  })

  it('is checked by the last of two definitions, and never by one that is broken', () => {
    const other = structuredClone(widgetDefinition)
    other.spec.versions[1]!.schema.openAPIV3Schema = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true} as never
    expect(validateObject({...widget, odd: 1}, {custom: customKinds([widgetDefinition, other])})).to.deep.equal([])
    const broken: unknown[] = [null, 1, {}, {kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1'}, {kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1', spec: {group: 'x', names: {}, versions: 1}}]
    expect(validateObject(widget, {custom: customKinds(broken)})).to.equal(null)
    const odd = structuredClone(widgetDefinition) as any
    odd.spec.versions[1].schema.openAPIV3Schema = {type: 7, properties: [], required: 'a', items: 1, anyOf: {}, enum: 'x', pattern: '(', 'x-kubernetes-preserve-unknown-fields': true}
    expect(validateObject(widget, {custom: customKinds([odd])})).to.deep.equal([])
    odd.spec.versions[1].schema.openAPIV3Schema = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: {spec: {type: 'object', properties: {name: {type: 'string', pattern: '(['}}, 'x-kubernetes-preserve-unknown-fields': true}}}
    expect(validateObject(widget, {custom: customKinds([odd])})).to.deep.equal([])
  })
})
