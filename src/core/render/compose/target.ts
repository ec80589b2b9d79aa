import {problem, throwIfAny, type Problem} from '../../problems/problem.ts'
import type {Workload} from '../../workload/types.ts'
import {serialize} from '../../yaml/serialize.ts'
import {containerVariables, nonroot, writableDirectory} from '../container/environment.ts'
import {containerFeatures, pullWords} from '../container/features.ts'
import {isMountedFile, mountedFiles, type MountedFile} from '../container/files.ts'
import {containerLimits} from '../container/limits.ts'
import type {Artifact, Target} from '../types.ts'
import {composeEnvFile, literal} from './env-file.ts'

/** One compose.yaml for all workloads, and beside it the files with their secret values. */
export const compose: Target<'compose'> = {
  id: 'compose',
  title: 'A file for Docker Compose',
  supports: new Set([...containerFeatures, 'replicas']),
  needsSecretValues: true,
  owns: (path) => path === 'compose.yaml' || /^baton-[a-z0-9-]+-secrets\.env$/.test(path) || isMountedFile(path),
  secretPatterns: ['/baton-*-secrets.env', '/baton-*-files/*'],
  secretsGo: '`docker compose up` reads them where they lie.',
  wholeProject: true,
  render(workloads, {project}) {
    const rendered = workloads.map(serviceOf)
    throwIfAny(rendered.flatMap(({problems}) => problems))
    const mounted = rendered.flatMap((one) => one.mounted)
    const sources = (secret: boolean) => Object.fromEntries(mounted.filter(({artifact}) => artifact.secret === secret).map(({name, artifact}) => [name, {file: `./${artifact.path}`}]))
    const document = {
      name: project.name,
      services: Object.fromEntries(rendered.map(({name, service}) => [name, service])),
      ...filled('configs', sources(false)),
      ...filled('secrets', sources(true)),
    }
    return [
      ...(rendered.length > 0 ? [{path: 'compose.yaml', content: serialize(document), mode: 0o644, secret: false}] : []),
      ...rendered.flatMap((one) => one.artifacts),
    ]
  },
}

const filled = <Key extends string>(key: Key, map: object): Partial<Record<Key, object>> => (Object.keys(map).length === 0 ? {} : ({[key]: map} as Record<Key, object>))

function serviceOf(workload: Workload): {name: string; service: Record<string, unknown>; mounted: MountedFile[]; artifacts: Artifact[]; problems: Problem[]} {
  const {name, image, run, replicas, healthCommand, secretEnvironment} = workload
  const {plain, secret} = containerVariables(workload)
  const {limits, problems} = containerLimits(workload)
  const mounted = mountedFiles(workload)
  const mounts = (secret: boolean) => mounted.filter(({artifact}) => artifact.secret === secret).map(({name: source, target}) => ({source, target: literal(target)}))
  const service = run.mode === 'service'
  const envFile = `${secretEnvironment.name}.env`
  const revealed = secret.map((one) => ({name: one.name, value: one.value.reveal()}))
  const ownerReads = mounted.some(({artifact}) => artifact.secret)
  return {
    name,
    mounted,
    problems: [
      ...problems,
      ...[...plain, ...revealed].filter(({value}) => value.includes('\0') || /\p{Surrogate}/u.test(value))
        .map((one) => problem('value-not-representable', `${workload.instance}: ${one.name} holds a NUL character or half a surrogate pair.`)),
    ],
    service: {
      image: literal(image.reference),
      pull_policy: pullWords[image.pullPolicy],
      restart: service ? 'unless-stopped' : 'no',
      ...(replicas > 1 ? {scale: replicas} : {}),
      // Compose binds secret files as they are, and only their owner may read them: who starts it can say who that is.
      user: ownerReads ? `\${BATON_USER:-${nonroot}}` : nonroot,
      read_only: true,
      tmpfs: [writableDirectory],
      working_dir: writableDirectory,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      ...(limits.memory === undefined ? {} : {mem_limit: limits.memory}),
      ...(limits.memoryReservation === undefined ? {} : {mem_reservation: limits.memoryReservation}),
      ...(limits.cpus === undefined ? {} : {cpus: limits.cpus}),
      environment: Object.fromEntries(plain.map((one) => [one.name, literal(one.value)])),
      ...(revealed.length > 0 ? {env_file: [`./${envFile}`]} : {}),
      ...list('configs', mounts(false)),
      ...list('secrets', mounts(true)),
      ...(service && healthCommand ? {healthcheck: {test: ['CMD', healthCommand, 'health-check', '--endpoint=ready'], interval: '30s', timeout: '5s', retries: 3, start_period: '30s'}} : {}),
    },
    artifacts: [
      ...(revealed.length > 0 ? [{path: envFile, content: composeEnvFile(revealed), mode: 0o600, secret: true}] : []),
      ...mounted.map(({artifact}) => artifact),
    ],
  }
}

const list = <Key extends string>(key: Key, items: unknown[]): Partial<Record<Key, unknown[]>> => (items.length === 0 ? {} : ({[key]: items} as Record<Key, unknown[]>))
