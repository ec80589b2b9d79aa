import {existsSync, readFileSync, realpathSync, statSync} from 'node:fs'
import {isAbsolute, join, normalize, relative, resolve} from 'node:path'
import {askedOfKustomization, askedOfPlugin, isRemote, kustomizationNames, shownTarget, type Reference} from '../../../core/lint/rendered/kustomization.ts'
import {kustomizeRendering, type NamedText, type Patch} from '../../../core/lint/rendered/kustomize-origin.ts'
import type {RenderFault} from '../../../core/lint/rendered/merge.ts'
import {topOf, type Origin, type Rendering} from '../../../core/lint/rendered/origin.ts'
import {secretLines, secretValues, shownWords} from '../../../core/lint/rendered/words.ts'
import {map} from '../../../core/values/maps.ts'
import {readKubernetesYaml, type KubernetesDocument, type Path} from '../../../core/yaml/kubernetes-reader.ts'
import {fileReason} from '../../../io/files.ts'
import {kustomizeBuild, stopOf, type RenderProgram} from '../../../io/render-programs.ts'
import {slashed} from '../../../io/slashed.ts'
import {cannotRender, notRendered} from './faults.ts'
import {isInside, repositoryOf, type Repository} from './repository.ts'
import type {Staging} from './staging.ts'

type JsonMap = Record<string, unknown>

/** A kustomization that was looked at, with what it names. */
interface Node {
  /** Its directory, free of links, and as findings call it. */
  real: string
  display: string
  file: NamedText
  /** What kustomize is given instead of the file: what was read of it, without what is left out. */
  value: JsonMap
  isComponent: boolean
  /** Files that it reads, by absolute path. */
  files: Map<string, {display: string; content: string | Buffer}>
  references: Array<{place: Origin; target: string}>
  children: Node[]
  patches: Patch[]
  secrets: string[]
  /** kustomize would not get what it needs. */
  isRefused: boolean
  /** Something that git leaves out was taken out of `value`. */
  isPartial: boolean
}

/** No object of a cluster is as large. */
const largestFile = 16 << 20

const isFile = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isFile() ?? false
const isDirectory = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false

/** Whether a file called kustomization.yaml is one: Flux has objects of the kind Kustomization too. */
export function isKustomization(text: string): boolean {
  const {apiVersion} = map(readKubernetesYaml(text, '').documents[0]?.value)
  return apiVersion === undefined || (typeof apiVersion === 'string' && apiVersion.startsWith('kustomize.config.k8s.io/'))
}

/** Reads kustomizations and all that they name, and says what keeps kustomize from being run on them. */
export class Kustomizations {
  readonly faults: RenderFault[] = []
  /** Files that are patches, or settings of generators and transformers: no objects, whatever they look like. */
  readonly parts = new Set<string>()
  readonly #known = new Map<string, Node | undefined>()
  readonly #open = new Set<string>()
  readonly #repositories = new Map<string, Repository>()

  /** @param display a directory, as findings call it */
  async visit(display: string): Promise<Node | undefined> {
    const real = realpathSync(display)
    if (this.#known.has(real)) return this.#known.get(real)
    this.#open.add(real)
    const node = await this.#read(real, display)
    this.#open.delete(real)
    this.#known.set(real, node)
    return node
  }

  async #read(real: string, display: string): Promise<Node | undefined> {
    const names = kustomizationNames.filter((name) => isFile(join(real, name)))
    const path = normalize(join(display, names[0]!))
    const file = {file: path, text: readFileSync(join(real, names[0]!), 'utf8')}
    const {documents, findings} = readKubernetesYaml(file.text, path)
    const [document] = documents
    const [broken] = findings
    if (broken) this.faults.push(cannotRender({...topOf(path, file.text), span: broken}, `kustomize cannot read this: ${broken.message}`))
    else if (!document || documents.length > 1) this.faults.push(cannotRender(topOf(path, file.text), 'kustomize takes one document in this file.'))
    else if (names.length > 1) this.faults.push(cannotRender(topOf(path, file.text), `kustomize takes one of ${names.join(' and ')} in a directory.`))
    else return this.#node({real, display, file, document})
    return undefined
  }

