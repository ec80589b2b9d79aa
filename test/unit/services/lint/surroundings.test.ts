import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {mkdir, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {surroundings} from '../../../../src/services/lint/surroundings.ts'
import {inTemporaryDirectory} from '../../../support/cli.ts'
import {itWithGit} from '../../../support/git.ts'

const images = new Set(['baton-shop'])

describe('the surroundings of linted files', () => {
  itWithGit('are what git tracks of them, in several repositories and in long lists, under the names that they were given', () =>
    inTemporaryDirectory(async (cwd) => {
      const files = (folder: string, count: number): string[] => Array.from({length: count}, (_, place) => join(cwd, folder, `${place} [a].yaml`))
      for (const folder of ['one', 'two', 'none']) await mkdir(join(cwd, folder))
      const all = [...files('one', 3), ...files('two', 1001), ...files('none', 2)]
      for (const file of all) await writeFile(file, '')
      for (const folder of ['one', 'two']) {
        execFileSync('git', ['init', '-q'], {cwd: join(cwd, folder)})
        execFileSync('git', ['add', '.'], {cwd: join(cwd, folder)})
        await writeFile(join(cwd, folder, 'later.yaml'), '')
      }
      await symlink(join(cwd, 'one/0 [a].yaml'), join(cwd, 'link.yaml'))
      const asked = [...all, join(cwd, 'one/later.yaml'), join(cwd, 'two/later.yaml'), join(cwd, 'link.yaml'), join(cwd, 'gone.yaml')]
      const {around, warnings} = await surroundings(asked, images)
      expect([...around.tracked].sort()).to.deep.equal([...files('one', 3), ...files('two', 1001), join(cwd, 'link.yaml')].sort())
      expect(warnings).to.deep.equal([])
      expect([...(await surroundings(asked, images, {standardInput: files('one', 1)[0]})).around.tracked]).not.to.include(files('one', 1)[0])
    }))

  it('are the rules of the .gitignore beside a file', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, '.gitignore'), 'a\n')
      const {around} = await surroundings([], images, {standardInput: join(cwd, 'input')})
      expect(['x.yaml', 'input', 'deep/x.yaml'].map((file) => around.ignoreRules(join(cwd, file)))).to.deep.equal(['a\n', undefined, undefined])
      expect(around.images).to.equal(images)
    }))

  itWithGit('are another text when anything of them that findings depend on is another', () =>
    inTemporaryDirectory(async (cwd) => {
      const file = join(cwd, 'a.yaml')
      const aside = async (): Promise<string> => (await surroundings([file], images)).asideOf([file])
      await writeFile(file, '')
      const texts = [await aside()]
      execFileSync('git', ['init', '-q'], {cwd})
      expect(await aside()).to.equal(texts[0])
      execFileSync('git', ['add', '.'], {cwd})
      texts.push(await aside())
      await writeFile(join(cwd, '.gitignore'), 'a\n')
      texts.push(await aside())
      expect(new Set(texts).size).to.equal(3)
    }))
})
