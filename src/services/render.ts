import {readdir, rm, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {exitStatus, problem, ProblemError, throwIfAny, type Problem} from '../core/problems/problem.ts'
import {manifests} from '../core/render/manifests/target.ts'
import type {Artifact} from '../core/render/types.ts'
import {readRecord, recordFile, recordText} from '../core/render/record.ts'
import {plain} from '../core/render/secrets/plain.ts'
import {firstDifference, readValues} from '../core/yaml/kubernetes-reader.ts'
import {readTextIfThere, realPath, writeFilesAtomically} from '../io/files.ts'
import {gitRoot, ignoredFiles, trackedFiles} from '../io/git.ts'
import {loadWorkloads} from './workloads.ts'

/** What render wrote, or found different with `check`. */
export interface RenderResult {
  artifacts: Array<{path: string; target: string; secret: boolean; changed: boolean}>
  /** Files of an earlier render that no instance makes any more. */
  removed: string[]
  problems: Problem[]
  warnings: string[]
  /** What a person should know about the files. */
  notes: string[]
}

const ignoreFile = '.gitignore'
const ignoreRule = '/baton-*-secrets.yaml'

/**
 * Renders workloads into a directory. Everything is computed, read back and staged before the first file changes.
 * @param instances names; all when empty. Only a full render removes files of instances that are gone
 * @param out the directory, as the user wrote it
 * @param check compare with what is on disk and write nothing
 * @param signal stops before anything is written
 * @throws ProblemError for problems of project and credentials, tracked plain secrets, and files that cannot be written
 */
export async function render(request: {
  directory?: string | undefined
  environment?: string | undefined
  namespace?: string | undefined
  instances: string[]
  out: string
  minimal: boolean
  check: boolean
  signal: AbortSignal
}): Promise<RenderResult> {
  const {project, workloads, warnings} = await loadWorkloads(request).catch((error: unknown) => {
    throw request.check && error instanceof ProblemError ? new ProblemError(error.problems.map(whyCheckNeedsThem)) : error
  })
  const artifacts = manifests.render(workloads, {secretMode: plain, minimal: request.minimal, project, environment: request.environment ?? null, environments: [], settings: project.targets.manifests ?? {}})
  throwIfAny(artifacts.flatMap(readBack))
  // git tracks nothing beyond a symbolic link: it must be asked about the place where the files really come to lie.
  const out = await realPath(request.out)
  const full = request.instances.length === 0
  const record = readRecord(await readTextIfThere(join(out, recordFile)))
  const fresh = artifacts.map((one) => one.path)
  const stale = full ? record.filter((path) => !fresh.includes(path)) : []
  const compared = await Promise.all(artifacts.map(async (one) => ({...one, changed: !(await isOnDisk(join(out, one.path), one))})))
  const shown = (path: string) => join(request.out, path)

  if (request.check) {
    const leftOver = await existing(out, stale)
    const secretPaths = [...compared.filter((one) => one.secret).map((one) => one.path), ...leftOver].map((path) => join(out, path))
    // Outside of git nothing can be committed, so there is nothing to compare for a Secret file either.
    const ignored = new Set(gitRoot(out) === null ? compared.filter((one) => one.secret).map((one) => join(out, one.path)) : await ignoredFiles(out, secretPaths))
    const differing = compared.filter((one) => one.changed && !ignored.has(join(out, one.path)))
    const problems = [
      ...differing.map((one) => problem('rendered-differs', `${shown(one.path)} is not what would be rendered.`)),
      ...leftOver.filter((path) => !ignored.has(join(out, path))).map((path) => problem('rendered-differs', `${shown(path)} belongs to no instance any more.`)),
    ]
    return {artifacts: compared.map((one) => ({...toData(one, shown), changed: differing.includes(one)})), removed: [], problems, warnings, notes: []}
  }

  await refuseTrackedSecrets(out, compared, shown)
  const files: Array<{path: string; content: string; mode: number}> = compared.filter((one) => one.changed).map((one) => ({path: join(out, one.path), content: one.content, mode: one.mode}))
  const ignore = await readTextIfThere(join(out, ignoreFile), {throughLink: false})
  if (compared.some((one) => one.secret) && !(ignore ?? '').split(/\r?\n/).includes(ignoreRule))
    files.unshift({path: join(out, ignoreFile), content: `${ignore === null || ignore === '' || ignore.endsWith('\n') ? (ignore ?? '') : `${ignore}\n`}# Written by c1ctl: these files hold secrets as plain base64.\n${ignoreRule}\n`, mode: 0o644})
  const listed = full ? fresh : [...record, ...fresh]
  if (recordText(listed) !== recordText(record) || record.length === 0) files.push({path: join(out, recordFile), content: recordText(listed), mode: 0o644})
  await writeFilesAtomically(files, {signal: request.signal, sync: false})
  const removed = await existing(out, stale)
  await Promise.all(removed.map((path) => rm(join(out, path), {force: true})))
  const notes = compared.some((one) => one.secret)
    ? ['Secret files hold plain base64 and are kept out of git by .gitignore: what can be committed is incomplete without them. `c1ctl apply` sends them to the cluster.']
    : []
  return {artifacts: compared.map((one) => toData(one, shown)), removed: removed.map(shown), problems: [], warnings, notes}
}

const toData = (one: Artifact & {changed: boolean}, shown: (path: string) => string) => ({path: shown(one.path), target: manifests.id, secret: one.secret, changed: one.changed})

/** Whoever checks files without a secret in them may wonder what the credentials are for. */
const whyCheckNeedsThem = (one: Problem): Problem =>
  exitStatus([one]) === 4 ? {...one, next: [...one.next, '--check needs the credentials as well: each Deployment carries a checksum of its Secret.']} : one

/** Law 6 begins at home: what was written must read back as what was meant, in the eyes of Kubernetes. */
function readBack(artifact: Artifact): Problem[] {
  const difference = artifact.objects ? firstDifference(artifact.objects, readValues(artifact.content)) : undefined
  return difference ? [problem('render-mismatch', `${artifact.path} does not read back as meant at ${difference.join('.')}.`)] : []
}

async function isOnDisk(path: string, {content, mode}: {content: string; mode: number}): Promise<boolean> {
  if ((await readTextIfThere(path)) !== content) return false
  // A plain Secret that others may read is written again with the right mode.
  return process.platform === 'win32' || mode !== 0o600 || ((await stat(path)).mode & 0o077) === 0
}

async function refuseTrackedSecrets(out: string, artifacts: Artifact[], shown: (path: string) => string): Promise<void> {
  const secrets = artifacts.filter((one) => one.secret)
  const tracked = new Set(await trackedFiles(out, secrets.map((one) => join(out, one.path))))
  throwIfAny(
    secrets.filter((one) => tracked.has(join(out, one.path))).map((one) => problem('plain-secret-tracked', `${shown(one.path)} is tracked by git; nothing was written.`, {next: [`Run \`git rm --cached ${shown(one.path)}\` and render again, or render into another directory.`, 'If it was pushed, make new credentials: the old ones stay in the history.']})),
  )
}

async function existing(out: string, paths: string[]): Promise<string[]> {
  if (paths.length === 0) return []
  const there = new Set(await readdir(out).catch(() => []))
  return paths.filter((path) => there.has(path))
}
