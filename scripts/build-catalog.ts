// Compiles connectors.yaml into dist/catalog, so that the commands read JSON and need neither yaml nor zod.
// Usage: node --import tsx scripts/build-catalog.ts [DIRECTORY]
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import {compileCatalog} from '../src/services/catalog/shipped.ts'

const root = new URL('../', import.meta.url)
const out = process.argv[2] ? pathToFileURL(`${resolve(process.argv[2])}/`) : new URL('dist/catalog/', root)
const {images, index, search, connectors} = await compileCatalog(await readFile(new URL('connectors.yaml', root), 'utf8'), 'connectors.yaml')
await rm(out, {recursive: true, force: true})
const write = (name: string, value: unknown): Promise<void> => writeFile(new URL(`${name}.json`, out), JSON.stringify(value))
await mkdir(new URL('connectors/', out), {recursive: true})
await Promise.all([write('images', images), write('index', index), write('search', search), ...Object.keys(connectors).map((name) => write(`connectors/${name}`, connectors[name]))])
