/** Something wrong at a path of a tree, before it has a place in a file. */
export interface Fault {
  path: PropertyKey[]
  reason: string
  /** The key itself is wrong, not what it holds. */
  key?: boolean
}
