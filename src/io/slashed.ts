import {sep} from 'node:path'

/** A path with slashes, whatever the system writes. */
export const slashed = (path: string): string => (sep === '/' ? path : path.split(sep).join('/'))
