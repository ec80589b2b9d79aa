import {OutgoingRequest} from '../core/verify/outgoing.ts'
import {releasesOrigin, stableReleasePath} from '../core/releases/stable-release.ts'
import {openSender} from './http.ts'

/** Nobody waits long for what is only convenient. */
const timeoutMs = 3000

/**
 * The text of a connector's stable release.
 * @param repository such as ConductorOne/baton-asana
 * @param userAgent such as c1ctl/0.1.0
 * @param environment C1CTL_RELEASES names a mirror of the releases in place of ConductorOne's
 * @returns null when it cannot be had in three seconds: an image without a tag runs as well
 */
export async function fetchStableRelease(repository: string, userAgent: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const origin = environment['C1CTL_RELEASES'] || releasesOrigin
  const path = stableReleasePath(repository)
  if (path === null || !URL.canParse(path, origin)) return null
  const sender = await openSender(userAgent)
  try {
    const answer = await sender.send(new OutgoingRequest({method: 'GET', url: new URL(path, origin).href, headers: {accept: 'application/json'}, body: null}), {timeoutMs})
    return 'body' in answer && answer.status === 200 ? answer.body : null
  } finally {
    await sender.close()
  }
}
