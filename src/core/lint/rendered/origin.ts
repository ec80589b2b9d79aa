import type {ObjectPath} from '../../kubernetes/violation.ts'
import {map} from '../../values/maps.ts'
import type {Span} from '../../yaml/kubernetes-reader.ts'
import type {At} from '../set.ts'
import type {Finding} from '../types.ts'

/** Where something of a rendered text comes from, in a file that a person can edit. */
export interface Origin {
  file: string
  /** The text of that file. */
  text: string
  span: Span
  /** The very value stands there; else this is the file that it was made from, and what is meant has to be said. */
  isExact: boolean
}

/** What a program made of a chart or a kustomization. */
export interface Rendering {
  text: string
  /** Who made it, for messages. */
  program: 'Helm' | 'kustomize'
  /** @param finding a finding in `text`; @param at the object and the path in it, when it is about an object */
  origin(finding: Finding, at: At | undefined): Origin
}

/** A file whole, for what stands nowhere in it. */
export const topOf = (file: string, text: string): Origin => ({file, text, span: {line: 1, column: 1, endLine: 1, endColumn: 1}, isExact: false})

/** A path as people write it: `spec.containers[0].env`. */
const spelled = (path: ObjectPath): string => path.map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${step}`)).join('')

/** The object and the place in it, in words. */
export function described({manifest, path}: At): string {
  const {kind, metadata} = manifest.object
  const object = [kind, map(metadata)['name']].filter((one) => typeof one === 'string').join(' ') || 'an object'
  return path.length > 0 ? `${object}, ${spelled(path)}` : object
}
