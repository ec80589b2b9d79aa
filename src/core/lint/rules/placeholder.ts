import type {Rule} from '../rule.ts'

/** True for a text such as `<C1 client ID>`. */
export const isPlaceholder = (text: string): boolean => /^<[A-Za-z][^<>\n]*>$/.test(text.trim())

export const placeholder: Rule = {
  id: 'baton/placeholder', severity: 'error', title: 'A placeholder was left in',
  why: 'The text was copied from a setup page, and the connector would send it to the app as a credential.',
  wrong: 'stringData:\n  BATON_CLIENT_ID: <C1 client ID>', right: 'stringData:\n  BATON_CLIENT_ID: strange-hydra-68836@acme.conductor.one/pcc',
  check({manifests, deployed}, report) {
    const seen = new Set<string>()
    const once = (key: string, tell: () => void): void => {
      if (!seen.has(key)) tell()
      seen.add(key)
    }
    for (const {variables} of deployed) {
      for (const {name, value, at} of variables.values()) {
        if (name.startsWith('BATON_') && value !== undefined && isPlaceholder(value)) once(`${at.manifest.file} ${manifests.indexOf(at.manifest)} ${at.path.join('.')}`, () => report(at, `${name} still holds a placeholder: put the real value in.`))
      }
    }
    // A Secret may be linted without its Deployment.
    for (const [index, manifest] of manifests.entries()) {
      if (manifest.object.kind !== 'Secret') continue
      for (const [name, value] of Object.entries((manifest.object.stringData ?? {}) as Record<string, unknown>)) {
        if (!name.startsWith('BATON_') || typeof value !== 'string' || !isPlaceholder(value)) continue
        const path = ['stringData', name]
        once(`${manifest.file} ${index} ${path.join('.')}`, () => report({manifest, path}, `${name} still holds a placeholder: put the real value in.`))
      }
    }
  },
}
