import {expect} from 'chai'
import {chmod, mkdir, writeFile} from 'node:fs/promises'
import {delimiter, join, relative} from 'node:path'
import {findProgram} from '../../../src/io/programs.ts'
import {inTemporaryDirectory} from '../../support/cli.ts'

describe('finding a program', () => {
  it('takes the first that can be run, from absolute entries of PATH alone', function () {
    if (process.platform === 'win32') this.skip()
    return inTemporaryDirectory(async (cwd) => {
      const folders = ['plain', 'folder', 'first', 'second'].map((name) => join(cwd, name))
      for (const folder of folders) await mkdir(folder)
      await mkdir(join(cwd, 'folder/helm'))
      for (const name of ['plain', 'first', 'second']) await writeFile(join(cwd, name, 'helm'), '')
      for (const name of ['first', 'second']) await chmod(join(cwd, name, 'helm'), 0o755)
      expect(findProgram('helm', {PATH: ['', '.', ...folders].join(delimiter)})).to.equal(join(cwd, 'first/helm'))
      expect(findProgram('helm', {PATH: relative(process.cwd(), join(cwd, 'first'))})).to.equal(undefined)
      expect(findProgram('helm', {})).to.equal(undefined)
    })
  })
})
