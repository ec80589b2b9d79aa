import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

/**
 * The templates of every target as a module beside its code, so that they are in the bundle and load with the target alone.
 * @param root the repository
 * @returns `src/core/render/<target>/templates.generated.ts` for each folder of templates/ but docs
 */
export function templateModules(root: string): Record<string, string> {
  const folders = readdirSync(join(root, 'templates'), {withFileTypes: true}).filter((entry) => entry.isDirectory() && entry.name !== 'docs')
  return Object.fromEntries(folders.map(({name}) => [`src/core/render/${name}/templates.generated.ts`, moduleOf(join(root, 'templates', name), name)]))
}

function moduleOf(folder: string, target: string): string {
  const paths = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/')).sort()
  const lines = paths.map((path) => `  ${JSON.stringify(path)}: ${JSON.stringify(readFileSync(join(folder, path), 'utf8'))},\n`)
  return `// Made of templates/${target} by \`npm run generate\`.\n\n/** Sources by path below templates/${target}. */\nexport const templates = {\n${lines.join('')}}\n`
}
