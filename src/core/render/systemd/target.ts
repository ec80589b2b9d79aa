import {quantityValue} from '../../kubernetes/names.ts'
import {problem, throwIfAny, type Problem} from '../../problems/problem.ts'
import type {Variable, Workload} from '../../workload/types.ts'
import {isMountedFile, mountedFiles} from '../container/files.ts'
import {textTemplate} from '../text-template.ts'
import type {Artifact, RenderContext, Target} from '../types.ts'
import {calendarEvents} from './calendar.ts'
import {environmentFile, unitPath, unitText} from './encode.ts'
import {templates} from './templates.generated.ts'

const encoders = {unit: unitText, path: unitPath}
const service = textTemplate(templates['service.hbs'], encoders)
const timer = textTemplate(templates['timer.hbs'], encoders)
/** What all credentials of a unit may have together (systemd.exec, LoadCredential=). */
const credentialSpace = 1024 * 1024

/** A hardened unit a workload with its EnvironmentFiles, uploaded files as credentials, and a timer for what runs on a schedule. */
export const systemd: Target<'systemd'> = {
  id: 'systemd',
  title: 'Units for systemd',
  supports: new Set(['once', 'schedule', 'secret-files', 'config-files', 'ca-bundle', 'proxy'] as const),
  needsSecretValues: true,
  owns: (path) => /^baton-[a-z0-9-]+\.(?:service|timer|env)$/.test(path) || isMountedFile(path),
  secretPatterns: ['/baton-*-secrets.env', '/baton-*-files/*'],
  secretsGo: 'Put them beside the other files that the units name, readable for root alone: docs/without-kubernetes.md says how.',
  render(workloads, {settings}) {
    const rendered = workloads.map((workload) => artifactsOf(workload, settings))
    throwIfAny(rendered.flatMap(({problems}) => problems))
    return rendered.flatMap(({artifacts}) => artifacts)
  },
}

function artifactsOf(workload: Workload, {binaries = '/usr/local/bin', configuration = '/etc/baton'}: RenderContext<'systemd'>['settings']): {artifacts: Artifact[]; problems: Problem[]} {
  const {name, instance, image, run, title, secretEnvironment, secretFiles, filesDirectory} = workload
  const problems: Problem[] = []
  const isService = run.mode === 'service'
  const credentials = workload.environment.filter(({mount}) => mount === 'secretFiles').map(({name: variable, value}) => {
    const key = value.slice(filesDirectory.length + 1)
    return {variable, key, source: `${configuration}/${name}-files/${key}`}
  })
  // Nobody is asked for health here: the servers of several instances would want one port of the machine.
  const plain = [...(isService ? [{name: 'BATON_HOST_ID', value: name}] : []), ...workload.environment.filter(({mount}) => mount !== 'secretFiles').map((one) => ({name: one.name, value: placed(workload, one, configuration)}))]
  const secret = secretEnvironment.entries.map(({key, value}) => ({name: key, value: value?.reveal() ?? ''}))
  for (const one of [...plain, ...secret])
    if (one.value.includes('\0') || /\p{Surrogate}/u.test(one.value)) problems.push(problem('value-not-representable', `${instance}: ${one.name} holds a NUL character or half a surrogate pair.`))
  const size = secretFiles.entries.reduce((sum, {value}) => sum + Buffer.byteLength(value?.reveal() ?? '', 'utf8'), 0)
  if (size > credentialSpace) problems.push(problem('value-not-representable', `${instance}: the uploaded files have ${size} bytes; systemd hands over 1 MiB to a unit.`, {next: ['Render another target.']}))

  const events = run.mode === 'once' && run.schedule !== undefined ? calendarEvents(run.schedule, run.timeZone) : []
  if (events === null) problems.push(problem('target-unsupported', `${instance}: systemd knows no schedule like @every.`, {next: ['Write it as five fields, for example "0 * * * *".']}))

  const files = [{path: `${name}.env`, variables: plain, secret: false}, {path: `${secretEnvironment.name}.env`, variables: secret, secret: true}].filter(({variables}) => variables.length > 0)
  const hidden = /^\/(?:home|root|run\/user)\//.test(`${binaries}/`)
  const unit = service({
    description: `${title} connector for ConductorOne (${instance})`, name, type: isService ? 'exec' : 'oneshot', restarts: isService, program: `${binaries}/${image.name}`,
    environmentFiles: files.map(({path}) => `${configuration}/${path}`), credentials, limits: limitsOf(workload, problems),
    home: hidden ? 'tmpfs' : 'yes', bound: hidden ? [binaries] : [],
  })
  const text = (path: string, content: string): Artifact => ({path, content, mode: 0o644, secret: false})
  return {
    problems,
    artifacts: [
      text(`${name}.service`, unit),
      ...(events && events.length > 0 ? [text(`${name}.timer`, timer({description: `Runs ${name}.service`, events}))] : []),
      ...files.map((one): Artifact => ({path: one.path, content: environmentFile(one.variables), mode: one.secret ? 0o600 : 0o644, secret: one.secret})),
      ...mountedFiles(workload).map(({artifact}) => artifact),
    ],
  }
}

/** The value of a variable that names a mounted file, where that file comes to lie on the machine. */
function placed({name, configFiles, caBundle}: Workload, {value, mount}: Variable, configuration: string): string {
  if (mount === 'configFiles') return value.replace(configFiles.directory, () => `${configuration}/${name}-config`)
  if (mount === 'caBundle' && caBundle) return value.replace(caBundle.directory, () => `${configuration}/${name}-ca`)
  return value
}

/** Limits as settings of a unit; problems for those that systemd has not. */
function limitsOf({instance, resources}: Workload, problems: Problem[]): string[] {
  const {memory, cpu, ...others} = resources.limits ?? {}
  for (const name of Object.keys(others)) problems.push(problem('target-unsupported', `${instance}: systemd has no limit of ${name}.`, {next: ['Leave it out of resources.limits, or render another target.']}))
  return [
    ...(memory === undefined ? [] : [`MemoryMax=${Math.ceil(quantityValue(memory) ?? 0)}`]),
    ...(cpu === undefined ? [] : [`CPUQuota=${Math.ceil((quantityValue(cpu) ?? 0) * 100)}%`]),
  ]
}
