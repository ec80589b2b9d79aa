// Writes what is made from code: schemas, reference pages and the snapshot of the command line. With --check it writes nothing, names every file
// that differs, and exits 1. Needs a build, for the manifest.
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseCatalog} from '../src/core/catalog/parse.ts'
import {connectorPages, coveragePage} from './generate/connectors.ts'
import {chartSchema} from './generate/helm-schema.ts'
import {hardeningPage} from './generate/hardening.ts'
import {outputSchemas} from './generate/outputs.ts'
import {commandSnapshot, commandsPage, exitStatusPage, problemPages, ruleDocs, variablesPage, type Manifest} from './generate/pages.ts'
import {editorSchemas} from './generate/schemas.ts'
import {targetsPage} from './generate/targets.ts'
import {templateModules} from './generate/template-modules.ts'
import {integrationsPage} from './generate/terraform.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as Manifest
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
const named = <T>(values: Record<string, T>, name: (key: string) => string) => Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), json(value)]))

const {catalog} = parseCatalog(readFileSync(join(root, 'connectors.yaml'), 'utf8'), 'connectors.yaml')

/** Folders in which every file is made here: what nothing makes any more is removed. */
const ownFolders = ['docs/connectors', 'docs/problems', 'docs/rules', 'schemas/output']

/** Files of templates/ that are made here; the modules of templates take them as they will be. */
const madeTemplates = {'templates/helm/values.schema.json': json(chartSchema())}

const files: Record<string, string> = {
  ...madeTemplates,
  ...templateModules(root, madeTemplates),
  ...named(editorSchemas(), (name) => `schemas/${name}`),
  ...named(outputSchemas(root), (command) => `schemas/output/${command}.schema.json`),
  ...problemPages(),
  ...ruleDocs(),
  ...connectorPages(catalog),
  'docs/coverage.md': coveragePage(catalog),
  'docs/targets.md': await targetsPage(),
  'docs/terraform-integrations.md': integrationsPage(catalog),
  'docs/hardening.md': hardeningPage(),
  'docs/commands.md': commandsPage(manifest),
  'docs/exit-status.md': exitStatusPage(),
  'docs/environment-variables.md': variablesPage(manifest),
  'test/golden/commands.json': json(commandSnapshot(manifest)),
}

const read = (path: string) => {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return undefined
  }
}
const listed = (folder: string) => {
  try {
    return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
  } catch {
    return []
  }
}
const outdated = Object.keys(files).filter((path) => read(path) !== files[path])
const left = ownFolders.flatMap(listed).filter((path) => !(path in files))

if (process.argv.includes('--check')) {
  for (const path of outdated) console.error(`outdated  ${path}`)
  for (const path of left) console.error(`left over  ${path}`)
  if (outdated.length + left.length > 0) {
    console.error('Run `npm run generate` and commit the result.')
    process.exitCode = 1
  } else console.log(`${Object.keys(files).length} generated files are up to date.`)
} else {
  for (const path of outdated) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), files[path]!)
  }
  for (const path of left) rmSync(join(root, path))
  console.log(`${outdated.length} of ${Object.keys(files).length} generated files written, ${left.length} removed.`)
}
