import {kindType, typeSchema, type Shape} from './schema.ts'
import type {ObjectPath} from './violation.ts'

/**
 * The type whose fields a place of an object takes: `core.v1.PodSpec`.
 * @returns undefined where no map with fields may stand, or nobody knows the kind
 */
export function typeAt({apiVersion, kind}: Record<string, unknown>, path: ObjectPath, version: string): string | undefined {
  const top = kindType(`${String(apiVersion)}/${String(kind)}`, version)
  if (top === undefined) return undefined
  let shape: Shape | undefined = {is: '@', type: top}
  for (const step of path) {
    if (shape?.is === '@' && typeof step === 'string') shape = typeSchema(shape.type, version).fields.get(step)
    else shape = shape?.is === '[]' && typeof step === 'number' ? shape.of : undefined
  }
  return shape?.is === '@' ? shape.type : undefined
}

/** The fields of a type that are maps with fields themselves, each with its type. */
export function mapFields(type: string, version: string): Array<[field: string, type: string]> {
  return [...typeSchema(type, version).fields].flatMap(([field, shape]) => (shape.is === '@' ? [[field, shape.type] as [string, string]] : []))
}
