import {randomBytes} from 'node:crypto'
import type {Moment} from '../../src/core/verify/values.ts'
import {libraries} from '../../src/services/verify/libraries.ts'

/** A moment with the libraries that the program has. @param now milliseconds since 1970 */
export const momentAt = (now: number): Moment => ({now, random: (bytes) => randomBytes(bytes), libraries})
