import {expect} from 'chai'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {sampleEnvironment as env, sampleProject, writeTree} from '../support/project.ts'

const targets = 'docker,compose,systemd,binary'

describe('c1ctl render without Kubernetes', () => {
  it('writes every target into a directory of its own, finds nothing different afterwards, and removes what no instance makes any more', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana', 'other'])})
      const render = (...more: string[]) => c1ctl(['render', '--out', 'run', '--target', targets, '--json', ...more], {cwd, env})
      const {status, json, stderr} = await render()
      expect(status, stderr).to.equal(0)
      const secret = (json.data.artifacts as Array<{path: string; secret: boolean}>).filter((one) => one.secret).map(({path}) => path).sort()
      expect(secret).to.deep.equal(['asana', 'other'].flatMap((name) => ['binary', 'compose', 'docker', 'systemd'].map((target) => `run/${target}/baton-${name}-secrets.${target === 'binary' ? 'sh' : 'env'}`)).sort())
      expect((await render('--check')).status).to.equal(0)
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'])})
      expect((await render()).status).to.equal(0)
      for (const target of targets.split(',')) expect((await readdir(join(cwd, 'run', target))).filter((name) => name.includes('other')), target).to.deep.equal([])
    }))

  it('refuses what a target cannot do, names those that can, and writes nothing', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'], '    run: {mode: once, output: "s3://bucket/key", schedule: "0 3 * * *"}\n    networkPolicy: true\n')})
      const {status, json} = await c1ctl(['render', '--out', 'run', '--target', 'compose', '--json'], {cwd, env})
      expect(status).to.equal(3)
      expect((json.problems as Array<{code: string; next: string[]}>).map(({code, next}) => [code, next[0]])).to.deep.equal([['target-unsupported', 'Targets that can: manifests, kustomize, helm, systemd, terraform.'], ['target-unsupported', 'Targets that can: manifests, kustomize, helm, terraform.']])
      expect(await readdir(cwd)).to.deep.equal(['c1ctl.yaml'])
    }))
})
