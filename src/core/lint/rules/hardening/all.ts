import type {Rule} from '../../rule.ts'
import {defaultServiceAccount, serviceAccountField, serviceAccountMissing, serviceAccountToken} from './account.ts'
import {fieldRules} from './fields.ts'
import {imageDigest, pullPolicy} from './image.ts'
import {literalSecret} from './literal-secret.ts'
import {memory} from './memory.ts'
import {namespace} from './namespace.ts'
import {networkPolicy} from './network-policy.ts'
import {hostPort, privilegedPort, service} from './ports.ts'
import {probes, probesIdentical} from './probes.ts'
import {antiAffinity, disruptionBudget, eviction, fixedReplicas, spread} from './replicas.ts'
import {capabilities, runAsNonRoot, seccomp, userAndGroup} from './security-context.ts'
import {sysctls} from './sysctls.ts'
import {hostPath} from './volumes.ts'

/** What is advised for the Deployment of a connector, under the profile `hardened`. docs/hardening.md holds each against the checks of other tools. */
export const hardeningRules: Rule[] = [
  ...fieldRules, antiAffinity, capabilities, defaultServiceAccount, disruptionBudget, eviction, fixedReplicas, hostPath, hostPort, imageDigest, literalSecret, memory, namespace, networkPolicy, privilegedPort, probes, probesIdentical,
  pullPolicy, runAsNonRoot, seccomp, service, serviceAccountField, serviceAccountMissing, serviceAccountToken, spread, sysctls, userAndGroup,
]
