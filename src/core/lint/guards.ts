import {selects} from '../kubernetes/selector.ts'
import {map} from '../values/maps.ts'

type JsonMap = Record<string, unknown>

interface Entry<T> {
  namespace: unknown
  selector: unknown
  item: T
}

/** Two namespaces are the same where one is not said: it may be given on the command line. */
const isSame = (one: unknown, other: unknown): boolean => one === other || one === undefined || other === undefined

/** What chooses pods by their labels: the selector of each kind, by its group. An ExternalName Service has none that counts. */
const selectorOf: Record<string, (spec: JsonMap) => unknown> = {
  'networking.k8s.io NetworkPolicy': (spec) => spec.podSelector ?? {},
  'policy PodDisruptionBudget': (spec) => spec.selector,
  'v1 Service': (spec) => (spec.type === 'ExternalName' || Object.keys(map(spec.selector)).length === 0 ? undefined : {matchLabels: spec.selector}),
}

const serviceAccountOf = (pod: JsonMap): unknown => pod.serviceAccountName ?? pod.serviceAccount

/**
 * Objects that bear on the pods of Deployments without being named like Secrets: policies, budgets and Services choose them by their labels, an autoscaler
 * names the Deployment, a ServiceAccount is named by it. They are found without looking at all of them.
 */
export class Guards<T> {
  /** By the first label that they ask for. */
  readonly #byLabel = new Map<string, Array<Entry<T>>>()
  /** Those that ask for none. */
  readonly #wide: Array<Entry<T>> = []
  readonly #byName = new Map<string, Array<Entry<T>>>()

  /** Takes note of an object; of one of another kind, it does nothing. */
  add(object: JsonMap, item: T): void {
    const {name, namespace} = map(object.metadata)
    const spec = map(object.spec)
    const entry = {namespace: namespace ?? undefined, selector: undefined, item}
    const kind = `${String(object.apiVersion).split('/')[0]!} ${String(object.kind)}`
    if (kind === 'v1 ServiceAccount') put(this.#byName, `ServiceAccount ${String(name)}`, entry)
    else if (kind === 'autoscaling HorizontalPodAutoscaler') {
      const target = map(spec.scaleTargetRef)
      if (target.kind === 'Deployment') put(this.#byName, `HorizontalPodAutoscaler ${String(target.name)}`, entry)
    } else if (Object.hasOwn(selectorOf, kind)) {
      const selector = selectorOf[kind]!(spec)
      if (selector === undefined || selector === null) return
      const [first] = Object.entries(map(map(selector).matchLabels))
      if (first) put(this.#byLabel, first.join('='), {...entry, selector})
      else this.#wide.push({...entry, selector})
    }
  }

  /** What bears on the pods of a Deployment, kind by kind in the order in which it was added. */
  of(deployment: JsonMap): T[] {
    const {name, namespace} = map(deployment.metadata)
    const template = map(map(deployment.spec).template)
    const labels = map(map(template.metadata).labels)
    const account = serviceAccountOf(map(template.spec)) ?? 'default'
    const choosing = [...Object.entries(labels).flatMap((label) => this.#byLabel.get(label.join('=')) ?? []), ...this.#wide].filter(({selector}) => selects(selector, labels))
    const named = [`ServiceAccount ${String(account)}`, `HorizontalPodAutoscaler ${String(name)}`].flatMap((key) => this.#byName.get(key) ?? [])
    return [...choosing, ...named].filter((one) => isSame(one.namespace, namespace ?? undefined)).map(({item}) => item)
  }
}

function put<T>(index: Map<string, T[]>, key: string, entry: T): void {
  const known = index.get(key)
  if (known) known.push(entry)
  else index.set(key, [entry])
}
