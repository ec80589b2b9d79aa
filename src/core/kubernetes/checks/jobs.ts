import {list, map} from '../../values/maps.ts'
import {domainPath, labelKey} from '../names.ts'
import {among, given, looks, needsSpec, notNegative, present, text, type Check, type Checks} from './check.ts'
import {scheduleFault, timeZoneFault} from './schedule.ts'

const indexed = (spec: Record<string, unknown>): boolean => spec.completionMode === 'Indexed'

const completions: Check = (spec, report) => {
  const number = (field: string): number | undefined => (typeof spec[field] === 'number' ? spec[field] : undefined)
  const [parallelism, failed, perIndex] = [number('parallelism'), number('maxFailedIndexes'), number('backoffLimitPerIndex')]
  // Where both are left out, the server makes both 1.
  const count = number('completions') ?? (parallelism === undefined ? 1 : undefined)
  if (failed !== undefined && perIndex === undefined) report('required', ['maxFailedIndexes'], 'maxFailedIndexes needs backoffLimitPerIndex.', {part: 'key'})
  if (!indexed(spec)) {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy']) if (present(spec[field])) report('value', [field], `${field} needs completionMode: Indexed.`, {part: 'key'})
    return
  }
  if (count === undefined) report('required', ['completionMode'], 'completionMode: Indexed needs completions.')
  if (parallelism !== undefined && parallelism > 100_000) report('value', ['parallelism'], 'parallelism of an Indexed job is at most 100000.')
  if (failed !== undefined && (failed > 100_000 || (count !== undefined && failed > count))) report('value', ['maxFailedIndexes'], 'maxFailedIndexes must not be more than completions or 100000.')
  if (count === undefined || count <= 100_000 || perIndex === undefined) return
  if (failed === undefined) report('required', [], 'maxFailedIndexes is required when completions are more than 100000.', {part: 'key'})
  if (parallelism !== undefined && parallelism > 10_000) report('value', ['parallelism'], 'parallelism is at most 10000 when completions are more than 100000.')
  if (failed !== undefined && failed > 10_000) report('value', ['maxFailedIndexes'], 'maxFailedIndexes is at most 10000 when completions are more than 100000.')
}

const indexesFault = (indexes: string, count: number): string | undefined => {
  if (indexes === '') return undefined
  let last: number | undefined
  for (const range of indexes.split(',')) {
    const ends = range.split('-')
    if (ends.length > 2 || !ends.every((end) => /^[+-]?[0-9]+$/.test(end))) return 'must be numbers and ranges such as 0-2,5'
    for (const end of ends.map(Number)) {
      if (end >= count) return `must be below completions, which is ${count}`
      if (last !== undefined && end <= last) return 'must be in order'
      last = end
    }
  }
  return undefined
}

const successPolicy: Check = (spec, report) => {
  if (!present(spec.successPolicy) || !indexed(spec)) return
  const rules = list(map(spec.successPolicy).rules)
  const count = typeof spec.completions === 'number' ? spec.completions : 0
  if (rules.length > 20) report('value', ['successPolicy', 'rules'], 'There may be at most 20 rules.', {part: 'key'})
  for (const [index, rule] of rules.entries()) {
    const place = ['successPolicy', 'rules', index]
    const {succeededCount, succeededIndexes} = rule
    if (!present(succeededCount) && !present(succeededIndexes)) report('required', place, 'A rule needs succeededCount or succeededIndexes.')
    const wrong = typeof succeededIndexes === 'string' ? indexesFault(succeededIndexes, count) : undefined
    if (wrong) report('value', [...place, 'succeededIndexes'], `succeededIndexes ${wrong}.`)
    if (typeof succeededCount !== 'number') continue
    if (succeededCount < 0 || succeededCount > count) report('value', [...place, 'succeededCount'], `succeededCount must be between 0 and completions, which is ${count}.`)
    const total = typeof succeededIndexes === 'string' && !wrong ? succeededIndexes.split(',').filter(Boolean).reduce((sum, range) => { const [from, to] = range.split('-').map(Number); return sum + (to ?? from!) - from! + 1 }, 0) : Infinity
    if (succeededCount > total) report('value', [...place, 'succeededCount'], 'succeededCount is larger than the number of succeededIndexes.')
  }
}

