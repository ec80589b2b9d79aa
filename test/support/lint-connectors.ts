import type {Catalog} from '../../src/core/catalog/types.ts'
import {fix} from '../../src/core/lint/fix/fix.ts'
import {lint, type Against, type LintedSet} from '../../src/core/lint/lint.ts'
import type {Finding} from '../../src/core/lint/types.ts'
import {serializeAll} from '../../src/core/yaml/serialize.ts'
import {catalogOf} from './catalog.ts'

/** Connectors of tests of rules. */
export const catalog: Catalog = catalogOf(`shop:
  title: Shop
  fields:
    token: {title: Token, secret: true, required: true, aliases: [shop-token]}
    site: {title: Site}
    wide: {title: Wide, type: bool}
    key-file: {title: Key, type: file, secret: true}
    ca-file: {title: Authority, type: file}
forge:
  title: Forge
  fields:
    pass: {title: Pass, secret: true}
`)

type Json = Record<string, unknown>

/** A Secret or ConfigMap in the namespace of the tests. */
export const named = (kind: string, name: string, more: Json): Json => ({apiVersion: 'v1', kind, metadata: {name, namespace: 'c1'}, ...more})
/** C1's pair and the token of the shop. */
export const credentials = {BATON_CLIENT_ID: 'a-b-1@acme.conductor.one/pcc', BATON_CLIENT_SECRET: 'hunter2', BATON_TOKEN: 'hunter3'}
export const secret = (stringData: Json = credentials, name = 'baton-shop-secrets'): Json => named('Secret', name, {stringData})

/** The Deployment of a shop, whose Secret is `baton-shop-secrets`. */
export const deployment = ({container = {}, pod = {}, labels = {}, name = 'baton-shop', metadata = {}}: {container?: Json; pod?: Json; labels?: Json; name?: string; metadata?: Json} = {}): Json => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name, namespace: 'c1', ...metadata},
  spec: {
    selector: {matchLabels: {app: name}},
    template: {
      metadata: {labels: {app: name, 'baton-app': 'shop', ...labels}},
      spec: {containers: [{name: 'shop', image: 'public.ecr.aws/conductorone/baton-shop:0.1.0', envFrom: [{secretRef: {name: 'baton-shop-secrets'}}], ...container}], ...pod},
    },
  },
})
export const env = (variables: Record<string, string>): Json[] => Object.entries(variables).map(([name, value]) => ({name, value}))

export const textOf = (objects: Json[]): string => serializeAll(objects)
export const lintFiles = (files: Record<string, string>, against: Against = {}): LintedSet => lint(Object.entries(files).map(([name, text]) => ({name, text})), catalog, against)

/** What stands at a finding, in one line. */
function at({line, column, endLine, endColumn}: Finding, text: string): string {
  const lines = text.split('\n')
  const stretch = lines.slice(line - 1, endLine)
  const all = stretch.map((one, index) => one.slice(index === 0 ? column - 1 : 0, index === stretch.length - 1 ? endColumn - 1 : undefined))
  return all.join('\\n')
}

/** The findings of one rule in a file of these objects: severity, what stands at the place, and the message. */
export function foundBy(rule: string, objects: Json[], against: Against = {}): string[] {
  const text = textOf(objects)
  return lintFiles({'f.yaml': text}, against).findings.filter((one) => one.rule === rule).map((one) => `${one.severity} at ${at(one, text)}: ${one.message}`)
}

/** What `--fix` makes of these objects: the lines that it changes. */
export function fixedLines(objects: Json[]): string[] {
  const text = textOf(objects)
  const after = fix(new Map([['f.yaml', text]]), catalog).texts.get('f.yaml')!.split('\n')
  return after.filter((line, index) => line !== text.split('\n')[index]).map((line) => line.trim())
}
