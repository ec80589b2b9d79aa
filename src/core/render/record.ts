/** The list that c1ctl keeps of the files it rendered into a directory: nothing else there is ever removed. */
export const recordFile = '.c1ctl-rendered'

const comment = '# Written by c1ctl: the files it rendered here. A full render removes those that no instance makes any more.'
/** Names that a render can have written; anything else in a record was put there by somebody else and is not touched. */
const ours = /^baton-[a-z0-9-]+\.yaml$/

/** The files that a record lists; none when there is no record. Paths that lead elsewhere are left out. */
export function readRecord(text: string | null): string[] {
  return (text ?? '').split(/\r?\n/).filter((line) => ours.test(line))
}

/** The text of a record, the same for the same files. */
export function recordText(paths: string[]): string {
  return `${comment}\n${[...new Set(paths)].sort().join('\n')}\n`
}
