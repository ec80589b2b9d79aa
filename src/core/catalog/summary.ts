import {abilities, features, type Ability, type Connector, type Feature, type Needs, type RecipeAuth} from './types.ts'

/** How a recipe signs in, as far as c1ctl knows the way; LDAP and a database are ways of their own. */
export type Scheme = Exclude<RecipeAuth['scheme'], 'none' | 'other'> | 'ldap' | 'sql'

/** What a list shows of a connector, and what it can be chosen by. */
export interface ConnectorSummary {
  name: string
  title: string
  /** The image's name, without registry and tag. */
  image: string
  /** Where it runs. */
  hosting: Connector['hosting']
  /** Auth methods by name, with what a person calls them. */
  auth: Array<{name: string; title: string; selfHosted: boolean; deprecated: boolean}>
  /** How its recipes sign in, sorted. */
  schemes: Scheme[]
  /** Resources that are read, and resources that can be changed. */
  sync: string[]
  provision: string[]
  /** What it can do with any of them, and beside that, in the words of baton-sdk's capabilities. */
  can: Array<Ability | Feature>
  /** Kinds of things it needs beside Secret and Deployment; `files` for fields that are mounted files. */
  needs: Array<keyof Needs | 'files'>
  /** Null, or why it cannot run in Kubernetes. */
  notRunnable: string | null
}

/** Sums a connector up. */
export function summaryOf(connector: Connector): ConnectorSummary {
  const able = (what: 'sync' | 'provision'): string[] => Object.entries(connector.capabilities).filter(([, can]) => can.includes(what)).map(([resource]) => resource)
  const can = new Set<string>([...Object.values(connector.capabilities).flat(), ...Object.values(connector.resourceTypes).flatMap((one) => one.can), ...connector.features])
  const schemes = Object.values(connector.recipes).map((one) => (one.kind === 'http' ? one.auth.scheme : one.kind)).filter((one) => one !== 'none' && one !== 'other')
  const needs = (Object.keys(connector.needs) as Array<keyof Needs>).filter((need) => connector.needs[need] !== undefined)
  return {
    name: connector.name,
    title: connector.title,
    image: connector.image,
    hosting: connector.hosting,
    auth: Object.entries(connector.auth).map(([name, method]) => ({name, title: method.title, selfHosted: method.selfHosted, deprecated: method.deprecated !== undefined})),
    schemes: [...new Set(schemes)].sort(),
    sync: able('sync'),
    provision: able('provision'),
    can: [...abilities, ...features].filter((one) => can.has(one)),
    needs: [...needs, ...(Object.values(connector.fields).some((field) => field.type === 'file') ? (['files'] as const) : [])],
    notRunnable: connector.notRunnable ?? null,
  }
}
