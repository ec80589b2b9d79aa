import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import {Language, Parser, type Node} from 'web-tree-sitter'

/** What a script would start docker with. */
export interface PowerShellStart {
  words: string[]
  env: Record<string, string>
}

let parser: Parser | undefined
async function parse(text: string): Promise<Node> {
  if (!parser) {
    await Parser.init()
    parser = new Parser()
    parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')))
  }
  const {rootNode} = parser.parse(text)!
  if (rootNode.hasError) throw new Error(`no PowerShell: ${text}`)
  return rootNode
}

/** The node that says something, below those that only tell the precedence of operators. */
const bare = (node: Node): Node => (node.namedChildCount === 1 && /_expression$|^pipeline/.test(node.type) && !/^(?:invokation|array)_expression$/.test(node.type) ? bare(node.namedChild(0)!) : node)
const children = (node: Node): Node[] => node.namedChildren.filter((one) => one !== null)

/**
 * Reads a script of a target as PowerShell would run it, where there is none: the grammar is tree-sitter's, and the meaning of the few words that the scripts use
 * is that of PowerShell's language reference. Every other word is an error.
 * @throws Error for a script that is no PowerShell, or that uses another word
 */
export async function powerShellStart(file: string): Promise<PowerShellStart> {
  const variables = new Map<string, unknown>([['$PSScriptRoot', dirname(file)]])
  const start: PowerShellStart = {words: [], env: {}}

  const text = (node: Node): string => {
    const literal = children(node)[0]!
    const inner = literal.text.slice(1, -1)
    if (literal.type === 'verbatim_string_characters') {
      // Typographic quotes end such a text too (about_Quoting_Rules).
      if (/[\u2018\u2019\u201a\u201b]/.test(inner)) throw new Error(`a quote that ends the text: ${inner}`)
      return inner.replaceAll('\'\'', '\'')
    }
    if (/[`\u201c\u201d\u201e]|\$\(/.test(inner)) throw new Error(`an escape: ${inner}`)
    return inner.replace(/\$\w+/g, (name) => String(variables.get(name)))
  }
  const call = (node: Node): unknown => {
    const [last] = children(node).filter((one) => one.type === 'argument_list')
    const method = node.text.slice(0, node.text.indexOf('(')).trim()
    const values = children(children(last!)[0]!).map((one) => value(one))
    if (method === '[Convert]::FromBase64String') return Buffer.from(values[0] as string, 'base64')
    if (method === '[Text.Encoding]::UTF8.GetString') return (values[0] as Buffer).toString('utf8')
    if (method === '[Environment]::SetEnvironmentVariable') return void (start.env[values[0] as string] = values[1] as string)
    throw new Error(`a method: ${method}`)
  }
  const value = (node: Node): unknown => {
    const one = bare(node)
    if (one.type === 'string_literal') return text(one)
    if (one.type === 'invokation_expression') return call(one)
    if (one.type === 'array_expression') return children(children(one)[0]!).map(value)
    if (one.type === 'variable' && variables.has(one.text)) return variables.get(one.text)
    throw new Error(`an expression: ${one.type} ${one.text}`)
  }
  const command = async (node: Node): Promise<void> => {
    const operator = node.text[0]
    if (operator === '.') return run(join(dirname(file), value(children(children(node)[1]!)[0]!) as string))
    if (/^& docker @arguments$/.test(node.text)) return void (start.words = variables.get('$arguments') as string[])
    if (/^(?:Push|Pop)-Location\b/.test(node.text)) return
    throw new Error(`a command: ${node.text}`)
  }
  const statement = async (node: Node): Promise<void> => {
    const one = bare(node)
    if (one.type === 'comment' || one.type === 'flow_control_statement' || one.type === 'if_statement') return
    if (one.type === 'try_statement') return block(children(one)[0]!)
    if (one.type === 'command') return command(one)
    if (one.type === 'invokation_expression') return void call(one)
    if (one.type !== 'assignment_expression') throw new Error(`a statement: ${one.type} ${one.text}`)
    const [name, , given] = children(one)
    if (!/^\$(?:status|ErrorActionPreference)$/.test(name!.text)) variables.set(name!.text, value(given!))
  }
  const block = async (node: Node): Promise<void> => {
    for (const list of children(node).filter((one) => one.type === 'statement_list')) for (const one of children(list)) await statement(one)
  }
  const run = async (path: string): Promise<void> => block(await parse(await readFile(path, 'utf8')))

  await run(file)
  return start
}
