resource "conductorone_app" "kubernetes" {
  display_name = "Kubernetes"
}

resource "conductorone_integration_baton" "kubernetes" {
  app_id = conductorone_app.kubernetes.id
}

# ConductorOne gives the secret once, when this is made: it stands in the state from then on. -replace makes a new one.
resource "conductorone_connector_credential" "kubernetes" {
  app_id       = conductorone_app.kubernetes.id
  connector_id = conductorone_integration_baton.kubernetes.id
}

resource "kubernetes_secret_v1" "kubernetes" {
  type = "Opaque"
  data = {
    "BATON_CLIENT_ID"     = conductorone_connector_credential.kubernetes.client_id
    "BATON_CLIENT_SECRET" = conductorone_connector_credential.kubernetes.client_secret
  }

  metadata {
    name      = "baton-kubernetes-secrets"
    namespace = "conductorone"
    labels = {
      "app"                          = "baton-kubernetes"
      "baton"                        = "true"
      "baton-app"                    = "kubernetes"
      "app.kubernetes.io/name"       = "baton-kubernetes"
      "app.kubernetes.io/instance"   = "baton-kubernetes"
      "app.kubernetes.io/component"  = "connector"
      "app.kubernetes.io/part-of"    = "acme"
      "app.kubernetes.io/managed-by" = "c1ctl"
      "c1ctl/project"                = "acme"
      "c1ctl/instance"               = "kubernetes"
    }
  }
}

resource "kubernetes_manifest" "kubernetes_serviceaccount" {
  manifest = {
    "apiVersion" = "v1"
    "kind"       = "ServiceAccount"
    "metadata" = {
      name      = "baton-kubernetes"
      namespace = "conductorone"
      labels = {
        "app"                          = "baton-kubernetes"
        "baton"                        = "true"
        "baton-app"                    = "kubernetes"
        "app.kubernetes.io/name"       = "baton-kubernetes"
        "app.kubernetes.io/instance"   = "baton-kubernetes"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "kubernetes"
      }
    }
    "automountServiceAccountToken" = false
  }
}

resource "kubernetes_manifest" "kubernetes_clusterrole" {
  manifest = {
    "apiVersion" = "rbac.authorization.k8s.io/v1"
    "kind"       = "ClusterRole"
    "metadata" = {
      name = "conductorone-baton-kubernetes"
      labels = {
        "app"                          = "baton-kubernetes"
        "baton"                        = "true"
        "baton-app"                    = "kubernetes"
        "app.kubernetes.io/name"       = "baton-kubernetes"
        "app.kubernetes.io/instance"   = "baton-kubernetes"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "kubernetes"
      }
    }
    "rules" = [
      {
        "apiGroups" = [""]
        "resources" = ["namespaces", "nodes", "pods", "secrets", "configmaps", "serviceaccounts"]
        "verbs"     = ["get", "list", "watch"]
      },
      {
        "apiGroups" = ["apps"]
        "resources" = ["deployments", "statefulsets", "daemonsets"]
        "verbs"     = ["get", "list", "watch"]
      },
      {
        "apiGroups" = ["rbac.authorization.k8s.io"]
        "resources" = ["roles", "rolebindings", "clusterroles", "clusterrolebindings"]
        "verbs"     = ["get", "list", "watch"]
      },
    ]
  }
}

resource "kubernetes_manifest" "kubernetes_clusterrolebinding" {
  manifest = {
    "apiVersion" = "rbac.authorization.k8s.io/v1"
    "kind"       = "ClusterRoleBinding"
    "metadata" = {
      name = "conductorone-baton-kubernetes"
      labels = {
        "app"                          = "baton-kubernetes"
        "baton"                        = "true"
        "baton-app"                    = "kubernetes"
        "app.kubernetes.io/name"       = "baton-kubernetes"
        "app.kubernetes.io/instance"   = "baton-kubernetes"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "kubernetes"
      }
    }
    "roleRef" = {
      "apiGroup" = "rbac.authorization.k8s.io"
      "kind"     = "ClusterRole"
      "name"     = "conductorone-baton-kubernetes"
    }
    "subjects" = [
      {
        kind      = "ServiceAccount"
        name      = "baton-kubernetes"
        namespace = "conductorone"
      },
    ]
  }
}

resource "kubernetes_manifest" "kubernetes_networkpolicy" {
  manifest = {
    "apiVersion" = "networking.k8s.io/v1"
    "kind"       = "NetworkPolicy"
    "metadata" = {
      name      = "baton-kubernetes"
      namespace = "conductorone"
      labels = {
        "app"                          = "baton-kubernetes"
        "baton"                        = "true"
        "baton-app"                    = "kubernetes"
        "app.kubernetes.io/name"       = "baton-kubernetes"
        "app.kubernetes.io/instance"   = "baton-kubernetes"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "kubernetes"
      }
    }
    "spec" = {
      "podSelector" = {
        "matchLabels" = {
          app = "baton-kubernetes"
        }
      }
      "policyTypes" = ["Ingress", "Egress"]
      "egress" = [
        {
          ports = [
            {
              protocol = "UDP"
              port     = 53
            },
            {
              protocol = "TCP"
              port     = 53
            },
          ]
        },
        {
          ports = [
            {
              protocol = "TCP"
              port     = 443
            },
            {
              protocol = "TCP"
              port     = 3128
            },
            {
              protocol = "TCP"
              port     = 6443
            },
          ]
        },
      ]
    }
  }
}

