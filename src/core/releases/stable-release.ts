import type {ImageSettings} from '../project/types.ts'
import {isRecord} from '../values/maps.ts'

/** Where release facts are published. */
export const releasesOrigin = 'https://dist.conductorone.com'

/**
 * The address of a connector's stable release, below the origin.
 * @param repository such as ConductorOne/baton-asana
 * @returns null for anything that is not an owner and a name, which would ask for something else
 */
export function stableReleasePath(repository: string): string | null {
  return /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(repository) ? `/releases/${repository}/stable.json` : null
}

const tagForm = /^\w[\w.-]{0,127}$/
const digestForm = /^sha256:[0-9a-f]{64}$/

/**
 * Tag and digest of the image in a stable release (ConductorOne/github-workflows, proto/artifacts/v1: Stable.manifest.images.ecrPublic).
 * @param text the JSON of stable.json; it comes from outside and is believed in no part that does not have the right form
 * @param image such as public.ecr.aws/conductorone/baton-asana: the release of another image is no answer
 * @returns null when the release does not name this image with a tag. The digest is left out unless it is that of a multi-platform index
 */
export function readStableRelease(text: string, image: string): Pick<ImageSettings, 'tag' | 'digest'> | null {
  let release: unknown
  try {
    release = JSON.parse(text)
  } catch {
    return null
  }
  const found = valueAt(release, ['manifest', 'images', 'ecrPublic'])
  if (!isRecord(found)) return null
  const {ref, tag, digest} = found
  if (typeof tag !== 'string' || !tagForm.test(tag) || ref !== `${image}:${tag}`) return null
  const isIndex = found['isIndex'] === true || found['is_index'] === true
  return {tag, ...(isIndex && typeof digest === 'string' && digestForm.test(digest) ? {digest} : {})}
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((here, step) => (isRecord(here) && Object.hasOwn(here, step) ? here[step] : undefined), value)
}
