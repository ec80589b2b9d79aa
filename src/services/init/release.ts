import type {Connector} from '../../core/catalog/types.ts'
import {readStableRelease} from '../../core/releases/stable-release.ts'
import {fetchStableRelease} from '../../io/releases.ts'
import type {Home} from './home.ts'
import type {InitRequest, InitResult} from './request.ts'

/** The stable release of the connector's image; with a registry of the project's own the tag alone, for a mirror may have made an index of its own. */
export async function stableRelease({version}: InitRequest, {loaded}: Home, connector: Connector): Promise<InitResult['image']> {
  if (!connector.repository) return null
  const text = await fetchStableRelease(connector.repository, `c1ctl/${version}`, process.env)
  const release = text === null ? null : readStableRelease(text, `${connector.registry}/${connector.image}`)
  return release && loaded?.project.image.registry ? {...(release.tag === undefined ? {} : {tag: release.tag})} : release
}
