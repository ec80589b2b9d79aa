import {list, map} from '../../values/maps.ts'
import {dnsLabel1035, dnsSubdomain} from '../names.ts'
import {among, between, given, needsItems, oneOf, present, text, texts, type Check, type Checks} from './check.ts'

const fullName = (name: string): string | undefined => dnsSubdomain(name) ?? (name.split('.').length < 3 ? 'must have at least three parts, such as check.example.com' : undefined)

const hook: Check = (value, report) => {
  const wrong = given(value.name) ? fullName(text(value.name)) : undefined
  if (wrong) report('name', ['name'], `The name ${text(value.name)} is not allowed: it ${wrong}.`)
  const versions = texts(value.admissionReviewVersions)
  for (const [index, version] of versions.entries()) {
    if (versions.indexOf(version) < index) report('duplicate-name', ['admissionReviewVersions', index], `${version} stands there twice.`)
    if (dnsLabel1035(version)) report('name', ['admissionReviewVersions', index], `${version || 'An empty text'} is no version.`)
  }
  if (versions.length > 0 && !versions.includes('v1') && !versions.includes('v1beta1')) report('value', ['admissionReviewVersions'], 'admissionReviewVersions needs v1 or v1beta1.', {part: 'key'})
}

const hooksDiffer: Check = (object, report) => {
  const seen = new Set<unknown>()
  for (const [index, {name}] of list(object.webhooks).entries()) {
    if (given(name) && seen.has(name)) report('duplicate-name', ['webhooks', index, 'name'], `The webhook ${text(name)} is named twice.`)
    seen.add(name)
  }
}

const client: Check = (value, report) => {
  oneOf(['url', 'service'], 1, 'clientConfig')(value, report)
  if (present(value.url)) {
    const url = text(value.url)
    const parsed = /^https:\/\/(?:([^/?#@]*)@)?([^/?#]+)(\/[^?#]*)?(\?[^#]*)?(#.*)?$/i.exec(url)
    if (!parsed || parsed[1] !== undefined || parsed[4] !== undefined || parsed[5] !== undefined || /[\s\u0000-\u001f\u007f]/.test(parsed[2]! + (parsed[3] ?? ''))) report('value', ['url'], 'url must begin with https://, name a host, and have no user, query or fragment.')
  }
  const {path, port} = map(value.service)
  if (typeof port === 'number' && (port < 1 || port > 65_535)) report('value', ['service', 'port'], `port is ${port}; a port is between 1 and 65535.`)
  if (typeof path !== 'string' || path === '' || path === '/') return
  const steps = path.split('/').slice(1)
  if (!path.startsWith('/')) report('value', ['service', 'path'], 'path must begin with a slash.')
  else if ((path.endsWith('/') ? steps.slice(0, -1) : steps).some((step) => step === '' || dnsSubdomain(step) !== undefined)) report('value', ['service', 'path'], 'The parts of path must be DNS names.')
}

const wildcardAlone = (value: Record<string, unknown>, field: string, report: Parameters<Check>[1]): void => {
  if (texts(value[field]).length > 1 && texts(value[field]).includes('*')) report('value', [field], `* must stand alone in ${field}.`, {part: 'key'})
}

const hookRule: Check = (rule, report) => {
  needsItems('apiGroups', 'apiVersions', 'operations', 'resources')(rule, report)
  for (const field of ['apiGroups', 'apiVersions', 'operations']) wildcardAlone(rule, field, report)
  for (const [index, one] of texts(rule.operations).entries()) if (!['*', 'CREATE', 'UPDATE', 'DELETE', 'CONNECT'].includes(one)) report('value', ['operations', index], `There is no operation ${one}: CREATE, UPDATE, DELETE, CONNECT or *.`)
  for (const field of ['apiVersions', 'resources']) for (const [index, one] of texts(rule[field]).entries()) if (one === '') report('required', [field, index], `An entry of ${field} must not be empty.`)
  const resources = texts(rule.resources)
  if (resources.length > 1 && resources.includes('*/*')) report('value', ['resources'], '*/* must stand alone in resources.', {part: 'key'})
  // As the server does it: what counts is the last entry without a subresource.
  const plain = resources.filter((one) => one !== '' && !one.includes('/'))
  if (plain.includes('*') && plain.length > 0 && plain.at(-1) !== '*') report('value', ['resources'], '* covers all resources: name no others beside it.', {part: 'key'})
  const [whole, any] = [new Set<string>(), new Set<string>()]
  for (const [index, one] of resources.entries()) {
    const slash = one.indexOf('/')
    if (slash < 0) continue
    const [resource, sub] = [one.slice(0, slash), one.slice(slash + 1)]
    if (whole.has(resource) || any.has(sub)) report('value', ['resources', index], `${one} is covered by an entry before it.`)
    if (sub === '*') whole.add(resource)
    if (resource === '*') any.add(sub)
  }
}

const webhook: Check[] = [
  hook, among('failurePolicy', ['Fail', 'Ignore'], {strict: true}), among('matchPolicy', ['Exact', 'Equivalent'], {strict: true}), among('sideEffects', ['None', 'NoneOnDryRun'], {strict: true}), between('timeoutSeconds', 1, 30), among('reinvocationPolicy', ['Never', 'IfNeeded'], {strict: true}),
]

/** Webhooks that judge or change objects. Their CEL conditions are not looked into. */
export const admissionChecks: Checks = {
  'admissionregistration.v1.ValidatingWebhookConfiguration': [hooksDiffer],
  'admissionregistration.v1.MutatingWebhookConfiguration': [hooksDiffer],
  'admissionregistration.v1.ValidatingWebhook': webhook,
  'admissionregistration.v1.MutatingWebhook': webhook,
  'admissionregistration.v1.WebhookClientConfig': [client],
  'admissionregistration.v1.RuleWithOperations': [hookRule, among('scope', ['*', 'Cluster', 'Namespaced'], {strict: true})],
}
