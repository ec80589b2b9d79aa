import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {mergeCatalog} from '../../../src/core/catalog/merge.ts'
import {parseCatalog, readCatalogSource} from '../../../src/core/catalog/parse.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(root, 'docs'), {recursive: true, encoding: 'utf8'}).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)]
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const snapshot = JSON.parse(read('test/golden/commands.json')) as Array<{command: string; flags: string[]; chars: string[]}>

const anchor = (heading: string) => heading.toLowerCase().replaceAll(/[^\w\s-]/g, '').trim().replaceAll(/\s/g, '-')
const anchorsOf = (page: string) => [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!))

/** What stands in fences and between backticks, each on lines of its own. */
const codeOf = (page: string) => [...page.matchAll(/^```\w*\n([\s\S]*?)^```|`([^`\n]+)`/gm)].map(([, fenced, inline]) => fenced ?? inline).join('\n')

describe('the documentation', () => {
  it('links only to files and headings that exist', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
        .map(([, link]) => link!)
        .filter((link) => {
          const [file, fragment] = link.split('#') as [string, string?]
          const target = file === '' ? page : join(dirname(page), file)
          return !existsSync(join(root, target)) || (fragment !== undefined && !anchorsOf(read(target)).includes(fragment))
        })
        .map((link) => `${page}: ${link}`),
    )
    expect(broken).to.deep.equal([])
  })

  it('shows only commands and flags that exist', () => {
    const wrong = pages.flatMap((page) =>
      [...codeOf(read(page)).matchAll(/(?:^\$? ?|\| |&& )c1ctl ([^`\n|>]+)/gm)].flatMap(([, line]) => {
        const words = line!.trim().split(/\s+/)
        const command = snapshot.find((one) => one.command === words.slice(0, 2).join(' ')) ?? snapshot.find((one) => one.command === words[0])
        if (!command) return words[0]!.startsWith('-') || /^[A-Z[]/.test(words[0]!) ? [] : [`${page}: c1ctl ${line}`]
        const flags = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0]!)
        const known = (flag: string) => flag === '--help' || (flag.startsWith('--') ? command.flags.includes(flag.slice(2)) || command.flags.includes(flag.slice('--no-'.length)) : command.chars.some((one) => one.startsWith(`${flag.slice(1)}=`)))
        return flags.filter((flag) => !known(flag)).map((flag) => `${page}: c1ctl ${command.command} ${flag}`)
      }),
    )
    expect(wrong).to.deep.equal([])
  })

  it('shows entries of the catalog that are right', () => {
    const {catalog, entries} = parseCatalog(read('connectors.yaml'), 'connectors.yaml')
    const blocks = [...read('docs/catalog.md').matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block]) => block!)
    expect(blocks).to.have.length(3)
    expect(read('README.md')).to.contain(`the ${Object.keys(catalog).length} connectors`)
    for (const block of blocks) expect(mergeCatalog({catalog, entries, names: Object.keys(catalog)}, readCatalogSource(block, 'docs/catalog.md'))).to.deep.include({problems: [], warnings: []})
  })

  it('names only npm scripts that exist', () => {
    const {scripts} = JSON.parse(read('package.json'))
    const wrong = pages.flatMap((page) => [...read(page).matchAll(/npm run ([a-z:2-]+)/g)].map(([, name]) => name!).filter((name) => !scripts[name]).map((name) => `${page}: ${name}`))
    expect(wrong).to.deep.equal([])
  })

  it('numbers the decisions without a gap', () => {
    const numbers = readdirSync(join(root, 'docs/decisions')).filter((file) => /^\d{4}-/.test(file)).map((file) => Number(file.slice(0, 4))).sort((a, b) => a - b)
    expect(numbers).to.deep.equal(numbers.map((_, place) => place + 1))
  })
})

describe('the command line', () => {
  it('gives every flag the variable of its name, except those that confirm, force, or run the programs of others on what is found', () => {
    const {commands} = JSON.parse(read('oclif.manifest.json')) as {commands: Record<string, {flags: Record<string, {name: string; env?: string}>}>}
    for (const [id, {flags}] of Object.entries(commands))
      for (const {name, env} of Object.values(flags)) {
        const wanted = name === 'yes' || name === 'prune' || name === 'render' || name.startsWith('force-') ? undefined : `C1CTL_${name.toUpperCase().replaceAll('-', '_')}`
        expect(env, `${id} --${name}`).to.equal(wanted)
      }
  })
})
