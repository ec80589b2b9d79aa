import type {RulePage} from '../rule.ts'

/** Rules that the reader itself reports (core/yaml/kubernetes-reader.ts). */
export const yamlPages: RulePage[] = [
  {
    id: 'yaml/syntax', severity: 'error', title: 'The file is not YAML that Kubernetes can read',
    why: 'kubectl stops at the first document that it cannot read, so nothing after it is applied either.',
    wrong: 'metadata:\n  name: baton-asana\n labels:\n    app: baton-asana', right: 'metadata:\n  name: baton-asana\n  labels:\n    app: baton-asana',
  },
  {
    id: 'yaml/duplicate-key', severity: 'error', title: 'A key stands twice in one map',
    why: 'kubectl keeps the last one without a word, so the first value is lost; Flux and kustomize refuse the file.',
    wrong: 'stringData:\n  BATON_TOKEN: one\n  BATON_TOKEN: two', right: 'stringData:\n  BATON_TOKEN: two',
  },
]
