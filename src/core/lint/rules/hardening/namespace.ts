import {map} from '../../../values/maps.ts'
import type {Rule} from '../../rule.ts'
import {given, pods} from './pod.ts'

export const namespace: Rule = {
  id: 'hardening/namespace', severity: 'warning', title: 'The connector has no namespace of its own',
  why: 'Who may read Secrets of a namespace may read those of the connector. In default everybody\'s things meet, and a manifest without a namespace lands wherever kubectl points at the time.',
  wrong: 'metadata:\n  name: baton-asana', right: 'metadata:\n  name: baton-asana\n  namespace: conductorone',
  check(set, report) {
    for (const {manifest} of pods(set)) {
      const {namespace: name} = map(manifest.object.metadata)
      if (!given(name) || name === '') report({manifest, path: ['metadata', 'namespace'], part: 'key'}, 'The Deployment says no namespace: set metadata.namespace, or it lands wherever kubectl points at the time.')
      else if (name === 'default') report({manifest, path: ['metadata', 'namespace']}, 'The Deployment is in the namespace default, where everybody\'s things meet: give it a namespace of its own.')
    }
  },
}
