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
    why: 'Templates are no YAML before Helm renders them. What comes out can be checked like any other file: --render has your helm do it.',
    wrong: '$ c1ctl lint charts/asana', right: '$ c1ctl lint charts/asana --render\n$ helm template charts/asana | c1ctl lint -',
  },
  {
    id: 'yaml/render', severity: 'error', title: 'A chart or kustomization cannot be rendered',
    why: 'Helm or kustomize refuses it, so nothing of it reaches a cluster. Only --render runs them.',
    wrong: 'value: {{ .Values.image.tag }}   # and values.yaml has no image', right: 'value: {{ .Values.image.tag }}   # and values.yaml has image: {tag: 0.1.40}',
  },
  {
    id: 'yaml/not-rendered', severity: 'warning', title: 'A part was left out of what is rendered',
    why: '--render lets helm and kustomize read what is in the repository, and nothing else: what they would fetch over the network, what git leaves out, links that lead away, and plugins, which are programs of their own. A note says that only a part was not looked at; a warning, that nothing was rendered of what uses it.',
    wrong: 'resources:\n  - https://example.com/base.yaml', right: 'resources:\n  - base.yaml   # fetched once, and committed',
  },
]
