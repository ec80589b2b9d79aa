import type {Socket} from 'node:net'
import type {Fault} from '../core/verify/judge.ts'

/** The most that is read of a server, in bytes. */
const readLimit = 1024 * 1024
/** How often what was read is looked at, in milliseconds. */
const glance = 10

/** What a conversation with a server may take. */
export interface Bounds {
  /** From now to its end. */
  timeoutMs: number
  signal?: AbortSignal
}

/**
 * Holds a conversation to a time and a size, whatever the library that leads it waits for.
 * @param work gets `watch`, which it calls with each connection that it opens
 * @throws what the signal carries, when it fires, and what `work` throws
 */
export async function bounded<Out>({timeoutMs, signal}: Bounds, work: (watch: (connection: {bytesRead: number}) => void) => Promise<Out>): Promise<Out | Fault> {
  signal?.throwIfAborted()
  const connections: Array<{bytesRead: number}> = []
  const isTooMuch = () => connections.reduce((sum, {bytesRead}) => sum + bytesRead, 0) > readLimit
  let end = (): void => {}
  const stopped = new Promise<Fault>((resolve, reject) => {
    const timer = setTimeout(() => resolve({kind: 'timeout'}), timeoutMs)
    const meter = setInterval(() => {
      if (isTooMuch()) resolve({kind: 'too-large'})
    }, glance)
    const interrupt = () => reject(signal!.reason as Error)
    signal?.addEventListener('abort', interrupt)
    end = () => {
      clearTimeout(timer)
      clearInterval(meter)
      signal?.removeEventListener('abort', interrupt)
    }
  })
  try {
    const out = await Promise.race([work((connection) => connections.push(connection)), stopped])
    return isTooMuch() ? {kind: 'too-large'} : out
  } finally {
    end()
  }
}

/** Ends a connection whose first bytes show another protocol: the library would wait for the rest of a message that never comes. */
export function expectBeginning(socket: Socket, isRight: (first: Buffer) => boolean): void {
  socket.once('data', (first: Buffer) => {
    if (!isRight(first)) socket.destroy(Object.assign(new Error('another protocol'), {code: 'GARBAGE'}))
  })
}

/** What a server has to take a goodbye, in milliseconds: without one it logs a lost connection, and what it answered stands anyway. */
const patience = 100

/** Says goodbye, and waits a moment for it to be heard. */
export async function part(goodbye: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience)
  })
  await Promise.race([goodbye().catch(() => {}), enough])
  clearTimeout(timer)
}

/** The code of an error of Node's, as faults have it. */
export function codeOfError(error: unknown): string {
  const {code, cause} = error as {code?: unknown; cause?: {code?: unknown}}
  return [code, cause?.code].find((one): one is string => typeof one === 'string' && /^[A-Z][A-Z0-9_]+$/.test(one)) ?? 'unknown'
}
