import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {c1ctl, inTemporaryDirectory, program} from '../support/cli.ts'
import {sampleEnvironment, sampleProject, writeTree} from '../support/project.ts'

const shell = (cwd: string, line: string) => spawnSync('bash', ['-c', line], {cwd, encoding: 'utf8', env: {PATH: process.env['PATH'], HOME: cwd, NODE: process.execPath, PROGRAM: program}})

describe('an answer', () => {
  const faults: Array<[string, string[], Record<string, string>, RegExp]> = [
    ['a word that names no command', ['nope', '--json'], {}, /no command like that\.$/],
    ['a slip in the second word', ['catalog', 'sho', '--json'], {}, /no command like that: catalog sho\.$/],
    ['a topic alone', ['catalog', '--json'], {}, /^catalog needs one of its commands\.$/],
    ['no word at all', ['--json'], {}, /^No command is named\.$/],
    ['JSON asked for by a variable', ['nope'], {C1CTL_JSON: 'true'}, /no command like that\.$/],
    ['a missing flag, with the variable', ['render'], {C1CTL_JSON: '1'}, /^Missing: --out\.$/],
    ['a missing argument', ['lint', '--json'], {}, /^Missing: PATH\.$/],
    ['two missing arguments', ['credential', 'remove', '--json'], {}, /^Missing: INSTANCE, FIELD\.$/],
    ['a number that is too small', ['verify', '--timeout', '0', '--json'], {}, /^--timeout takes a whole number, at least 1\.$/],
    ['a number that is too large', ['verify', '--timeout', '99999', '--json'], {}, /^--timeout takes a whole number, at most 600\.$/],
    ['a word where a number belongs', ['verify', '--timeout', 'soon', '--json'], {}, /^--timeout takes a whole number\.$/],
  ]
  for (const [name, words, env, what] of faults)
    it(`is one envelope and exit status 2 for ${name}`, () =>
      inTemporaryDirectory(async (cwd) => {
        const ran = await c1ctl(words, {cwd, env})
        expect(ran.status, ran.stdout + ran.stderr).to.equal(2)
        expect(ran.json.problems.map((one: {what: string}) => one.what)).to.have.length(1)
        expect(ran.json.problems[0].what).to.match(what)
        expect(ran.stderr).to.equal('')
      }))

  it('takes --json after -- for an argument', () =>
    inTemporaryDirectory(async (cwd) => {
      const ran = await c1ctl(['nope', '--', '--json'], {cwd})
      expect(ran.stdout).to.equal('')
      expect(ran.stderr).to.contain('no command like that')
    }))

  it('gives the help that `help` asks for', () =>
    inTemporaryDirectory(async (cwd) => {
      for (const words of [['init'], ['credential', 'set'], ['catalog'], []]) expect((await c1ctl(['help', ...words], {cwd})).stdout).to.equal((await c1ctl([...words, '--help'], {cwd})).stdout).and.to.contain('USAGE')
    }))

  it('helps within 80 columns, without an empty default', () =>
    inTemporaryDirectory(async (cwd) => {
      const commands = (Object.values(JSON.parse(readFileSync(new URL('../../oclif.manifest.json', import.meta.url), 'utf8')).commands) as Array<{id: string}>).map(({id}) => id.split(':'))
      expect(commands.length).to.be.greaterThan(10)
      for (const words of [[], ...commands]) {
        const {stdout} = await c1ctl([...words, '--help'], {cwd, env: {COLUMNS: '80'}})
        for (const line of stdout.split('\n')) expect(line.length, line).to.be.at.most(80)
        expect(stdout).not.to.contain('default: ,')
      }
    }))

  it('keeps its exit status when nobody reads it', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject()})
      expect(shell(cwd, '"$NODE" "$PROGRAM" render --out k8s --json | true; exit ${PIPESTATUS[0]}').status).to.equal(4)
      expect(shell(cwd, '"$NODE" "$PROGRAM" render --out k8s 2>&1 | true; exit ${PIPESTATUS[0]}').status).to.equal(4)
      expect(shell(cwd, '"$NODE" "$PROGRAM" catalog list | true; exit ${PIPESTATUS[0]}').status).to.equal(0)
    }))

  it('says that its output is lost when it cannot be written', function () {
    if (!existsSync('/dev/full')) this.skip()
    return inTemporaryDirectory(async (cwd) => {
      for (const words of ['catalog list', 'catalog list --json', 'nope --json']) {
        const ran = shell(cwd, `"$NODE" "$PROGRAM" ${words} > /dev/full`)
        expect(ran.status, words).to.equal(8)
        expect(ran.stderr).to.contain('no space is left').and.not.to.contain('    at ')
      }
    })
  })

  it('is ok and exit status 0 together, also when a signal comes late', () =>
    inTemporaryDirectory(async (cwd) => {
      await writeTree(cwd, {'c1ctl.yaml': sampleProject(Array.from({length: 80}, (_, index) => `asana-${index}`))})
      for (const [at, signal] of [100, 250, 400, 550, 700, 850].flatMap((at) => [[at, 'SIGTERM'], [at, 'SIGINT']] as const)) {
        const ran = await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env: sampleEnvironment, kill: {signal, afterMs: at}})
        // Before our first line runs, and after Node has begun to end, the system's own way of ending holds.
        if (ran.json && !ran.signal) expect([ran.json.ok, ran.status]).to.deep.equal(ran.json.ok ? [true, 0] : [false, signal === 'SIGINT' ? 130 : 143])
      }
    })).timeout(30_000)
})
