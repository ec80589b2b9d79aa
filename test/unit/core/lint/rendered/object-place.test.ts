import {expect} from 'chai'
import fc from 'fast-check'
import {pathInSource, placeInOperations, sourceObject} from '../../../../../src/core/lint/rendered/object-place.ts'
import {manifestsOf} from '../../../../../src/core/lint/manifests.ts'
import type {Manifest} from '../../../../../src/core/lint/set.ts'
import {readKubernetesYaml} from '../../../../../src/core/yaml/kubernetes-reader.ts'

const objects = (text: string): Manifest[] => readKubernetesYaml(text, 'f').documents.flatMap((document) => manifestsOf('f', document) as Manifest[])
const named = (kind: string, name: string): string => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n`

/** Every path in a value. */
const paths = (value: unknown): Array<Array<string | number>> =>
  typeof value !== 'object' || value === null ? [[]] : [[], ...(Array.isArray(value) ? [...value.entries()] : Object.entries(value)).flatMap(([step, one]) => paths(one).map((rest) => [step, ...rest]))]

describe('the place of a rendered value in what it was made from', () => {
  const rendered = {spec: {replicas: 3, containers: [{name: 'added', image: 'x'}, {name: 'a', image: 'y', env: [{name: 'A', value: 1}]}], args: ['x', 'y']}}
  const source = {spec: {replicas: 1, containers: [{name: 'a', image: 'y', env: [{name: 'B', value: 2}, {name: 'A', value: 1}]}], args: ['x', 'z']}}
  const cases: Array<[what: string, path: Array<string | number>, part: 'key' | 'value', found: Array<string | number> | undefined]> = [
    ['follows lists by name', ['spec', 'containers', 1, 'env', 0, 'value'], 'value', ['spec', 'containers', 0, 'env', 1, 'value']],
    ['follows plain lists by number', ['spec', 'args', 0], 'value', ['spec', 'args', 0]],
    ['is none for another value', ['spec', 'replicas'], 'value', undefined],
    ['is none for another value in a list', ['spec', 'args', 1], 'value', undefined],
    ['is the key where the key is meant', ['spec', 'replicas'], 'key', ['spec', 'replicas']],
    ['is none for what was added', ['spec', 'containers', 0, 'image'], 'value', undefined],
    ['is that of a container whatever is in it', ['spec', 'containers'], 'value', ['spec', 'containers']],
    ['goes on to what neither has', ['spec', 'selector', 'matchLabels'], 'value', ['spec', 'selector', 'matchLabels']],
    ['is the whole for the whole', [], 'value', []],
  ]
  for (const [what, path, part, found] of cases) it(what, () => expect(pathInSource(rendered, source, path, part)).to.deep.equal(found))

  it('is the same path in the same object, and moves with elements that have names', () => {
    const element = fc.record({name: fc.constantFrom('a', 'b', 'c', 'd'), value: fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.array(fc.integer(), {maxLength: 2}))})
    const tree = fc.record({spec: fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.uniqueArray(element, {selector: (one) => one.name, maxLength: 4}))})
    fc.assert(fc.property(tree, (value) => {
      for (const path of paths(value)) expect(pathInSource(value, value, path)).to.deep.equal(path)
      const reversed = {spec: Object.fromEntries(Object.entries(value.spec).map(([key, list]) => [key, [...list].reverse()]))}
      for (const path of paths(value)) {
        const [spec, key, at, ...rest] = path
        expect(pathInSource(value, reversed, path)).to.deep.equal(at === undefined ? path : [spec, key, value.spec[key!]!.length - 1 - Number(at), ...rest])
      }
    }))
  })

  it('is in the object of its kind with its name, or the name without what was put around it', () => {
    const among = objects([named('ConfigMap', 'a'), named('ConfigMap', 'settings'), named('Secret', 'settings')].join('---\n'))
    const find = (kind: string, name: string): string | undefined => {
      const found = sourceObject(objects(named(kind, name))[0]!, among)
      return found && `${String(found.object['kind'])} ${String((found.object['metadata'] as {name: string}).name)}`
    }
    expect(find('ConfigMap', 'settings')).to.equal('ConfigMap settings')
    expect(find('ConfigMap', 'p-settings-h2k')).to.equal('ConfigMap settings')
    expect(find('Secret', 'renamed')).to.equal('Secret settings')
    expect(find('ConfigMap', 'p-a-settings')).to.equal(undefined)
    expect(find('Service', 'a')).to.equal(undefined)
  })

  it('is in the operation of a JSON patch that sets it', () => {
    const [manifest] = objects('apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {a/b: "x"}}\nspec:\n  containers:\n  - {name: a, ports: [{containerPort: many}]}\n')
    const find = (patch: string, path: Array<string | number>): string | undefined => {
      const [document] = readKubernetesYaml(patch, 'p').documents
      const span = placeInOperations({manifest: manifest!, path}, document!)
      return span && `${span.line}:${span.column}`
    }
    const patch = '- {op: remove, path: /spec/x}\n- {op: add, path: /metadata/labels/a~1b, value: "x"}\n- op: add\n  path: /spec/containers/0/ports/-\n  value:\n    containerPort: many\n'
    expect(find(patch, ['metadata', 'labels', 'a/b'])).to.equal('2:49')
    expect(find(patch, ['spec', 'containers', 0, 'ports', 0, 'containerPort'])).to.equal('6:20')
    expect(find(patch, ['spec', 'containers', 0, 'name'])).to.equal(undefined)
    expect(find('- {op: replace, path: /metadata/labels/a~1b, value: "y"}\n', ['metadata', 'labels', 'a/b'])).to.equal(undefined)
  })
})
