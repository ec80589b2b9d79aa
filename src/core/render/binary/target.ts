import {problem, throwIfAny, type Problem} from '../../problems/problem.ts'
import type {Variable, Workload} from '../../workload/types.ts'
import {isMountedFile, mountedFiles} from '../container/files.ts'
import {comment, shellWord} from '../shell.ts'
import {textTemplate} from '../text-template.ts'
import type {Artifact, Target} from '../types.ts'
import {templates} from './templates.generated.ts'

const encoders = {word: shellWord, comment}
const script = textTemplate(templates['run.sh.hbs'], encoders)
const values = textTemplate(templates['values.sh.hbs'], encoders)

/** A script a workload that runs a program of Homebrew or `go install` on this machine. */
export const binary: Target<'binary'> = {
  id: 'binary',
  title: 'Scripts for a program of Homebrew or `go install`',
  supports: new Set(['once', 'secret-files', 'config-files', 'ca-bundle', 'proxy'] as const),
  needsSecretValues: true,
  owns: (path) => /^baton-[a-z0-9-]+\.sh$/.test(path) || isMountedFile(path),
  secretPatterns: ['/baton-*-secrets.sh', '/baton-*-files/*'],
  secretsGo: 'The scripts read them where they lie.',
  render(workloads) {
    const rendered = workloads.map(artifactsOf)
    throwIfAny(rendered.flatMap(({problems}) => problems))
    return rendered.flatMap(({artifacts}) => artifacts)
  },
}

function artifactsOf(workload: Workload): {artifacts: Artifact[]; problems: Problem[]} {
  const {name, instance, image, run, secretEnvironment} = workload
  const mounted = workload.environment.flatMap((one) => fileOf(workload, one) ?? [])
  const plain = [...(run.mode === 'service' ? [{name: 'BATON_HOST_ID', value: name}] : []), ...workload.environment.filter((one) => !fileOf(workload, one)).map((one) => ({name: one.name, value: one.value}))]
  const secret = secretEnvironment.entries.map(({key, value}) => ({name: key, value: value?.reveal() ?? ''}))
  const secrets = `${secretEnvironment.name}.sh`
  return {
    problems: [...plain, ...secret].filter(({value}) => value.includes('\0') || /\p{Surrogate}/u.test(value))
      .map((one) => problem('value-not-representable', `${instance}: ${one.name} holds a NUL character or half a surrogate pair.`)),
    artifacts: [
      {
        path: `${name}.sh`, mode: 0o755, secret: false,
        content: script({
          name, plain, files: mounted, program: image.name, secrets: secret.length > 0 ? `./${secrets}` : '',
          // Where Baton's connectors are published, for both ways.
          formula: `conductorone/baton/${image.name}`, package: `github.com/conductorone/${image.name}/cmd/${image.name}@main`,
        }),
      },
      ...(secret.length > 0 ? [{path: secrets, content: values({name, variables: secret}), mode: 0o600, secret: true}] : []),
      ...mountedFiles(workload).map(({artifact}) => artifact),
    ],
  }
}

/** A variable with the place of a file: what stands before the directory of the script, and the path below it. */
function fileOf({name, filesDirectory, configFiles, caBundle}: Workload, {name: variable, value, mount}: Variable): {name: string; before: string; path: string} | undefined {
  if (mount === undefined) return undefined
  const [directory, kind] = {secretFiles: [filesDirectory, 'files'], configFiles: [configFiles.directory, 'config'], caBundle: [caBundle?.directory ?? '', 'ca']}[mount] as [string, string]
  const at = value.lastIndexOf(directory)
  return {name: variable, before: value.slice(0, at), path: `${name}-${kind}${value.slice(at + directory.length)}`}
}
