import {isRecord} from '../../values/maps.ts'
/** Values of a chart: what YAML can say of them. */
export type Values = {[key: string]: Value}
type Value = string | number | boolean | null | Value[] | Values

/**
 * What a second values file must say so that Helm makes `wanted` of `base`: maps are merged key by key, everything else is replaced, and null takes a
 * key away (Helm's "Deleting a default key").
 * @returns an empty map when they are the same
 */
export function overlayOf(base: Values, wanted: Values): Values {
  const differing: Values = {}
  for (const key of Object.keys(base)) if (!Object.hasOwn(wanted, key)) differing[key] = null
  for (const [key, value] of Object.entries(wanted)) {
    const before = Object.hasOwn(base, key) ? base[key] : undefined
    if (isRecord(before) && isRecord(value)) {
      const inner = overlayOf(before, value)
      if (Object.keys(inner).length > 0) differing[key] = inner
    } else if (!isSame(before, value)) differing[key] = value
  }
  return differing
}

/** Lists and scalars, and maps inside lists; their keys come in one order, as both sides are made by the same code. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
