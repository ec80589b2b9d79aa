#!/usr/bin/env node
import module from 'node:module'
import {existsSync, mkdirSync, readFileSync, rmSync} from 'node:fs'
import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'

const words = process.argv.slice(2)
const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
  process.stdout.write(`c1ctl/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else {
  // oclif's debug log prints the whole command line, in which somebody may have put a secret by mistake.
  delete process.env.DEBUG
  if (module.enableCompileCache && !process.env.NODE_DISABLE_COMPILE_CACHE) keepCompiled(caches())
  const {start} = await import('../dist/cli.js')
  await start(words)
}

/** The user's folder for what can be made again. */
function caches() {
  const {XDG_CACHE_HOME: named, LOCALAPPDATA: local, HOME: home} = process.env
  // XDG Base Directory specification: a relative path is ignored.
  if (named && isAbsolute(named)) return named
  if (process.platform === 'win32') return local || join(homedir(), 'AppData', 'Local')
  return join(home || homedir(), ...(process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']))
}

/**
 * Has Node keep what it compiled for the next start: that of this version alone. Node's own choice would be the folder for temporary files, where another user of
 * the machine could have laid code for us to run.
 */
function keepCompiled(folder) {
  const compiled = join(folder, 'c1ctl', 'compiled')
  try {
    if (!existsSync(join(compiled, version))) {
      rmSync(compiled, {recursive: true, force: true})
      // One by one: in /proc, Node tries for ever to make what stands above.
      for (const one of [folder, join(folder, 'c1ctl'), compiled, join(compiled, version)]) if (!existsSync(one)) mkdirSync(one, {mode: 0o700})
    }
    module.enableCompileCache(join(compiled, version))
  } catch {
    // Without it all is as it was, only slower.
  }
}
