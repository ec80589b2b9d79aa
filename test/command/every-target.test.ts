import {expect} from 'chai'
import {cp} from 'node:fs/promises'
import {join} from 'node:path'
import {inTemporaryDirectory} from '../support/cli.ts'
import {makeEverything, targetsOf, treeOf} from '../support/every-target.ts'

describe('all targets in one render', function () {
  this.timeout(120_000)

  for (const [kind, targets] of Object.entries(targetsOf) as Array<[keyof typeof targetsOf, string[]]>)
    it(`write the same bytes again, in another directory, under another locale and in another time zone: ${kind === 'everywhere' ? 'what every target can' : 'every feature of a cluster'}`, () =>
      inTemporaryDirectory(async (cwd) => {
        const first = await makeEverything(join(cwd, 'first'), kind)
        await cp(first.directory, join(cwd, 'second with a longer name'), {recursive: true})
        const second = await makeEverything(join(cwd, 'second with a longer name'), kind)
        const [one, again, other] = [
          [first, 'out', {LC_ALL: 'C', LANG: 'C', TZ: 'UTC'}], [first, 'again', {LC_ALL: 'C', LANG: 'C', TZ: 'UTC'}], [second, 'out', {LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu', COLUMNS: '40'}],
        ] as const
        const trees = []
        for (const [project, out, env] of [one, again, other]) {
          const rendered = await project.run(['render', '--out', out, '--target', targets.join(','), '--json'], {env})
          expect(rendered.status, rendered.stdout.slice(0, 3000) + rendered.stderr).to.equal(0)
          trees.push(await treeOf(join(project.directory, out)))
        }
        const [tree] = trees
        for (const target of targets) expect(Object.keys(tree!).filter((path) => path.startsWith(`${target}/`)), target).not.to.have.length(0)
        expect(trees[1]).to.deep.equal(tree)
        expect(trees[2]).to.deep.equal(tree)
      }))
})
