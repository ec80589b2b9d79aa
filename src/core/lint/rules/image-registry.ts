import type {Rule} from '../rule.ts'
import {imageParts} from '../set.ts'

export const imageRegistry: Rule = {
  id: 'baton/image-registry', severity: 'warning', title: 'The image is taken from a registry that gets no new ones',
  why: 'Since 2026-05-26 connectors are published only to public.ecr.aws/conductorone; ghcr.io keeps what was there before and goes stale.',
  wrong: 'image: ghcr.io/conductorone/baton-asana:latest', right: 'image: public.ecr.aws/conductorone/baton-asana:0.1.40',
  check({deployed}, report) {
    for (const {image, connector, manifest, containerPath} of deployed) {
      const {repository, name} = imageParts(image)
      if (!repository.startsWith('ghcr.io/conductorone/') || connector?.registry.startsWith('ghcr.io/')) continue
      report({manifest, path: [...containerPath, 'image']}, `${repository} gets no new images: use ${connector?.registry ?? 'public.ecr.aws/conductorone'}/${name}.`)
    }
  },
}
