import {expect} from 'chai'
import {mkdir, readdir, readFile, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {isOnDisk, linksOnTheWay, regularFiles, removeFiles} from '../../../../src/services/render/disk.ts'
import {inTemporaryDirectory} from '../../../support/cli.ts'
import {writeTree} from '../../../support/project.ts'

describe('rendered files on disk', () => {
  it('are removed with the directories that they leave empty, and nothing else', () =>
    inTemporaryDirectory(async (out) => {
      await writeTree(out, {'a/b/c/one.yaml': '1', 'a/b/two.yaml': '2', 'd/three.yaml': '3', 'd/mine.txt': 'x'})
      await removeFiles(out, ['a/b/c/one.yaml', 'a/b/two.yaml', 'd/three.yaml'])
      expect(await readdir(out)).to.deep.equal(['d'])
      expect(await readdir(join(out, 'd'))).to.deep.equal(['mine.txt'])
    }))

  it('are regular files below the directory: a link and what lies behind one are never taken for one', () =>
    inTemporaryDirectory(async (root) => {
      const out = join(root, 'out')
      await writeTree(root, {'precious/x.yaml': 'x', 'out/real/x.yaml': 'x'})
      await symlink('../precious', join(out, 'linked'))
      await symlink('../../precious/x.yaml', join(out, 'real/link.yaml'))
      await mkdir(join(out, 'real/directory.yaml'))
      expect(await regularFiles(out, ['linked/x.yaml', 'real/x.yaml', 'real/link.yaml', 'real/directory.yaml', 'real/none.yaml', 'no/x.yaml'])).to.deep.equal(['real/x.yaml'])
    }))

  it('are never written through a link that leads elsewhere', () =>
    inTemporaryDirectory(async (root) => {
      await writeTree(root, {'precious/x': '', 'out/fine/x': ''})
      await symlink('../precious', join(root, 'out/linked'))
      await symlink('../../precious', join(root, 'out/fine/linked'))
      const out = join(root, 'out')
      const found = await linksOnTheWay(out, ['x.yaml', 'linked/x.yaml', 'fine/x.yaml', 'fine/linked/deep/x.yaml', 'new/x.yaml'], (path) => `out/${path}`)
      expect(found.map(({code, what}) => `${code} ${what}`)).to.deep.equal(['file-unwritable out/linked is a symbolic link.', 'file-unwritable out/fine/linked is a symbolic link.'])
    }))

  it('are not what a link of their name leads to, even with the same bytes', () =>
    inTemporaryDirectory(async (out) => {
      await writeFile(join(out, 'elsewhere'), 'same')
      await symlink('elsewhere', join(out, 'x.yaml'))
      expect(await isOnDisk(join(out, 'elsewhere'), {content: 'same', mode: 0o644})).to.equal(true)
      expect(await isOnDisk(join(out, 'x.yaml'), {content: 'same', mode: 0o644})).to.equal(false)
      expect(await readFile(join(out, 'x.yaml'), 'utf8')).to.equal('same')
    }))
})
