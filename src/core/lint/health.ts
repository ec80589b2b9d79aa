import type {ObjectPath} from '../kubernetes/violation.ts'
import {map} from '../values/maps.ts'
import {imageParts, type Deployed} from './set.ts'

const fields = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const

/** A probe of a connector's container. */
export interface Probe {
  field: (typeof fields)[number]
  path: ObjectPath
  handler: 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'
  /** The command of an exec probe. */
  exec: string[] | undefined
}

/** The probes of a connector that have a handler. */
export function probesOf({container, containerPath}: Deployed): Probe[] {
  return fields.flatMap((field): Probe[] => {
    const of = map(container[field])
    const handler = (['exec', 'httpGet', 'tcpSocket', 'grpc'] as const).find((one) => of[one] !== undefined)
    const {command} = map(of.exec)
    return handler ? [{field, path: [...containerPath, field], handler, exec: Array.isArray(command) ? command.map(String) : undefined}] : []
  })
}

/** How sure a setting is: what is not set here has its default for sure, or likely (an object that is not among the files could set it), or is not known. */
export interface Setting {
  value: string | undefined
  certain: 'sure' | 'likely' | 'unknown'
}

function setting({variables, unseen}: Deployed, name: string, otherwise: string): Setting {
  const found = variables.get(name)
  if (found?.value) return {value: found.value, certain: 'sure'}
  if (unseen.has('arguments') || unseen.has('file') || (found && found.value === undefined)) return {value: undefined, certain: 'unknown'}
  return {value: otherwise, certain: unseen.has('object') ? 'likely' : 'sure'}
}

/** The health server of a connector as its variables set it (baton-sdk: off, port 8081, 127.0.0.1). */
export const healthServer = {
  on: (deployed: Deployed): Setting => setting(deployed, 'BATON_HEALTH_CHECK', 'false'),
  port: (deployed: Deployed): Setting => setting(deployed, 'BATON_HEALTH_CHECK_PORT', '8081'),
  address: (deployed: Deployed): Setting => setting(deployed, 'BATON_HEALTH_CHECK_BIND_ADDRESS', '127.0.0.1'),
}

/** True for an image that is published by ConductorOne: it holds one program, `/baton-<name>`, and no shell. */
export const conductoroneImage = (image: string): boolean => /^(?:public\.ecr\.aws|ghcr\.io)\/conductorone\/baton-[\w.-]+$/.test(imageParts(image).repository)
