import {basename, join, resolve} from 'node:path'
import type {Catalog} from '../../core/catalog/types.ts'
import {newProjectText} from '../../core/project/edit.ts'
import {instanceNameFault} from '../../core/project/parse.ts'
import {isThere} from '../../io/files.ts'
import {findProject, projectFile} from '../../io/project-directory.ts'
import {loadCatalog} from '../catalog.ts'
import {loadProject, type LoadedProject} from '../project.ts'
import type {InitRequest} from './request.ts'

/** Where the new instance goes. */
export interface Home {
  directory: string
  /** The connectors that the project names. */
  catalog: Catalog
  /** Null for a new project. */
  loaded: LoadedProject | null
  /** c1ctl.yaml before the change. */
  text: string
  warnings: string[]
}

/** The project that init adds to: the one named, the nearest, or a new one in the working directory. */
export async function openHome({directory, prompter, namespace}: InitRequest): Promise<Home> {
  const found = directory === undefined ? findProject(process.cwd()) : (await isThere(join(resolve(directory), projectFile))) ? resolve(directory) : null
  if (found !== null) {
    const loaded = await loadProject({directory: found})
    return {directory: found, catalog: loaded.catalog, loaded, text: loaded.text, warnings: loaded.warnings}
  }
  const fresh = directory === undefined ? process.cwd() : resolve(directory)
  const {catalog, warnings} = await loadCatalog({directory: fresh, wanted: []})
  let name = projectName(basename(fresh))
  if (prompter) name = await prompter.text({message: 'Name of the project', hint: `There is no ${projectFile} yet; a new project will be made in ${fresh}.`, default: name, validate: (text) => instanceNameFault(text) === undefined || 'Lower-case letters, digits and dashes, at most 40.'})
  return {directory: fresh, catalog, loaded: null, text: newProjectText({name, namespace: namespace ?? 'conductorone'}), warnings}
}

function projectName(directory: string): string {
  const name = directory.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 40).replace(/-+$/, '')
  return instanceNameFault(name) === undefined ? name : 'connectors'
}
