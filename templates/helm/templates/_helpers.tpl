{{/*
Values are data: none of them is ever evaluated (tpl), and each is written as JSON, which is YAML on one line. What YAML would misread and JSON lets
pass, DEL, NEL and the byte order mark, is escaped.
*/}}
{{- define "baton.json" -}}
{{ . | toJson | replace "\u007f" "\\u007f" | replace "\u0085" "\\u0085" | replace "\ufeff" "\\ufeff" }}
{{- end }}

{{/* Names of the connectors that are not switched off, as a JSON list. An overlay may have set one to null. */}}
{{- define "baton.active" -}}
{{- $names := list }}
{{- range $name, $connector := .Values.connectors }}
{{- if kindIs "map" $connector }}
{{- if not (and (hasKey $connector "enabled") (eq (toString $connector.enabled) "false")) }}
{{- $names = append $names $name }}
{{- end }}
{{- end }}
{{- end }}
{{- $names | toJson }}
{{- end }}

{{/*
A map without what is null, as JSON. An overlay takes a key away by null, and Helm keeps such a null where the chart's own values do not have the key.
*/}}
{{- define "baton.clean" -}}
{{- $out := dict }}
{{- range $key, $value := . }}
{{- if kindIs "map" $value }}
{{- $_ := set $out $key (include "baton.clean" $value | fromJson) }}
{{- else if not (kindIs "invalid" $value) }}
{{- $_ := set $out $key $value }}
{{- end }}
{{- end }}
{{- $out | toJson }}
{{- end }}

{{/*
What the other helpers need of one connector, as JSON: its values as `c`, names, and which of its parts are there.
Called with a dict of root and name.
*/}}
{{- define "baton.context" -}}
{{- $c := include "baton.clean" (index .root.Values.connectors .name) | fromJson }}
{{- $fullname := printf "baton-%s" .name }}
{{- $connector := default .name $c.connector }}
{{- $run := default dict $c.run }}
{{- $secret := default dict $c.secret }}
{{- $env := default dict $secret.env }}
{{- $files := default dict $secret.files }}
{{- $config := default dict $c.configFiles }}
{{- $ca := default dict $c.caBundle }}
{{- $volume := default dict $c.volume }}
{{- $account := default dict $c.serviceAccount }}
{{- $health := default dict $c.healthCheck }}
{{- dict
  "name" .name
  "c" $c
  "fullname" $fullname
  "connector" $connector
  "namespace" (default (default .root.Release.Namespace .root.Values.namespace) $c.namespace)
  "project" (default .root.Release.Name .root.Values.project)
  "mode" (default "service" $run.mode)
  "replicas" (int (default 1 $c.replicas))
  "secretEnv" $env
  "secretFiles" $files
  "secretName" (default (printf "%s-secrets" $fullname) $c.existingSecret)
  "filesName" (default (printf "%s-files" $fullname) $c.existingFilesSecret)
  "hasSecret" (or (not (empty $c.existingSecret)) (not (empty $env)))
  "hasFiles" (or (not (empty $c.existingFilesSecret)) (not (empty $files)))
  "hasConfig" (or (not (empty $config.data)) (not (empty $config.binaryData)))
  "hasAuthority" (or (not (empty $ca.content)) (not (empty $ca.configMap)))
  "hasVolume" (not (empty $volume.path))
  "claim" (default $fullname $volume.claim)
  "hasAccess" (not (empty $c.rbac))
  "hasAccount" (or (not (empty $c.serviceAccount)) (not (empty $c.rbac)))
  "accountName" (default $fullname $account.name)
  "health" (and (hasKey $c "healthCheck") (ne (toString $health.enabled) "false") (ne (default "service" $run.mode) "once"))
  "healthCommand" (default (printf "/baton-%s" $connector) $health.command)
  | toJson }}
{{- end }}

