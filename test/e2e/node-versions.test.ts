import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdir, mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {c1ctl} from '../support/cli.ts'
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

  it('keeps what was compiled in the user\'s own cache, of this version alone, and does without where nothing can be kept', async function () {
    const node = join(realParts, '../node/node_modules/node-22/bin/node')
    if (!existsSync(node)) return this.skip()
    const kept = join(directory, 'cache/c1ctl/compiled')
    await mkdir(join(kept, '0.0.1'), {recursive: true})
    const list = (cache: string) => c1ctl(['catalog', 'list'], {cwd: directory, node, env: {XDG_CACHE_HOME: cache}})
    const first = await list(join(directory, 'cache'))
    const {version} = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {version: string}
    expect(await readdir(kept)).to.deep.equal([version])
    expect((await stat(join(kept, version))).mode & 0o077).to.equal(0)
    expect(await list(join(directory, 'cache'))).to.deep.equal(first)
    for (const nowhere of [process.execPath, '/proc/nothing', join(directory, 'gone/gone')]) expect(await list(nowhere), nowhere).to.deep.equal(first)
    expect(existsSync(join(directory, 'gone'))).to.equal(false)
  })
})
