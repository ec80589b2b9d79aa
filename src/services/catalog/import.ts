import {basename, dirname, resolve} from 'node:path'
import {setEntry} from '../../core/catalog/import/edit-file.ts'
import {mergeEntry, type EntryChange} from '../../core/catalog/import/merge-entry.ts'
import {overlayFor} from '../../core/catalog/import/overlay.ts'
import {readPublishedSchema} from '../../core/catalog/import/read.ts'
import {settleEntry} from '../../core/catalog/import/settle.ts'
import {publishedEntry, type EntryTree} from '../../core/catalog/import/to-entry.ts'
import type {PublishedSchema} from '../../core/catalog/import/types.ts'
import {nameForm} from '../../core/catalog/lookup.ts'
import {layEntry} from '../../core/catalog/merge.ts'
import {readCatalogSource} from '../../core/catalog/parse.ts'
import {sdkFields} from '../../core/catalog/sdk-fields.ts'
import {problem, ProblemError, throwIfAny, type Problem} from '../../core/problems/problem.ts'
import {lineDiff, type DiffLine} from '../../core/text/line-diff.ts'
import {isRecord} from '../../core/values/maps.ts'
import {readTextIfThere, writeFileAtomically} from '../../io/files.ts'
import type {Prompter} from '../../io/prompt.ts'
import {readStdin} from '../../io/stdin.ts'
import {catalogDirectory} from '../catalog.ts'
import {ownFile} from './own.ts'
import {readShippedEntries, shippedFile} from './shipped.ts'

/** What `catalog import` was asked to do. */
export interface ImportRequest {
  /** The project named with --project. */
  project?: string | undefined
  /** Path of the schema; `-` for standard input. */
  file: string
  name?: string | undefined
  /** Only compare; nothing is written. */
  check: boolean
  dryRun: boolean
  /** Values that stand in the project's file may give way. */
  yes: boolean
  prompter: Prompter | null
}

/** What an import did, or would do. */
export interface Imported {
  connector: string
  /** The file that holds the entry; null where only a comparison was made outside of a project. */
  file: string | null
  /** The catalog had no entry of that name. */
  isNew: boolean
  isWritten: boolean
  /** In what the entry and the schema differ; nothing for a new one. */
  changes: EntryChange[]
  /** The change of the file, line by line. */
  diff: DiffLine[]
}

/**
 * Takes a connector's own configuration schema over into the project's connectors.yaml, or compares the two.
 * @returns with `check`, a problem catalog-differs when they differ
 * @throws ProblemError no-such-path, schema-unreadable, usage, project-missing, catalog-invalid, answers-missing, file-unwritable; nothing is written then
 */
export async function importSchema(request: ImportRequest): Promise<{data: Imported; problems: Problem[]; warnings: string[]}> {
  const shownFile = request.file === '-' ? 'standard input' : request.file
  const text = request.file === '-' ? await readStdin() : await readTextIfThere(resolve(request.file))
  if (text === null) throw new ProblemError(problem('no-such-path', `${request.file} does not exist.`))
  const read = readPublishedSchema(text, shownFile)
  if ('problems' in read) throw new ProblemError(read.problems)
  const name = chooseName(request, read.schema)

  const directory = catalogDirectory(request.project)
  if (directory === undefined && !request.check) throw new ProblemError(problem('project-missing', 'There is no project here to take the entry.', {next: ['Run it in a directory with c1ctl.yaml, or name one with --project.', 'To compare the schema with the shipped entry, add --check.']}))
  const home = directory === undefined ? null : ownFile(directory)
  const ownText = home ? await readTextIfThere(home.path) : null
  const source = readCatalogSource(ownText ?? '', home?.shown ?? '')
  throwIfAny(source.problems)
  const over = Object.hasOwn(source.entries, name) ? source.entries[name] : undefined
  const base = home?.path === shippedFile() ? undefined : (await readShippedEntries([name]))[name]
  const isNew = base === undefined && !isRecord(over)
  if (request.check && isNew) throw new ProblemError(problem('unknown-connector', `The catalog has no connector ${name} to compare with.`, {next: ['Name another one with --name.', 'To make an entry of the schema, leave --check out.']}))

  // A connector that the project removed comes back as the shipped one with the schema taken over.
  const before = isRecord(over) ? layEntry(name, base, over) : base
  const taken = takeOver(name, read.schema, isRecord(before) && !isNew ? before : undefined)
  const warnings = [...read.warnings, ...taken.warnings]
  const data: Imported = {connector: name, file: home?.shown ?? null, isNew, isWritten: false, changes: taken.changes, diff: []}
  if (request.check) return {data, warnings, problems: taken.changes.length > 0 ? [problem('catalog-differs', `The entry ${name} and ${shownFile} differ in ${taken.changes.length === 1 ? 'one place' : `${taken.changes.length} places`}.`)] : []}

  const {tree, overwritten} = overlayFor({base, over: over ?? undefined, before, after: taken.entry})
  if (!isRecord(tree)) return {data, warnings, problems: []}
  const edited = setEntry(ownText, name, tree)
  data.diff = lineDiff(ownText ?? '', edited)
  if (request.dryRun || data.diff.length === 0) return {data, warnings, problems: []}
  if (overwritten.length > 0 && !request.yes) await agree(request.prompter, home!.shown, name, overwritten, taken.changes)
  await writeFileAtomically(home!.path, edited)
  return {data: {...data, isWritten: true}, warnings, problems: []}
}

