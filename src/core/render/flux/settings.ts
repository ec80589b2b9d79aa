import * as z from 'zod'
import {flag, objectName} from '../../project/scalars.ts'
import {deliverySettings, gitOrOciAddress, objectNamespace, revisionName} from '../delivery/settings.ts'
import {out} from '../out-setting.ts'

const duration = z.string().regex(/^(?:\d{1,6}(?:ms|s|m|h))+$/, 'expected a duration such as 10m or 1h30m')
const ref = z.strictObject({
  branch: revisionName.optional(),
  tag: revisionName.optional(),
  semver: z.string().min(1, 'expected a range').max(250).regex(/^[\w.*<>=~^|, +-]+$/, 'expected a range of versions such as >=1.0.0').optional(),
  commit: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'expected the whole hash of a commit').optional(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits').optional(),
})

export const fluxSettings = z.strictObject({
  out,
  repository: z
    .string()
    .regex(gitOrOciAddress, 'expected https:// or ssh:// of a git repository (ssh://git@example.com/acme/deploy.git, not git@example.com:acme/deploy.git) or oci:// of an artifact, and no credentials in it')
    .describe('Address of the git repository, or of an artifact (oci://) that has its files. Credentials stand in the Secret that `secretRef` names.'),
  ref: ref.optional().describe('What of it: a branch (main unless said), tag, range of versions (semver) or commit of git; a tag, range or digest of an artifact.'),
  secretRef: objectName.optional().describe('Name of the Secret with the credentials for the repository.'),
  ...deliverySettings,
  namespace: objectNamespace('flux-system'),
  interval: duration.optional().describe('How often Flux looks; 10m unless said.'),
  timeout: duration.optional().describe('How long the connectors may take to become ready; 5m unless said.'),
  wait: flag.optional().describe('Whether Flux waits until they are; true unless said.'),
  serviceAccount: objectName.optional().describe('The service account that Flux acts as.'),
})
