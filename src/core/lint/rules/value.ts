import {encodeValue} from '../../workload/values.ts'
import {fieldsByVariable} from '../connector-settings.ts'
import {mayChange} from '../fix/users.ts'
import {isPlaceholder, isReference} from '../plain.ts'
import type {Rule} from '../rule.ts'

/** Words for true and false that YAML 1.1 knows and a connector does not. */
const booleanWords = new Map([...['yes', 'y', 'on'].map((word) => [word, 'true'] as const), ...['no', 'n', 'off'].map((word) => [word, 'false'] as const)])

/** Go's strconv.ParseBool takes these beside true and false. */
const shortBool = /^(?:1|0|t|f)$/i

export const value: Rule = {
  id: 'baton/value', severity: 'error', title: 'A value breaks the rule of its field',
  why: 'The connector checks its settings when it starts and ends at once when one is wrong; the pod then restarts again and again.',
  wrong: 'env:\n  - name: BATON_PROVISIONING\n    value: "yes"', right: 'env:\n  - name: BATON_PROVISIONING\n    value: "true"',
  check(set, report) {
    for (const {connector, variables} of set.deployed) {
      if (!connector) continue
      const fields = fieldsByVariable(connector)
      for (const one of variables.values()) {
        const {name: variable, value: text, secret, at} = one
        const known = fields.get(variable)
        if (!known || text === undefined || text === '' || isPlaceholder(text) || isReference(text)) continue
        const {field} = known
        // Paths have rules of their own.
        if (field.type === 'file' || (field.type === 'bool' && shortBool.test(text))) continue
        const encoded = encodeValue({...field, secret: field.secret || secret}, field.type === 'list' ? text.split(',') : text)
        const word = field.type === 'bool' && mayChange(set, one) ? booleanWords.get(text.trim().toLowerCase()) : undefined
        if ('fault' in encoded) report(at, `${variable} ${encoded.fault}.`, word === undefined ? undefined : {kind: 'value', path: at.path, to: word})
      }
    }
  },
}
