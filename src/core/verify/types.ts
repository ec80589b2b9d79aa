/** What a check found: proven, refused by the app, not answered in a way that proves anything, or not tried. */
export type Verdict = 'verified' | 'denied' | 'unreachable' | 'untested'

/** One recipe, run. Never holds a secret value or any part of an answer's body but the identity. */
export interface Check {
  instance: string
  recipe: string
  verdict: Verdict
  /** Who or what the credential belongs to, as the app says; control characters removed. */
  identity: string | null
  /** Why the verdict is not `verified`, in words for a person; null when it is. */
  reason: string | null
  /** Whole milliseconds from first byte sent to verdict. */
  ms: number
}
