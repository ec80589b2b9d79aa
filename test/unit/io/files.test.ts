import {expect} from 'chai'
import {chmod, mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {ProblemError} from '../../../src/core/problems/problem.ts'
import {readTextIfThere, writeFileAtomically, writeFilesAtomically} from '../../../src/io/files.ts'
import {inTemporaryDirectory} from '../../support/cli.ts'

const failure = async (work: Promise<unknown>): Promise<ProblemError> => {
  try {
    await work
  } catch (error) {
    expect(error).to.be.instanceOf(ProblemError)
    return error as ProblemError
  }
  throw new Error('nothing was thrown')
}

describe('writing files', () => {
  it('makes directories, sets the mode and leaves no temporary file', () =>
    inTemporaryDirectory(async (directory) => {
      const path = join(directory, 'a/b/secret.yaml')
      await writeFileAtomically(path, 'x', {mode: 0o600})
      expect(await readFile(path, 'utf8')).to.equal('x')
      expect((await stat(path)).mode & 0o777).to.equal(0o600)
      expect(await readdir(join(directory, 'a/b'))).to.deep.equal(['secret.yaml'])
    }))

  it('writes none of a set when one of them cannot be written', () =>
    inTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'one'), 'old')
      await mkdir(join(directory, 'two'))
      const {problems} = await failure(writeFilesAtomically([{path: join(directory, 'one'), content: 'new'}, {path: join(directory, 'two'), content: 'x'}]))
      expect(problems[0]!.code).to.equal('file-unwritable')
      expect(problems[0]!.what).to.contain('two').and.to.contain('directory')
      expect(await readFile(join(directory, 'one'), 'utf8')).to.equal('old')
      expect((await readdir(directory)).sort()).to.deep.equal(['one', 'two'])
    }))

  it('writes nothing once it is interrupted', () =>
    inTemporaryDirectory(async (directory) => {
      const controller = new AbortController()
      controller.abort(new Error('stopped'))
      await writeFilesAtomically([{path: join(directory, 'one'), content: 'x'}], {signal: controller.signal}).then(() => expect.fail(), (error: Error) => expect(error.message).to.equal('stopped'))
      expect(await readdir(directory)).to.deep.equal([])
    }))

  it('takes back the directories that it made for nothing, and no other', () =>
    inTemporaryDirectory(async (directory) => {
      await mkdir(join(directory, 'mine'))
      await writeFile(join(directory, 'file'), '')
      await failure(writeFilesAtomically([{path: join(directory, 'mine/a/b/one'), content: 'x'}, {path: join(directory, 'file/two'), content: 'x'}]))
      expect((await readdir(directory)).sort()).to.deep.equal(['file', 'mine'])
      expect(await readdir(join(directory, 'mine'))).to.deep.equal([])
    }))

  it('says why when a part of the path is a file', () =>
    inTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'file'), '')
      const {problems} = await failure(writeFileAtomically(join(directory, 'file/x'), ''))
      expect(problems[0]!.what).to.match(/not a directory|in the way/)
    }))

  it('says when the disk is full', async function () {
    // /dev/full answers every write with ENOSPC; a full disk is the same answer.
    if (!(await stat('/dev/full').catch(() => null))) this.skip()
    const {fileReason} = await import('../../../src/io/files.ts')
    await writeFile('/dev/full', 'x').then(() => expect.fail(), (error: unknown) => expect(fileReason(error)).to.contain('no space'))
  })

  it('tells an absent file from one that cannot be read', () =>
    inTemporaryDirectory(async (directory) => {
      expect(await readTextIfThere(join(directory, 'none'))).to.equal(null)
      expect((await failure(readTextIfThere(directory))).problems[0]!.code).to.equal('file-unreadable')
      await chmod(directory, 0o755)
    }))
})