  async #node({real, display, file, document}: {real: string; display: string; file: NamedText; document: KubernetesDocument}): Promise<Node> {
    const repository = await this.#repository(real)
    const node: Node = {real, display, file, value: map(JSON.parse(JSON.stringify(document.value))), isComponent: map(document.value)['kind'] === 'Component', files: new Map(), references: [], children: [], patches: [], secrets: secretValues(file.text), isRefused: false, isPartial: false}
    const asked = askedOfKustomization(document.value)
    const at = (path: Path): Origin => ({...topOf(file.file, file.text), span: document.locate(path)})
    for (const {path, message} of asked.refusals) this.#refuse(node, notRendered({...at(path), span: document.locate(path, 'key')}, message))
    for (const {path, text} of asked.inlinePatches) node.patches.push({...file, text, inline: {file, span: {...document.locate(path), ...endOfLine(document.locate(path))}}})
    const dropped: Path[] = []
    for (const reference of asked.references) {
      node.references.push({place: at(reference.path), target: reference.target})
      try {
        await this.#follow(node, reference, at(reference.path), repository, (path) => dropped.push(path))
      } catch (error) {
        if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error
        this.#refuse(node, cannotRender(at(reference.path), `${reference.target} cannot be read: ${fileReason(error)}.`))
      }
    }
    drop(node.value, dropped)
    node.isPartial = dropped.length > 0
    return node
  }

  async #repository(real: string): Promise<Repository> {
    const known = this.#repositories.get(real) ?? (await repositoryOf(real))
    this.#repositories.set(real, known)
    return known
  }

  #refuse(node: Node, fault: RenderFault): void {
    node.isRefused = true
    this.faults.push(fault)
  }

  async #follow(node: Node, {kind, path, target}: Reference, place: Origin, repository: Repository, leave: (path: Path) => void): Promise<void> {
    if (kind === 'plugin' && /[\n{]/.test(target)) return void put(node.value, path, this.#plugin(node, target, place, repository))
    if (isRemote(target)) return this.#refuse(node, notRendered(place, `${shownTarget(target)} would be fetched over the network, and c1ctl lint makes no connection: what uses it was not rendered.`))
    if (isAbsolute(target)) return this.#refuse(node, cannotRender(place, `${target} is an absolute path: name it from the directory of the kustomization.`))
    const there = resolve(node.real, target)
    if ((kind === 'resource' || kind === 'component') && isDirectory(there)) return this.#descend(node, path, target, there, place, repository)
    if (repository.leavesOut(there)) {
      // Secrets are kept out of git this way, so that is no fault: the rest can be looked at.
      if (kind !== 'input' && kind !== 'resource') return this.#refuse(node, notRendered(place, `git leaves out ${target}, so c1ctl lint does not read it: what uses it was not rendered.`))
      this.faults.push(notRendered(place, `git leaves out ${target}, so c1ctl lint does not read it: ${kind === 'input' ? 'what this generator makes' : 'what is in it'} was not looked at.`, 'note'))
      return leave(kind === 'input' ? path.slice(0, 2) : path)
    }
    if (kind === 'plugin' && isDirectory(there)) return this.#refuse(node, notRendered(place, 'Plugins that a kustomization makes cannot be looked at before they run: what uses them was not rendered.'))
    this.#take(node, {kind, target, there, place, repository})
  }

  /** Another kustomization. */
  async #descend(node: Node, path: Path, target: string, there: string, place: Origin, repository: Repository): Promise<void> {
    const real = realpathSync(there)
    if (this.#open.has(real)) return this.#refuse(node, cannotRender(place, `${target} refers back to this kustomization: kustomize refuses a circle.`))
    if (repository.root !== undefined && !isInside(repository.root, real)) return this.#refuse(node, notRendered(place, `${target} lies outside of the repository: what uses it was not rendered.`))
    if (repository.leavesOut(real)) return this.#refuse(node, notRendered(place, `git leaves out ${target}, so c1ctl lint does not read it: what uses it was not rendered.`))
    if (!kustomizationNames.some((name) => isFile(join(real, name)))) return this.#refuse(node, cannotRender(place, `${target} has no kustomization.yaml: a directory must have one here.`))
    const child = await this.visit(normalize(join(node.display, target)))
    if (!child) node.isRefused = true
    else node.children.push(child)
    // The copy has no links.
    put(node.value, path, slashed(relative(node.real, real)) || '.')
  }

  /** A file, as kustomize reads it: from its own directory. */
  #take(node: Node, {kind, target, there, place, repository}: {kind: Reference['kind']; target: string; there: string; place: Origin; repository: Repository}): void {
    if (isFile(there) && statSync(there).size > largestFile) return this.#refuse(node, notRendered(place, `${target} is larger than ${largestFile >> 20} MiB: what uses it was not rendered.`))
    if (!isFile(there)) return this.#refuse(node, cannotRender(place, `${target} ${existsSync(there) ? 'is no file' : 'does not exist'}.`))
    const real = realpathSync(there)
    if (!isInside(node.real, real)) return this.#refuse(node, cannotRender(place, `${target} lies outside of the directory of its kustomization, from where kustomize reads no files.`))
    if (repository.leavesOut(real)) return this.#refuse(node, notRendered(place, `git leaves out what ${target} leads to, so c1ctl lint does not read it: what uses it was not rendered.`))
    const [display, content] = [normalize(join(node.display, target)), readFileSync(real)]
    const text = content.toString('utf8')
    if (kind === 'patch') node.patches.push({file: display, text})
    if (kind === 'patch' || kind === 'plugin') this.parts.add(display)
    if (kind === 'input') node.secrets.push(...secretLines(text))
    else node.secrets.push(...secretValues(text))
    node.files.set(there, {display, content: kind === 'plugin' ? this.#plugin(node, text, topOf(display, text), repository) : content})
  }

  /** Settings of a generator or transformer, as kustomize is given them: what was read of them. */
  #plugin(node: Node, text: string, place: Origin, repository: Repository): string {
    const {documents, findings} = readKubernetesYaml(text, place.file)
    if (findings.length > 0) this.#refuse(node, cannotRender(place, `kustomize cannot read the settings of a plugin here: ${findings[0]!.message}`))
    for (const {value} of documents) {
      const {references, refusals} = askedOfPlugin(value)
      for (const {message} of refusals) this.#refuse(node, notRendered(place, message))
      for (const {target} of references) {
        const there = resolve(node.real, target)
        if (isRemote(target)) this.#refuse(node, notRendered(place, `${shownTarget(target)} would be fetched over the network, and c1ctl lint makes no connection: what uses it was not rendered.`))
        else if (isAbsolute(target) || repository.leavesOut(there)) this.#refuse(node, notRendered(place, `${target} is an absolute path, or left out by git: what uses it was not rendered.`))
        else this.#take(node, {kind: 'input', target, there, place, repository})
      }
    }
    return documents.map(({value}) => JSON.stringify(value)).join('\n---\n')
  }
}

