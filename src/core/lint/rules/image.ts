import type {Catalog, Connector} from '../../catalog/types.ts'
import {nearest} from '../../problems/nearest.ts'
import {slipOf} from '../../problems/slip.ts'
import {map} from '../../values/maps.ts'
import type {Rule} from '../rule.ts'
import {imageParts, type Deployed} from '../set.ts'

/** The connector that the label names. */
function labelled({manifest}: Deployed, catalog: Catalog): Connector | undefined {
  const {metadata, spec} = manifest.object
  const name = map(map(map(map(spec).template).metadata).labels)['baton-app'] ?? map(map(metadata).labels)['baton-app']
  return typeof name === 'string' && Object.hasOwn(catalog, name) ? catalog[name] : undefined
}

export const image: Rule = {
  id: 'baton/image', severity: 'error', title: 'The image is not the connector\'s',
  why: 'What runs is the image, whatever the labels say; a name that is not published cannot be pulled. A warning means that there may be a good reason: a label of your own, or a connector that is newer than the catalog. Images in a registry of your own are not judged by their registry.',
  wrong: 'image: public.ecr.aws/conductorone/baton-assana:0.1.40', right: 'image: public.ecr.aws/conductorone/baton-asana:0.1.40',
  check({deployed, catalog, around}, report) {
    for (const one of deployed) {
      const {repository, name, digest} = imageParts(one.image)
      if (name === '') continue
      const path = [...one.containerPath, 'image']
      const at = {manifest: one.manifest, path}
      const meant = labelled(one, catalog)
      if (around.images.has(name)) {
        if (meant && meant.image !== name) report(at, `The label baton-app says ${meant.name}, but ${name} is the image of ${one.connector && one.connector.image === name ? one.connector.title : 'another connector'}: one of the two is wrong.`, undefined, 'warning')
        continue
      }
      if (around.images.size === 0 || !/^(?:public\.ecr\.aws|ghcr\.io)\/conductorone\//.test(repository)) continue
      const slip = slipOf(name, around.images)
      const near = meant?.image ?? slip ?? nearest(name, around.images)
      const isSlip = slip !== undefined && (!meant || meant.image === slip)
      const right = repository.slice(0, -name.length) + near
      report(at, `No connector is known whose image is ${name}.${near ? ` Did you mean ${near}?` : ' The catalog may be older than it.'}`, isSlip && digest === undefined ? {kind: 'value', path, to: right + one.image.slice(repository.length)} : undefined, isSlip ? 'error' : 'warning')
    }
  },
}
