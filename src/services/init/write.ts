import {rm, rmdir} from 'node:fs/promises'
import {dirname, join, relative} from 'node:path'
import {conductoroneWarning} from '../../core/credentials/fields.ts'
import {isThere, readTextIfThere, writeFileAtomically} from '../../io/files.ts'
import {projectFile} from '../../io/project-directory.ts'
import {storeFile} from '../../io/store.ts'
import {writeCredentials} from '../credentials.ts'
import {draftText, type Subject} from './draft.ts'
import type {Answers} from './field.ts'
import type {InitResult} from './request.ts'

/**
 * Writes the store and then c1ctl.yaml: an instance exists once it stands there. What was made for a c1ctl.yaml that cannot be written is taken back.
 * @param newIdentity whether an age identity may be made
 */
export async function writeInstance(subject: Subject, answers: Answers, newIdentity: boolean): Promise<Pick<InitResult, 'written' | 'recipients' | 'identity'> & {warnings: string[]}> {
  const {home: {directory, text}, instance} = subject
  const path = join(directory, projectFile)
  const shown = relative(process.cwd(), path)
  const shape = Object.entries(answers.values).flatMap(([name, value]) => conductoroneWarning(name, value) ?? [])
  // Questions take minutes: somebody may have changed the file meanwhile, and that must not be lost.
  const writeProject = async () => writeFileAtomically(path, draftText(subject, answers, (await readTextIfThere(path)) ?? text))
  if (Object.keys(answers.values).length === 0) {
    await writeProject()
    return {written: [shown], recipients: [], identity: null, warnings: shape}
  }
  const store = storeFile(directory, instance)
  const fresh = await absent([store.path, join(dirname(store.path), '.sops.yaml')])
  const stored = await writeCredentials({directory, instance, values: answers.values, newIdentity})
  try {
    await writeProject()
  } catch (error) {
    for (const file of fresh) await rm(file, {force: true})
    await rmdir(dirname(store.path)).catch(() => {})
    throw error
  }
  return {written: [shown, stored.path], recipients: stored.recipients, identity: stored.newIdentity, warnings: [...stored.warnings, ...shape]}
}

async function absent(paths: string[]): Promise<string[]> {
  const there = await Promise.all(paths.map(isThere))
  return paths.filter((_, place) => !there[place])
}
