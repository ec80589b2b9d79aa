// Compiles connectors.yaml into dist/catalog, so that the commands read JSON and need neither yaml nor zod.
// Usage: node --import tsx scripts/build-catalog.ts [DIRECTORY]
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import {compileCatalog} from '../src/services/catalog/shipped.ts'

const root = new URL('../', import.meta.url)
const out = process.argv[2] ? pathToFileURL(`${resolve(process.argv[2])}/`) : new URL('dist/catalog/', root)
const {index, all, entries} = await compileCatalog(await readFile(new URL('connectors.yaml', root), 'utf8'), 'connectors.yaml')
await rm(out, {recursive: true, force: true})
await mkdir(new URL('connectors/', out), {recursive: true})
const files = {index, all, entries, ...Object.fromEntries(Object.values(all).map((connector) => [`connectors/${connector.name}`, connector]))}
await Promise.all(Object.entries(files).map(([name, value]) => writeFile(new URL(`${name}.json`, out), JSON.stringify(value))))
