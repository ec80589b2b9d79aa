import type {Connector} from '../../core/catalog/types.ts'

/** What a list shows of a connector. */
export interface ConnectorSummary {
  name: string
  title: string
  /** Auth methods by name, with what a person calls them. */
  auth: Array<{name: string; title: string; selfHosted: boolean; deprecated: boolean}>
  /** Resources that are read, and resources that can be changed. */
  sync: string[]
  provision: string[]
  /** Kinds of things it needs beside Secret and Deployment. */
  needs: string[]
  /** Null, or why it cannot run in Kubernetes. */
  notRunnable: string | null
}

/** Sums a connector up. */
export function summaryOf(connector: Connector): ConnectorSummary {
  const able = (what: 'sync' | 'provision'): string[] => Object.entries(connector.capabilities).filter(([, can]) => can.includes(what)).map(([resource]) => resource)
  return {
    name: connector.name,
    title: connector.title,
    auth: Object.entries(connector.auth).map(([name, method]) => ({name, title: method.title, selfHosted: method.selfHosted, deprecated: method.deprecated !== undefined})),
    sync: able('sync'),
    provision: able('provision'),
    needs: Object.keys(connector.needs),
    notRunnable: connector.notRunnable ?? null,
  }
}
