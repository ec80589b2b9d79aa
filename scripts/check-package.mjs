// What npm would publish: exactly the files that belong there, no install script, and a tarball that runs in an empty folder without dependencies.
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {publint} from 'publint'
import {formatMessage} from 'publint/utils'

const allowed = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|THIRD-PARTY-LICENSES\.txt|connectors\.yaml|oclif\.manifest\.json)$/,
  /^bin\/run\.js$/,
  /^dist\/cli\.js$/,
  /^dist\/(commands|chunks|workers)\/[\w/.-]+\.js$/,
  /^dist\/catalog\/(images|index|search|connectors\/[a-z0-9-]+)\.json$/,
  /^schemas\/([a-z0-9-]+|output\/[a-z-]+)\.schema\.json$/,
]
const required = ['LICENSE', 'README.md', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt', 'bin/run.js', 'connectors.yaml', 'dist/cli.js', 'dist/catalog/index.json', 'dist/workers/lint.js', 'oclif.manifest.json', 'schemas/c1ctl.schema.json', 'schemas/connectors.schema.json']
const root = fileURLToPath(new URL('..', import.meta.url))
const mostMegabytes = 7

const faults = []
const folder = mkdtempSync(join(tmpdir(), 'c1ctl-package-'))
try {
  const npm = (words, cwd) => execFileSync('npm', words, {cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']})
  // The build is up to date already: `npm run check:package` makes it.
  const [packed] = JSON.parse(npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root))
  const paths = packed.files.map((file) => file.path)
  for (const path of paths) if (!allowed.some((pattern) => pattern.test(path))) faults.push(`${path} does not belong into the package`)
  for (const path of required) if (!paths.includes(path)) faults.push(`${path} is missing from the package`)
  if (packed.unpackedSize > mostMegabytes * 1e6) faults.push(`the package has ${(packed.unpackedSize / 1e6).toFixed(1)} MB, more than ${mostMegabytes}`)

  const {scripts, dependencies, optionalDependencies, peerDependencies} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const name of ['preinstall', 'install', 'postinstall']) if (scripts[name]) faults.push(`package.json has an install script: ${name}`)
  if (dependencies ?? optionalDependencies ?? peerDependencies) faults.push('package.json has dependencies: everything is bundled')

  const {messages, pkg} = await publint({pack: {tarball: new Uint8Array(readFileSync(join(folder, packed.filename))).buffer}, strict: true})
  for (const message of messages) faults.push(`publint: ${formatMessage(message, pkg)}`)

  const empty = join(folder, 'empty')
  mkdirSync(empty)
  npm(['init', '-y'], empty)
  npm(['install', '--offline', '--no-audit', '--no-fund', join(folder, packed.filename)], empty)
  const program = join(empty, 'node_modules/.bin/c1ctl')
  const run = (...words) => execFileSync(program, words, {cwd: empty, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: {PATH: process.env.PATH, HOME: empty}})
  if (!run('--version').startsWith('c1ctl/')) faults.push('the installed program does not say its version')
  if (!run('--help').includes('render')) faults.push('the installed program does not show its commands')
  const {ok, data} = JSON.parse(run('catalog', 'list', '--json'))
  if (!ok || data.connectors.length === 0) faults.push('the installed program lists no connectors')
  console.log(`${paths.length} files, ${(packed.size / 1e6).toFixed(2)} MB packed, ${(packed.unpackedSize / 1e6).toFixed(2)} MB unpacked`)
} catch (error) {
  faults.push(`${error.message}\n${error.stderr ?? ''}`)
} finally {
  rmSync(folder, {recursive: true, force: true})
}
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
