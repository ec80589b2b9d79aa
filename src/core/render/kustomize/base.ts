import type {Artifact, KubernetesObject} from '../types.ts'
import {generatorFiles, generatorOptions} from './generators.ts'
import {imageRules} from './images.ts'
import {kustomizationFile, sourceFiles, yamlFile} from './kustomization.ts'
import {concernOf, concerns, withTemplate, type Parts} from './parts.ts'

/** Labels that all objects of a project have in common. */
const sharedLabels = (project: string): Record<string, string> => ({'app.kubernetes.io/part-of': project, 'app.kubernetes.io/managed-by': 'c1ctl', 'c1ctl/project': project})

/** The base, which is the project without an environment, and a component for each concern that stands apart. */
export function baseFiles(all: Parts[], project: string): Artifact[] {
  const shared = sharedLabels(project)
  const bare = (labels: Record<string, string>) => Object.fromEntries(Object.entries(labels).filter(([name, value]) => shared[name] !== value))
  const files = (directory: string, belongs: (one: KubernetesObject) => boolean): Artifact[] =>
    all.flatMap(({name, objects}) => {
      const own = objects.filter(belongs)
      return own.length === 0 ? [] : [yamlFile(`${directory}/${name}.yaml`, own.map((one) => withoutLabels(one, bare)))]
    })
  const names = (artifacts: Artifact[]): string[] => artifacts.map(({path}) => path.split('/').at(-1)!)
  const base = files('base', (one) => concernOf(one) === undefined)
  const components = Object.values(concerns).map((concern) => ({concern, own: files(`components/${concern}`, (one) => concernOf(one) === concern)})).filter(({own}) => own.length > 0)
  const generated = all.flatMap(({generators}) => generators).map((one) => {
    const {entry, files: sources} = generatorFiles(one, one.values)
    return {kind: one.kind, entry: {...entry, options: generatorOptions({...one, labels: bare(one.labels)})}, sources}
  })
  const entries = (kind: string) => generated.filter((one) => one.kind === kind).map(({entry}) => entry)
  return [
    kustomizationFile('base', {
      resources: names(base),
      components: components.map(({concern}) => `../components/${concern}`),
      labels: [{pairs: shared, includeSelectors: false, includeTemplates: true}],
      secretGenerator: entries('Secret'),
      configMapGenerator: entries('ConfigMap'),
      images: imageRules(all.map(({image}) => ({before: image, after: image}))),
    }),
    ...base,
    ...sourceFiles('base', generated.flatMap(({sources}) => sources)),
    ...components.flatMap(({concern, own}) => [kustomizationFile(`components/${concern}`, {resources: names(own)}, 'Component'), ...own]),
  ]
}

/** An object without the labels that the kustomization gives to all. */
function withoutLabels(object: KubernetesObject, bare: (labels: Record<string, string>) => Record<string, string>): KubernetesObject {
  const {metadata, ...rest} = object
  const own = withTemplate({...rest, metadata: {...metadata, labels: bare(metadata.labels!)}} as KubernetesObject, (template) => ({...template, metadata: {...template.metadata, labels: bare(template.metadata.labels)}}))
  const {apiVersion, kind, metadata: kept, ...others} = own
  const spec = others['spec'] as {jobTemplate?: {metadata: {labels: Record<string, string>}}} | undefined
  return {apiVersion, kind, metadata: kept, ...others, ...(spec?.jobTemplate ? {spec: {...spec, jobTemplate: {...spec.jobTemplate, metadata: {labels: bare(spec.jobTemplate.metadata.labels)}}}} : {})}
}