const failurePolicy: Check = (spec, report) => {
  const replacement = spec.podReplacementPolicy
  if (present(replacement) && (present(spec.podFailurePolicy) ? replacement !== 'Failed' : !['Failed', 'TerminatingOrFailed'].includes(text(replacement)))) report('value', ['podReplacementPolicy'], `podReplacementPolicy must be Failed${present(spec.podFailurePolicy) ? ' beside a podFailurePolicy' : ' or TerminatingOrFailed'}.`)
  if (!present(spec.podFailurePolicy)) return
  const pod = map(map(spec.template).spec)
  const names = ['initContainers', 'containers'].flatMap((field) => list(pod[field]).map((one) => one.name))
  if (given(pod.restartPolicy) && pod.restartPolicy !== 'Never') report('value', ['template', 'spec', 'restartPolicy'], 'podFailurePolicy needs restartPolicy: Never.')
  const rules = list(map(spec.podFailurePolicy).rules)
  if (rules.length > 20) report('value', ['podFailurePolicy', 'rules'], 'There may be at most 20 rules.', {part: 'key'})
  for (const [index, rule] of rules.entries()) {
    const at = (...more: Array<string | number>): Array<string | number> => ['podFailurePolicy', 'rules', index, ...more]
    if (given(rule.action) && !['FailJob', 'FailIndex', 'Ignore', 'Count'].includes(text(rule.action))) report('value', at('action'), `action cannot be ${text(rule.action)}; it must be one of FailJob, FailIndex, Ignore, Count.`)
    if (rule.action === 'FailIndex' && !present(spec.backoffLimitPerIndex)) report('value', at('action'), 'FailIndex needs backoffLimitPerIndex.')
    const conditions = list(rule.onPodConditions)
    if (present(rule.onExitCodes) === conditions.length > 0) report('one-of', at(), 'A rule has either onExitCodes or onPodConditions.')
    if (conditions.length > 20) report('value', at('onPodConditions'), 'There may be at most 20 conditions.', {part: 'key'})
    for (const [place, {type, status}] of conditions.entries()) {
      if (labelKey(text(type))) report('name', at('onPodConditions', place, 'type'), `type ${text(type)} is not allowed: it ${labelKey(text(type))!}.`)
      if (given(status) && !['True', 'False', 'Unknown'].includes(text(status))) report('value', at('onPodConditions', place, 'status'), 'status must be "True", "False" or "Unknown".')
    }
    if (!present(rule.onExitCodes)) continue
    const {operator, containerName, values} = map(rule.onExitCodes)
    const codes = Array.isArray(values) ? values.map((one) => (typeof one === 'number' ? one : 0)) : []
    if (given(operator) && operator !== 'In' && operator !== 'NotIn') report('value', at('onExitCodes', 'operator'), 'operator must be In or NotIn.')
    if (present(containerName) && !names.includes(containerName)) report('value', at('onExitCodes', 'containerName'), `The template has no container ${text(containerName)}.`)
    if (codes.length > 255) report('value', at('onExitCodes', 'values'), 'There may be at most 255 values.', {part: 'key'})
    for (const [place, code] of codes.entries()) {
      if (operator === 'In' && code === 0) report('value', at('onExitCodes', 'values', place), 'The exit code 0 is no failure: it cannot stand after In.')
      if (place > 0 && codes[place - 1]! >= code) report('value', at('onExitCodes', 'values', place), 'Exit codes must be in order, each once.')
    }
  }
}

