import {expect} from 'chai'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {asana, makeProject} from '../support/cluster-project.ts'

const codes = (json: any): string[] => json.problems.map((one: any) => one.code)
const noKubectl = {C1CTL_KUBECTL: join('/', 'no', 'such', 'kubectl')}

describe('apply, status and doctor without a cluster', () => {
  it('say that there is no project', () => inTemporaryDirectory(async (cwd) => {
    for (const command of ['apply', 'status']) {
      const ran = await c1ctl([command, '--json'], {cwd})
      expect(codes(ran.json), command).to.deep.equal(['project-missing'])
      expect(ran.status).to.equal(3)
    }
  }))

  it('say that kubectl is missing, and which one was looked for', () => inTemporaryDirectory(async (cwd) => {
    const {run} = await makeProject(cwd, {namespace: 'n', instances: {asana: asana()}})
    for (const command of ['apply', 'status', 'doctor']) {
      const ran = await run([command, '--json'], {env: noKubectl})
      expect(codes(ran.json), command).to.deep.equal(['tool-missing'])
      expect(ran.status).to.equal(6)
      expect(ran.json.problems[0].what).to.contain('kubectl')
    }
  }))

  it('name every credential that is missing before anything is asked of a cluster', () => inTemporaryDirectory(async (cwd) => {
    const {run} = await makeProject(cwd, {namespace: 'n', instances: {one: asana(), two: asana()}})
    const ran = await run(['apply', '--json'], {env: {...noKubectl, T_ONE_TOKEN: undefined, T_TWO_TOKEN: ''}})
    expect(ran.status).to.equal(4)
    expect(ran.json.problems.map((one: any) => one.what).join()).to.contain('T_ONE_TOKEN').and.contain('T_TWO_TOKEN')
  }))

  it('refuse a timeout that is no number of seconds, and an instance that is not there', () => inTemporaryDirectory(async (cwd) => {
    const {run} = await makeProject(cwd, {namespace: 'n', instances: {asana: asana()}})
    for (const words of [['--timeout', '0'], ['--timeout', 'soon'], ['--prune-everything']]) expect((await run(['apply', ...words, '--json'], {env: noKubectl})).status, words.join(' ')).to.equal(2)
    const ran = await run(['apply', 'asama', '--json'], {env: noKubectl})
    expect(codes(ran.json)).to.deep.equal(['unknown-instance'])
    expect(ran.json.problems[0].next.join()).to.contain('asana')
  }))

  it('doctor says what it found for people, with the next step beside it', () => inTemporaryDirectory(async (cwd) => {
    await writeFile(join(cwd, 'c1ctl.yaml'), 'version: 1\nname: acme\nconnectors: {asana: {connector: asanna}}\n')
    const ran = await c1ctl(['doctor'], {cwd, env: noKubectl})
    expect(ran.status).to.equal(3)
    expect(ran.stdout).to.match(/^ok +node: /m).and.match(/^failed +kubectl: /m).and.match(/^failed +project: /m)
    expect(ran.stderr).to.contain('unknown-connector').and.contain('tool-missing')
  }))
})
