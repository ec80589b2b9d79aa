import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {makeEverything, targetsOf, treeOf} from '../support/every-target.ts'
import {realParts} from '../support/real-parts.ts'

describe('every version of Node that is promised', function () {
  this.timeout(120_000)
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'c1ctl-node-'))
  })
  afterEach(() => rm(directory, {recursive: true, force: true}))

  for (const version of ['22', '24'])
    it(`writes with Node ${version} what this one writes, for all targets`, async function () {
      const node = join(realParts, `../node/node_modules/node-${version}/bin/node`)
      if (!existsSync(node)) return this.skip()
      expect(execFileSync(node, ['--version'], {encoding: 'utf8'})).to.match(new RegExp(`^v${version}\\.`))
      for (const [kind, targets] of Object.entries(targetsOf) as Array<[keyof typeof targetsOf, string[]]>) {
        const project = await makeEverything(join(directory, kind), kind)
        for (const [out, program] of [['own', process.execPath], ['other', node]] as const) {
          const rendered = await project.run(['render', '--out', out, '--target', targets.join(','), '--json'], {node: program})
          expect(rendered.status, rendered.stdout.slice(0, 3000) + rendered.stderr).to.equal(0)
        }
        const tree = await treeOf(join(project.directory, 'own'))
        expect(Object.keys(tree).length).to.be.greaterThan(targets.length)
        expect(await treeOf(join(project.directory, 'other')), kind).to.deep.equal(tree)
      }
    })
})
