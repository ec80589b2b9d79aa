import * as z from 'zod'
import {flag, name} from '../../project/scalars.ts'

/** The targets whose files can be delivered out of git. */
export const sourceIds = ['manifests', 'kustomize', 'helm'] as const

const host = '(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?'
const steps = "(?:/[A-Za-z0-9._~%+@:,=!&'()*-]+)+/?"
/** Addresses of git repositories. A user is part of how ssh is asked; with https it would be a credential. */
const git = `https?://${host}${steps}|ssh://(?:[A-Za-z0-9._-]+@)?${host}${steps}`
/** As ssh itself takes them: git@example.com:acme/deploy.git. */
const scp = '[A-Za-z0-9._-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?:(?!//)[A-Za-z0-9._~/+-]+'
/** An artifact in a registry, without its tag. */
const oci = `oci://${host}(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+`

/** What Argo CD takes for a git repository. */
export const gitOrScpAddress = new RegExp(`^(?:${git}|${scp})$`)
/** What Flux takes for a git repository, or for an artifact. */
export const gitOrOciAddress = new RegExp(`^(?:${git}|${oci})$`)

/** A revision of git by name, as git takes one. */
export const revisionName = z.string().min(1, 'expected a name').max(250).regex(/^(?![-/.])(?!.*(?:\.\.|\/\/|@\{|\.lock$|[/.]$))[^\x00-\x20\x7f~^:?*[\\]+$/, 'expected the name of a branch or tag')

const path = z
  .string()
  .max(1024)
  .regex(/^(?![/~])(?!.*(?:^|\/)\.\.(?:\/|$))[^\x00-\x1f\x7f\\]+$/, 'expected a path in the repository such as deploy/kustomize, without .. in it')
  .optional()
  .describe('Where the files of the source lie in the repository. Known without it when both are rendered into a git repository at once.')

/** Settings that all targets have that deliver another target's files. */
export const deliverySettings = {
  source: z.enum(sourceIds).optional().describe('The target whose files are delivered. Known without it when there is but one of them.'),
  path,
  name: name(63).optional().describe('Name of the objects, before the name of the environment; the project\'s name unless said.'),
  releaseName: name(53).optional().describe('Name of the Helm release, for the source helm; the project\'s name unless said.'),
  prune: flag.optional().describe('Whether what git no longer has is removed; true unless said.'),
}

/** Where the delivering objects themselves lie. */
export const objectNamespace = (fallback: string) => name(63).optional().describe(`Namespace of the objects themselves; ${fallback} unless said.`)