const endOfLine = ({line, column}: {line: number; column: number}): {endLine: number; endColumn: number} => ({endLine: line, endColumn: column})

function put(value: JsonMap, path: Path, to: unknown): void {
  const parent = path.slice(0, -1).reduce<unknown>((one, step) => (one as Record<string | number, unknown>)[step], value)
  ;(parent as Record<string | number, unknown>)[path.at(-1)!] = to
}

/** Takes entries out of lists, from behind, so that the places of the others hold. */
function drop(value: JsonMap, paths: Path[]): void {
  const places = new Map(paths.map((path) => [JSON.stringify(path), path]))
  for (const [field, at] of [...places.values()].sort((one, other) => Number(other[1]) - Number(one[1]))) (value[field!] as unknown[]).splice(Number(at), 1)
}

/** A kustomization and all below it, each once. */
function closure(node: Node, found = new Set<Node>()): Set<Node> {
  if (!found.has(node)) {
    found.add(node)
    for (const child of node.children) closure(child, found)
  }
  return found
}

/** Where kustomize's words point to: the entry of the kustomization that they name. */
function placeOfWords({file, references}: Node, words: string): Origin {
  const named = references.filter(({target}) => new RegExp(`(?:^|[\\s'"/\`])${target.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:$|[\\s'"/\`:,])`).test(words))
  return named.length === 1 ? named[0]!.place : topOf(file.file, file.text)
}

/** Looks at kustomizations and finds those that are rendered by themselves: no other one of the run refers to them, and they are no components. */
export async function rootsOf(directories: string[], all: Kustomizations): Promise<Node[]> {
  const nodes: Node[] = []
  for (const directory of directories) {
    const node = await all.visit(directory)
    if (node) nodes.push(node)
  }
  const below = new Set(nodes.flatMap(({children}) => children))
  return [...new Set(nodes)].filter((node) => !below.has(node) && !node.isComponent && [...closure(node)].every((one) => !one.isRefused))
}

/**
 * Builds a kustomization from a copy of what it names.
 * @throws ProblemError when the program cannot be started
 */
export async function renderKustomization(root: Node, program: RenderProgram, staging: Staging, signal?: AbortSignal): Promise<{rendering?: Rendering; fault?: RenderFault; stopped?: NonNullable<ReturnType<typeof stopOf>>}> {
  const nodes = [...closure(root)]
  const named = new Map<string, NamedText>()
  for (const node of nodes) {
    const said: unknown = node.value['buildMetadata']
    const metadata = node === root ? {buildMetadata: [...new Set([...(Array.isArray(said) ? (said as unknown[]) : []), 'originAnnotations'])]} : {}
    const to = staging.place(node.real)
    staging.write(join(to, 'kustomization.yaml'), JSON.stringify({...node.value, ...metadata}))
    named.set(join(to, 'kustomization.yaml'), node.file)
    for (const [path, {display, content}] of node.files) {
      staging.write(staging.place(path), content)
      named.set(staging.place(path), {file: display, text: content.toString()})
    }
  }
  const directory = staging.place(root.real)
  const result = await kustomizeBuild(program, directory, staging, signal)
  signal?.throwIfAborted()
  const stopped = stopOf(result)
  if (stopped) return {stopped}
  // Nothing is left of it.
  if (root.isPartial && result.stderr.includes('kustomization.yaml is empty')) return {}
  if (result.status !== 0) {
    const words = shownWords(staging.restored(result.stderr), nodes.flatMap(({secrets}) => secrets))
    return {fault: cannotRender(placeOfWords(root, words), `kustomize cannot build this: ${words}`)}
  }
  return {rendering: kustomizeRendering(result.stdout, {root: root.file, patches: nodes.flatMap(({patches}) => patches), at: (path) => named.get(join(directory, path))})}
}
