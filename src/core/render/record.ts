/** The list that c1ctl keeps of the files it rendered into a directory: nothing else there is ever removed. */
export const recordFile = '.c1ctl-rendered'

const comment = '# Written by c1ctl: the files it rendered here. A full render removes those that no instance makes any more.'

/** The files of one target in one directory below the rendered one; `''` is that directory itself. */
export interface RecordedTarget {
  target: string
  directory: string
  /** Relative to `directory`. */
  paths: string[]
}

/** True for a relative path of plain names: none of them `.`, `..` or `.git`, in whatever case a file system may take it. */
export function isPlainPath(path: string): boolean {
  return path.split('/').every((name) => /^[A-Za-z0-9._@+-]+$/.test(name) && !/^\.{1,2}$|^\.git$/i.test(name))
}

/** What a record lists; nothing when there is none. It may be somebody else's work: paths that lead elsewhere are left out. */
export function readRecord(text: string | null): RecordedTarget[] {
  const found: RecordedTarget[] = []
  // The first records had one target and named none.
  let here: RecordedTarget | undefined = {target: 'manifests', directory: '', paths: []}
  for (const line of (text ?? '').split(/\r?\n/)) {
    const head = /^\[([a-z0-9-]+)(?: ([^\]]+))?\]$/.exec(line)
    if (head) {
      const [, target, directory = ''] = head
      here = directory === '' || isPlainPath(directory) ? {target: target!, directory, paths: []} : undefined
    } else if (here && isPlainPath(line)) {
      if (here.paths.length === 0) found.push(here)
      here.paths.push(line)
    }
  }
  return found
}

/** The text of a record, the same for the same files. */
export function recordText(targets: RecordedTarget[]): string {
  const byPlace = new Map<string, Set<string>>()
  for (const {target, directory, paths} of targets) {
    const head = `[${target}${directory === '' ? '' : ` ${directory}`}]`
    byPlace.set(head, new Set([...(byPlace.get(head) ?? []), ...paths]))
  }
  const sections = [...byPlace].filter(([, paths]) => paths.size > 0).sort(([one], [other]) => (one < other ? -1 : 1))
  return `${[comment, ...sections.flatMap(([head, paths]) => [head, ...[...paths].sort()])].join('\n')}\n`
}
