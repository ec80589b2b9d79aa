import {spawnSync} from 'node:child_process'

const isThere = spawnSync('git', ['--version'], {stdio: 'ignore'}).status === 0

/** A test that runs git itself: skipped on a machine without it, where Node alone must do for all other tests. */
export function itWithGit(title: string, work: () => void | Promise<void>): void {
  it(title, function () {
    if (!isThere) this.skip()
    return work()
  })
}
