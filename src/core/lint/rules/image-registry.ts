import type {Rule} from '../rule.ts'
import {imageParts} from '../set.ts'

export const imageRegistry: Rule = {
  id: 'baton/image-registry', severity: 'warning', title: 'The image is taken from a registry that gets no new ones',
  why: 'Since 2026-05-26 connectors are published only to public.ecr.aws/conductorone; ghcr.io keeps what was there before and goes stale.',
  wrong: 'image: ghcr.io/conductorone/baton-asana:0.1.40', right: 'image: public.ecr.aws/conductorone/baton-asana:0.1.40',
  check({deployed}, report) {
    for (const {image, connector, manifest, containerPath} of deployed) {
      const {repository, name, digest} = imageParts(image)
      if (!repository.startsWith('ghcr.io/conductorone/') || connector?.registry.startsWith('ghcr.io/')) continue
      const path = [...containerPath, 'image']
      const right = `${connector?.registry ?? 'public.ecr.aws/conductorone'}/${name}`
      // A digest names the bytes of one registry: whether the other one has the same is not known here.
      report({manifest, path}, `${repository} gets no new images: use ${right}.`, digest === undefined ? {kind: 'value', path, to: right + image.slice(repository.length)} : undefined)
    }
  },
}
