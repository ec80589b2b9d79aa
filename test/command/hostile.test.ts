import {expect} from 'chai'
import {c1ctl, inTemporaryDirectory} from '../support/cli.ts'
import {sampleEnvironment as env, sampleProject, writeTree} from '../support/project.ts'

describe('a project of somebody who means harm', () => {
  for (const name of ['constructor', '__proto__', 'toString'])
    it(`names nothing with ${name}: that is a clear problem of every command`, () =>
      inTemporaryDirectory(async (cwd) => {
        await writeTree(cwd, {'c1ctl.yaml': `version: 1\nname: acme\nconnectors:\n  x: {connector: ${name}}\n`})
        for (const words of [['render', '--out', 'k8s'], ['verify'], ['credential', 'list'], ['credential', 'set', 'x', 'token=env:ASANA_TOKEN'], ['credential', 'remove', 'x', 'token'], ['doctor']])
          expect((await c1ctl([...words, '--json'], {cwd, env})).json.problems.map((one: {code: string}) => one.code), words.join(' ')).not.to.include('bug')
        await writeTree(cwd, {'c1ctl.yaml': sampleProject().replace('connector: asana', `connector: asana\n    auth: ${name}`)})
        for (const words of [['render', '--out', 'k8s'], ['verify']]) expect((await c1ctl([...words, '--json'], {cwd, env})).json.problems[0].code, words.join(' ')).to.equal('unknown-auth-method')
        await writeTree(cwd, {'c1ctl.yaml': sampleProject(), 'connectors.yaml': `asana: {fields: {${name}: {title: T, secret: true}}}\n`})
        expect((await c1ctl(['render', '--out', 'k8s', '--json'], {cwd, env})).json.problems[0].code).to.equal('catalog-invalid')
      })).timeout(60_000)
})
