import type {Instance} from '../../src/core/project/types.ts'

/** An instance that asks for nothing. */
export const bareInstance = (name: string, connector: string): Instance => ({
  name, connector, config: {}, credentials: {}, conductorone: {}, image: {}, replicas: 1, run: {mode: 'service'}, env: {}, files: {}, imagePullSecrets: [], podLabels: {}, podAnnotations: {},
})