const jobPod: Check = (spec, report) => {
  const pod = map(map(spec.template).spec)
  if (given(spec.template) && !given(map(spec.template).spec)) report('required', ['template'], 'template lacks the field spec, which is required.', {part: 'key'})
  else if (pod.restartPolicy !== 'OnFailure' && pod.restartPolicy !== 'Never') report('value', given(pod.restartPolicy) ? ['template', 'spec', 'restartPolicy'] : ['template', 'spec'], 'The pods of a job end: restartPolicy must be OnFailure or Never (it is Always unless it is set).', {part: given(pod.restartPolicy) ? 'value' : 'key'})
}

const selector: Check = (spec, report) => {
  if (spec.manualSelector === true && !present(spec.selector)) report('required', ['manualSelector'], 'manualSelector needs a selector.')
  if (spec.manualSelector !== true && present(spec.selector)) report('selector', ['selector'], 'The selector of a job is made by the server: leave it out, or set manualSelector: true.', {part: 'key'})
}

const jobName: Check = (job, report) => {
  const {completions: count, completionMode} = map(job.spec)
  const name = text(map(job.metadata).name)
  if (completionMode === 'Indexed' && typeof count === 'number' && count > 0 && (`${name}-${count - 1}`.length > 63 || name.includes('.'))) report('name', ['metadata', 'name'], 'The name of an Indexed job becomes the name of hosts: letters, digits and dashes, at most 63 with the index.')
}

const labelled: Check = (job, report) => {
  if (map(job.spec).manualSelector !== true && text(map(job.metadata).name).length > 63) report('name', ['metadata', 'name'], 'The name of a job becomes a label of its pods: at most 63 characters.')
}

const cronName: Check = (job, report) => {
  const name = text(map(job.metadata).name)
  if (name.length > 52) report('name', ['metadata', 'name'], 'The name of a CronJob has at most 52 characters: the time is added to it.')
}

const schedule: Check = (spec, report) => {
  const wrong = given(spec.schedule) ? scheduleFault(text(spec.schedule)) : undefined
  if (wrong) report('value', ['schedule'], `schedule ${text(spec.schedule)} is not allowed: it ${wrong}.`)
  if (text(spec.schedule).includes('TZ')) report('value', ['schedule'], 'schedule must not hold TZ: use the field timeZone.')
  if (typeof spec.timeZone === 'string' && timeZoneFault(spec.timeZone)) report('value', ['timeZone'], `timeZone ${spec.timeZone || '(empty)'} is not allowed: it ${timeZoneFault(spec.timeZone)!}.`)
}

const cronTemplate: Check = (spec, report) => {
  const job = map(map(spec.jobTemplate).spec)
  if (given(spec.jobTemplate) && !given(map(spec.jobTemplate).spec)) report('required', ['jobTemplate'], 'jobTemplate lacks the field spec, which is required.', {part: 'key'})
  if (job.manualSelector === true) report('value', ['jobTemplate', 'spec', 'manualSelector'], 'manualSelector cannot be true in a CronJob.')
}

/** Jobs and CronJobs. */
export const jobChecks: Checks = {
  'batch.v1.Job': [needsSpec, jobName, labelled, (job, report) => selector(map(job.spec), (rule, below, message, more) => report(rule, ['spec', ...below], message, more))],
  'batch.v1.JobSpec': [completions, successPolicy, failurePolicy, jobPod, notNegative('parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes'), among('completionMode', ['NonIndexed', 'Indexed'], {strict: true}), looks('managedBy', (name) => (name.length > 63 ? 'must have at most 63 characters' : domainPath(name)), {strict: true})],
  'batch.v1.CronJob': [needsSpec, cronName],
  'batch.v1.CronJobSpec': [schedule, cronTemplate, among('concurrencyPolicy', ['Allow', 'Forbid', 'Replace']), notNegative('startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit')],
  'batch.v1.JobTemplateSpec': [(template, report) => {
    if (map(template.spec).manualSelector !== true && present(map(template.spec).selector)) report('selector', ['spec', 'selector'], 'The selector of a job is made by the server: leave it out.', {part: 'key'})
  }],
}
