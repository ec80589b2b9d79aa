// Makes docs/images/demo.svg from a real run of the demo: what it printed, colours included, as text on a dark ground. Same output, same bytes.
// With --check it writes nothing and exits 1 when the picture is outdated.
import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const columns = 104
const [cellWidth, lineHeight, padding] = [8.4, 19, 20]
const colours = {31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 36: '#79c0ff', 90: '#8b949e'}

const printed = execFileSync(process.execPath, ['scripts/demo.mjs'], {cwd: root, encoding: 'utf8', env: {PATH: process.env.PATH, FORCE_COLOR: '1'}})
const lines = printed.trim().split('\n').flatMap((line) => wrapped(spans(line)))
const width = Math.ceil(columns * cellWidth + 2 * padding)
const height = lines.length * lineHeight + 2 * padding
const body = lines.flatMap((line, row) => (line.length === 0 ? [] : [`<text x="${padding}" y="${Math.round(padding + (row + 0.8) * lineHeight)}">${line.map(tspan).join('')}</text>`]))

const file = `${root}/docs/images/demo.svg`
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What npm run demo prints">
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3" xml:space="preserve" style="white-space:pre">
${body.join('\n')}
</g>
</svg>
`
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== svg) {
    console.error('outdated  docs/images/demo.svg: the demo prints something else now. Run `npm run generate` and commit the result.')
    process.exitCode = 1
  }
} else {
  mkdirSync(`${root}/docs/images`, {recursive: true})
  writeFileSync(file, svg)
  console.log(`docs/images/demo.svg: ${lines.length} lines`)
}

/** A line with its ANSI colours, as pieces of one style each. */
function spans(line) {
  const out = []
  let style = {colour: null, bold: false, dim: false}
  for (const piece of line.split(/(\u001B\[[\d;]*m)/)) {
    const codes = /^\u001B\[([\d;]*)m$/.exec(piece)?.[1]
    if (codes === undefined) {
      if (piece) out.push({text: piece, ...style})
      continue
    }
    for (const code of codes.split(';').map(Number)) {
      if (code === 0) style = {colour: null, bold: false, dim: false}
      else if (code === 1) style = {...style, bold: true}
      else if (code === 2) style = {...style, dim: true}
      else if (code === 22) style = {...style, bold: false, dim: false}
      else if (code === 39) style = {...style, colour: null}
      else if (colours[code]) style = {...style, colour: colours[code]}
    }
  }
  return out
}

/** Breaks a line where the window ends, as a terminal does. */
function wrapped(line) {
  const rows = [[]]
  let room = columns
  for (const {text, ...style} of line)
    for (let rest = text; rest; ) {
      if (room === 0) {
        rows.push([])
        room = columns
      }
      rows.at(-1).push({text: rest.slice(0, room), ...style})
      const taken = Math.min(room, rest.length)
      rest = rest.slice(taken)
      room -= taken
    }
  return rows
}

function tspan({text, colour, bold, dim}) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const fill = colour ?? (dim ? '#8b949e' : null)
  return fill || bold ? `<tspan${fill ? ` fill="${fill}"` : ''}${bold ? ' font-weight="bold"' : ''}>${escaped}</tspan>` : escaped
}
