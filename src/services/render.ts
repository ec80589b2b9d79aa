import {join, relative, sep} from 'node:path'
import {exitStatus, problem, ProblemError, throwIfAny, type Problem} from '../core/problems/problem.ts'
import {secretsToBring} from '../core/render/delivery/secrets.ts'
import {ruleBelow, withRules} from '../core/render/ignore-rules.ts'
import {readRecord, recordFile, recordText, type RecordedTarget} from '../core/render/record.ts'
import type {Artifact} from '../core/render/types.ts'
import {readTextIfThere, realPath, writeFilesAtomically} from '../io/files.ts'
import {gitRoot, ignoredFiles, trackedFiles} from '../io/git.ts'
import {isOnDisk, linksOnTheWay, regularFiles, removeFiles} from './render/disk.ts'
import {planRender, type PlannedTarget, type PlanRequest} from './render/plan.ts'
import {isTarget, loadTarget} from './targets.ts'

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

/**
 * Renders workloads into a directory. Everything is computed, read back and staged before the first file changes.
 * @param request.instances names; all when empty. Only a full render removes files of instances that are gone
 * @param request.targets names; those of c1ctl.yaml when empty, and then files of targets that are gone are removed as well
 * @param request.out the directory, as the user wrote it
 * @param request.check compare with what is on disk and write nothing
 * @param request.signal stops before anything is written
 * @throws ProblemError for problems of project, credentials and targets, tracked plain secrets, and files that cannot be written
 */
export async function render(request: Omit<PlanRequest, 'repositoryPath'> & {out: string; check: boolean; signal: AbortSignal}): Promise<RenderResult> {
  // git tracks nothing beyond a symbolic link: it must be asked about the place where the files really come to lie.
  const out = await realPath(request.out)
  const root = gitRoot(out)
  const {targets, delivered, warnings} = await planRender({...request, repositoryPath: root === null ? null : relative(root, out).split(sep).join('/')}).catch((error: unknown) => {
    throw request.check && error instanceof ProblemError ? new ProblemError(error.problems.map(whyCheckNeedsThem)) : error
  })
  const shown = (path: string) => join(request.out, path)
  const files = targets.flatMap(placed)
  throwIfAny(await linksOnTheWay(out, files.map((one) => one.path), shown))
  const record = readRecord(await readTextIfThere(join(out, recordFile)))
  const stale = await staleFiles(record, targets, request)
  const compared = await Promise.all(files.map(async (one) => ({...one, changed: !(await isOnDisk(join(out, one.path), one))})))

  if (request.check) {
    const leftOver = await regularFiles(out, stale)
    const secretPaths = [...compared.filter((one) => one.secret).map((one) => one.path), ...leftOver].map((path) => join(out, path))
    // Outside of git nothing can be committed, so there is nothing to compare for a Secret file either.
    const ignored = new Set(root === null ? compared.filter((one) => one.secret).map((one) => join(out, one.path)) : await ignoredFiles(out, secretPaths))
    const differing = compared.filter((one) => one.changed && !ignored.has(join(out, one.path)))
    const problems = [
      ...differing.map((one) => problem('rendered-differs', `${shown(one.path)} is not what would be rendered.`)),
      ...leftOver.filter((path) => !ignored.has(join(out, path))).map((path) => problem('rendered-differs', `${shown(path)} belongs to no instance any more.`)),
    ]
    return {artifacts: compared.map((one) => ({...toData(one, shown), changed: differing.includes(one)})), removed: [], problems, warnings, notes: []}
  }

  await refuseTrackedSecrets(out, compared, shown)
  const writes: Array<{path: string; content: string; mode: number}> = compared.filter((one) => one.changed).map((one) => ({path: join(out, one.path), content: one.content, mode: one.mode}))
  const rules = targets.filter(({artifacts}) => artifacts.some((one) => one.secret)).flatMap(({target, directory}) => target.secretPatterns.map((rule) => ruleBelow(directory, rule)))
  const ignore = withRules(await readTextIfThere(join(out, ignoreFile), {throughLink: false}), rules)
  // The rule is there before the file that it keeps from git.
  if (ignore !== null) writes.unshift({path: join(out, ignoreFile), content: ignore, mode: 0o644})
  const listed = recordText(nextRecord(record, targets, request))
  if (listed !== recordText(record) || record.length === 0) writes.push({path: join(out, recordFile), content: listed, mode: 0o644})
  await writeFilesAtomically(writes, {signal: request.signal, sync: false})
  const removed = await regularFiles(out, stale)
  await removeFiles(out, removed)
  const notes = [...(request.minimal ? [bareShape] : []), ...secretNotes(targets, delivered.length > 0), ...secretsToBring(delivered, request)]
  return {artifacts: compared.map((one) => toData(one, shown)), removed: removed.map(shown), problems: [], warnings, notes}
}

