import {createHash} from 'node:crypto'
import type {Recipe} from '../catalog/types.ts'
import type {CredentialSource} from '../project/types.ts'

/** What somebody agrees to: that these credentials go to these origins in this way. */
export interface Agreement {
  connector: string
  /** The recipe as the catalog has it after the project's overrides. */
  recipe: Recipe
  /** Sorted: the token endpoint may have another one than the app. */
  origins: string[]
  /** Secret fields and where their values come from. */
  credentials: Record<string, CredentialSource>
  /** Fields that say whom to believe to be the host, where there are any: an authority's certificate, or that none is asked for. */
  believes?: Record<string, CredentialSource>
}

/** The key of an agreement: whatever changes in it asks again. */
export function agreementKey({connector, recipe, origins, credentials, believes}: Agreement): string {
  return createHash('sha256').update(JSON.stringify(sorted({connector, recipe, origins: [...origins].sort(), credentials, ...(believes ? {believes} : {})}))).digest('hex')
}

/**
 * Law 10: a project is not trusted to send secrets anywhere.
 * @param recipeFromProject the project's connectors.yaml brought or changed the recipe
 * @param hostFromProject a setting of c1ctl.yaml decides the host, or whom to believe to be it
 * @param typedByUser settings and sources were given by the user on this machine a moment ago
 */
export function needsAgreement(agreement: Agreement, from: {recipeFromProject: boolean; hostFromProject: boolean; typedByUser: boolean}): boolean {
  if (from.recipeFromProject) return true
  // A stored credential too: the store says nothing of where it may go, and whoever changes c1ctl.yaml need not be able to read it.
  return !from.typedByUser && from.hostFromProject && Object.keys(agreement.credentials).length > 0
}

const defaultPorts: Record<string, number> = {'https:': 443, 'http:': 80, 'ldap:': 389, 'ldaps:': 636, 'postgresql:': 5432, 'mysql:': 3306}

/**
 * Whether C1CTL_ALLOW_HOSTS names a host.
 * @param list comma-separated: `host` (any port), `host:port`, or `*.example.com` (any name below it, any port)
 */
export function hostAllowed(list: string, origin: string): boolean {
  const {hostname, host, port, protocol} = new URL(origin)
  const withPort = port === '' ? `${host}:${defaultPorts[protocol]}` : host
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && (entry === hostname || entry === host || entry === withPort || (/^\*\.[^*]+\.[^*]+$/.test(entry) && hostname.endsWith(entry.slice(1)))))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, sorted(entry)]))
}
