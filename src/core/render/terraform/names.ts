import type {Workload} from '../../workload/types.ts'

/** What the blocks of an instance are called: no dashes, for a shell could not export a variable of the name, and no digit first. */
export const blockName = (instance: string): string => instance.replaceAll('-', '_').replace(/^(?=\d)/, '_')

/** The variable that brings a secret value. `key` is the environment variable's name, or the file's. */
export const variableName = ({instance}: Workload, key: string): string => `${blockName(instance)}_${key.replace(/^BATON_/, '').toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`
