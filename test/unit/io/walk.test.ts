import {expect} from 'chai'
import fc from 'fast-check'
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {dirname, join, relative} from 'node:path'
import {leftOutBelow, walk, type Walk} from '../../../src/io/walk.ts'
import {inTemporaryDirectory} from '../../support/cli.ts'
import {itWithGit} from '../../support/git.ts'

const put = (root: string, files: Record<string, string>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), text)
  }
}
const git = (cwd: string, ...words: string[]): string => execFileSync('git', words, {cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']})

/** What a walk comes upon: paths below `root` that are not left out, and those that are. */
async function walked(root: string, from = root, more: Partial<Walk> = {}): Promise<{taken: string[]; leftOut: string[]}> {
  const [taken, leftOut]: [string[], string[]] = [[], []]
  const show = (path: string): string => relative(root, path).replaceAll('\\', '/')
  const how: Walk = {wants: (path) => !path.endsWith('.gitignore'), unreadable: (path) => leftOut.push(`unreadable ${show(path)}`), leftOut: (path) => leftOut.push(`${show(path)}/`), passOver: new Set(['.git']), ...more}
  for (const {path, isLeftOut} of await walk(from, how)) (isLeftOut ? leftOut : taken).push(show(path))
  return {taken, leftOut}
}

describe('walking a directory', () => {
  it('gives wanted files by name and follows no link', () =>
    inTemporaryDirectory(async (root) => {
      put(root, {'b/2': '', 'b/1': '', 'a/deep/x': '', 'a/no': '', 'skip/x': ''})
      symlinkSync('..', join(root, 'a/loop'))
      symlinkSync('b/1', join(root, 'link'))
      const {taken} = await walked(root, root, {wants: (path) => path !== 'a/no', passOver: new Set(['skip'])})
      expect(taken).to.deep.equal(['a/deep/x', 'b/1', 'b/2'])
    }))

  it('says which directories it could not read and goes on', () =>
    inTemporaryDirectory(async (root) => {
      put(root, {'a/x': '', 'b/x': ''})
      const found: string[] = []
      let isFirst = true
      for (const {path} of await walk(root, {wants: () => true, unreadable: (path) => found.push(`unreadable ${relative(root, path)}`), leftOut: () => {}, passOver: new Set()})) {
        found.push(relative(root, path))
        // It vanishes between being listed and being read.
        if (isFirst) rmSync(join(root, 'b'), {recursive: true})
        isFirst = false
      }
      expect(found).to.deep.equal([join('a', 'x'), 'unreadable b'])
    }))

  it('takes no notice of .gitignore where there is no repository', () =>
    inTemporaryDirectory(async (root) => {
      put(root, {'.gitignore': '*', x: ''})
      expect((await walked(root)).taken).to.deep.equal(['x'])
    }))

  itWithGit('leaves out what nested .gitignore files and .git/info/exclude say, with negations', () =>
    inTemporaryDirectory(async (root) => {
      git(root, 'init', '-q')
      put(root, {
        '.gitignore': '/out/\n*.secret\n!keep.secret\n/a/*\n', 'a/.gitignore': '!b/\n', '.git/info/exclude': 'private\n', 'sub [x]/.gitignore': '/only-here\nanywhere\n!back.secret\n',
        'out/x': '', 'x.secret': '', 'keep.secret': '', 'a/b/f': '', 'a/c/f': '', 'private/x': '', 'only-here': '', 'sub [x]/only-here': '', 'sub [x]/deep/only-here': '', 'sub [x]/deep/anywhere': '', 'sub [x]/back.secret': '', 'sub [x]/y.secret': '',
      })
      expect(await walked(root)).to.deep.equal({
        taken: ['a/b/f', 'keep.secret', 'only-here', 'sub [x]/back.secret', 'sub [x]/deep/only-here'],
        leftOut: ['a/c/', 'out/', 'private/', 'sub [x]/deep/anywhere', 'sub [x]/only-here', 'sub [x]/y.secret', 'x.secret'],
      })
    }))

  itWithGit('walks a directory that git leaves out when it is named itself, and a repository within by its own rules', () =>
    inTemporaryDirectory(async (root) => {
      git(root, 'init', '-q')
      put(root, {'.gitignore': 'out/\n*.secret\n', 'out/x': '', 'out/y.secret': '', 'inner/.gitignore': 'z\n', 'inner/a.secret': '', 'inner/z': ''})
      git(join(root, 'inner'), 'init', '-q')
      expect((await walked(root, join(root, 'out'))).taken).to.deep.equal(['out/x', 'out/y.secret'])
      expect(await walked(root)).to.deep.equal({taken: ['inner/a.secret'], leftOut: ['inner/z', 'out/']})
    }))

  itWithGit('knows of single paths what a walk would leave out, whether they are there or not', () =>
    inTemporaryDirectory(async (root) => {
      git(root, 'init', '-q')
      put(root, {
        '.gitignore': '/out/\n*.secret\n!keep.secret\n/a/*\n', 'a/.gitignore': '!b/\n', '.git/info/exclude': 'private\n', 'sub [x]/.gitignore': '/only-here\nanywhere\n!back.secret\n',
        'out/x': '', 'x.secret': '', 'keep.secret': '', 'a/b/x': '', 'a/c/x': '', private: '', 'sub [x]/only-here': '', 'sub [x]/deep/anywhere': '', 'sub [x]/back.secret': '', 'sub [x]/y.secret': '', 'inner/z.secret': '', 'inner/.gitignore': 'zz\n', 'inner/zz': '',
      })
      git(join(root, 'inner'), 'init', '-q')
      const {taken} = await walked(root)
      const isLeftOut = await leftOutBelow(root)
      const all = execFileSync('find', ['.', '-type', 'f', '-not', '-path', '*/.git/*', '-not', '-name', '.gitignore'], {cwd: root, encoding: 'utf8'}).trim().split('\n').map((path) => path.slice(2))
      expect(all).to.have.length(12)
      expect(all.filter((path) => !isLeftOut(join(root, path))).sort()).to.deep.equal([...taken].sort())
      expect([isLeftOut(join(root, 'not/there.secret')), isLeftOut(join(root, 'not/there')), isLeftOut(root), (await leftOutBelow(join(root, 'out')))(join(root, 'out/x'))]).to.deep.equal([true, false, false, false])
    }))

  itWithGit('agrees with git on any rules', async function (this: void) {
    const rule = fc.tuple(fc.constantFrom('', '', '', '!'), fc.constantFrom('', '', '/'), fc.constantFrom('a', 'b', 'c', '*', '*.y', 'a/b', '**/c', 'a/**', 'b/*', '?', '[ab]', 'a/**/c', 'c ', 'c\\ '), fc.constantFrom('', '', '/')).map((parts) => parts.join(''))
      // `a/**/` is for directories alone, and the library takes files for it as well (decision 13): more is left out than git would.
      .filter((text) => !text.endsWith('**/'))
    const rules = fc.array(fc.oneof({weight: 8, arbitrary: rule}, {weight: 1, arbitrary: fc.constantFrom('# a', '', '\\!a', '\\#a')}), {maxLength: 5}).map((lines) => lines.join('\n'))
    const names = ['a', 'b', 'c', 'x.y']
    const files = names.flatMap((one) => names.flatMap((two) => names.map((three) => `${one}d/${two}/${three}`))).concat(names.map((one) => `a/b/c/${one}`), names.map((one) => `b/${one}`))
    await inTemporaryDirectory(async (root) => {
      git(root, 'init', '-q')
      put(root, Object.fromEntries(files.map((path) => [path, ''])))
      await fc.assert(fc.asyncProperty(rules, rules, rules, async (top, middle, exclude) => {
        put(root, {'.gitignore': top, 'a/.gitignore': middle, 'ad/.gitignore': middle, '.git/info/exclude': exclude})
        const {stdout} = spawnSync('git', ['-c', 'core.quotePath=false', 'ls-files', '--others', '--exclude-standard', '-z'], {cwd: root, encoding: 'utf8', env: {...process.env, XDG_CONFIG_HOME: root, HOME: root}})
        const expected = stdout.split('\0').filter((path) => path !== '' && !path.endsWith('.gitignore')).sort()
        expect((await walked(root)).taken.sort()).to.deep.equal(expected)
      }), {numRuns: 150, seed: 20261123})
    })
  })
})
