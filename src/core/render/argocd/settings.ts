import * as z from 'zod'
import {flag} from '../../project/scalars.ts'
import {deliverySettings, gitOrScpAddress, objectNamespace} from '../delivery/settings.ts'
import {out} from '../out-setting.ts'

const line = z.string().min(1, 'expected a text').max(250).regex(/^[^\x00-\x1f\x7f]+$/, 'expected one line')
const server = z.string().regex(/^https?:\/\/[A-Za-z0-9.[\]:-]+(?:\/[A-Za-z0-9._~%+-]+)*\/?$/, 'expected the address of an API server such as https://kubernetes.default.svc')
const destination = z
  .strictObject({server: server.optional(), name: line.optional()})
  .refine(({server: address, name: known}) => (address === undefined) !== (known === undefined), 'expected either a server or the name of a cluster')

export const argocdSettings = z.strictObject({
  out,
  repository: z
    .string()
    .regex(gitOrScpAddress, 'expected the address of a git repository, https://, ssh:// or git@host:path, and no credentials in it')
    .describe('Address of the git repository. Credentials for it are Argo CD\'s own business, never part of the address.'),
  revision: line.optional().describe('Branch, tag, commit or range of versions; HEAD unless said.'),
  ...deliverySettings,
  namespace: objectNamespace('argocd'),
  project: line.optional().describe('Argo CD\'s project (AppProject); default unless said.'),
  destination: destination.optional().describe('The cluster, by `server` or by `name`; Argo CD\'s own unless said.'),
  automated: flag.optional().describe('Whether Argo CD syncs by itself; true unless said.'),
  selfHeal: flag.optional().describe('Whether changes that others make in the cluster are undone; true unless said.'),
  syncOptions: z
    .array(z.string().regex(/^[A-Z][A-Za-z]+=[\w,.-]+$/, 'expected an option such as CreateNamespace=true'))
    .optional()
    .describe('Instead of CreateNamespace=true, ServerSideApply=true and FailOnSharedResource=true.'),
  cascade: flag.optional().describe('Whether the connectors go when the Application is deleted (its finalizer); false unless said.'),
})
