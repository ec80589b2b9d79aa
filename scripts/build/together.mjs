// A file costs Node about 0.3 ms to load, however small it is, and esbuild makes a chunk of every module that another set of commands and services imports: 45 for
// one run of lint. What is small and imported from several of them is therefore imported by all but the start, and so becomes one chunk; that costs less to read than
// its files would.
import {readFile} from 'node:fs/promises'
import {relative} from 'node:path'

/** What a module may bring along with it, in bytes, to be small. */
const small = 3000

/** Modules of Node that take a millisecond and more to load: whoever imports them is not small. */
const heavy = /^node:(?:crypto|tls|net|https?|http2|child_process|worker_threads|zlib)$/

/**
 * A plugin for the second of two builds.
 * @param metafile of the first
 * @param start the entry point that loads nothing but what it needs itself
 */
export function together({inputs, outputs}, start) {
  const entries = Object.values(outputs).flatMap(({entryPoint}) => (entryPoint?.startsWith('src/') ? [entryPoint] : []))
  const bytes = new Map(Object.values(outputs).flatMap((output) => Object.entries(output.inputs).map(([path, {bytesInOutput}]) => [path, bytesInOutput])))
  const below = (path, found = new Set()) => {
    if (found.has(path)) return found
    found.add(path)
    for (const one of inputs[path].imports) if (one.kind !== 'dynamic-import' && !one.external) below(one.path, found)
    return found
  }
  const counts = new Map()
  for (const entry of entries) for (const path of below(entry)) counts.set(path, (counts.get(path) ?? 0) + 1)
  const started = below(start)
  const isLight = (path) => inputs[path].imports.every((one) => !heavy.test(one.path))
  const isSmall = (path) => {
    const own = [...below(path)].filter((one) => !started.has(one))
    return own.every((one) => one.startsWith('src/') && isLight(one)) && own.reduce((sum, one) => sum + (bytes.get(one) ?? 0), 0) <= small
  }
  const shared = [...counts].filter(([path, count]) => count > 1 && path.startsWith('src/') && !entries.includes(path) && isSmall(path)).map(([path]) => path).sort()
  return {
    name: 'together',
    setup(build) {
      build.onResolve({filter: /^small-modules$/}, ({path}) => ({path, namespace: 'together'}))
      build.onLoad({filter: /./, namespace: 'together'}, () => ({contents: shared.map((path) => `import './${path}'`).join('\n'), resolveDir: process.cwd()}))
      build.onLoad({filter: /[\\/]src[\\/].*\.ts$/}, async ({path}) => {
        const name = relative(process.cwd(), path).replaceAll('\\', '/')
        return entries.includes(name) && !started.has(name) ? {contents: `import 'small-modules';${await readFile(path, 'utf8')}`, loader: 'ts'} : undefined
      })
    },
  }
}
