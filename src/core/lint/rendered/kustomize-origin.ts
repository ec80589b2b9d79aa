import {list, map} from '../../values/maps.ts'
import {readKubernetesYaml, type Span} from '../../yaml/kubernetes-reader.ts'
import {manifestsOf} from '../manifests.ts'
import type {At, Manifest} from '../set.ts'
import {placeInObject, placeInOperations, sourceObject} from './object-place.ts'
import {topOf, type Origin, type Rendering} from './origin.ts'

/** A file that people edit. */
export interface NamedText {
  file: string
  text: string
}

/** A patch of a kustomization: a file, or a text inside the kustomization, which stands at `inline`. */
export interface Patch extends NamedText {
  inline?: {file: NamedText; span: Span}
}

/** The files of a kustomization and of all that it refers to. */
export interface KustomizationFiles {
  /** The file that was rendered. */
  root: NamedText
  /** The file that kustomize means by a path, as it stands in an annotation about the origin: relative to the directory of `root`. */
  at(path: string): NamedText | undefined
  patches: Patch[]
}

/** Where kustomize says that an object comes from (its `originAnnotations`). */
const originAnnotation = 'config.kubernetes.io/origin'

function originOf({object}: Manifest): Record<string, unknown> {
  const text = map(map(object['metadata'])['annotations'])[originAnnotation]
  return typeof text === 'string' ? map(readKubernetesYaml(text, '').documents[0]?.value) : {}
}

const objectsOf = ({file, text}: NamedText): Manifest[] => readKubernetesYaml(text, file).documents.flatMap((document) => {
  const found = manifestsOf(file, document)
  return Array.isArray(found) ? found : []
})

/** Where a generator of a kustomization stands whose name the object has, before the hash. */
function generatorPlace(file: NamedText, {object}: Manifest): Origin {
  const [document] = readKubernetesYaml(file.text, file.file).documents
  const field = object['kind'] === 'Secret' ? 'secretGenerator' : 'configMapGenerator'
  const name = String(map(object['metadata'])['name'])
  const fitting = [...list(map(document?.value)[field]).entries()].filter(([, one]) => typeof one['name'] === 'string' && name.includes(one['name']))
  return fitting.length === 1 ? {...topOf(file.file, file.text), span: document!.locate([field, fitting[0]![0], 'name'])} : topOf(file.file, file.text)
}

function patchPlace(at: At, patch: Patch): Origin | undefined {
  for (const document of readKubernetesYaml(patch.text, patch.file).documents) {
    const found = Array.isArray(document.value) ? placeInOperations(at, document) : undefined
    const object = found || Array.isArray(document.value) ? undefined : sourceObject(at.manifest, objectsOf(patch).filter((one) => one.document.at.offset === document.at.offset))
    const span = found ?? (object && placeInObject(at, object))
    if (span) return patch.inline ? {...patch.inline.file, span: patch.inline.span, isExact: false} : {file: patch.file, text: patch.text, span, isExact: true}
  }
  return undefined
}

/**
 * What kustomize made of a kustomization with `originAnnotations`. A place is exact when the file that an object comes from, or else a patch, holds the same
 * value at the same place.
 * @param text standard output of kustomize
 */
export function kustomizeRendering(text: string, files: KustomizationFiles): Rendering {
  const {root} = files
  const read = new Map<string, Manifest[]>()
  const objects = (file: NamedText): Manifest[] => {
    const found = read.get(file.file) ?? objectsOf(file)
    read.set(file.file, found)
    return found
  }
  return {
    text,
    program: 'kustomize',
    origin(_, at) {
      if (!at) return topOf(root.file, root.text)
      const {path, configuredIn} = originOf(at.manifest)
      const source = typeof path === 'string' ? files.at(path) : undefined
      const object = source && sourceObject(at.manifest, objects(source))
      const span = object && placeInObject(at, object)
      if (span) return {file: source!.file, text: source!.text, span, isExact: true}
      for (const patch of files.patches) {
        const found = patchPlace(at, patch)
        if (found) return found
      }
      const generator = typeof configuredIn === 'string' ? files.at(configuredIn) : undefined
      return generator ? generatorPlace(generator, at.manifest) : topOf(root.file, root.text)
    },
  }
}
