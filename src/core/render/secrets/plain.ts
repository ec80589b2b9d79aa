import type {SecretMode} from '../types.ts'

/** Secrets as they are: base64 in `data`. With server-side apply a key dropped from `stringData` would stay behind in `data` (measured on 1.36.1). */
export const plain: SecretMode = {
  id: 'plain',
  needsValues: true,
  encode: (bundle, {namespace, labels}) => ({
    objects: [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {name: bundle.name, namespace, labels},
        type: 'Opaque',
        data: Object.fromEntries(bundle.entries.map(({key, value}) => [key, Buffer.from(value?.reveal() ?? '', 'utf8').toString('base64')])),
      },
    ],
    podAnnotations: {},
  }),
}