{{/* Labels that select and name a connector's objects. Called with a context of the helper above, and root as `root`. */}}
{{- define "baton.labels" -}}
app: {{ .fullname | quote }}
baton: "true"
baton-app: {{ .connector | quote }}
app.kubernetes.io/name: {{ printf "baton-%s" .connector | quote }}
app.kubernetes.io/instance: {{ .fullname | quote }}
app.kubernetes.io/component: connector
app.kubernetes.io/part-of: {{ .project | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
{{- if .root.Values.project }}
c1ctl/project: {{ .project | quote }}
c1ctl/instance: {{ .name | quote }}
{{- end }}
{{- end }}

{{/* Labels of an object: those above and the chart, which pods do not carry: a new version of the chart alone rolls nothing. */}}
{{- define "baton.objectLabels" -}}
{{ include "baton.labels" . }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | quote }}
{{- end }}

{{/* Name and namespace and labels of an object that is called as its connector. */}}
{{- define "baton.metadata" -}}
name: {{ .fullname | quote }}
namespace: {{ .namespace | quote }}
labels:
  {{- include "baton.objectLabels" . | nindent 2 }}
{{- end }}

{{/* The image, pinned by tag or digest or both. */}}
{{- define "baton.image" -}}
{{- $image := default dict .c.image }}
{{- $repository := default (printf "public.ecr.aws/conductorone/baton-%s" .connector) $image.repository }}
{{- $tag := $image.tag | default (ternary "" "latest" (not (empty $image.digest))) }}
{{- printf "%s%s%s" $repository (ternary "" (printf ":%s" $tag) (empty $tag)) (ternary "" (printf "@%s" $image.digest) (empty $image.digest)) }}
{{- end }}

{{/* When the image is pulled: at every start while nothing pins it. */}}
{{- define "baton.pullPolicy" -}}
{{- $image := default dict .c.image }}
{{- $image.pullPolicy | default (ternary "Always" "IfNotPresent" (and (empty $image.tag) (empty $image.digest))) }}
{{- end }}

{{/*
The container's variables. Kubernetes replaces $(NAME) and turns $$ into $ in them: where one of both would happen, every $ is doubled, so that the
process gets what the values say.
*/}}
{{- define "baton.env" -}}
{{- if eq .mode "service" }}
- name: BATON_HOST_ID
  {{- if or .forTest (gt (int .replicas) 1) }}
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
  {{- else }}
  value: {{ .fullname | quote }}
  {{- end }}
{{- end }}
{{- if .health }}
- name: BATON_HEALTH_CHECK
  value: "true"
{{- end }}
{{- range $name, $value := default dict .c.env }}
{{- if or (contains "$(" $value) (contains "$$" $value) }}{{ $value = replace "$" "$$" $value }}{{ end }}
- name: {{ $name | quote }}
  value: {{ include "baton.json" $value }}
{{- end }}
{{- if and .hasAuthority (not (hasKey (default dict .c.env) "SSL_CERT_DIR")) }}
- name: SSL_CERT_DIR
  value: /etc/ssl/certs:/etc/baton-ca
{{- end }}
- name: HOME
  value: /tmp
- name: TMPDIR
  value: /tmp
{{- range .c.extraEnv }}
- {{ include "baton.json" . }}
{{- end }}
{{- end }}

{{/* What is mounted, as the container sees it. */}}
{{- define "baton.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if .hasFiles }}
- {name: files, mountPath: /etc/baton, readOnly: true}
{{- end }}
{{- if .hasConfig }}
- {name: config, mountPath: /etc/baton-config, readOnly: true}
{{- end }}
{{- if .hasAuthority }}
- {name: ca, mountPath: /etc/baton-ca, readOnly: true}
{{- end }}
{{- if and .hasVolume (not .forTest) }}
- {name: data, mountPath: {{ .c.volume.path | quote }}}
{{- end }}
{{- range .c.extraVolumeMounts }}
- {{ include "baton.json" . }}
{{- end }}
{{- end }}

{{/* What is mounted, as the pod sees it. */}}
{{- define "baton.volumes" -}}
- name: tmp
  emptyDir: {}
{{- if .hasFiles }}
- name: files
  # 0440: the group is fsGroup, so the process may read and nobody may write.
  secret: {secretName: {{ .filesName | quote }}, defaultMode: 288}
{{- end }}
{{- if .hasConfig }}
- name: config
  configMap: {name: {{ printf "%s-config" .fullname | quote }}}
{{- end }}
{{- if .hasAuthority }}
- name: ca
  {{- if .c.caBundle.configMap }}
  configMap: {name: {{ .c.caBundle.configMap | quote }}, items: [{key: {{ default "ca.crt" .c.caBundle.key | quote }}, path: ca.crt}]}
  {{- else }}
  configMap: {name: {{ printf "%s-ca" .fullname | quote }}}
  {{- end }}
{{- end }}
{{- if and .hasVolume (not .forTest) }}
- name: data
  persistentVolumeClaim: {claimName: {{ .claim | quote }}}
{{- end }}
{{- range .c.extraVolumes }}
- {{ include "baton.json" . }}
{{- end }}
{{- end }}

{{/* One container of the connector's image without what makes it a service: name, image and what it may do. */}}
{{- define "baton.container" -}}
image: {{ include "baton.image" . | quote }}
imagePullPolicy: {{ include "baton.pullPolicy" . }}
workingDir: /tmp
{{- if .hasSecret }}
envFrom:
  - secretRef: {name: {{ .secretName | quote }}}
{{- end }}
env:
  {{- include "baton.env" . | trim | nindent 2 }}
resources: {{ if kindIs "map" .c.resources }}{{ include "baton.json" .c.resources }}{{ else }}{requests: {memory: 128Mi}, limits: {memory: 1Gi}}{{ end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  {{- include "baton.mounts" . | nindent 2 }}
{{- end }}

{{/* Everything of a pod's spec but its containers. */}}
{{- define "baton.podShell" -}}
{{- if .hasAccount }}
serviceAccountName: {{ .accountName | quote }}
{{- end }}
automountServiceAccountToken: {{ .hasAccess }}
enableServiceLinks: false
{{- with .c.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  {{- if ne .root.Values.platform "openshift" }}
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  {{- end }}
  seccompProfile: {type: RuntimeDefault}
{{- with .c.nodeSelector }}
nodeSelector: {{ include "baton.json" . }}
{{- end }}
{{- with .c.tolerations }}
tolerations: {{ include "baton.json" . }}
{{- end }}
{{- $selector := dict "matchLabels" (dict "app" .fullname) }}
{{- if .c.affinity }}
affinity: {{ include "baton.json" .c.affinity }}
{{- else if and (gt (int .replicas) 1) (not .c.topologySpreadConstraints) (not .forTest) }}
affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, podAffinityTerm: {labelSelector: {{ include "baton.json" $selector }}, topologyKey: kubernetes.io/hostname}}]}}
{{- end }}
{{- with .c.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- range . }}
  - {{ include "baton.json" (ternary . (set (deepCopy .) "labelSelector" $selector) (hasKey . "labelSelector")) }}
  {{- end }}
{{- end }}
{{- with .c.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
volumes:
  {{- include "baton.volumes" . | nindent 2 }}
{{- end }}

{{/* Annotations that roll the pods when a Secret or a file changes, and the user's own. */}}
{{- define "baton.podAnnotations" -}}
{{- $out := dict }}
{{- if .c.secretChecksum }}
{{- $_ := set $out "c1ctl/secret-checksum" .c.secretChecksum }}
{{- else if or .secretEnv .secretFiles }}
{{- $_ := set $out "c1ctl/secret-checksum" (list .secretEnv .secretFiles | toJson | sha256sum | trunc 32) }}
{{- end }}
{{- if .c.configChecksum }}
{{- $_ := set $out "c1ctl/config-checksum" .c.configChecksum }}
{{- else if or .hasConfig (default dict .c.caBundle).content }}
{{- $_ := set $out "c1ctl/config-checksum" (list .c.configFiles .c.caBundle | toJson | sha256sum | trunc 32) }}
{{- end }}
{{- range $key, $value := default dict .c.podAnnotations }}{{ $_ := set $out $key $value }}{{ end }}
{{- with $out }}
annotations: {{ include "baton.json" . }}
{{- end }}
{{- end }}

{{/* The template of the connector's pods. */}}
{{- define "baton.podTemplate" -}}
metadata:
  labels:
    {{- include "baton.labels" . | nindent 4 }}
    {{- range $key, $value := default dict .c.podLabels }}
    {{ $key | quote }}: {{ include "baton.json" $value }}
    {{- end }}
  {{- with include "baton.podAnnotations" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
spec:
  {{- if eq .mode "once" }}
  restartPolicy: Never
  {{- end }}
  {{- include "baton.podShell" . | trim | nindent 2 }}
  containers:
    - name: {{ .fullname | quote }}
      {{- include "baton.container" . | nindent 6 }}
      {{- if .health }}
      livenessProbe: {exec: {command: [{{ .healthCommand | quote }}, health-check, --endpoint=live]}, periodSeconds: 30, timeoutSeconds: 5}
      readinessProbe: {exec: {command: [{{ .healthCommand | quote }}, health-check, --endpoint=ready]}, periodSeconds: 10, timeoutSeconds: 5}
      {{- end }}
{{- end }}

{{/* What Job and CronJob run. */}}
{{- define "baton.jobSpec" -}}
backoffLimit: 2
template:
  {{- include "baton.podTemplate" . | nindent 2 }}
{{- end }}

{{/* What is missing of the credentials, a line each: the chart renders nothing then. */}}
{{- define "baton.missing" -}}
{{- range $name := include "baton.active" . | fromJsonArray }}
{{- $x := include "baton.context" (dict "root" $ "name" $name) | fromJson }}
{{- $c := $x.c }}
{{- $requires := default dict $c.requires }}
{{- if not $c.existingSecret }}
{{- $lacks := list }}
{{- range default (list) $requires.env }}{{ if not (hasKey $x.secretEnv .) }}{{ $lacks = append $lacks . }}{{ end }}{{ end }}
{{- if and (not $x.hasSecret) (not $x.hasFiles) (eq $x.mode "service") (empty $lacks) (empty $requires.files) }}{{ $lacks = list "BATON_CLIENT_ID" "BATON_CLIENT_SECRET" }}{{ end }}
{{- if $lacks }}
  {{ $name }}: no {{ join ", " $lacks }}. Set connectors.{{ $name }}.existingSecret to the name of a Secret with these keys, or give them in connectors.{{ $name }}.secret.env (c1ctl: pass -f secrets.yaml as well).
{{- end }}
{{- end }}
{{- if not $c.existingFilesSecret }}
{{- $lacks := list }}
{{- range default (list) $requires.files }}{{ if not (hasKey $x.secretFiles .) }}{{ $lacks = append $lacks . }}{{ end }}{{ end }}
{{- if $lacks }}
  {{ $name }}: no file {{ join ", " $lacks }}. Set connectors.{{ $name }}.existingFilesSecret to the name of a Secret with these keys, or give them in connectors.{{ $name }}.secret.files (c1ctl: pass -f secrets.yaml as well).
{{- end }}
{{- end }}
{{- end }}
{{- end }}
