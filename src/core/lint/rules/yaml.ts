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
  {
    id: 'yaml/encoding', severity: 'error', title: 'The file is no UTF-8 text',
    why: 'Kubernetes reads UTF-8. A file of another encoding, a binary one and one of more than 128 MiB are not read at all.',
    wrong: '# saved by an editor as Windows-1252 or by PowerShell as UTF-16', right: '# saved as UTF-8, with or without a byte order mark',
  },
  {
    id: 'yaml/template', severity: 'note', title: 'A chart\'s templates were not looked at',
    why: 'Templates are no YAML before Helm renders them. What comes out can be checked like any other file.',
    wrong: '$ c1ctl lint charts/asana', right: '$ helm template charts/asana | c1ctl lint -',
  },
]
