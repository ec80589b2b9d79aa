import {existsSync} from 'node:fs'
import {dirname, join, sep} from 'node:path'
import {fileURLToPath} from 'node:url'

/** The package's own directory: the nearest one above this module that holds connectors.yaml, be it bundled in dist or run from src. */
export function packageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(directory, 'connectors.yaml'))) {
    const parent = dirname(directory)
    if (parent === directory) throw new Error('connectors.yaml is missing from the package')
    directory = parent
  }
  return directory
}

/** The directory of what scripts/build.mjs makes; null when this runs from the sources, which are then the truth. */
export function builtFolder(): string | null {
  const built = join(packageRoot(), 'dist')
  return fileURLToPath(import.meta.url).startsWith(built + sep) ? built : null
}
