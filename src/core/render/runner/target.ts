import {problem, throwIfAny, type Problem} from '../../problems/problem.ts'
import type {Variable, Workload} from '../../workload/types.ts'
import {serialize} from '../../yaml/serialize.ts'
import {isMountedFile, mountedFiles} from '../container/files.ts'
import type {Artifact, RenderContext, Target} from '../types.ts'
import {secretBackend, type SecretBackend} from './backends.ts'
import {isForWindows} from './settings.ts'

type Settings = RenderContext<'runner'>['settings']

/** Where things lie on the machine. */
interface Places {
  windows: boolean
  /** The path of a program of this name. */
  program(name: string): string
  /** The path of something rendered, by its path below the target's directory. */
  rendered(path: string): string
  /** The path of something that a connector writes. */
  written(name: string): string
}

/** One config.yaml for baton-runner, which runs all connectors from one process, and what its backend of secrets needs. */
export const runner: Target<'runner'> = {
  id: 'runner',
  title: 'A configuration for baton-runner',
  supports: new Set(['secret-files', 'config-files', 'ca-bundle', 'proxy'] as const),
  needsSecretValues: true,
  owns: (path) => path === 'config.yaml' || /^baton-[a-z0-9-]+-(?:secrets\.(?:yaml|json)|aws\.yaml)$/.test(path) || isMountedFile(path),
  secretPatterns: ['/baton-*-secrets.yaml', '/baton-*-secrets.json', '/baton-*-files/*'],
  secretsGo: 'Put them where `targets.runner` says that baton-runner finds them: docs/without-kubernetes.md says how.',
  wholeProject: true,
  render(workloads, {settings}) {
    const places = placesOf(settings)
    const backend = secretBackend(settings.secrets ?? 'insecure', places.rendered)
    const rendered = workloads.map((workload) => connectorOf(workload, places, backend))
    throwIfAny(rendered.flatMap(({problems}) => problems))
    const secrets = Object.fromEntries(rendered.flatMap(({secret}) => (secret ? [[secret.name, secret.reference]] : [])))
    const document = {
      'log-level': settings.logLevel ?? 'info',
      connectors: rendered.map(({connector}) => connector),
      ...(Object.keys(secrets).length > 0 ? {secrets: {[backend.name]: {...backend.settings, secrets}}} : {}),
    }
    return [
      ...(rendered.length > 0 ? [{path: 'config.yaml', content: serialize(document), mode: 0o644, secret: false}] : []),
      ...rendered.flatMap(({artifacts}) => artifacts),
    ]
  },
}

function placesOf(settings: Settings): Places {
  const {binaries, configuration, state} = settings
  const windows = isForWindows(settings)
  const directory = configuration ?? (windows ? 'C:\\ProgramData\\ConductorOne\\baton-runner' : '/etc/baton-runner')
  const below = (parent: string, path: string) => (windows ? `${parent}\\${path.replaceAll('/', '\\')}` : `${parent}/${path}`)
  return {
    windows,
    program: (name) => below(binaries ?? (windows ? 'C:\\ConductorOne' : '/usr/local/bin'), windows ? `${name}.exe` : name),
    rendered: (path) => below(directory, path),
    written: (name) => below(state ?? (windows ? directory : '/var/lib/baton-runner'), name),
  }
}

interface Rendered {
  connector: object
  /** Its name among the secrets of config.yaml, and what stands there. */
  secret?: {name: string; reference: string}
  artifacts: Artifact[]
  problems: Problem[]
}

function connectorOf(workload: Workload, places: Places, backend: SecretBackend): Rendered {
  const {name, instance, image, secretEnvironment, caBundle} = workload
  const values = secretEnvironment.entries.map(({key, value}) => ({name: key, value: value?.reveal() ?? ''}))
  const given = workload.environment.map((one) => ({name: one.name, value: placed(workload, one, places)}))
  const plain = [
    {name: 'BATON_HOST_ID', value: name},
    // All of them work in the directory of baton-runner: none may write into the file of another.
    ...([...given, ...values].some((one) => one.name === 'BATON_FILE') ? [] : [{name: 'BATON_FILE', value: places.written(`${name}.c1z`)}]),
    ...given,
  ]
  const {reference, artifacts, fault} = backend.entry(name, values)
  return {
    connector: {
      name,
      path: places.program(image.name),
      config: {
        env: Object.fromEntries(plain.map((one) => [one.name, one.value])),
        ...(values.length > 0 ? {envFrom: {secrets: Object.fromEntries(values.map((one) => [one.name, `${name}:${one.name}`]))}} : {}),
      },
    },
    ...(values.length > 0 ? {secret: {name, reference}} : {}),
    artifacts: [...(values.length > 0 ? artifacts : []), ...mountedFiles(workload).map(({artifact}) => artifact)],
    problems: [
      ...[...plain, ...values].flatMap((one) => variableFaults(instance, one)),
      ...(fault === undefined ? [] : [problem('value-not-representable', `${instance}: ${fault}.`, {next: ['Choose another backend with `targets.runner.secrets`, or render another target.']})]),
      ...(places.windows && caBundle ? [problem('target-unsupported', `${instance}: a program on Windows trusts the authorities of Windows alone, and not those of caBundle.`, {next: ['Put them into the certificate store of Windows, and remove `caBundle`.']})] : []),
    ],
  }
}

function variableFaults(instance: string, {name, value}: {name: string; value: string}): Problem[] {
  return [
    ...(value.includes('\0') || /\p{Surrogate}/u.test(value) ? [problem('value-not-representable', `${instance}: ${name} holds a NUL character or half a surrogate pair.`)] : []),
    ...(name === name.toUpperCase() ? [] : [problem('value-not-representable', `${instance}: ${name} has letters that are no capitals.`, {
      why: 'Variables are keys of config.yaml, and whether baton-runner keeps the case of keys is not documented: all names that are have capitals alone.',
      next: [`Name it ${name.toUpperCase()}, or render another target.`],
    })]),
  ]
}

/** The value of a variable that names a mounted file, where that file comes to lie on the machine. */
function placed({name, filesDirectory, configFiles, caBundle}: Workload, {value, mount}: Variable, {rendered}: Places): string {
  if (mount === undefined) return value
  const [directory, kind] = {secretFiles: [filesDirectory, 'files'], configFiles: [configFiles.directory, 'config'], caBundle: [caBundle?.directory ?? '', 'ca']}[mount] as [string, string]
  const at = value.lastIndexOf(directory)
  return `${value.slice(0, at)}${rendered(`${name}-${kind}${value.slice(at + directory.length)}`)}`
}
