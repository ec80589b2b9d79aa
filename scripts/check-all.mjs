// Runs every `check:*` of package.json, the later ones too when one fails. --counts FILE writes {passed, failed} for the continuous integration.
import {spawnSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'

const {scripts} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const checks = Object.keys(scripts).filter((name) => name.startsWith('check:'))
const failed = checks.filter((name) => {
  const {status} = spawnSync('npm', ['run', '--silent', name], {stdio: 'inherit'})
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name}`)
  return status !== 0
})
const counts = process.argv[process.argv.indexOf('--counts') + 1]
if (process.argv.includes('--counts')) writeFileSync(counts, JSON.stringify({passed: checks.length - failed.length, failed: failed.length}))
process.exitCode = failed.length > 0 ? 1 : 0
