import {conductoroneVariables} from '../../../catalog/sdk-fields.ts'
import {list} from '../../../values/maps.ts'
import {knownVariables} from '../../connector-settings.ts'
import type {Rule} from '../../rule.ts'
import {pods} from './pod.ts'

const secretName = /secret|token|passw(?:or)?d|passphrase|credential|private_?key|api_?key|access_?key/i
/** Texts that are no secret, whatever the name says: a path, an address, a switch, a number, nothing but a reference. */
const harmless = /^(?:\.{0,2}\/.*|[a-z][\w+.-]*:\/\/[^\s@]*|true|false|\d{1,6}|\$\([\w.-]+\))?$/i

export const literalSecret: Rule = {
  id: 'hardening/literal-secret', severity: 'warning', title: 'A variable that sounds like a secret has its value in the manifest',
  why: 'Who can read a Deployment reads its variables, and so does git. Of the connector\'s own settings the catalog knows which are secret, and rules of baton/ speak of them; this one looks at all others, such as AWS_SECRET_ACCESS_KEY, by their names.',
  wrong: 'env:\n  - name: AWS_SECRET_ACCESS_KEY\n    value: wJalrXUt...', right: 'env:\n  - name: AWS_SECRET_ACCESS_KEY\n    valueFrom:\n      secretKeyRef: {name: baton-aws-secrets, key: AWS_SECRET_ACCESS_KEY}',
  check(set, report) {
    for (const {deployed, manifest, containers} of pods(set)) {
      const isKnown = (name: string): boolean => (deployed.connector ? knownVariables(deployed.connector) : Object.values<string>(conductoroneVariables)).includes(name)
      for (const {container, path, isConnector} of containers) {
        for (const [index, {name, value}] of list(container.env).entries()) {
          if (typeof name !== 'string' || typeof value !== 'string' || !secretName.test(name) || harmless.test(value) || (isConnector && isKnown(name))) continue
          report({manifest, path: [...path, 'env', index, 'value']}, `${name} sounds like a secret, and its value stands here for all to read: put it into a Secret and refer to it with valueFrom.secretKeyRef.`)
        }
      }
    }
  },
}
