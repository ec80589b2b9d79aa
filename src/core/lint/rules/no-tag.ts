import type {Rule} from '../rule.ts'
import {imageParts} from '../set.ts'

export const noTag: Rule = {
  id: 'baton/no-tag', severity: 'warning', title: 'The image is not pinned',
  why: 'Without a tag or with :latest, another version may start whenever a pod is made anew, and nobody can say which one runs.',
  wrong: 'image: public.ecr.aws/conductorone/baton-asana:latest', right: 'image: public.ecr.aws/conductorone/baton-asana:0.1.40',
  check({deployed}, report) {
    for (const {image, manifest, containerPath} of deployed) {
      const {tag, digest} = imageParts(image)
      if (image !== '' && digest === undefined && (tag === undefined || tag === 'latest')) report({manifest, path: [...containerPath, 'image']}, `The image ${tag ? 'is :latest' : 'has no tag'}: name a version, so that what runs is known.`)
    }
  },
}
