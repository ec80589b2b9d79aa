#!/usr/bin/env node
import module from 'node:module'
import {readFileSync} from 'node:fs'

const words = process.argv.slice(2)
if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
  const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  process.stdout.write(`c1ctl/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else {
  // oclif's debug log prints the whole command line, in which somebody may have put a secret by mistake.
  delete process.env.DEBUG
  module.enableCompileCache?.()
  const {start} = await import('../dist/cli.js')
  await start(words)
}
