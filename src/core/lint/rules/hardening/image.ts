import type {Rule} from '../../rule.ts'
import {imageParts} from '../../set.ts'
import {pods, type PodContainer} from './pod.ts'

const imageOf = ({container}: PodContainer): string => (typeof container.image === 'string' ? container.image : '')
const isMoving = (image: string): boolean => {
  const {tag, digest} = imageParts(image)
  return digest === undefined && (tag === undefined || tag === 'latest')
}

export const imageDigest: Rule = {
  id: 'hardening/image-digest', severity: 'warning', title: 'The image is not pinned by its digest',
  why: 'A tag can be pushed again with other bytes; a digest is a hash of the image and cannot. The tag beside it tells people which version it is.',
  wrong: 'image: public.ecr.aws/conductorone/baton-asana:0.1.40', right: 'image: public.ecr.aws/conductorone/baton-asana:0.1.40@sha256:9b2c...',
  check(set, report) {
    for (const pod of pods(set)) {
      for (const one of pod.containers) {
        const image = imageOf(one)
        const {tag, digest} = imageParts(image)
        if (image === '' || digest !== undefined) continue
        // Of a connector's image without a version, baton/no-tag speaks already.
        if (one.isConnector && isMoving(image)) continue
        const what = tag === undefined ? 'has an image without a tag' : tag === 'latest' ? 'has an image of the moving tag latest' : `has an image that its tag ${tag} alone names`
        report({manifest: pod.manifest, path: [...one.path, 'image']}, `${one.who} ${what}: add the digest as @sha256:..., so that nobody can put other bytes in its place.`)
      }
    }
  },
}

export const pullPolicy: Rule = {
  id: 'hardening/pull-policy', severity: 'warning', title: 'The pull policy does not fit the image',
  why: 'With a tag that moves, IfNotPresent leaves every node with whatever it once got, so replicas differ. With Never a pod only starts where somebody put the image by hand. With a version and no policy, or IfNotPresent, all is well.',
  wrong: 'image: public.ecr.aws/conductorone/baton-asana:latest\nimagePullPolicy: IfNotPresent', right: 'image: public.ecr.aws/conductorone/baton-asana:0.1.40\nimagePullPolicy: IfNotPresent',
  check(set, report) {
    for (const pod of pods(set)) {
      for (const one of pod.containers) {
        const {imagePullPolicy: policy} = one.container
        const image = imageOf(one)
        const path = [...one.path, 'imagePullPolicy']
        if (image !== '' && isMoving(image) && (policy === 'IfNotPresent' || policy === 'Never')) report({manifest: pod.manifest, path}, `${one.who} has an image whose tag moves, and ${String(policy)} keeps what a node once got: set imagePullPolicy to Always, or name a version.`, policy === 'IfNotPresent' ? {kind: 'value', path, to: 'Always'} : undefined)
        else if (policy === 'Never') report({manifest: pod.manifest, path}, `${one.who} starts only where its image was put by hand: set imagePullPolicy to IfNotPresent.`)
      }
    }
  },
}
