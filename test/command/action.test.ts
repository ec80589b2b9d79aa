import {execFile} from 'node:child_process'
import {chmod, mkdir, readFile, readdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {expect} from 'chai'
import {parse} from 'yaml'
import {inTemporaryDirectory, type Ran} from '../support/cli.ts'
import {writeTree} from '../support/project.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const action = parse(await readFile(join(root, 'action.yml'), 'utf8'))
const execute = promisify(execFile)

/**
 * Runs the action's steps as a runner does: inputs by their defaults and what is given, each step's script in a file, by the shell line that GitHub
 * documents for `bash`.
 * @param workspace the checkout, where it runs
 */
async function runAction(workspace: string, temporary: string, given: Record<string, string>): Promise<Pick<Ran, 'status' | 'stdout' | 'stderr'>> {
  const inputs: Record<string, string> = Object.fromEntries(Object.entries(action.inputs as Record<string, {default: unknown}>).map(([name, {default: value}]) => [name, given[name] ?? String(value)]))
  const [step] = action.runs.steps
  const filled = Object.fromEntries(Object.entries(step.env as Record<string, string>).map(([name, text]) => [name, text.replaceAll(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, input: string) => inputs[input]!)]))
  const script = join(temporary, 'step.sh')
  await writeFile(script, step.run)
  const env = {PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, HOME: join(temporary, 'home'), GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temporary, npm_config_offline: 'true', ...filled}
  try {
    const {stdout, stderr} = await execute('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {cwd: workspace, env})
    return {status: 0, stdout, stderr}
  } catch (error) {
    const {code, stdout, stderr} = error as unknown as {code: number; stdout: string; stderr: string}
    return {status: code, stdout, stderr}
  }
}

const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  A: true\n'

describe('the GitHub Action', function () {
  this.timeout(60_000)

  /** A checkout of files, and the package as npm would have it, given as `version`. */
  const inCheckout = (files: Record<string, string>, work: (run: (inputs: Record<string, string>) => ReturnType<typeof runAction>, workspace: string) => Promise<void>) =>
    inTemporaryDirectory(async (directory) => {
      const workspace = join(directory, 'work space')
      const temporary = join(directory, 'temp')
      await mkdir(join(workspace, '.git'), {recursive: true})
      await mkdir(temporary)
      await writeTree(workspace, files)
      const {stdout} = await execute('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', directory], {cwd: root})
      const version = `file:${join(directory, JSON.parse(stdout)[0].filename)}`
      await work((inputs) => runAction(workspace, temporary, {version, ...inputs}), workspace)
    })

  it('annotates what it finds below its paths, and fails', () =>
    inCheckout({'deploy/a b.yaml': secret, 'more/c.yaml': secret, 'other/d.yaml': secret}, async (run) => {
      const found = await run({paths: 'deploy/a b.yaml\r\n\n  more\n'})
      expect(found.stdout.split('\n').filter((line) => line.startsWith('::'))).to.deep.equal(
        ['deploy/a b.yaml', 'more/c.yaml'].map((file) => `::error file=${file},line=6,col=6,endLine=6,title=kubernetes/type::A is a boolean; values of stringData must be texts: quote it.`),
        found.stderr,
      )
      expect(found.status).to.equal(1)
      expect((await run({})).stdout).to.include('file=other/d.yaml')
      expect((await run({paths: 'nowhere'})).status).to.equal(2)
    }))

  it('writes a report for a later step, with the runner deaf to what names and reports hold', () =>
    inCheckout({'deploy/a.yaml': secret, 'fine/b.yaml': secret.replace('true', '"true"')}, async (run, workspace) => {
      const {status, stdout} = await run({paths: 'deploy', format: 'sarif', output: 'lint.sarif'})
      expect(status).to.equal(1)
      expect(JSON.parse(await readFile(join(workspace, 'lint.sarif'), 'utf8')).runs[0].results).to.have.lengthOf(1)
      expect(stdout).to.match(/::stop-commands::([0-9a-f-]{36})\n[^]*::\1::\n$/)
      const text = await run({paths: 'fine', format: 'text', 'max-warnings': '0'})
      expect([text.status, text.stdout.split('\n').filter((line) => line.startsWith('::')).length]).to.deep.equal([0, 2])
      expect((await run({paths: 'fine', 'max-warnings': 'many'})).status).to.equal(2)
    }))

  it('renders when it is asked to, and says so when nobody can tell whether it is', () =>
    inCheckout({'deploy/a.yaml': secret.replace('true', '"true"'), 'library/Chart.yaml': 'apiVersion: v2\nname: l\nversion: 0.1.0\ntype: library\n'}, async (run, workspace) => {
      const rendered = async (inputs: Record<string, string>): Promise<unknown> => {
        const {status, stdout, stderr} = await run({format: 'json', output: 'r.json', ...inputs})
        expect(status, stdout + stderr).to.equal(0)
        return JSON.parse(await readFile(join(workspace, 'r.json'), 'utf8')).data.summary.rendered
      }
      expect([await rendered({}), await rendered({render: 'false'}), await rendered({render: ''}), await rendered({render: 'true'})]).to.deep.equal([undefined, undefined, undefined, 0])
      for (const render of ['yes', '--fix', '$(touch ran)']) {
        const {status, stdout} = await run({render})
        expect([status, stdout.trim()], render).to.deep.equal([2, '::error::The input render is true or false.'])
      }
      expect(await readdir(workspace)).not.to.include('ran')
    }))

  it('runs nothing that a checkout brings, and leaves the checkout as it was', () =>
    inCheckout({'deploy/a.yaml': secret, 'package.json': '{"name": "evil", "scripts": {"install": "touch ran"}, "dependencies": {"evil": "1"}}', '.npmrc': 'registry=http://127.0.0.1:1/\nprefix=./x\n'}, async (run, workspace) => {
      for (const name of ['node', 'c1ctl', 'npm']) {
        await writeTree(workspace, {[`node_modules/.bin/${name}`]: `#!/bin/sh\ntouch "${workspace}/ran"\n`})
        await chmod(join(workspace, 'node_modules/.bin', name), 0o755)
      }
      const before = await readdir(workspace, {recursive: true})
      const {status, stdout, stderr} = await run({paths: 'deploy'})
      expect([status, stdout.includes('::error file=deploy/a.yaml')], stdout + stderr).to.deep.equal([1, true])
      expect(await readdir(workspace, {recursive: true})).to.deep.equal(before)
    }))

  it('takes no input for a command', () =>
    inCheckout({'deploy/a.yaml': secret}, async (run, workspace) => {
      for (const paths of ['$(touch ran)', '`touch ran`', '"; touch ran; "', '--output=ran']) expect((await run({paths})).status, paths).to.equal(2)
      expect(await readdir(workspace)).not.to.include('ran')
    }))
})