const bareShape = 'The bare shape leaves out what hardens a pod: user and group, read-only root, capabilities, seccomp, bounds of memory, probes, a directory to write to, and the checksum that rolls it when a Secret changes.'

/**
 * What a person should know about files with secret values, and what becomes of those of each target.
 * @param isDelivered what is rendered is delivered from git: how the Secrets get into the cluster then is said apart
 */
function secretNotes(targets: PlannedTarget[], isDelivered: boolean): string[] {
  const secretive = targets.filter(({artifacts}) => artifacts.some((one) => one.secret)).map(({target}) => target)
  if (secretive.length === 0) return []
  const encoded = secretive.some(({id}) => id === 'manifests') ? ' (base64 in Secrets)' : ''
  const general = `Secret files hold plain values${encoded} and are kept out of git by .gitignore: what can be committed is incomplete without them.`
  const going = secretive.flatMap(({id, secretsGo}) => (secretsGo === undefined || (isDelivered && id === 'manifests') ? [] : [{id, secretsGo}]))
  return secretive.length === 1 ? [[general, ...going.map(({secretsGo}) => secretsGo)].join(' ')] : [general, ...going.map(({id, secretsGo}) => `${id}: ${secretsGo}`)]
}

const pathBelow = (directory: string, path: string): string => (directory === '' ? path : `${directory}/${path}`)
const placed = ({target, directory, artifacts}: PlannedTarget) => artifacts.map((one) => ({...one, path: pathBelow(directory, one.path), target: target.id as string}))
type Placed = ReturnType<typeof placed>[number]

const toData = (one: Placed & {changed: boolean}, shown: (path: string) => string) => ({path: shown(one.path), target: one.target, secret: one.secret, changed: one.changed})

type Asked = Pick<PlanRequest, 'instances' | 'targets'>

/** Whether this render knows all files that a target has below the directory: one of some instances does not, one of some targets does for these. */
const isWhole = (target: string, {instances, targets: named}: Asked): boolean => instances.length === 0 && (named.length === 0 || (named as string[]).includes(target))

/** Files of earlier renders that this one would have written and did not, as far as their targets say that they are theirs. */
async function staleFiles(record: RecordedTarget[], targets: PlannedTarget[], request: Asked): Promise<string[]> {
  const fresh = new Set(targets.flatMap(placed).map((one) => one.path))
  const stale: string[] = []
  for (const {target, directory, paths} of record) {
    const gone = paths.filter((path) => !fresh.has(pathBelow(directory, path)))
    if (gone.length === 0 || !isTarget(target) || !isWhole(target, request)) continue
    const {owns} = await loadTarget(target)
    stale.push(...gone.filter((path) => owns(path)).map((path) => pathBelow(directory, path)))
  }
  return [...new Set(stale)].sort()
}

/** What the record lists afterwards: what was written, and of earlier renders what this one left alone. */
function nextRecord(record: RecordedTarget[], targets: PlannedTarget[], request: Asked): RecordedTarget[] {
  const kept = record.filter(({target}) => isTarget(target) && !isWhole(target, request))
  return [...kept, ...targets.map(({target, directory, artifacts}) => ({target: target.id, directory, paths: artifacts.map((one) => one.path)}))]
}

/** Whoever checks files without a secret in them may wonder what the credentials are for. */
const whyCheckNeedsThem = (one: Problem): Problem =>
  exitStatus([one]) === 4 ? {...one, next: [...one.next, '--check needs the credentials as well: each Deployment carries a checksum of its Secret.']} : one

async function refuseTrackedSecrets(out: string, artifacts: Array<Pick<Artifact, 'path' | 'secret'>>, shown: (path: string) => string): Promise<void> {
  const secrets = artifacts.filter((one) => one.secret)
  const tracked = new Set(await trackedFiles(out, secrets.map((one) => join(out, one.path))))
  throwIfAny(
    secrets.filter((one) => tracked.has(join(out, one.path))).map((one) => problem('plain-secret-tracked', `${shown(one.path)} is tracked by git; nothing was written.`, {next: [`Run \`git rm --cached ${shown(one.path)}\` and render again, or render into another directory.`, 'If it was pushed, make new credentials: the old ones stay in the history.']})),
  )
}
