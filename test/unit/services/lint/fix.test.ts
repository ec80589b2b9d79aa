import {expect} from 'chai'
import {readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {ProblemError} from '../../../../src/core/problems/problem.ts'
import {repair} from '../../../../src/services/lint/fix.ts'
import {inTemporaryDirectory} from '../../../support/cli.ts'

const bad = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: 1}\n'

describe('repairing files', () => {
  const codes = async (work: Promise<unknown>): Promise<string[]> => {
    try {
      await work
    } catch (error) {
      return (error as ProblemError).problems.map((one) => one.code)
    }
    return []
  }

  it('writes none when one of them changed meanwhile, or is gone, and names all of those', () =>
    inTemporaryDirectory(async (cwd) => {
      const names = ['one', 'two', 'three'].map((name) => join(cwd, `${name}.yaml`))
      for (const name of names) await writeFile(name, bad)
      const texts = new Map(names.map((name) => [name, bad]))
      await writeFile(names[1]!, `${bad}# mine\n`)
      await rm(names[2]!)
      expect(await codes(repair(texts, {}, {standardInput: undefined, dryRun: false, against: {}}))).to.deep.equal(['file-changed', 'file-unwritable'])
      expect([await readFile(names[0]!, 'utf8'), await readFile(names[1]!, 'utf8')]).to.deep.equal([bad, `${bad}# mine\n`])
      expect((await readdir(cwd)).sort()).to.deep.equal(['one.yaml', 'two.yaml'])
    }))

  it('writes a file once that has two names', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeFile(join(cwd, 'a.yaml'), bad)
      await repair(new Map([[join(cwd, 'a.yaml'), bad], [`${cwd}/./a.yaml`, bad]]), {}, {standardInput: undefined, dryRun: false, against: {}})
      expect(await readFile(join(cwd, 'a.yaml'), 'utf8')).to.equal(bad.replace('a: 1', 'a: "1"'))
    }))
})
