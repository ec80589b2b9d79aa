import {execFileSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {itWithGit} from '../../support/git.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8')
const manifest = JSON.parse(read('package.json'))
const tracked = () => execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {cwd: root, encoding: 'utf8'}).split('\0').filter((path) => path && existsSync(`${root}/${path}`))

describe('the package', () => {
  it('names an exact version of every library', () => {
    for (const [name, version] of Object.entries(manifest.devDependencies)) expect(version, name).to.match(/^\d+\.\d+\.\d+$/)
  })

  it('brings no dependency along: everything is bundled', () => {
    expect(manifest).to.not.have.any.keys('dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies')
  })

  it('runs nothing when it is installed', () => {
    expect(manifest.scripts).to.not.have.any.keys('preinstall', 'install', 'postinstall', 'prepare')
  })

  it('locks packages by integrity and not by the server they came from', () => {
    const {packages} = JSON.parse(read('package-lock.json')) as {packages: Record<string, {resolved?: string; integrity?: string; link?: boolean}>}
    for (const [path, entry] of Object.entries(packages)) {
      if (path === '') continue
      expect(entry.resolved, path).to.equal(undefined)
      expect(entry.integrity, path).to.match(/^sha512-/)
    }
  })

  it('locks every package that another one may want, also those of other platforms: npm ci refuses a gap', () => {
    const {packages} = JSON.parse(read('package-lock.json')) as {packages: Record<string, {dependencies?: object; optionalDependencies?: object}>}
    const locked = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)!))
    const wanted = Object.values(packages).flatMap(({dependencies, optionalDependencies}) => Object.keys({...dependencies, ...optionalDependencies}))
    expect(wanted.filter((name) => !locked.has(name))).to.deep.equal([])
  })

  it('needs no newer Node than it says', () => {
    const {packages} = JSON.parse(read('package-lock.json')) as {packages: Record<string, {engines?: {node?: string}; optional?: boolean}>}
    const tooNew = Object.entries(packages).filter(([, {engines}]) => engines?.node && /^>=\s*(2[1-9]|[3-9]\d)/.test(engines.node) && !engines.node.includes('||'))
    expect(tooNew.map(([path]) => path)).to.deep.equal([])
  })
})

describe('the sources', () => {
  const texts = () => tracked().filter((path) => /\.(ts|js|mjs|cjs|json|md|yaml|yml|svg)$|^\.ci\/run$/.test(path) && path !== 'package-lock.json')
  const search = (pattern: RegExp, paths = texts()) => paths.filter((path) => pattern.test(read(path)))
  const code = () => texts().filter((path) => /\.(ts|mjs|js)$/.test(path))

  itWithGit('leave nothing for later', () => {
    expect(search(new RegExp(`\\b(?:${['TO', 'FIX'].map((half) => `${half}${half === 'TO' ? 'DO' : 'ME'}`).join('|')})\\b`), code())).to.deep.equal([])
  })

  itWithGit('leave no test out and run none alone', () => {
    expect(search(/\b(?:describe|it|context)\.(?:only|skip)\b|\bx(?:it|describe)\(/, code().filter((path) => path.startsWith('test/') && !path.startsWith('test/unit/repo/')))).to.deep.equal([])
  })

  itWithGit('know no path of the machine they were written on', () => {
    expect(search(/(?:^|[\s'"`(=])\/(?:work|root)\//m)).to.deep.equal([])
  })
})
