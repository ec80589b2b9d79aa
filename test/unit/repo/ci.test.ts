import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {parseDocument} from 'yaml'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8')

/** Reads YAML without any doubt about it: errors and warnings throw. */
function yaml(text: string): any {
  const document = parseDocument(text)
  expect([...document.errors, ...document.warnings].map((one) => one.message)).to.deep.equal([])
  return document.toJS()
}

const page = read('docs/ci.md')
const recipes = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block]) => yaml(block!))
const action = yaml(read('action.yml'))
const hooks = yaml(read('.pre-commit-hooks.yaml')) as Array<Record<string, any>>
const lint = (JSON.parse(read('oclif.manifest.json')) as {commands: Record<string, {flags: Record<string, {options?: string[]; env?: string}>}>}).commands['lint']!
const {version} = JSON.parse(read('package.json')) as {version: string}

/** Every value of a recipe, with the key that it stands under. */
function* values(node: unknown, key = ''): Generator<{key: string; value: any}> {
  yield {key, value: node}
  if (Array.isArray(node)) for (const item of node) yield* values(item, key)
  else if (typeof node === 'object' && node !== null) for (const [name, item] of Object.entries(node)) yield* values(item, name)
}
const all = recipes.flatMap((one) => [...values(one)])

/** Holds the words of a lint command against its flags. */
function expectFlags(words: string[]): void {
  for (const [index, word] of words.entries()) {
    if (!word.startsWith('--')) continue
    const flag = lint.flags[word.slice(2)]
    expect(flag, word).to.be.an('object')
    if (flag!.options) expect(flag!.options).to.include(words[index + 1])
  }
}

describe('the recipes for CI', () => {
  it('are YAML of the three services', () => {
    expect(recipes.map((one) => ('jobs' in one ? 'github' : 'repos' in one ? 'pre-commit' : 'gitlab'))).to.deep.equal(['github', 'github', 'github', 'github', 'gitlab', 'pre-commit', 'pre-commit'])
  })

  it('call lint with flags and formats that exist', () => {
    const commands = all.filter(({value}) => typeof value === 'string' && /c1ctl\S* lint/.test(value)).map(({value}) => (value as string).split(/\s+/))
    expect(commands).to.have.length.above(2)
    for (const words of commands) expectFlags(words.slice(words.indexOf('lint')))
    for (const {key, value} of all) if (key === 'args') expectFlags(Array.isArray(value) ? value : [])
    expect([...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).to.have.members(lint.flags['format']!.options!)
  })

  it('give the action only inputs that it has, and hooks that there are', () => {
    const steps = all.filter(({value}) => typeof value?.uses === 'string' && value.uses.startsWith('OWNER/c1ctl@')).map(({value}) => value)
    expect(steps).to.have.length.above(1)
    for (const {with: given} of steps) {
      expect(Object.keys(action.inputs)).to.include.members(Object.keys(given))
      if (given.format) expect(lint.flags['format']!.options).to.include(given.format)
    }
    const ids = all.filter(({value}) => value?.repo?.startsWith?.('https:')).flatMap(({value}) => value.hooks.map((one: any) => one.id))
    expect(ids).to.deep.equal(hooks.map((one) => one['id']))
    const own = all.find(({value}) => value?.repo === 'local')!.value.hooks[0]
    expect(own).to.include({language: 'node', entry: 'c1ctl lint', require_serial: true}).and.deep.include({types: hooks[0]!['types']})
    for (const name of Object.keys(action.inputs)) expect(page).to.include(`\`${name}\``)
  })

  it('name this version', () => {
    const named = [...page.matchAll(/c1ctl@v?(\d\S*?\d)(?=[\s\]]|$)/gm), ...page.matchAll(/rev: v(\S+)/g), ...(hooks[0]!['entry'] as string).matchAll(/c1ctl@(\S+)/g)].map(([, one]) => one)
    expect(named).to.have.length.above(4)
    expect(new Set([...named, action.inputs.version.default])).to.deep.equal(new Set([version]))
  })
})

describe('the GitHub Action', () => {
  it('puts inputs into variables alone, never into a script', () => {
    for (const {run, env, shell} of action.runs.steps) {
      expect(shell).to.equal('bash')
      expect(run).not.to.include('${{')
      for (const value of Object.values(env)) expect(value).to.match(/^\$\{\{ inputs\.[a-z-]+ \}\}$/)
    }
  })

  it('hands its inputs on by variables that lint has', () => {
    const variables = Object.keys(action.runs.steps[0].env).filter((name) => name.startsWith('C1CTL_'))
    expect(variables).to.have.lengthOf(3)
    expect(Object.values(lint.flags).map((one) => one.env)).to.include.members(variables)
    expect(lint.flags['format']!.options).to.include(action.inputs.format.default)
  })
})

describe('the hook for pre-commit', () => {
  it('calls lint by npx, and asks nothing', () => {
    expect(hooks[0]).to.include({language: 'system', require_serial: true})
    expect(hooks[0]!['entry']).to.equal(`npx --yes c1ctl@${version} lint`)
  })
})
