import {map} from '../../values/maps.ts'
import {placeholdersIn} from '../placeholders.ts'
import type {Rule} from '../rule.ts'
import type {At, Manifest} from '../set.ts'

export const placeholder: Rule = {
  id: 'baton/placeholder', severity: 'error', title: 'A placeholder was left in',
  why: 'The text was copied from a setup page, and the connector would send it to the app as a credential.',
  wrong: 'stringData:\n  BATON_CLIENT_ID: <C1 client ID>', right: 'stringData:\n  BATON_CLIENT_ID: strange-hydra-68836@acme.conductor.one/pcc',
  check({manifests, deployed}, report) {
    const seen = new Map<Manifest, Set<string>>()
    const once = (name: string, value: string, at: At): void => {
      if (!value.includes('<')) return
      const places = seen.get(at.manifest) ?? new Set()
      seen.set(at.manifest, places)
      // What is encoded has no letters of its own.
      const isEncoded = at.manifest.object.kind === 'Secret' && at.path[0] === 'data'
      for (const inside of placeholdersIn(value).slice(0, isEncoded ? 1 : undefined)) {
        const place = `${at.path.join('.')} ${inside.join(' ')}`
        if (!places.has(place)) report(isEncoded ? at : {...at, inside}, `${name} still holds a placeholder: put the real value in.`)
        places.add(place)
      }
    }
    for (const {variables} of deployed) {
      for (const {name, value, at} of variables.values()) {
        if (name.startsWith('BATON_') && value !== undefined) once(name, value, at)
      }
    }
    // A Secret may be linted without its Deployment.
    for (const manifest of manifests) {
      if (manifest.object.kind !== 'Secret') continue
      for (const [name, value] of Object.entries(map(manifest.object.stringData))) {
        if (name.startsWith('BATON_') && typeof value === 'string') once(name, value, {manifest, path: ['stringData', name]})
      }
    }
  },
}
