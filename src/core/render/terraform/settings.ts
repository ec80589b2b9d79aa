import * as z from 'zod'
import {flag, text} from '../../project/scalars.ts'
import {out} from '../out-setting.ts'

const hosting = z.enum(['self-hosted', 'cloud'])
const users = z.array(text.min(1))

export const terraformSettings = z.strictObject({
  out,
  hosting: hosting.optional().describe('self-hosted makes the app, the connector and its credential in ConductorOne; cloud makes a connector that ConductorOne runs. self-hosted unless said.'),
  kubernetes: flag.optional().describe('false leaves out what runs in Kubernetes, and puts out the credential instead; true unless said.'),
  tfvars: flag.optional().describe('true writes the secret values into *.auto.tfvars files, mode 0600 and kept from git. Otherwise they come as TF_VAR_ variables.'),
  userIds: users.optional().describe('ids of the ConductorOne users who own the connectors; whoever runs Terraform unless said.'),
  instances: z
    .record(
      text,
      z.strictObject({
        hosting: hosting.optional(),
        userIds: users.optional(),
        appId: text.min(1).optional().describe('The app in ConductorOne that is there already; a new one unless said.'),
        import: flag.optional().describe('With appId: true takes that app into Terraform\'s state with an import block.'),
      }),
    )
    .optional()
    .describe('What differs for one instance, by name.'),
})
