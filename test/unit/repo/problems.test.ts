import {readdirSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {otherVariables} from '../../../scripts/generate/pages.ts'
import {codes} from '../../../src/core/problems/codes.ts'

const source = fileURLToPath(new URL('../../../src', import.meta.url))
const files = readdirSync(source, {recursive: true, encoding: 'utf8'}).filter((file) => file.endsWith('.ts'))
const text = files.filter((file) => file !== 'core/problems/codes.ts').map((file) => readFileSync(`${source}/${file}`, 'utf8')).join('\n')

describe('problem codes', () => {
  it('are all met somewhere: a page about something that cannot happen misleads', () => {
    const unused = Object.keys(codes).filter((code) => !text.includes(`'${code}'`))
    expect(unused).to.deep.equal([])
  })

  it('name only commands and flags of c1ctl that exist', () => {
    const snapshot = JSON.parse(readFileSync(new URL('../../golden/commands.json', import.meta.url), 'utf8')) as Array<{command: string; flags: string[]}>
    const commands = snapshot.map((one) => one.command)
    const flags = new Set(snapshot.flatMap((one) => one.flags))
    for (const [code, page] of Object.entries(codes)) {
      const said = [page.why, ...page.next].join(' ')
      for (const [, words] of said.matchAll(/`c1ctl ([a-z]+(?: [a-z]+)?)[^`]*`/g)) expect(commands.some((one) => words === one || words!.split(' ')[0] === one), `${code}: c1ctl ${words}`).to.equal(true)
      for (const [, flag] of said.matchAll(/c1ctl[^`]* --([a-z-]+)/g)) expect(flags.has(flag!) || flag === 'help', `${code}: --${flag}`).to.equal(true)
    }
  })
})

describe('environment variables', () => {
  it('are all documented', () => {
    const snapshot = JSON.parse(readFileSync(new URL('../../golden/commands.json', import.meta.url), 'utf8')) as Array<{flags: string[]}>
    const ofFlags = new Set(snapshot.flatMap((one) => one.flags.map((flag) => `C1CTL_${flag.toUpperCase().replaceAll('-', '_')}`)))
    const known = new Set([...ofFlags, ...otherVariables.map(([name]) => name)])
    const read = new Set([...text.matchAll(/\bC1CTL_[A-Z_]*[A-Z]\b/g)].map(([name]) => name))
    expect([...read].filter((name) => !known.has(name))).to.deep.equal([])
    expect(otherVariables.map(([name]) => name).filter((name) => !read.has(name))).to.deep.equal([])
  })
})
