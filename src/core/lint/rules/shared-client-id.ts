import {TextTable} from '../../text/text-table.ts'
import {list, map} from '../../values/maps.ts'
import {Numbers} from '../../values/numbers.ts'
import {directoryOf, type Note} from '../notes.ts'
import {isOwnValue} from '../plain.ts'
import type {Rule} from '../rule.ts'
import type {Deployed} from '../set.ts'

/** The Deployment that a client id was met in first. */
interface Owner {
  name: string
  namespace: string
  app: string
  file: string
  /** The file and the offset of the document with the client id, which need not be the Deployment. */
  source: string
  offset: number
}

/** The first owner of each client id, in columns: there may be fifty thousand. */
class Owners {
  readonly #identities = new TextTable()
  readonly #words = new TextTable()
  /** Three for each: the numbers of its name, its namespace and its app. */
  readonly #names = new Numbers()
  readonly #files: string[] = []
  readonly #sources: string[] = []
  readonly #offsets = new Numbers()

  /** The owner of a client id that came before; without one, this is the first. */
  before(identity: string, owner: Owner): Owner | undefined {
    const number = this.#identities.add(identity)
    if (number < this.#files.length) return this.#at(number)
    for (const word of [owner.name, owner.namespace, owner.app]) this.#names.push(this.#words.add(word))
    this.#files.push(owner.file)
    this.#sources.push(owner.source)
    this.#offsets.push(owner.offset)
    return undefined
  }

  #at(number: number): Owner {
    const word = (place: number): string => this.#words.at(this.#names.at(number * 3 + place))
    return {name: word(0), namespace: word(1), app: word(2), file: this.#files[number]!, source: this.#sources[number]!, offset: this.#offsets.at(number)}
  }
}

const note: Note<Owners> = {kinds: [], empty: () => new Owners(), take: () => false}

/** What tells one client id from another: its value, or the key that it comes from where that is not among the files. */
function identityOf({variables, container, manifest}: Deployed): string | undefined {
  const value = variables.get('BATON_CLIENT_ID')?.value
  if (value !== undefined) return isOwnValue(value) ? `=${value}` : undefined
  const reference = map(map(list(container.env).find((one) => one.name === 'BATON_CLIENT_ID')?.valueFrom).secretKeyRef)
  return typeof reference.name === 'string' ? JSON.stringify([map(manifest.object.metadata).namespace, reference.name, reference.key]) : undefined
}

export const sharedClientId: Rule = {
  id: 'baton/shared-client-id', severity: 'warning', title: 'Two instances share one client id',
  why: 'ConductorOne gives the tasks of a connector to whoever asks with its client id, in turn: two different instances would each get half of them. Replicas of one instance may share it, and so may one instance in several environments, each in its directory.',
  wrong: 'metadata: {name: baton-asana-secrets}\nstringData:\n  BATON_CLIENT_ID: strange-hydra-68836@acme.conductor.one/pcc\n---\nmetadata: {name: baton-asana-emea-secrets}\nstringData:\n  BATON_CLIENT_ID: strange-hydra-68836@acme.conductor.one/pcc', right: 'metadata: {name: baton-asana-secrets}\nstringData:\n  BATON_CLIENT_ID: strange-hydra-68836@acme.conductor.one/pcc\n---\nmetadata: {name: baton-asana-emea-secrets}\nstringData:\n  BATON_CLIENT_ID: quiet-otter-11052@acme.conductor.one/pcc',
  note,
  check({deployed, notes}, report) {
    const owners = notes.of(note)
    for (const one of deployed) {
      const identity = identityOf(one)
      if (identity === undefined) continue
      const {at} = one.variables.get('BATON_CLIENT_ID')!
      const {metadata, spec} = one.manifest.object
      const {name, namespace} = map(metadata)
      const here: Owner = {name: String(name), namespace: String(namespace ?? ''), app: String(map(map(map(map(spec).template).metadata).labels)['baton-app'] ?? ''), file: one.manifest.file, source: at.manifest.file, offset: at.manifest.document.at.offset}
      const first = owners.before(identity, here)
      if (first === undefined) continue
      const isOther = first.name !== here.name || first.app !== here.app || (directoryOf(first.file) === directoryOf(here.file) && first.namespace !== here.namespace)
      if (!isOther) continue
      const who = `the Deployment ${first.name}${first.file === here.file ? '' : ` in ${first.file}`}${first.name === here.name && first.namespace !== here.namespace ? ` of the namespace ${first.namespace}` : ''}`
      report(first.source === here.source && first.offset === here.offset ? {manifest: one.manifest, path: ['metadata', 'name']} : at, `The Deployment ${here.name} has the BATON_CLIENT_ID of ${who}: ConductorOne would give each of them a part of the tasks of one connector. Make a connector of its own in ConductorOne for each.`)
    }
  },
}
