import * as z from 'zod'
import {labels, labelValue, metadataKey, text, whole} from './scalars.ts'

// The shapes are core/v1 of Kubernetes; numbers are recognised here, for every scalar arrives as text.

const requirement = z.strictObject({key: metadataKey, operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']), values: z.array(labelValue).optional()})
const labelSelector = z.strictObject({matchLabels: labels.optional(), matchExpressions: z.array(z.strictObject({key: metadataKey, operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']), values: z.array(labelValue).optional()})).optional()})
const nodeTerm = z.strictObject({matchExpressions: z.array(requirement).optional(), matchFields: z.array(requirement).optional()})
const podTerm = z.strictObject({
  labelSelector: labelSelector.optional(), namespaceSelector: labelSelector.optional(), namespaces: z.array(text).optional(), topologyKey: metadataKey,
  matchLabelKeys: z.array(metadataKey).optional(), mismatchLabelKeys: z.array(metadataKey).optional(),
})
const podAffinity = z.strictObject({
  requiredDuringSchedulingIgnoredDuringExecution: z.array(podTerm).optional(),
  preferredDuringSchedulingIgnoredDuringExecution: z.array(z.strictObject({weight: whole, podAffinityTerm: podTerm})).optional(),
})
const honor = z.enum(['Honor', 'Ignore'])

/** Where pods may run. */
export const scheduling = z.strictObject({
  nodeSelector: labels.optional(),
  tolerations: z
    .array(z.strictObject({key: metadataKey.optional(), operator: z.enum(['Exists', 'Equal']).optional(), value: labelValue.optional(), effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(), tolerationSeconds: whole.optional()}))
    .optional(),
  affinity: z
    .strictObject({
      nodeAffinity: z
        .strictObject({
          requiredDuringSchedulingIgnoredDuringExecution: z.strictObject({nodeSelectorTerms: z.array(nodeTerm)}).optional(),
          preferredDuringSchedulingIgnoredDuringExecution: z.array(z.strictObject({weight: whole, preference: nodeTerm})).optional(),
        })
        .optional(),
      podAffinity: podAffinity.optional(),
      podAntiAffinity: podAffinity.optional(),
    })
    .optional(),
  topologySpreadConstraints: z
    .array(
      z.strictObject({
        maxSkew: whole, topologyKey: metadataKey, whenUnsatisfiable: z.enum(['DoNotSchedule', 'ScheduleAnyway']),
        labelSelector: labelSelector.optional().describe('The instance\'s own pods unless said.'),
        matchLabelKeys: z.array(metadataKey).optional(), minDomains: whole.optional(), nodeAffinityPolicy: honor.optional(), nodeTaintsPolicy: honor.optional(),
      }),
    )
    .optional(),
  priorityClassName: text.optional(),
})
