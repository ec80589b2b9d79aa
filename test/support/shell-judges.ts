import {expect} from 'chai'
import {execa} from 'execa'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

/** Whether the machine has shellcheck: what it would judge is skipped by name where it has not. */
export const hasShellcheck = async (): Promise<boolean> => (await execa('shellcheck', ['--version'], {reject: false})).exitCode === 0

/** What shellcheck says of scripts for sh, in one text; '' when there is nothing. A file that is sourced is judged by itself (SC1091), and values are meant as they stand, with dollar signs and a backslash at their end (SC2016, SC1003). */
export async function shellcheck(scripts: string[]): Promise<string> {
  let said = ''
  for (let at = 0; at < scripts.length; at += 200) said += (await execa('shellcheck', ['-s', 'sh', '-e', 'SC1091,SC2016,SC1003', ...scripts.slice(at, at + 200)], {reject: false})).stdout
  return said
}

/** Every one of them is a script that sh can read, and holds nothing that only some shell can. */
export async function expectScripts(directory: string, names: string[]): Promise<void> {
  expect(names).not.to.have.length(0)
  for (const name of names) {
    const judged = await execa('sh', ['-n', join(directory, name)], {reject: false})
    expect(judged.exitCode, `${name}: ${judged.stderr}`).to.equal(0)
    expect(await readFile(join(directory, name), 'utf8'), name).to.match(/^#(?:!\/bin\/sh\n| Secret values for )/)
  }
}
