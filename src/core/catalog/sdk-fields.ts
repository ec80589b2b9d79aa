import {derived} from './derived.ts'
import type {Connector, Field, Rules} from './types.ts'
import {variableOf} from './variables.ts'

const setting = (name: string, title: string, type: Field['type'], more: {default?: string; rules?: Rules; secret?: boolean; help?: string} = {}): [string, Field] => [
  name,
  {title, type, variable: variableOf(name), secret: false, required: false, aliases: [], ...more},
]

/** The settings that every connector has besides its own (baton-sdk). Its client-id and client-secret are C1's pair and come from credentials alone. */
export const sdkFields: Record<string, Field> = Object.fromEntries([
  setting('provisioning', 'Provisioning', 'bool', {help: 'Lets ConductorOne grant and revoke access and create accounts through the connector.'}),
  setting('ticketing', 'External ticketing', 'bool', {help: 'Lets ConductorOne open tickets through the connector.'}),
  setting('auth-method', 'Auth method', 'string', {help: 'Set by c1ctl from the chosen auth method.'}),
  setting('file', 'Sync file', 'string', {default: 'sync.c1z'}),
  setting('log-level', 'Log level', 'string', {default: 'info', rules: {in: ['debug', 'info', 'warn', 'error']}}),
  setting('log-level-debug-expires-at', 'End of debug logging', 'string'),
  setting('log-format', 'Log format', 'string', {rules: {in: ['json', 'console']}, help: 'JSON unless the output is a terminal.'}),
  setting('log-path', 'Log paths', 'list'),
  setting('c1z-temp-dir', 'Directory for temporary files', 'string'),
  setting('skip-full-sync', 'Skip the full sync', 'bool'),
  setting('sync-resources', 'Resources to sync', 'list'),
  setting('sync-resource-types', 'Resource types to sync', 'list'),
  setting('skip-entitlements-and-grants', 'Skip entitlements and grants', 'bool'),
  setting('skip-grants', 'Skip grants', 'bool'),
  setting('workers', 'Workers', 'int', {default: '0'}),
  setting('task-concurrency', 'Tasks at once', 'int', {default: '3', rules: {gte: 1, lte: 100}}),
  setting('http-timeout-seconds', 'HTTP timeout in seconds', 'int', {default: '300', rules: {gte: 1, lte: 1800}}),
  setting('health-check', 'Health server', 'bool'),
  setting('health-check-port', 'Port of the health server', 'int', {default: '8081', rules: {gte: 1, lte: 65535}}),
  setting('health-check-bind-address', 'Address of the health server', 'string', {default: '127.0.0.1'}),
  setting('otel-collector-endpoint', 'OpenTelemetry collector', 'string'),
  setting('otel-collector-endpoint-tls-cert', 'CA certificate of the collector (PEM)', 'string'),
  setting('otel-collector-endpoint-tls-cert-path', 'CA certificate file of the collector', 'string'),
  setting('otel-collector-endpoint-tls-insecure', 'Do not verify the collector', 'bool'),
  setting('otel-tracing-disabled', 'No tracing', 'bool'),
  setting('otel-logging-disabled', 'No logging through OpenTelemetry', 'bool'),
  setting('session-store-maximum-size', 'Size of the session store in bytes', 'int', {default: '15728640'}),
  setting('storage-engine', 'Storage engine', 'string', {rules: {in: ['sqlite', 'pebble']}}),
  setting('keep-previous-sync-c1z', 'Keep the previous sync file', 'bool'),
  setting('external-resource-c1z', 'Sync file of another connector', 'string'),
  setting('external-resource-entitlement-id-filter', 'Entitlement that external users must have', 'string'),
  setting('external-resource-traits', 'Traits of external resources', 'list'),
])

/** Variables that the SDK reads from the environment alone: they are no settings, but lint knows them. */
export const environmentOnly = ['BATON_HOST_ID', 'BATON_C1_API_HOST', 'BATON_CONFIG_PATH'] as const

/** Variables of C1's own pair. */
export const conductoroneVariables = {'client-id': 'BATON_CLIENT_ID', 'client-secret': 'BATON_CLIENT_SECRET'} as const

/** Everything that may be set for a connector: its own fields, then the SDK's that it does not define itself. */
export const allFields = derived((connector: Connector): Readonly<Record<string, Field>> => {
  const missing = Object.entries(sdkFields).filter(([name]) => !Object.hasOwn(connector.fields, name))
  return {...connector.fields, ...Object.fromEntries(missing)}
})

/** Settings of every connector that take the path of a file which is no secret. */
export const mountedPaths: readonly string[] = ['otel-collector-endpoint-tls-cert-path']
