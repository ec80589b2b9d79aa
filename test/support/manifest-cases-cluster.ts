type JsonMap = Record<string, unknown>

const labels = {app: 'baton-x', 'app.kubernetes.io/name': 'baton-x', baton: 'true'}
const inDefault = {name: 'baton-x', namespace: 'default'}
const peer = {podSelector: {matchLabels: {app: 'x'}}, namespaceSelector: {matchExpressions: [{key: 'team', operator: 'Exists'}]}}
const service = {namespace: 'default', name: 'hooks', path: '/hook', port: 8443}
const hook = {
  name: 'a.example.com', admissionReviewVersions: ['v1'], sideEffects: 'None', failurePolicy: 'Ignore', matchPolicy: 'Exact', timeoutSeconds: 5, clientConfig: {service}, namespaceSelector: {matchLabels: {a: 'b'}}, objectSelector: {matchLabels: {a: 'b'}},
  rules: [{apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments', 'deployments/scale'], scope: 'Namespaced'}],
}

/** Valid objects without pods: settings, rights, network, storage and what else stands beside connectors. */
export const validClusterObjects: JsonMap[] = [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'mutations', labels: {team: 'iam'}}, spec: {finalizers: ['kubernetes']}},
  {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'baton-x-secrets', namespace: 'default', labels, annotations: {'c1ctl/note': 'x y'}}, type: 'Opaque', immutable: false, data: {BATON_TOKEN: 'Zm9v'}, stringData: {BATON_A: 'x', 'key.pem': 'y'}},
  {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'pull', namespace: 'default'}, type: 'kubernetes.io/dockerconfigjson', stringData: {'.dockerconfigjson': '{"auths":{}}'}},
  {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'tls', namespace: 'default'}, type: 'kubernetes.io/tls', data: {'tls.crt': 'Zm9v', 'tls.key': 'Zm9v'}},
  {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'basic', namespace: 'default'}, type: 'kubernetes.io/basic-auth', stringData: {username: 'a'}},
  {apiVersion: 'v1', kind: 'ConfigMap', metadata: inDefault, immutable: false, data: {a: 'x', 'b.yaml': 'y: 1'}, binaryData: {c: 'Zm9v'}},
  {apiVersion: 'v1', kind: 'ServiceAccount', metadata: inDefault, automountServiceAccountToken: false, imagePullSecrets: [{name: 'pull'}], secrets: [{name: 'token'}]},
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: inDefault, rules: [{apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'], resourceNames: ['a']}]},
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'baton-x'}, rules: [{apiGroups: ['apps'], resources: ['deployments'], verbs: ['*']}, {nonResourceURLs: ['/healthz'], verbs: ['get']}], aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: 'b'}}]}},
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: inDefault, roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'baton-x'}, subjects: [{kind: 'ServiceAccount', name: 'baton-x', namespace: 'default'}, {kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io'}]},
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: {name: 'baton-x'}, roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view'}, subjects: [{kind: 'Group', name: 'ops', apiGroup: 'rbac.authorization.k8s.io'}]},
  {
    apiVersion: 'v1', kind: 'Service', metadata: inDefault,
    spec: {
      type: 'LoadBalancer', selector: {app: 'x'}, sessionAffinity: 'ClientIP', sessionAffinityConfig: {clientIP: {timeoutSeconds: 100}}, externalIPs: ['192.0.2.1'], loadBalancerSourceRanges: ['10.0.0.0/8'], externalTrafficPolicy: 'Local', internalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true, loadBalancerClass: 'example.com/lb',
      healthCheckNodePort: 30_999, publishNotReadyAddresses: true, ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'], loadBalancerIP: '192.0.2.3', trafficDistribution: 'PreferClose',
      ports: [{name: 'http', port: 80, targetPort: 8080, protocol: 'TCP', nodePort: 30_080, appProtocol: 'kubernetes.io/h2c'}, {name: 'named', port: 81, targetPort: 'health', protocol: 'UDP'}],
    },
  },
  {apiVersion: 'v1', kind: 'Service', metadata: inDefault, spec: {clusterIP: 'None', selector: {app: 'x'}, ports: [{port: 80}]}},
  {apiVersion: 'v1', kind: 'Service', metadata: {name: 'elsewhere', namespace: 'default'}, spec: {type: 'ExternalName', externalName: 'example.com', ports: [{port: 443}]}},
  {apiVersion: 'v1', kind: 'Endpoints', metadata: inDefault, subsets: [{addresses: [{ip: '192.0.2.1', hostname: 'a', nodeName: 'n', targetRef: {kind: 'Pod', name: 'x'}}], notReadyAddresses: [{ip: '2001:db8::1'}], ports: [{name: 'a', port: 80, protocol: 'TCP'}, {name: 'b', port: 81, appProtocol: 'http'}]}]},
  {
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: inDefault, addressType: 'IPv4', endpoints: [{addresses: ['192.0.2.1'], hostname: 'a', nodeName: 'n', zone: 'z', conditions: {ready: true, serving: true, terminating: false}, hints: {forZones: [{name: 'z'}]}}],
    ports: [{name: 'a', port: 80, protocol: 'TCP', appProtocol: 'http'}],
  },
  {apiVersion: 'v1', kind: 'LimitRange', metadata: inDefault, spec: {limits: [{type: 'Container', max: {cpu: '2'}, min: {cpu: '100m'}, default: {cpu: '1'}, defaultRequest: {cpu: '500m'}, maxLimitRequestRatio: {cpu: '4'}}, {type: 'Pod', max: {memory: '1Gi'}}, {type: 'PersistentVolumeClaim', min: {storage: '1Gi'}, max: {storage: '2Gi'}}]}},
  {apiVersion: 'v1', kind: 'ResourceQuota', metadata: inDefault, spec: {hard: {'requests.cpu': '4', 'limits.memory': '8Gi', pods: '10', 'count/secrets': '5'}, scopes: ['NotTerminating'], scopeSelector: {matchExpressions: [{scopeName: 'PriorityClass', operator: 'In', values: ['high']}]}}},
  {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: inDefault,
    spec: {accessModes: ['ReadWriteOnce'], storageClassName: 'fast', volumeMode: 'Filesystem', volumeName: 'v', selector: {matchLabels: {a: 'b'}}, resources: {requests: {storage: '1Gi'}, limits: {storage: '2Gi'}}, dataSource: {apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's'}},
  },
  {
    apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: 'baton-x'},
    spec: {
      capacity: {storage: '1Gi'}, accessModes: ['ReadWriteOnce', 'ReadOnlyMany'], persistentVolumeReclaimPolicy: 'Retain', storageClassName: 'fast', volumeMode: 'Filesystem', mountOptions: ['hard'], local: {path: '/mnt'}, claimRef: {namespace: 'default', name: 'x'},
      nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: 'kubernetes.io/hostname', operator: 'In', values: ['a']}]}]}},
    },
  },
  {apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: 'csi'}, spec: {capacity: {storage: '1Gi'}, accessModes: ['ReadWriteMany'], csi: {driver: 'ebs.csi.aws.com', volumeHandle: 'v', readOnly: true, fsType: 'ext4', volumeAttributes: {a: 'b'}, nodeStageSecretRef: {name: 's', namespace: 'default'}}}},
  {apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: 'host'}, spec: {capacity: {storage: '1Gi'}, accessModes: ['ReadWriteOnce'], hostPath: {path: '/mnt', type: 'DirectoryOrCreate'}, persistentVolumeReclaimPolicy: 'Delete'}},
  {apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: 'nfs'}, spec: {capacity: {storage: '1Gi'}, accessModes: ['ReadWriteOncePod'], nfs: {server: 'nfs', path: '/x'}}},
  {apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: {name: 'fast'}, provisioner: 'ebs.csi.aws.com', parameters: {type: 'gp3'}, reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true, mountOptions: ['a'], allowedTopologies: [{matchLabelExpressions: [{key: 'zone', values: ['a', 'b']}]}]},
  {apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: {name: 'csi.example.com'}, spec: {attachRequired: true, podInfoOnMount: false, fsGroupPolicy: 'File', volumeLifecycleModes: ['Persistent'], storageCapacity: true, requiresRepublish: false, seLinuxMount: false, tokenRequests: [{audience: 'a', expirationSeconds: 3600}]}},
  {
    apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: inDefault,
    spec: {
      podSelector: {matchLabels: {app: 'baton-x'}}, policyTypes: ['Ingress', 'Egress'], ingress: [{from: [peer, {ipBlock: {cidr: '10.0.0.0/8', except: ['10.1.0.0/16']}}], ports: [{port: 80, protocol: 'TCP'}, {port: 'http'}]}],
      egress: [{to: [{ipBlock: {cidr: '2001:db8::/32', except: ['2001:db8:1::/48']}}], ports: [{port: 1000, endPort: 2000, protocol: 'UDP'}]}, {}],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: {...inDefault, annotations: {'nginx.ingress.kubernetes.io/rewrite-target': '/'}},
    spec: {
      ingressClassName: 'nginx', defaultBackend: {service: {name: 'x', port: {number: 80}}}, tls: [{hosts: ['a.example.com'], secretName: 'tls'}],
      rules: [
        {host: 'a.example.com', http: {paths: [{path: '/a', pathType: 'Prefix', backend: {service: {name: 'x', port: {name: 'http'}}}}, {path: '/b', pathType: 'Exact', backend: {resource: {apiGroup: 'example.com', kind: 'Bucket', name: 'b'}}}]}},
        {host: '*.example.com', http: {paths: [{pathType: 'ImplementationSpecific', backend: {service: {name: 'x', port: {number: 80}}}}]}},
      ],
    },
  },
  {apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: {name: 'nginx'}, spec: {controller: 'k8s.io/ingress-nginx', parameters: {apiGroup: 'k8s.example.com', kind: 'Parameters', name: 'p', scope: 'Namespace', namespace: 'default'}}},
  {apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: inDefault, spec: {minAvailable: '50%', selector: {matchLabels: {app: 'x'}}, unhealthyPodEvictionPolicy: 'AlwaysAllow'}},
  {apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: inDefault, spec: {maxUnavailable: 1, selector: {matchExpressions: [{key: 'app', operator: 'In', values: ['x']}]}}},
  {apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: inDefault, spec: {minReplicas: 1, maxReplicas: 3, targetCPUUtilizationPercentage: 80, scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'baton-x'}}},
  {
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: inDefault,
    spec: {
      minReplicas: 1, maxReplicas: 3, scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'baton-x'},
      metrics: [
        {type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 80}}}, {type: 'Pods', pods: {metric: {name: 'rps', selector: {matchLabels: {a: 'b'}}}, target: {type: 'AverageValue', averageValue: '100'}}},
        {type: 'Object', object: {metric: {name: 'hits'}, describedObject: {apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'main'}, target: {type: 'Value', value: '1k'}}}, {type: 'External', external: {metric: {name: 'queue'}, target: {type: 'Value', value: '30'}}},
        {type: 'ContainerResource', containerResource: {name: 'memory', container: 'baton-x', target: {type: 'AverageValue', averageValue: '1Gi'}}},
      ],
      behavior: {scaleDown: {stabilizationWindowSeconds: 300, selectPolicy: 'Min', policies: [{type: 'Percent', value: 10, periodSeconds: 60}]}, scaleUp: {stabilizationWindowSeconds: 0, policies: [{type: 'Pods', value: 4, periodSeconds: 15}]}},
    },
  },
  {apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: {name: 'high'}, value: 1000, globalDefault: false, preemptionPolicy: 'Never', description: 'x'},
  {apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: {name: 'gvisor'}, handler: 'runsc', overhead: {podFixed: {memory: '64Mi', cpu: '100m'}}, scheduling: {nodeSelector: {a: 'b'}, tolerations: [{key: 'k', operator: 'Exists', effect: 'NoSchedule'}]}},
  {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: inDefault, spec: {holderIdentity: 'x', leaseDurationSeconds: 15, leaseTransitions: 1, acquireTime: '2026-01-31T12:00:00.000000Z', renewTime: '2026-01-31T12:00:00.000000Z'}},
  {apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: inDefault, revision: 1, data: {a: 1}},
  {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: {name: 'baton-x'}, webhooks: [hook, {...hook, name: 'b.example.com', clientConfig: {url: 'https://hooks.example.com/a'}, sideEffects: 'NoneOnDryRun'}]},
  {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration', metadata: {name: 'baton-x'}, webhooks: [{...hook, reinvocationPolicy: 'IfNeeded'}]},
  {apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: inDefault, spec: {accessModes: ['ReadWriteOncePod'], resources: {requests: {storage: '1Gi'}}, dataSourceRef: {apiGroup: 'example.com', kind: 'Thing', name: 'x'}, volumeAttributesClassName: 'gold'}},
  {apiVersion: 'v1', kind: 'Service', metadata: inDefault, spec: {type: 'NodePort', selector: {app: 'x'}, externalTrafficPolicy: 'Cluster', ports: [{port: 80}]}},
  {apiVersion: 'v1', kind: 'Service', metadata: inDefault, spec: {clusterIP: 'None', clusterIPs: ['None'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', selector: {app: 'x'}}},
  {apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: 'i'}, spec: {capacity: {storage: '1Gi'}, accessModes: ['ReadWriteOnce'], iscsi: {targetPortal: '192.0.2.1', iqn: 'iqn.2001-04.com.example:storage', lun: 1}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: 'a', operator: 'Exists'}]}]}}}},
  {apiVersion: 'v1', kind: 'PersistentVolume', metadata: {name: 'c'}, spec: {capacity: {storage: '1Gi'}, accessModes: ['ReadWriteOnce'], csi: {driver: 'd.example.com', volumeHandle: 'h', controllerPublishSecretRef: {name: 'a', namespace: 'b'}}, volumeAttributesClassName: 'gold'}},
  {apiVersion: 'v1', kind: 'Secret', metadata: inDefault, type: 'kubernetes.io/ssh-auth', stringData: {'ssh-privatekey': 'x'}},
  {apiVersion: 'v1', kind: 'ResourceQuota', metadata: inDefault, spec: {hard: {pods: '1', 'requests.nvidia.com/gpu': '1', 'requests.storage': '1Gi', 'hugepages-2Mi': '2Mi'}}},
  {apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: inDefault, addressType: 'IPv6', endpoints: [{addresses: ['2001:db8::1']}], ports: []},
  {apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: inDefault, addressType: 'FQDN', endpoints: [{addresses: ['a.example.com']}], ports: []},
  {apiVersion: 'v1', kind: 'LimitRange', metadata: inDefault, spec: {limits: [{type: 'Container', max: {'example.com/gpu': '2'}, default: {'example.com/gpu': '2'}}]}},
]
