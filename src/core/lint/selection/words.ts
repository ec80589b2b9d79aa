/** What a comment begins with that keeps findings of its line out of the report. */
export const commentWord = 'c1ctl-ignore'
/** The annotation that keeps findings of its object out of the report. */
export const annotationKey = 'c1ctl/ignore'

/** Whether a text may hold suppressions: where it does not, nobody need look for them. */
export const mentionsSuppression = (text: string): boolean => text.includes(commentWord) || text.includes(annotationKey)
