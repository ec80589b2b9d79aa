import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import ts from 'typescript'
import type {JsonSchema} from './schemas.ts'

/**
 * JSON Schemas of every command's --json answer, read off the type argument of `C1Command<T>`: the compiler holds the command to that type, so
 * nothing is written down twice.
 * @param root the checkout
 * @returns schema by command, such as `catalog-list`
 * @throws Error when a command answers with something that JSON cannot carry
 */
export function outputSchemas(root: string): Record<string, JsonSchema> {
  const folder = join(root, 'src/commands')
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter((file) => file.endsWith('.ts')).sort()
  const {options} = ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config, ts.sys, root)
  const problemFile = join(root, 'src/core/problems/problem.ts')
  const program = ts.createProgram([problemFile, ...files.map((file) => join(folder, file))], options)
  const checker = program.getTypeChecker()
  const exported = (file: string, name: string) => {
    const source = program.getSourceFile(file)!
    const symbol = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).find((one) => one.name === name)
    if (!symbol) throw new Error(`${file} exports no ${name}`)
    return checker.getDeclaredTypeOfSymbol(symbol)
  }
  return Object.fromEntries(
    files.map((file) => {
      const base = checker.getBaseTypes(exported(join(folder, file), 'default') as ts.InterfaceType)[0]
      const data = base && checker.getTypeArguments(base as ts.TypeReference)[0]
      if (!data) throw new Error(`${file}: the class does not extend C1Command<T>`)
      const definitions: Record<string, JsonSchema> = {}
      const convert = converter(checker, definitions)
      const command = file.replace(/\.ts$/, '').replaceAll(/[/\\]/g, ' ')
      const schema: JsonSchema = {
        $schema: 'http://json-schema.org/draft-07/schema#',
        title: `c1ctl ${command} --json`,
        type: 'object',
        properties: {
          schemaVersion: {const: 1},
          ok: {description: 'The exit status is 0.', type: 'boolean'},
          data: convert(data),
          problems: {type: 'array', items: convert(exported(problemFile, 'Problem'))},
          warnings: {type: 'array', items: {type: 'string'}},
        },
        required: ['schemaVersion', 'ok', 'problems', 'warnings'],
      }
      return [command.replaceAll(' ', '-'), {...schema, definitions: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)))}]
    }),
  )
}

function converter(checker: ts.TypeChecker, definitions: Record<string, JsonSchema>) {
  const named = new Map<ts.Type, string>()

  const convert = (type: ts.Type): JsonSchema => {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {}
    if (type.flags & ts.TypeFlags.Null) return {type: 'null'}
    if (type.flags & ts.TypeFlags.Boolean) return {type: 'boolean'}
    if (type.isStringLiteral() || type.isNumberLiteral()) return {const: type.value}
    if (type.flags & ts.TypeFlags.BooleanLiteral) return {const: checker.typeToString(type) === 'true'}
    if (type.flags & ts.TypeFlags.StringLike) return {type: 'string'}
    if (type.flags & ts.TypeFlags.NumberLike) return {type: 'number'}
    if (type.isUnion()) return union(type)
    if (checker.isArrayType(type)) return {type: 'array', items: convert(checker.getTypeArguments(type as ts.TypeReference)[0]!)}
    if (checker.isTupleType(type)) {
      const items = checker.getTypeArguments(type as ts.TypeReference).map(convert)
      return {type: 'array', items, minItems: items.length, maxItems: items.length}
    }
    if (type.getCallSignatures().length > 0 || type.isClass()) throw new Error(`${checker.typeToString(type)} is no JSON`)
    return object(type)
  }

  const union = (type: ts.UnionType): JsonSchema => {
    const parts = type.types.filter((one) => !(one.flags & ts.TypeFlags.Undefined))
    const literals = parts.filter((one) => one.isStringLiteral() || one.isNumberLiteral()).map((one) => (one as ts.LiteralType).value as string | number)
    const truths = parts.filter((one) => one.flags & ts.TypeFlags.BooleanLiteral)
    const others = parts.filter((one) => !one.isStringLiteral() && !one.isNumberLiteral() && !(one.flags & ts.TypeFlags.BooleanLiteral)).map(convert)
    const all: JsonSchema[] = [
      ...others,
      ...(truths.length === 2 ? [{type: 'boolean'}] : truths.map(convert)),
      ...(literals.length === 0 ? [] : [literals.length === 1 ? {const: literals[0]!} : {enum: literals.sort()}]),
    ]
    if (all.length === 1) return all[0]!
    // `string | null` reads better as one list of types.
    if (all.every((one) => Object.keys(one).join() === 'type')) return {type: all.map((one) => one['type']!).sort() as string[]}
    return {anyOf: all}
  }

  const object = (type: ts.Type): JsonSchema => {
    const symbol = type.aliasSymbol ?? type.getSymbol()
    const isNamed = symbol && !symbol.name.startsWith('__') && !type.aliasTypeArguments && !(checker.getPropertiesOfType(type).length === 0)
    if (isNamed) {
      const known = named.get(type)
      if (known) return {$ref: `#/definitions/${known}`}
      if (definitions[symbol.name]) throw new Error(`Two types are called ${symbol.name}`)
      named.set(type, symbol.name)
      definitions[symbol.name] = {}
      definitions[symbol.name] = {...described(symbol), ...members(type)}
      return {$ref: `#/definitions/${symbol.name}`}
    }
    return members(type)
  }

  const members = (type: ts.Type): JsonSchema => {
    const properties = checker.getPropertiesOfType(type)
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String)
    return {
      type: 'object',
      ...(properties.length === 0 ? {} : {properties: Object.fromEntries(properties.map((one) => [one.name, property(one)]))}),
      ...(properties.length === 0 ? {} : {required: properties.filter((one) => !(one.flags & ts.SymbolFlags.Optional)).map((one) => one.name)}),
      ...(index ? {additionalProperties: convert(index)} : {}),
    }
  }

  const property = (symbol: ts.Symbol): JsonSchema => {
    const schema = convert(checker.getTypeOfSymbol(symbol))
    // Draft 7 passes over what stands beside a $ref.
    return '$ref' in schema ? schema : {...described(symbol), ...schema}
  }

  const described = (symbol: ts.Symbol): JsonSchema => {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ').trim()
    return text ? {description: text} : {}
  }
  return convert
}