/** The entry with the schema taken over; every fault that cannot be set aside is thrown. */
function takeOver(name: string, schema: PublishedSchema, before: EntryTree | undefined): {entry: EntryTree; changes: EntryChange[]; warnings: string[]} {
  const fields = isRecord(before?.['fields']) ? before['fields'] : {}
  const {tree, guessedSecrets, unknown} = publishedEntry(name, schema, Object.keys(fields).filter((field) => Object.hasOwn(sdkFields, field)))
  // What cannot stand is set aside before it is compared: an import that is made again finds nothing new.
  const published = settleEntry(name, tree)
  const merged = before ? mergeEntry(before, published.entry, unknown) : {entry: published.entry, changes: []}
  const settled = settleEntry(name, merged.entry)
  throwIfAny(settled.faults.map(({path, reason}) => problem('catalog-invalid', `${name}: ${path.length > 0 ? `\`${path.map(String).join('.')}\` ` : ''}${reason}`, {why: 'With the schema taken over, the entry could not be used.'})))
  const guessed = guessedSecrets.filter((field) => !Object.hasOwn(fields, field))
  return {
    entry: settled.entry,
    changes: merged.changes,
    warnings: [...new Set([...published.warnings, ...settled.warnings].map((one) => `${name}: ${one}`)), ...guessed.map((field) => `${name}: ${field} is treated as a secret by its name; the schema does not flag it. Say \`secret: false\` in its entry if it is none.`)],
  }
}

function chooseName({name, file}: ImportRequest, schema: PublishedSchema): string {
  if (name !== undefined) {
    if (nameForm.test(name)) return name
    throw new ProblemError(problem('name-invalid', 'The name of a connector must be lower-case letters, digits and dashes, at most 57.', {next: ['Choose another one with --name.']}))
  }
  const path = file === '-' ? '' : resolve(file)
  const fileName = basename(path).replace(/\.json$/i, '').replace(/[._-]?(?:config[._-]?)?schema$/i, '')
  const candidates = [basename(dirname(path)).startsWith('baton-') ? basename(dirname(path)) : '', fileName, schema.title ?? '']
  for (const candidate of candidates) {
    const slug = candidate.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').replace(/^baton-/, '')
    if (nameForm.test(slug)) return slug
  }
  throw new ProblemError(problem('usage', 'Nothing says what the connector is called.', {next: ['Name it with --name.']}))
}

async function agree(prompter: Prompter | null, file: string, name: string, places: string[], changes: EntryChange[]): Promise<void> {
  if (!prompter) throw new ProblemError(problem('answers-missing', `The schema gives other values than ${file} in ${places.map((place) => `${name}.${place}`).join(', ')}.`, {why: 'What stands there may have been written by hand.', next: ['Look at the change with --dry-run, then add --yes to let them give way.']}))
  const told = new Map(changes.map((one) => [one.place, one.what]))
  prompter.say(`The schema gives other values than ${file}:\n${places.map((place) => `  ${name}.${place}${told.has(place) ? ` ${told.get(place)}` : ''}`).join('\n')}`)
  if (!(await prompter.confirm('Let them give way?', false))) throw new ProblemError(problem('interrupted', 'Stopped at a question; nothing was written.'))
}
