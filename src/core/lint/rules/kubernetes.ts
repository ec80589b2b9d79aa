import type {RulePage} from '../rule.ts'

const page = (id: string, title: string, why: string, wrong: string, right: string, severity: RulePage['severity'] = 'error'): RulePage => ({id: `kubernetes/${id}`, severity, title, why, wrong, right})

/** Rules that the validator reports (core/kubernetes): what an API server would refuse. */
export const kubernetesPages: RulePage[] = [
  page('api-version', 'The kind is not in this apiVersion', 'The server knows each kind under its own apiVersion and finds no match otherwise. Versions come and go: --kubernetes-version says which server is meant. A warning names versions that a server takes only when it was told to (alpha and beta).', 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget', 'apiVersion: policy/v1\nkind: PodDisruptionBudget'),
  page('base64', 'A value under data is not base64', 'The values of a Secret under data are base64; plain text belongs under stringData.', 'data:\n  BATON_TOKEN: my-token', 'stringData:\n  BATON_TOKEN: my-token'),
  page('duplicate-env', 'A variable is set twice in one container', 'Only the last one counts, which is rarely what was meant.', 'env:\n  - {name: A, value: "1"}\n  - {name: A, value: "2"}', 'env:\n  - {name: A, value: "2"}', 'warning'),
  page('duplicate-name', 'Two things that are told apart by name have the same one', 'Containers, volumes, mounts and keys are found by their name.', 'volumes:\n  - {name: tmp, emptyDir: {}}\n  - {name: tmp, emptyDir: {}}', 'volumes:\n  - {name: tmp, emptyDir: {}}'),
  page('env-value', 'A variable has both value and valueFrom', 'A variable has one source.', 'env:\n  - name: A\n    value: x\n    valueFrom: {secretKeyRef: {name: s, key: A}}', 'env:\n  - name: A\n    valueFrom: {secretKeyRef: {name: s, key: A}}'),
  page('label', 'A label or its value has a form that is not allowed', 'Labels are indexed and selected by: at most 63 letters, digits, -, _ and .', 'labels:\n  app: "my connector"', 'labels:\n  app: my-connector'),
  page('name', 'A name has a form that is not allowed', 'Names become parts of DNS names, paths and files.', 'metadata:\n  name: Baton_Asana', 'metadata:\n  name: baton-asana'),
  page('one-of', 'Too many or too few of fields that exclude each other', 'The server refuses a choice that is not made or made twice.', 'livenessProbe:\n  periodSeconds: 10', 'livenessProbe:\n  periodSeconds: 10\n  exec: {command: [/baton-asana, health-check]}'),
  page('quantity', 'A quantity cannot be read', 'Memory and CPU are a number with a unit.', 'limits:\n  memory: 1 GB', 'limits:\n  memory: 1Gi'),
  page('required', 'A required field is missing', 'The server refuses the object without it.', 'containers:\n  - image: public.ecr.aws/conductorone/baton-asana:0.1.40', 'containers:\n  - name: baton-asana\n    image: public.ecr.aws/conductorone/baton-asana:0.1.40'),
  page('selector', 'The selector does not match the pods of the template', 'A Deployment must find the pods that it makes.', 'selector:\n  matchLabels: {app: asana}\ntemplate:\n  metadata:\n    labels: {app: baton-asana}', 'selector:\n  matchLabels: {app: baton-asana}\ntemplate:\n  metadata:\n    labels: {app: baton-asana}'),
  page('type', 'A value has the wrong type', 'Kubernetes reads YAML 1.1: true, yes, on, 1204 and null are no texts unless they are quoted, and labels, annotations and stringData take texts only.', 'labels:\n  baton: true', 'labels:\n  baton: "true"'),
  page('unknown-field', 'There is no such field', 'A field that is misspelt or indented wrongly would be dropped; strict validation refuses it.', 'containers:\n  - name: a\n    imagePullPolcy: Always', 'containers:\n  - name: a\n    imagePullPolicy: Always'),
  page('value', 'A value is not among those that are allowed', 'The server knows a fixed set or range of values here.', 'imagePullPolicy: IfMissing', 'imagePullPolicy: IfNotPresent'),
  page('volume-mount', 'A volume is mounted that the pod does not have', 'The name of a mount is the name of a volume of the same pod.', 'volumeMounts:\n  - {name: temp, mountPath: /tmp}\nvolumes:\n  - {name: tmp, emptyDir: {}}', 'volumeMounts:\n  - {name: tmp, mountPath: /tmp}\nvolumes:\n  - {name: tmp, emptyDir: {}}'),
]
