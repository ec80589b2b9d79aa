import {expect} from 'chai'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {sampleEnvironment as env, sampleProject, writeTree} from '../support/project.ts'

const targets = 'docker,compose,systemd,binary,runner'

describe('c1ctl render without Kubernetes', () => {
  it('writes every target into a directory of its own, finds nothing different afterwards, and removes what no instance makes any more', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana', 'other'])})
      const render = (...more: string[]) => c1ctl(['render', '--out', 'run', '--target', targets, '--json', ...more], {cwd, env})
      const {status, json, stderr} = await render()
      expect(status, stderr).to.equal(0)
      const secret = (json.data.artifacts as Array<{path: string; secret: boolean}>).filter((one) => one.secret).map(({path}) => path).sort()
      expect(secret).to.deep.equal(['asana', 'other'].flatMap((name) => Object.entries({binary: 'sh', compose: 'env', docker: 'env', runner: 'yaml', systemd: 'env'}).map(([target, extension]) => `run/${target}/baton-${name}-secrets.${extension}`)).sort())
      expect((await render('--check')).status).to.equal(0)
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'])})
      expect((await render()).status).to.equal(0)
      for (const target of targets.split(',')) expect((await readdir(join(cwd, 'run', target))).filter((name) => name.includes('other')), target).to.deep.equal([])
    }))

  it('says of the settings of a target that is wrong where it stands, and how it may be', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': `${sampleProject(['asana'])}targets:\n  runner:\n    secrets: keychain\n    state: C:\\Baton\n`})
      const {status, json} = await c1ctl(['render', '--out', 'run', '--json'], {cwd, env})
      expect(status).to.equal(3)
      const [problem] = json.problems as Array<{code: string; at: {line: number}; next: string[]}>
      expect(problem).to.include({code: 'project-invalid'}).with.nested.property('next[0]').that.includes('wincred').and.includes('awssecretmanager')
      const lines = sampleProject(['asana']).split('\n').length
      expect(problem!.at.line).to.equal(lines + 2)
    }))

  it('refuses what a target cannot do, names those that can, and writes nothing', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(['asana'], '    run: {mode: once, output: "s3://bucket/key", schedule: "0 3 * * *"}\n    networkPolicy: true\n')})
      const {status, json} = await c1ctl(['render', '--out', 'run', '--target', 'compose', '--json'], {cwd, env})
      expect(status).to.equal(3)
      const runner = await c1ctl(['render', '--out', 'run', '--target', 'runner', '--json'], {cwd, env})
      expect((runner.json.problems as Array<{what: string}>).map(({what}) => what)).to.deep.equal(['A run that ends', 'Runs on a schedule', 'Network policy'].map((title) => `asana: the target runner cannot do this: ${title}.`))
      expect((json.problems as Array<{code: string; next: string[]}>).map(({code, next}) => [code, next[0]])).to.deep.equal([['target-unsupported', 'Targets that can: manifests, kustomize, helm, systemd, terraform.'], ['target-unsupported', 'Targets that can: manifests, kustomize, helm, terraform.']])
      expect(await readdir(cwd)).to.deep.equal(['c1ctl.yaml'])
    }))
})
