import type {Constraint, FieldType} from '../types.ts'
import type {Extra} from './reader.ts'

/** A field as the schema publishes it. */
export interface PublishedField {
  name: string
  title: string | undefined
  help: string | undefined
  placeholder: string | undefined
  type: FieldType
  required: boolean
  secret: boolean
  /** Upstream's own forms leave it out. */
  ops: boolean
  /** Filled by a sign-in in a browser, which only ConductorOne's cloud has. */
  isSignIn: boolean
  /** Rules in the form of connectors.yaml. */
  rules?: Record<string, unknown>
  extensions?: string[]
  /** One text: a list is written with commas. */
  default?: string
  /** What a form is filled with at first; the connector itself does not use it. */
  suggestion?: string
}

/** A connector's configuration schema, as far as an entry of the catalog has places for it. */
export interface PublishedSchema {
  title: string | undefined
  helpUrl: string | undefined
  requiresExternalConnector: boolean
  fields: PublishedField[]
  constraints: Constraint[]
  groups: Array<{name: string; title: string; fields: string[]; default: boolean}>
  /** All else that it says. */
  extras: Extra[]
}
