variable "asana_token" {
  description = "BATON_TOKEN of asana."
  type        = string
  sensitive   = true
  nullable    = false
}

resource "conductorone_app" "asana" {
  display_name = "Asana"
}

resource "conductorone_integration_baton" "asana" {
  app_id = conductorone_app.asana.id
}

# ConductorOne gives the secret once, when this is made: it stands in the state from then on. -replace makes a new one.
resource "conductorone_connector_credential" "asana" {
  app_id       = conductorone_app.asana.id
  connector_id = conductorone_integration_baton.asana.id
}

resource "kubernetes_secret_v1" "asana" {
  type = "Opaque"
  data = {
    "BATON_CLIENT_ID"     = conductorone_connector_credential.asana.client_id
    "BATON_CLIENT_SECRET" = conductorone_connector_credential.asana.client_secret
    "BATON_TOKEN"         = var.asana_token
  }

  metadata {
    name      = "baton-asana-secrets"
    namespace = "conductorone"
    labels = {
      "app"                          = "baton-asana"
      "baton"                        = "true"
      "baton-app"                    = "asana"
      "app.kubernetes.io/name"       = "baton-asana"
      "app.kubernetes.io/instance"   = "baton-asana"
      "app.kubernetes.io/component"  = "connector"
      "app.kubernetes.io/part-of"    = "acme"
      "app.kubernetes.io/managed-by" = "c1ctl"
      "c1ctl/project"                = "acme"
      "c1ctl/instance"               = "asana"
    }
  }
}

resource "kubernetes_manifest" "asana_deployment" {
  manifest = {
    "apiVersion" = "apps/v1"
    "kind"       = "Deployment"
    "metadata" = {
      name      = "baton-asana"
      namespace = "conductorone"
      labels = {
        "app"                          = "baton-asana"
        "baton"                        = "true"
        "baton-app"                    = "asana"
        "app.kubernetes.io/name"       = "baton-asana"
        "app.kubernetes.io/instance"   = "baton-asana"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "asana"
      }
    }
    "spec" = {
      replicas = 1
      selector = {
        "matchLabels" = {
          app = "baton-asana"
        }
      }
      template = {
        metadata = {
          labels = {
            "app"                          = "baton-asana"
            "baton"                        = "true"
            "baton-app"                    = "asana"
            "app.kubernetes.io/name"       = "baton-asana"
            "app.kubernetes.io/instance"   = "baton-asana"
            "app.kubernetes.io/component"  = "connector"
            "app.kubernetes.io/part-of"    = "acme"
            "app.kubernetes.io/managed-by" = "c1ctl"
            "c1ctl/project"                = "acme"
            "c1ctl/instance"               = "asana"
          }
          annotations = {
            "c1ctl/secret-checksum" = sha256(jsonencode([kubernetes_secret_v1.asana.data]))
          }
        }
        spec = {
          "automountServiceAccountToken" = false
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
          "containers" = [
            {
              "name"            = "baton-asana"
              "image"           = "public.ecr.aws/conductorone/baton-asana:0.1.40"
              "imagePullPolicy" = "IfNotPresent"
              "workingDir"      = "/tmp"
              "envFrom" = [
                {
                  "secretRef" = {
                    name = "baton-asana-secrets"
                  }
                },
              ]
              "env" = [
                {
                  name  = "BATON_HOST_ID"
                  value = "baton-asana"
                },
                {
                  name  = "BATON_DEFAULT_WORKSPACE_ID"
                  value = "1204"
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
  depends_on = [kubernetes_secret_v1.asana]
}
