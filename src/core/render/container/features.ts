import type {FeatureId} from '../features.ts'

/** What a container engine on one machine can do for every connector: all else belongs to a cluster. */
export const containerFeatures: readonly FeatureId[] = ['once', 'secret-files', 'config-files', 'ca-bundle', 'proxy']

/** The words of container engines for when to pull an image. */
export const pullWords = {Always: 'always', IfNotPresent: 'missing', Never: 'never'} as const
