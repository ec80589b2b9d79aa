import data from './schemas.json' with {type: 'json'}

/** Fields of one type; each type as a short text (scripts/generate-kubernetes-schemas.ts says how to read it). */
export interface TypeSchema {
  fields: Record<string, string>
  required?: string[]
}

/** What an API server takes, made from its own OpenAPI document. */
export interface Schemas {
  /** The server's version as its document says it: `1.36`. */
  kubernetes: string
  /** `apps/v1/Deployment` to the name of its type. */
  kinds: Record<string, string>
  types: Record<string, TypeSchema>
}

export const schemas: Schemas = data
