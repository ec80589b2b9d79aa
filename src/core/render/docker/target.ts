import {problem, throwIfAny, type Problem} from '../../problems/problem.ts'
import type {Workload} from '../../workload/types.ts'
import {containerVariables, nonroot, writableDirectory} from '../container/environment.ts'
import {containerFeatures, pullWords} from '../container/features.ts'
import {isMountedFile, mountedFiles} from '../container/files.ts'
import {containerLimits, type ContainerLimits} from '../container/limits.ts'
import {textTemplate} from '../text-template.ts'
import type {Artifact, Target} from '../types.ts'
import {envFileText, fitsEnvFile} from './env-file.ts'
import {base64, comment, powerShellText, shellWord} from '../shell.ts'
import {templates} from './templates.generated.ts'

const encoders = {word: shellWord, text: powerShellText, comment}
const fill = Object.fromEntries(Object.entries(templates).map(([path, source]) => [path, textTemplate(source, encoders)])) as Record<keyof typeof templates, (data: object) => string>

/** One script for sh and one for PowerShell a workload, which run its container with docker, and the files with its variables. */
export const docker: Target<'docker'> = {
  id: 'docker',
  title: 'Commands for docker, in sh and PowerShell',
  supports: new Set(containerFeatures),
  needsSecretValues: true,
  owns: (path) => /^baton-[a-z0-9-]+\.(?:sh|ps1|env)$/.test(path) || isMountedFile(path),
  secretPatterns: ['/baton-*-secrets.env', '/baton-*-secrets.sh', '/baton-*-secrets.ps1', '/baton-*-files/*'],
  secretsGo: 'The scripts hand them to docker from where they lie.',
  render(workloads) {
    const rendered = workloads.map(artifactsOf)
    throwIfAny(rendered.flatMap(({problems}) => problems))
    return rendered.flatMap(({artifacts}) => artifacts)
  },
}

function artifactsOf(workload: Workload): {artifacts: Artifact[]; problems: Problem[]} {
  const {name, secretEnvironment: {name: secretName}} = workload
  const variables = containerVariables(workload)
  const secret = variables.secret.map((one) => ({name: one.name, value: one.value.reveal()}))
  const fits = (one: {name: string; value: string}) => fitsEnvFile(one.name, one.value)
  const passed = [...variables.plain, ...secret].filter((one) => !fits(one))
  const {limits, problems} = containerLimits(workload)
  const mounted = mountedFiles(workload)

  const envFiles = [
    {path: `${name}.env`, variables: variables.plain.filter(fits), secret: false},
    {path: `${secretName}.env`, variables: secret.filter(fits), secret: true},
  ].filter((one) => one.variables.length > 0)
  const file = (path: string, content: string, mode: number): Artifact => ({path, content, mode, secret: mode === 0o600})
  const words = wordsOf(workload, limits, [
    ...envFiles.map(({path}) => `--env-file=${path}`),
    ...passed.map((one) => `--env=${one.name}`),
    // docker reads a source that begins with a dot from the directory that it runs in.
    ...mounted.map(({artifact, target}) => `--mount=type=bind,source=./${artifact.path},target=${target},readonly`),
  ])
  const data = (extension: string) => ({
    ...words, name, user: nonroot, image: workload.image.reference, summary: `Runs ${name} with docker.`, filter: `name=^/${name}$`,
    owned: mounted.filter(({artifact}) => artifact.secret).map(({artifact}) => artifact.path),
    passed: passed.length > 0 ? `./${secretName}.${extension}` : '', variables: passed.map((one) => `Env:${one.name}`),
  })
  const values = {name, variables: passed.map((one) => ({...one, encoded: base64(one.value)}))}
  return {
    problems: [...problems, ...unspeakable(workload, [...variables.plain, ...secret]), ...passed.flatMap((one) => passFault(workload, one.name))],
    artifacts: [
      file(`${name}.sh`, fill['run.sh.hbs'](data('sh')), 0o755),
      file(`${name}.ps1`, fill['run.ps1.hbs'](data('ps1')), 0o644),
      ...envFiles.map((one) => file(one.path, envFileText(one.variables), one.secret ? 0o600 : 0o644)),
      ...(passed.length > 0 ? [file(`${secretName}.sh`, fill['values.sh.hbs'](values), 0o600), file(`${secretName}.ps1`, fill['values.ps1.hbs'](values), 0o600)] : []),
      ...mounted.map(({artifact}) => artifact),
    ],
  }
}

/** The words of `docker run` between its name and the image, before and after the user. */
function wordsOf({name, run, image}: Workload, limits: ContainerLimits, environmentAndMounts: string[]): {before: string[]; after: string[]} {
  const ends = run.mode === 'once'
  return {
    before: [...(ends ? ['--rm'] : ['--detach', '--restart=unless-stopped']), `--name=${name}`, `--pull=${pullWords[image.pullPolicy]}`],
    after: [
      '--read-only', `--tmpfs=${writableDirectory}`, `--workdir=${writableDirectory}`, '--cap-drop=ALL', '--security-opt=no-new-privileges',
      ...(limits.memory === undefined ? [] : [`--memory=${limits.memory}`]),
      ...(limits.memoryReservation === undefined ? [] : [`--memory-reservation=${limits.memoryReservation}`]),
      ...(limits.cpus === undefined ? [] : [`--cpus=${limits.cpus}`]),
      ...environmentAndMounts,
    ],
  }
}

/** Values that have no bytes, or that end where the kernel takes them for ended. */
function unspeakable({instance}: Workload, variables: Array<{name: string; value: string}>): Problem[] {
  return variables.filter(({value}) => value.includes('\0') || /\p{Surrogate}/u.test(value))
    .map(({name}) => problem('value-not-representable', `${instance}: ${name} holds a NUL character or half a surrogate pair.`))
}

/**
 * A value with a line break goes through the environment of docker itself, which the docker CLI, the shell and the loader read as well: only names that are
 * the connector's own may.
 */
function passFault({instance}: Workload, name: string): Problem[] {
  if (name.startsWith('BATON_')) return []
  return [problem('value-not-representable', `${instance}: ${name} holds a line break or more than 64 KiB, which an env file of docker cannot.`, {
    why: 'Such a value goes through the environment of the docker command, where a name of its own could change what docker does.',
    next: ['Write the value in one line, or render another target.'],
  })]
}