resource "kubernetes_manifest" "kubernetes_poddisruptionbudget" {
  manifest = {
    "apiVersion" = "policy/v1"
    "kind"       = "PodDisruptionBudget"
    "metadata" = {
      name      = "baton-kubernetes"
      namespace = "conductorone"
      labels = {
        "app"                          = "baton-kubernetes"
        "baton"                        = "true"
        "baton-app"                    = "kubernetes"
        "app.kubernetes.io/name"       = "baton-kubernetes"
        "app.kubernetes.io/instance"   = "baton-kubernetes"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "kubernetes"
      }
    }
    "spec" = {
      "maxUnavailable" = 1
      "selector" = {
        "matchLabels" = {
          app = "baton-kubernetes"
        }
      }
      "unhealthyPodEvictionPolicy" = "AlwaysAllow"
    }
  }
}

resource "kubernetes_manifest" "kubernetes_deployment" {
  manifest = {
    "apiVersion" = "apps/v1"
    "kind"       = "Deployment"
    "metadata" = {
      name      = "baton-kubernetes"
      namespace = "conductorone"
      labels = {
        "app"                          = "baton-kubernetes"
        "baton"                        = "true"
        "baton-app"                    = "kubernetes"
        "app.kubernetes.io/name"       = "baton-kubernetes"
        "app.kubernetes.io/instance"   = "baton-kubernetes"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "kubernetes"
      }
    }
    "spec" = {
      replicas = 2
      selector = {
        "matchLabels" = {
          app = "baton-kubernetes"
        }
      }
      template = {
        metadata = {
          labels = {
            "app"                          = "baton-kubernetes"
            "baton"                        = "true"
            "baton-app"                    = "kubernetes"
            "app.kubernetes.io/name"       = "baton-kubernetes"
            "app.kubernetes.io/instance"   = "baton-kubernetes"
            "app.kubernetes.io/component"  = "connector"
            "app.kubernetes.io/part-of"    = "acme"
            "app.kubernetes.io/managed-by" = "c1ctl"
            "c1ctl/project"                = "acme"
            "c1ctl/instance"               = "kubernetes"
          }
          annotations = {
            "c1ctl/secret-checksum" = sha256(jsonencode([kubernetes_secret_v1.kubernetes.data]))
          }
        }
        spec = {
          "serviceAccountName"           = "baton-kubernetes"
          "automountServiceAccountToken" = true
          "enableServiceLinks"           = false
          "securityContext" = {
            "runAsNonRoot" = true
            "runAsUser"    = 65532
            "runAsGroup"   = 65532
            "fsGroup"      = 65532
            "seccompProfile" = {
              type = "RuntimeDefault"
            }
          }
          "affinity" = {
            "podAntiAffinity" = {
              "preferredDuringSchedulingIgnoredDuringExecution" = [
                {
                  "weight" = 100
                  "podAffinityTerm" = {
                    "labelSelector" = {
                      "matchLabels" = {
                        app = "baton-kubernetes"
                      }
                    }
                    "topologyKey" = "kubernetes.io/hostname"
                  }
                },
              ]
            }
          }
          "containers" = [
            {
              "name"            = "baton-kubernetes"
              "image"           = "ghcr.io/conductorone/baton-kubernetes:0.2.0"
              "imagePullPolicy" = "IfNotPresent"
              "workingDir"      = "/tmp"
              "envFrom" = [
                {
                  "secretRef" = {
                    name = "baton-kubernetes-secrets"
                  }
                },
              ]
              "env" = [
                {
                  "name" = "BATON_HOST_ID"
                  "valueFrom" = {
                    "fieldRef" = {
                      "fieldPath" = "metadata.name"
                    }
                  }
                },
                {
                  name  = "HTTPS_PROXY"
                  value = "http://proxy.example.com:3128"
                },
                {
                  name  = "NO_PROXY"
                  value = ".internal,10.0.0.0/8"
                },
                {
                  name  = "HOME"
                  value = "/tmp"
                },
                {
                  name  = "TMPDIR"
                  value = "/tmp"
                },
              ]
              "resources" = {
                requests = {
                  memory = "128Mi"
                }
                limits = {
                  memory = "1Gi"
                }
              }
              "securityContext" = {
                "allowPrivilegeEscalation" = false
                "readOnlyRootFilesystem"   = true
                "capabilities" = {
                  drop = ["ALL"]
                }
              }
              "volumeMounts" = [
                {
                  "name"      = "tmp"
                  "mountPath" = "/tmp"
                },
              ]
            },
          ]
          "volumes" = [
            {
              "name"     = "tmp"
              "emptyDir" = {}
            },
          ]
        }
      }
    }
  }
  depends_on = [kubernetes_secret_v1.kubernetes, kubernetes_manifest.kubernetes_serviceaccount, kubernetes_manifest.kubernetes_clusterrole, kubernetes_manifest.kubernetes_clusterrolebinding, kubernetes_manifest.kubernetes_networkpolicy, kubernetes_manifest.kubernetes_poddisruptionbudget]
}
