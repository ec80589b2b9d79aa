import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

/**
 * The templates of every target as a module beside its code, so that they are in the bundle and load with the target alone.
 * @param root the repository
 * @param made contents of templates that are made by the same run, by path below the repository: what lies on disk may be older
 * @returns `src/core/render/<target>/templates.generated.ts` for each folder of templates/ but docs
 */
export function templateModules(root: string, made: Record<string, string> = {}): Record<string, string> {
  const folders = readdirSync(join(root, 'templates'), {withFileTypes: true}).filter((entry) => entry.isDirectory() && entry.name !== 'docs')
  return Object.fromEntries(folders.map(({name}) => [`src/core/render/${name}/templates.generated.ts`, moduleOf(join(root, 'templates', name), name, made)]))
}

function moduleOf(folder: string, target: string, made: Record<string, string>): string {
  const paths = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'))
  const own = `templates/${target}/`
  const all = [...new Set([...paths, ...Object.keys(made).filter((path) => path.startsWith(own)).map((path) => path.slice(own.length))])].sort()
  const lines = all.map((path) => `  ${JSON.stringify(path)}: ${JSON.stringify(made[own + path] ?? readFileSync(join(folder, path), 'utf8'))},\n`)
  return `// Made of templates/${target} by \`npm run generate\`.\n\n/** Sources by path below templates/${target}. */\nexport const templates = {\n${lines.join('')}}\n`
}
