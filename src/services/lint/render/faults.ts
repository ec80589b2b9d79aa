import type {Origin} from '../../../core/lint/rendered/origin.ts'
import type {RenderFault} from '../../../core/lint/rendered/merge.ts'

/** Something that helm or kustomize refuses. */
export const cannotRender = ({file, text, span}: Origin, message: string): RenderFault => ({text, finding: {file, ...span, rule: 'yaml/render', severity: 'error', message, fixable: false}})

/** Something that c1ctl does not let them do, or cannot know. */
export const notRendered = ({file, text, span}: Origin, message: string, severity: 'warning' | 'note' = 'warning'): RenderFault => ({text, finding: {file, ...span, rule: 'yaml/not-rendered', severity, message, fixable: false}})
