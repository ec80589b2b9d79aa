import {spawn} from 'node:child_process'
import {realPart} from './control-plane.ts'

interface Scored {
  checks: Array<{check: {id: string}; grade: number; skipped: boolean; comments: Array<{summary: string}> | null}>
}

/** Grades of kube-score, the worst first. */
export const critical = 1
const warning = 5

/** What a call of kube-score prints. */
export function kubeScore(words: string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(realPart('kube-score'), words, {stdio: ['pipe', 'pipe', 'pipe']})
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (out += piece))
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (err += piece))
    child.once('error', reject).once('close', () => (out === '' ? reject(new Error(`kube-score: ${err}`)) : resolve(out)))
    child.stdin.end(input)
  })
}

/** What kube-score complains of, as `check: summary`, each once, in order. Its optional checks are on. */
export async function complaints(manifests: string, worst = warning): Promise<string[]> {
  const scored = JSON.parse(await kubeScore(['score', '--all-default-optional', '--kubernetes-version', 'v1.36', '--output-format', 'json', '-'], manifests)) as Scored[]
  const found = scored.flatMap(({checks}) => checks.filter(({grade, skipped}) => !skipped && grade <= worst)).flatMap(({check, comments}) => (comments ?? []).map(({summary}) => `${check.id}: ${summary}`))
  return [...new Set(found)].sort()
}
