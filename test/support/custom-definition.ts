type JsonMap = Record<string, unknown>

/** A definition of a custom resource that uses every part of a structural schema that lint checks. */
export const widgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: {name: 'widgets.c1ctl.example.com'},
  spec: {
    group: 'c1ctl.example.com', scope: 'Namespaced', names: {kind: 'Widget', plural: 'widgets', singular: 'widget'},
    versions: [
      {name: 'v1alpha1', served: false, storage: false, schema: {openAPIV3Schema: {type: 'object'}}},
      {
        name: 'v1', served: true, storage: true, subresources: {status: {}},
        schema: {openAPIV3Schema: {
          type: 'object', required: ['spec'],
          properties: {
            apiVersion: {type: 'string'}, kind: {type: 'string'}, metadata: {type: 'object'},
            status: {type: 'object', required: ['phase'], properties: {phase: {type: 'string', enum: ['Ready']}}},
            spec: {
              type: 'object', required: ['size', 'mode'], minProperties: 2,
              properties: {
                size: {type: 'integer', format: 'int32', minimum: 1, maximum: 100, multipleOf: 5},
                mode: {type: 'string', enum: ['Fast', 'Slow'], default: 'Fast'},
                ratio: {type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1},
                on: {type: 'boolean'},
                maybe: {type: 'string', nullable: true},
                name: {type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 6},
                port: {'x-kubernetes-int-or-string': true},
                percent: {'x-kubernetes-int-or-string': true, anyOf: [{type: 'integer'}, {type: 'string'}], pattern: '^[0-9]+%$'},
                free: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: {known: {type: 'string'}, closed: {type: 'object', properties: {a: {type: 'string'}}}}},
                anything: {'x-kubernetes-preserve-unknown-fields': true},
                template: {type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true},
                tags: {type: 'array', 'x-kubernetes-list-type': 'set', minItems: 1, maxItems: 3, items: {type: 'string'}},
                parts: {type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name', 'zone'], items: {type: 'object', required: ['name', 'zone'], properties: {name: {type: 'string'}, zone: {type: 'string', default: 'a'}, weight: {type: 'integer'}}}},
                labels: {type: 'object', additionalProperties: {type: 'string'}, maxProperties: 2},
                nested: {type: 'object', additionalProperties: {type: 'array', items: {type: 'object', properties: {x: {type: 'integer', format: 'int64'}}}}},
                source: {type: 'object', properties: {url: {type: 'string'}, file: {type: 'string'}}, oneOf: [{required: ['url']}, {required: ['file']}]},
                target: {type: 'object', properties: {a: {type: 'string'}, b: {type: 'string'}}, anyOf: [{required: ['a']}, {required: ['b']}], not: {required: ['a', 'b']}},
                both: {type: 'string', allOf: [{minLength: 2}, {pattern: '^x'}]},
                formats: {type: 'object', properties: Object.fromEntries(['byte', 'cidr', 'date', 'date-time', 'duration', 'email', 'hexcolor', 'hostname', 'ipv4', 'ipv6', 'mac', 'uri', 'uuid', 'uuid3', 'uuid4', 'uuid5', 'k8s-short-name', 'k8s-long-name', 'unheard-of'].map((format) => [format, {type: 'string', format}]))},
              },
            },
          },
        }},
      },
    ],
  },
}

/** A custom resource of that definition that a server takes, with every field set. */
export const widget: JsonMap = {
  apiVersion: 'c1ctl.example.com/v1', kind: 'Widget', metadata: {name: 'w', namespace: 'default', labels: {a: 'b'}},
  spec: {
    size: 10, mode: 'Slow', ratio: 0.5, on: true, maybe: 'x', name: 'abc', port: 80, percent: '10%', free: {known: 'x', other: {deep: [1]}, closed: {a: 'x'}}, anything: {a: [{b: 1}]},
    template: {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'c', labels: {x: 'y'}}, data: {a: 1}},
    tags: ['a', 'b'], parts: [{name: 'one', zone: 'a', weight: 1}, {name: 'one', zone: 'b'}, {name: 'two'}], labels: {a: 'b'}, nested: {k: [{x: 1}]}, source: {url: 'u'}, target: {a: 'x'}, both: 'xy',
    formats: {
      byte: 'Zm9v', cidr: '10.0.0.0/8', date: '2026-01-31', 'date-time': '2026-01-31T12:00:00Z', duration: '1h30m', email: 'a@example.com', hexcolor: '#ffffff', hostname: 'a.example.com', ipv4: '10.0.0.1', ipv6: '::1', mac: '00:00:5e:00:53:01',
      uri: 'https://example.com/a', uuid: '123e4567-e89b-12d3-a456-426614174000', uuid3: '123e4567-e89b-32d3-a456-426614174000', uuid4: '123e4567-e89b-42d3-a456-426614174000', uuid5: '123e4567-e89b-52d3-a456-426614174000', 'k8s-short-name': 'a-b', 'k8s-long-name': 'a.b-c', 'unheard-of': 'any',
    },
  },
}

