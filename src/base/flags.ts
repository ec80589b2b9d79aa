import {string} from '@oclif/core/flags'

// Flags that several commands share, each with its variable.

/** `--environment`: an overlay of c1ctl.yaml. */
export const environment = () => string({helpValue: 'E', env: 'C1CTL_ENVIRONMENT', summary: 'Lay this overlay of `environments` in c1ctl.yaml over the project.'})
/** `--namespace`: overrides every namespace of the project. */
export const namespace = () => string({char: 'n', helpValue: 'N', env: 'C1CTL_NAMESPACE', summary: 'Kubernetes namespace, instead of the project\'s.'})
/** `--context`: the kubectl context. */
export const context = () => string({helpValue: 'C', env: 'C1CTL_CONTEXT', summary: 'Context of the kubeconfig. Default: the current one.'})
