import {expect} from 'chai'
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {targetIds} from '../../src/services/targets.ts'
import {inTemporaryDirectory} from '../support/cli.ts'
import {golden, readTree, renderGolden} from '../support/golden.ts'

/** git keeps no mode but that of programs, so they stand in a file of their own. */
const modesFile = join(golden, 'modes.json')

describe('the trees of test/golden', function () {
  this.timeout(60_000)
  let rendered: Awaited<ReturnType<typeof renderGolden>>
  before(() => inTemporaryDirectory(async (cwd) => {
    rendered = await renderGolden(cwd)
    if (!process.env['C1CTL_UPDATE']) return
    for (const [target, files] of Object.entries(rendered)) {
      await rm(join(golden, target), {recursive: true, force: true})
      for (const [path, {content}] of Object.entries(files)) {
        await mkdir(dirname(join(golden, target, path)), {recursive: true})
        await writeFile(join(golden, target, path), content)
      }
    }
    await writeFile(modesFile, `${JSON.stringify(Object.fromEntries(Object.entries(rendered).map(([target, files]) => [target, Object.fromEntries(Object.entries(files).map(([path, {mode}]) => [path, mode]))])), null, 1)}\n`)
  }))

  for (const target of targetIds)
    it(`hold every byte and every mode that ${target} writes`, async () => {
      const files = await readTree(join(golden, target))
      const wanted = rendered[target]!
      expect(Object.keys(files).sort()).to.deep.equal(Object.keys(wanted).sort())
      for (const [path, {content}] of Object.entries(wanted)) expect(content, path).to.equal(files[path]!.content)
      const modes = JSON.parse(await readFile(modesFile, 'utf8')) as Record<string, Record<string, string>>
      expect(Object.fromEntries(Object.entries(wanted).map(([path, {mode}]) => [path, mode]))).to.deep.equal(modes[target])
    })
})
