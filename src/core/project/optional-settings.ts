import * as z from 'zod'
import {scheduleFault, timeZoneFault} from '../kubernetes/checks/schedule.ts'
import {annotations, flag, labels, objectName, port, quantity, source, text, variableName} from './scalars.ts'
import {scheduling} from './scheduling-settings.ts'

/** A file of the project: relative, and below it. */
const projectPath = z.string().min(1).refine((path) => !/^(?:[/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..'), 'expected a path below the project, without ..')
/** A place in the container. */
const containerPath = z.string().regex(/^\/(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\0:]*[^\0:/]$/, 'expected an absolute path such as /data, without a colon and ..')
const cidr = z.string().regex(/^(?:\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}|[0-9a-f:]*:[0-9a-f:.]*\/\d{1,3})$/i, 'expected a range such as 203.0.113.0/24')
const amount = z.string().regex(/^(?:\d{1,4}|100%|\d{1,2}%)$/, 'expected a number or a percentage such as 50%')
const withFault = (find: (text: string) => string | undefined) => z.string().check((context) => {
  const fault = find(context.value)
  if (fault) context.issues.push({code: 'custom', message: `it ${fault}`, input: context.value})
})

/** What an instance may ask for beyond its connector's settings. */
export const optionalSettings = {
  run: z
    .strictObject({
      mode: z.enum(['service', 'once']).default('service').describe('service asks ConductorOne for tasks and runs on; once syncs one time into a file and ends, without ConductorOne\'s credentials.'),
      schedule: withFault(scheduleFault).optional().describe('With mode once: when to run, as a CronJob says it, for example "0 3 * * *". Without it, it runs one time.'),
      timeZone: withFault(timeZoneFault).optional().describe('The time zone of the schedule, for example Europe/Zurich.'),
      output: z.string().min(1).optional().describe('With mode once: the sync file, a path in the container or s3://bucket/key.'),
    })
    .default({mode: 'service'})
    .describe('Runs as a service, or once.'),
  env: z.record(variableName, z.union([text, source])).default({}).describe('Further variables of the process, by name: a text that is no secret, or {from: store}, {from: env, name: NAME} or {from: file, path: PATH}.'),
  files: z.record(text, projectPath).default({}).describe('Files of your own that are no secret, by field: FIELD: PATH, relative to the project. They are mounted, and the field is set to their place.'),
  serviceAccount: z
    .strictObject({
      name: objectName.optional().describe('Its name; the Deployment\'s unless said.'),
      create: flag.optional().describe('false when it is there already; true unless said.'),
      annotations: annotations.optional(),
    })
    .optional()
    .describe('The service account to run under. A connector that needs rights in the cluster has one anyway.'),
  workloadIdentity: z
    .union([
      z.strictObject({aws: z.strictObject({roleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'expected the ARN of a role such as arn:aws:iam::123456789012:role/baton').describe('The role to take on (IAM roles for service accounts).')})}),
      z.strictObject({gcp: z.strictObject({serviceAccount: z.string().regex(/^[^@\s]+@[^@\s]+$/, 'expected the e-mail address of a Google service account').describe('The Google service account to act as (Workload Identity Federation for GKE).')})}),
      z.strictObject({azure: z.strictObject({clientId: z.string().min(1).describe('Client id of the managed identity or application.'), tenantId: z.string().min(1).optional().describe('Its tenant; the cluster\'s unless said.')})}),
    ])
    .optional()
    .describe('A cloud\'s identity in place of keys: {aws: {roleArn}}, {gcp: {serviceAccount}} or {azure: {clientId, tenantId}}.'),
  networkPolicy: z
    .union([
      flag,
      z.strictObject({
        ports: z.array(port).default([]).describe('Further TCP ports that may be reached, beside 443 and those that the settings name.'),
        cidrs: z.array(cidr).default([]).describe('The only addresses that may be reached; any unless said.'),
        dns: flag.default(true).describe('false when names are resolved elsewhere.'),
      }),
    ])
    .optional()
    .describe('true lets nothing in, and out only DNS, 443 and the app\'s port; or {ports, cidrs, dns}.'),
  podDisruptionBudget: z
    .union([flag, z.strictObject({maxUnavailable: amount}), z.strictObject({minAvailable: amount})])
    .optional()
    .describe('How many pods a drain of nodes may take at once. From two replicas there is one with maxUnavailable 1 unless false.'),
  volume: z
    .union([
      z.strictObject({path: containerPath, claim: objectName.describe('A PersistentVolumeClaim that is there already.')}),
      z.strictObject({
        path: containerPath,
        size: quantity.describe('How much to claim, for example 1Gi.'),
        storageClass: objectName.optional(),
        accessModes: z.array(z.enum(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'])).min(1).default(['ReadWriteOnce']),
      }),
    ])
    .optional()
    .describe('A volume that outlives the pod: {path, size} claims one, {path, claim} takes one that is there.'),
  imagePullSecrets: z.array(objectName).default([]).describe('Secrets of the namespace with the credentials of the image registry.'),
  proxy: z
    .strictObject({
      https: z.union([text, source]).optional().describe('For https addresses. One with a password comes from a credential source.'),
      http: z.union([text, source]).optional().describe('For http addresses.'),
      no: z.union([text, z.array(text)]).transform((hosts) => (typeof hosts === 'string' ? hosts : hosts.join(','))).optional().describe('Hosts that are reached without it.'),
    })
    .optional()
    .describe('The HTTP proxy to reach ConductorOne and the app through.'),
  caBundle: z
    .union([z.strictObject({path: projectPath.describe('A PEM file, relative to the project.')}), z.strictObject({configMap: objectName, key: z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/, 'expected a key of a ConfigMap').default('ca.crt')})])
    .optional()
    .describe('Certificate authorities to trust beside the image\'s own: {path} of a PEM file, or {configMap, key}.'),
  scheduling: scheduling.optional().describe('Where pods may run, in Kubernetes\' own words.'),
  podLabels: labels.default({}).describe('Further labels of the pods.'),
  podAnnotations: annotations.default({}).describe('Further annotations of the pods.'),
}
