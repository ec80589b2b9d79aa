type JsonMap = Record<string, unknown>

const labels = {app: 'baton-x', 'app.kubernetes.io/name': 'baton-x', baton: 'true'}
const pods = {matchLabels: {app: 'baton-x'}}
const container = {name: 'baton-x', image: 'public.ecr.aws/conductorone/baton-x:0.1.0'}
const term = {labelSelector: {matchLabels: {app: 'x'}}, topologyKey: 'kubernetes.io/hostname', namespaces: ['default']}
const nodeTerm = {matchExpressions: [{key: 'kubernetes.io/arch', operator: 'In', values: ['amd64']}, {key: 'cores', operator: 'Gt', values: ['4']}], matchFields: [{key: 'metadata.name', operator: 'In', values: ['kwok-0']}]}

/** Valid objects that hold pods, or are one, with most of what manifests of connectors say, and more. */
export const validWorkloads: JsonMap[] = [
  {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'baton-x', namespace: 'default', labels, annotations: {'c1ctl/note': 'x y'}},
    spec: {
      replicas: 1, revisionHistoryLimit: 3, minReadySeconds: 1, progressDeadlineSeconds: 600, paused: false, strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: '25%', maxUnavailable: 1}},
      selector: {matchLabels: {app: 'baton-x'}, matchExpressions: [{key: 'baton', operator: 'In', values: ['true']}]},
      template: {
        metadata: {labels, annotations: {'c1ctl/checksum': 'abc'}},
        spec: {
          serviceAccountName: 'baton-x', automountServiceAccountToken: false, enableServiceLinks: false, restartPolicy: 'Always', terminationGracePeriodSeconds: 30, nodeSelector: {'kubernetes.io/os': 'linux'},
          securityContext: {runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532, seccompProfile: {type: 'RuntimeDefault'}},
          containers: [{
            ...container, imagePullPolicy: 'IfNotPresent', args: ['--log-level', 'info'], workingDir: '/tmp',
            env: [{name: 'BATON_HOST_ID', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}}, {name: 'HOME', value: '/tmp'}, {name: 'BATON_TOKEN', valueFrom: {secretKeyRef: {name: 'baton-x-secrets', key: 'BATON_TOKEN', optional: true}}}],
            envFrom: [{secretRef: {name: 'baton-x-secrets'}}, {prefix: 'P_', configMapRef: {name: 'baton-x', optional: false}}],
            ports: [{containerPort: 8081, name: 'health', protocol: 'TCP'}],
            resources: {requests: {memory: '128Mi', cpu: '100m'}, limits: {memory: '1Gi'}},
            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, privileged: false, capabilities: {drop: ['ALL']}},
            livenessProbe: {exec: {command: ['/baton-x', 'health-check']}, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3},
            readinessProbe: {httpGet: {path: '/ready', port: 8081, scheme: 'HTTP'}, initialDelaySeconds: 5},
            startupProbe: {tcpSocket: {port: 'health'}},
            volumeMounts: [{name: 'tmp', mountPath: '/tmp'}, {name: 'files', mountPath: '/etc/baton', readOnly: true}],
          }],
          volumes: [
            {name: 'tmp', emptyDir: {medium: 'Memory', sizeLimit: '64Mi'}}, {name: 'files', secret: {secretName: 'baton-x-files', defaultMode: 288, items: [{key: 'key.pem', path: 'key.pem', mode: 288}]}}, {name: 'config', configMap: {name: 'baton-x', optional: true}},
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1', kind: 'Pod', metadata: {name: 'everything', namespace: 'default', labels, finalizers: ['example.com/hold'], ownerReferences: [{apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'x', uid: '7d444840-9dc0-11d1-b245-5ffdce74fad2', controller: true, blockOwnerDeletion: false}]},
    spec: {
      activeDeadlineSeconds: 3600, restartPolicy: 'OnFailure', dnsPolicy: 'None', serviceAccountName: 'baton-x', hostname: 'one', subdomain: 'two', hostNetwork: false, hostPID: false, hostIPC: false, shareProcessNamespace: true, setHostnameAsFQDN: false, schedulerName: 'default-scheduler', preemptionPolicy: 'Never', hostUsers: true,
      dnsConfig: {nameservers: ['192.0.2.1'], searches: ['example.com'], options: [{name: 'ndots', value: '2'}]}, hostAliases: [{ip: '192.0.2.2', hostnames: ['a.example.com']}], imagePullSecrets: [{name: 'pull'}], os: {name: 'linux'},
      readinessGates: [{conditionType: 'example.com/ready'}], schedulingGates: [{name: 'example.com/gate'}], tolerations: [{key: 'dedicated', operator: 'Equal', value: 'iam', effect: 'NoExecute', tolerationSeconds: 60}, {operator: 'Exists'}],
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: pods, minDomains: 2, nodeAffinityPolicy: 'Honor', nodeTaintsPolicy: 'Ignore', matchLabelKeys: ['baton']}],
      affinity: {
        nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [nodeTerm]}, preferredDuringSchedulingIgnoredDuringExecution: [{weight: 10, preference: {matchExpressions: [{key: 'disk', operator: 'Exists'}]}}]},
        podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [term], preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: 'zone', namespaceSelector: {matchLabels: {a: 'b'}}, labelSelector: pods}}]},
        podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{...term, labelSelector: {matchExpressions: [{key: 'app', operator: 'NotIn', values: ['y']}]}}]},
      },
      securityContext: {supplementalGroups: [1000], supplementalGroupsPolicy: 'Merge', fsGroupChangePolicy: 'OnRootMismatch', sysctls: [{name: 'kernel.shm_rmid_forced', value: '0'}], seLinuxOptions: {level: 's0:c123,c456'}, appArmorProfile: {type: 'Localhost', localhostProfile: 'p'}, seccompProfile: {type: 'Localhost', localhostProfile: 'profiles/a.json'}},
      initContainers: [{name: 'first', image: 'busybox', command: ['true'], restartPolicy: 'Always', startupProbe: {exec: {command: ['true']}}}],
      containers: [
        {
          ...container, tty: false, stdin: true, stdinOnce: true, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'FallbackToLogsOnError', resizePolicy: [{resourceName: 'cpu', restartPolicy: 'NotRequired'}],
          env: [
            {name: 'A', valueFrom: {resourceFieldRef: {containerName: 'baton-x', resource: 'limits.memory', divisor: '1Mi'}}}, {name: 'B', valueFrom: {configMapKeyRef: {name: 'baton-x', key: 'a', optional: false}}}, {name: 'C', valueFrom: {fieldRef: {apiVersion: 'v1', fieldPath: "metadata.labels['app']"}}},
          ],
          ports: [{containerPort: 80, hostPort: 8080, hostIP: '192.0.2.1', protocol: 'UDP', name: 'one'}, {containerPort: 81, name: 'two'}],
          resources: {limits: {cpu: '2', memory: '1Gi', 'ephemeral-storage': '1Gi', 'example.com/gpu': '1', 'hugepages-2Mi': '4Mi'}, requests: {cpu: '1', memory: '512Mi', 'example.com/gpu': '1', 'hugepages-2Mi': '4Mi'}},
          lifecycle: {postStart: {exec: {command: ['true']}}, preStop: {httpGet: {port: 80, path: '/stop', host: 'localhost', httpHeaders: [{name: 'X-A', value: 'b'}]}}},
          livenessProbe: {grpc: {port: 9000, service: 'health'}, successThreshold: 1, terminationGracePeriodSeconds: 10}, readinessProbe: {tcpSocket: {port: 'two', host: 'localhost'}, successThreshold: 2},
          securityContext: {capabilities: {add: ['NET_ADMIN'], drop: ['ALL']}, procMount: 'Default', runAsUser: 0, runAsGroup: 0, runAsNonRoot: false, seccompProfile: {type: 'Unconfined'}, appArmorProfile: {type: 'RuntimeDefault'}, seLinuxOptions: {user: 'u', role: 'r', type: 't', level: 'l'}},
          volumeMounts: [{name: 'all', mountPath: '/all', subPath: 'a/b', readOnly: false, mountPropagation: 'HostToContainer'}, {name: 'api', mountPath: '/api', subPathExpr: '$(A)', recursiveReadOnly: 'Disabled'}, {name: 'claim', mountPath: '/claim'}], volumeDevices: [{name: 'made', devicePath: '/dev/xvda'}],
        },
        {name: 'second', image: 'busybox@sha256:0000000000000000000000000000000000000000000000000000000000000000', lifecycle: {preStop: {sleep: {seconds: 3}}}},
      ],
      volumes: [
        {
          name: 'all', projected: {defaultMode: 420, sources: [
            {secret: {name: 's', items: [{key: 'a', path: 'a'}], optional: true}}, {configMap: {name: 'c', items: [{key: 'b', path: 'b', mode: 256}]}}, {downwardAPI: {items: [{path: 'labels', fieldRef: {fieldPath: 'metadata.labels'}, mode: 256}]}},
            {serviceAccountToken: {audience: 'api', expirationSeconds: 3600, path: 'token'}}, {clusterTrustBundle: {name: 'bundle', path: 'ca.pem', optional: true}},
          ]},
        },
        {name: 'api', downwardAPI: {defaultMode: 420, items: [{path: 'cpu', resourceFieldRef: {containerName: 'baton-x', resource: 'requests.cpu', divisor: '1m'}}, {path: 'a/b', fieldRef: {fieldPath: 'metadata.annotations'}}]}},
        {name: 'claim', persistentVolumeClaim: {claimName: 'claim', readOnly: true}}, {name: 'host', hostPath: {path: '/var', type: 'Directory'}}, {name: 'nfs', nfs: {server: 'nfs', path: '/x', readOnly: true}}, {name: 'image', image: {reference: 'busybox', pullPolicy: 'Always'}},
        {name: 'csi', csi: {driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: {secretProviderClass: 'x'}, nodePublishSecretRef: {name: 'n'}, fsType: 'ext4'}},
        {name: 'made', ephemeral: {volumeClaimTemplate: {metadata: {labels: {a: 'b'}}, spec: {accessModes: ['ReadWriteOnce'], volumeMode: 'Block', storageClassName: 'fast', resources: {requests: {storage: '1Gi'}}}}}},
        {name: 'iscsi', iscsi: {targetPortal: '192.0.2.1:3260', iqn: 'iqn.2001-04.com.example:storage.disk1', lun: 0, iscsiInterface: 'default', fsType: 'ext4'}}, {name: 'default'},
      ],
    },
  },
  {
    apiVersion: 'v1', kind: 'Pod', metadata: {name: 'windows', namespace: 'default', generateName: 'w-'},
    spec: {hostNetwork: true, os: {name: 'windows'}, securityContext: {runAsNonRoot: false, windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM', gmsaCredentialSpecName: 'spec'}}, containers: [{...container, ports: [{containerPort: 80, hostPort: 80}], securityContext: {windowsOptions: {hostProcess: true}}}]},
  },
  {
    apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: {name: 'baton-x', namespace: 'default'},
    spec: {
      serviceName: 'baton-x', replicas: 2, podManagementPolicy: 'Parallel', revisionHistoryLimit: 2, minReadySeconds: 3, ordinals: {start: 1}, updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 1, maxUnavailable: '50%'}}, persistentVolumeClaimRetentionPolicy: {whenDeleted: 'Delete', whenScaled: 'Retain'}, selector: pods,
      template: {metadata: {labels}, spec: {containers: [{...container, volumeMounts: [{name: 'state', mountPath: '/state'}]}]}},
      volumeClaimTemplates: [{apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {name: 'state', labels: {a: 'b'}}, spec: {accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: {requests: {storage: '1Gi'}}}}],
    },
  },
  {
    apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: {name: 'baton-x', namespace: 'default'},
    spec: {selector: pods, minReadySeconds: 1, revisionHistoryLimit: 1, updateStrategy: {type: 'RollingUpdate', rollingUpdate: {maxUnavailable: 1, maxSurge: 0}}, template: {metadata: {labels}, spec: {restartPolicy: 'Always', containers: [container]}}},
  },
  {apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: {name: 'on-delete', namespace: 'default'}, spec: {selector: pods, updateStrategy: {type: 'OnDelete'}, template: {metadata: {labels}, spec: {containers: [container]}}}},
  {apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: {name: 'baton-x', namespace: 'default'}, spec: {replicas: 1, minReadySeconds: 1, selector: pods, template: {metadata: {labels}, spec: {restartPolicy: 'Always', containers: [container]}}}},
  {apiVersion: 'v1', kind: 'ReplicationController', metadata: {name: 'baton-x', namespace: 'default'}, spec: {replicas: 1, minReadySeconds: 1, selector: {app: 'baton-x'}, template: {metadata: {labels}, spec: {restartPolicy: 'Always', containers: [container]}}}},
  {apiVersion: 'v1', kind: 'PodTemplate', metadata: {name: 'baton-x', namespace: 'default'}, template: {metadata: {labels}, spec: {restartPolicy: 'Never', containers: [container]}}},
  {
    apiVersion: 'batch/v1', kind: 'Job', metadata: {name: 'baton-x', namespace: 'default'},
    spec: {
      parallelism: 2, completions: 4, completionMode: 'Indexed', backoffLimitPerIndex: 1, maxFailedIndexes: 2, activeDeadlineSeconds: 600, ttlSecondsAfterFinished: 60, suspend: false, manualSelector: false, podReplacementPolicy: 'Failed', managedBy: 'example.com/controller',
      podFailurePolicy: {rules: [{action: 'FailJob', onExitCodes: {containerName: 'baton-x', operator: 'In', values: [1, 2]}}, {action: 'Ignore', onPodConditions: [{type: 'DisruptionTarget', status: 'True'}]}]}, successPolicy: {rules: [{succeededIndexes: '0-2', succeededCount: 1}]},
      template: {metadata: {labels}, spec: {restartPolicy: 'Never', containers: [container]}},
    },
  },
  {apiVersion: 'batch/v1', kind: 'Job', metadata: {name: 'plain', namespace: 'default'}, spec: {backoffLimit: 2, template: {spec: {restartPolicy: 'OnFailure', containers: [container]}}}},
  {
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: {name: 'baton-x', namespace: 'default'},
    spec: {
      schedule: '*/15 2-6 * * MON-FRI', timeZone: 'Europe/Zurich', concurrencyPolicy: 'Forbid', suspend: false, startingDeadlineSeconds: 60, successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1,
      jobTemplate: {metadata: {labels: {a: 'b'}}, spec: {backoffLimit: 2, template: {metadata: {labels}, spec: {restartPolicy: 'OnFailure', containers: [container]}}}},
    },
  },
  {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'more', namespace: 'default', labels: {app: 'x'}}, spec: {os: {name: 'linux'}, hostnameOverride: 'one.two', priorityClassName: 'high', nodeName: 'kwok-0', resources: {requests: {cpu: '1', memory: '1Gi'}, limits: {cpu: '2', memory: '2Gi'}},
    resourceClaims: [{name: 'gpu', resourceClaimName: 'gpu'}, {name: 'two', resourceClaimTemplateName: 't'}],
    affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: 'zone', labelSelector: {matchLabels: {a: 'b'}, matchExpressions: [{key: 'c', operator: 'Exists'}]}, matchLabelKeys: ['app'], mismatchLabelKeys: ['other']}]}},
    containers: [{...container, resources: {requests: {cpu: '500m'}, limits: {cpu: '1'}, claims: [{name: 'gpu', request: 'one'}, {name: 'two'}]}, restartPolicy: 'Never', restartPolicyRules: [{action: 'Restart', exitCodes: {operator: 'In', values: [1, 2]}}], lifecycle: {stopSignal: 'SIGTERM'}, volumeMounts: [{name: 'e', mountPath: '/e'}], ports: [{containerPort: 80}]}],
    volumes: [{name: 'e', emptyDir: {}}, {name: 'f', fc: {targetWWNs: ['a'], lun: 1}}, {name: 'g', gitRepo: {repository: 'r', directory: 'd'}}, {name: 'az', azureFile: {secretName: 's', shareName: 's'}}, {name: 'flex', flexVolume: {driver: 'a/b'}}, {name: 'p', portworxVolume: {volumeID: 'v'}}, {name: 'v', vsphereVolume: {volumePath: 'p'}}]}},
  {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'net', namespace: 'default'}, spec: {selector: {matchLabels: {app: 'x'}}, template: {metadata: {labels: {app: 'x'}}, spec: {hostNetwork: true, hostUsers: true, initContainers: [{...container, name: 'i', resizePolicy: [{resourceName: 'cpu', restartPolicy: 'NotRequired'}]}], containers: [{...container, ports: [{containerPort: 80, hostPort: 80}]}], tolerations: [{key: 'a', operator: 'Exists'}], dnsPolicy: 'ClusterFirstWithHostNet'}}}},
]
