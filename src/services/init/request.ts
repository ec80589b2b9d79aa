import type {ImageSettings} from '../../core/project/types.ts'
import type {Check} from '../../core/verify/types.ts'
import type {Prompter} from '../../io/prompt.ts'

/** What `init` was asked to do; everything may be missing when somebody is there to answer. */
export interface InitRequest {
  directory?: string | undefined
  connector?: string | undefined
  name?: string | undefined
  auth?: string | undefined
  set: string[]
  credential: string[]
  credentialsFrom?: string | undefined
  namespace?: string | undefined
  verify: boolean
  /** Look up the stable release and write its tag and digest. */
  pin: boolean
  newIdentity: boolean
  version: string
  prompter: Prompter | null
  signal: AbortSignal
  progress: (text: string) => void
}

/** What `init` wrote. */
export interface InitResult {
  instance: string
  connector: string
  auth: string | null
  project: string
  written: string[]
  /** The release that the instance is pinned to; null when none was looked up or found. */
  image: Pick<ImageSettings, 'tag' | 'digest'> | null
  checks: Check[]
  /** What has to be added to what is rendered, or known beside it, in sentences. */
  needs: string[]
  /** Whose age keys open the store; none when nothing was stored. */
  recipients: string[]
  /** Set when an age identity was made. */
  identity: {recipient: string; path: string; next: string[]} | null
}
