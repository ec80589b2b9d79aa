import {existsSync} from 'node:fs'
import {join, relative, resolve} from 'node:path'
import {problem, ProblemError, throwIfAny} from '../../core/problems/problem.ts'
import type {LintSettings} from '../../core/project/types.ts'
import {isRecord} from '../../core/values/maps.ts'
import {readTextIfThere} from '../../io/files.ts'
import {findProject, projectFile} from '../../io/project-directory.ts'
import {readSource} from '../source.ts'

/** `lint` of a c1ctl.yaml. */
export interface ProjectSettings {
  /** The directory of c1ctl.yaml, absolute. */
  directory: string
  settings: LintSettings
}

/**
 * Reads how a project wants to be linted. The schema is loaded for those alone who set something: it takes longer than the rest of a small run.
 * @param directory the project named with --project; the nearest one at or above the working directory when not given
 * @returns undefined where there is no project, or one that says nothing about lint
 * @throws ProblemError project-invalid for every fault of a c1ctl.yaml that has settings for lint, or may have some and cannot be read: with a fault anywhere in
 * it nobody knows what they mean; project-missing for a directory that was named and is no project
 */
export async function readSettings(directory: string | undefined): Promise<ProjectSettings | undefined> {
  const found = directory === undefined ? findProject(process.cwd()) : resolve(directory)
  if (found === null) return undefined
  const path = join(found, projectFile)
  const text = await readTextIfThere(path)
  if (text === null) {
    // A catalog of one's own makes a project for lint too.
    if (directory === undefined || existsSync(join(found, 'connectors.yaml'))) return undefined
    throw new ProblemError(problem('project-missing', `${found} has no ${projectFile}.`, {why: 'This directory was named with --project (or C1CTL_PROJECT).'}))
  }
  // Where the word does not stand there is no such key: a file with hundreds of instances is not read for nothing.
  if (!text.includes('lint')) return undefined
  const document = await readSource(text, relative(process.cwd(), path) || projectFile)
  if (document.faults.length === 0 && !(isRecord(document.value) && document.value['lint'] != null)) return undefined
  const [{parseProject}, {ruleFaults}] = await Promise.all([import('../../core/project/parse.ts'), import('../../core/lint/selection/settings.ts')])
  const {project, place, problems} = parseProject(document)
  throwIfAny([...problems, ...ruleFaults(document.value, place)])
  return {directory: found, settings: project!.lint!}
}