const values: unknown[] = [
  null, '', 'word', 'Fast', 'x', '10%', '12', '%', true, 0, 1, -1, 5, 7, 100, 105, 0.5, 1.5, 4_000_000_000, [], ['a', 'a'], ['a', 'b', 'c', 'd'], [1], [null], {}, {a: 'b'}, {a: {b: 1}}, {url: 'a', file: 'b'}, {a: 'x', b: 'y'}, {url: null}, [{name: 'a'}, {name: 'a'}], [{name: 'a', zone: 'b'}, {name: 'a', zone: 'b'}],
  {k: [{y: 1}]}, {k: [null]}, {known: 1}, {closed: {b: 1}}, {apiVersion: 'v1', kind: 'X', metadata: {labels: {a: 1}}}, {apiVersion: 'v1'}, {apiVersion: 'v1', kind: 'X', metadata: {odd: 'x'}}, {a: '1', b: '2', c: '3'},
  '10.0.0.0', '10.0.0.0/33', '::/0', '1:2:3:4:5:6:7:8', '1::2::3', '01.2.3.4', '2026-02-30', '2026-02-28T25:00:00Z', '2026-02-28t10:00:00.5+01:00', '22 seconds', '-1.5h', 'a b', 'a@b', '@', 'http://', '/path', 'mailto:x', 'http://a b/', 'http://a:b/', '%zz', 'a_b', 'A.b', '#fff', 'fff', 'Zm9', 'Zm9v\n', '00-00-5e-00-53-01', '0000.5e00.5301', '123e4567e89b42d3a456426614174000', 'a'.repeat(64), 'A', '::ffff:1.2.3.4',
]

function changed(object: JsonMap, path: Array<string | number>, change: (parent: any, key: string | number) => void): JsonMap {
  const copy = structuredClone(object)
  let parent: any = copy
  for (const step of path.slice(0, -1)) parent = parent[step]
  change(parent, path.at(-1)!)
  return copy
}

/** Every place of the valid resource: taken away, replaced by every value of the list, misspelt, with a stranger beside it. */
export function* widgetMutations(): Generator<{name: string; object: JsonMap}> {
  yield {name: 'as it is', object: widget}
  yield {name: 'with a status that breaks its schema', object: {...widget, status: {phase: 'Odd'}}}
  yield {name: 'with a status of a wrong type', object: {...widget, status: 'Odd'}}
  yield {name: 'with a stranger under status', object: {...widget, status: {odd: 1}}}
  yield {name: 'with a stranger at the top', object: {...widget, odd: 1}}
  yield {name: 'with a version that is not served', object: {...widget, apiVersion: 'c1ctl.example.com/v1alpha1'}}
  function* places(value: unknown, path: Array<string | number>): Generator<Array<string | number>> {
    if (path.length > 0) yield path
    if (Array.isArray(value)) for (const index of value.keys()) yield* places(value[index], [...path, index])
    else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key])
  }
  for (const path of places(widget, [])) {
    if (path[0] === 'apiVersion' || path[0] === 'kind') continue
    const at = path.join('.')
    const key = path.at(-1)!
    yield {name: `${at} taken away`, object: changed(widget, path, (parent, one) => (Array.isArray(parent) ? parent.splice(Number(one), 1) : delete parent[one]))}
    for (const value of values) yield {name: `${at} = ${JSON.stringify(value).slice(0, 50)}`, object: changed(widget, path, (parent, one) => (parent[one] = structuredClone(value)))}
    if (typeof key === 'string') yield {name: `${at} misspelt`, object: changed(widget, path, (parent, one) => { parent[`${one}s`] = parent[one]; delete parent[one] })}
  }
}
