variable "google_workspace_file_credentials_json_file_path_json" {
  description = "file_credentials-json-file-path.json of google-workspace."
  type        = string
  sensitive   = true
  nullable    = false
}

resource "conductorone_app" "google_workspace" {
  display_name = "Google Workspace"
}

resource "conductorone_integration_baton" "google_workspace" {
  app_id = conductorone_app.google_workspace.id
}

# ConductorOne gives the secret once, when this is made: it stands in the state from then on. -replace makes a new one.
resource "conductorone_connector_credential" "google_workspace" {
  app_id       = conductorone_app.google_workspace.id
  connector_id = conductorone_integration_baton.google_workspace.id
}

resource "kubernetes_secret_v1" "google_workspace" {
  type = "Opaque"
  data = {
    "BATON_CLIENT_ID"     = conductorone_connector_credential.google_workspace.client_id
    "BATON_CLIENT_SECRET" = conductorone_connector_credential.google_workspace.client_secret
  }

  metadata {
    name      = "baton-google-workspace-secrets"
    namespace = "conductorone"
    labels = {
      "app"                          = "baton-google-workspace"
      "baton"                        = "true"
      "baton-app"                    = "google-workspace"
      "app.kubernetes.io/name"       = "baton-google-workspace"
      "app.kubernetes.io/instance"   = "baton-google-workspace"
      "app.kubernetes.io/component"  = "connector"
      "app.kubernetes.io/part-of"    = "acme"
      "app.kubernetes.io/managed-by" = "c1ctl"
      "c1ctl/project"                = "acme"
      "c1ctl/instance"               = "google-workspace"
    }
  }
}

resource "kubernetes_secret_v1" "google_workspace_files" {
  type = "Opaque"
  data = {
    "credentials-json-file-path.json" = var.google_workspace_file_credentials_json_file_path_json
  }

  metadata {
    name      = "baton-google-workspace-files"
    namespace = "conductorone"
    labels = {
      "app"                          = "baton-google-workspace"
      "baton"                        = "true"
      "baton-app"                    = "google-workspace"
      "app.kubernetes.io/name"       = "baton-google-workspace"
      "app.kubernetes.io/instance"   = "baton-google-workspace"
      "app.kubernetes.io/component"  = "connector"
      "app.kubernetes.io/part-of"    = "acme"
      "app.kubernetes.io/managed-by" = "c1ctl"
      "c1ctl/project"                = "acme"
      "c1ctl/instance"               = "google-workspace"
    }
  }
}

resource "kubernetes_manifest" "google_workspace_deployment" {
  manifest = {
    "apiVersion" = "apps/v1"
    "kind"       = "Deployment"
    "metadata" = {
      name      = "baton-google-workspace"
      namespace = "conductorone"
      labels = {
        "app"                          = "baton-google-workspace"
        "baton"                        = "true"
        "baton-app"                    = "google-workspace"
        "app.kubernetes.io/name"       = "baton-google-workspace"
        "app.kubernetes.io/instance"   = "baton-google-workspace"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "google-workspace"
      }
    }
    "spec" = {
      replicas = 1
      selector = {
        "matchLabels" = {
          app = "baton-google-workspace"
        }
      }
      template = {
        metadata = {
          labels = {
            "app"                          = "baton-google-workspace"
            "baton"                        = "true"
            "baton-app"                    = "google-workspace"
            "app.kubernetes.io/name"       = "baton-google-workspace"
            "app.kubernetes.io/instance"   = "baton-google-workspace"
            "app.kubernetes.io/component"  = "connector"
            "app.kubernetes.io/part-of"    = "acme"
            "app.kubernetes.io/managed-by" = "c1ctl"
            "c1ctl/project"                = "acme"
            "c1ctl/instance"               = "google-workspace"
          }
          annotations = {
            "c1ctl/secret-checksum" = sha256(jsonencode([kubernetes_secret_v1.google_workspace.data, kubernetes_secret_v1.google_workspace_files.data]))
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
              "name"            = "baton-google-workspace"
              "image"           = "public.ecr.aws/conductorone/baton-google-workspace:0.3.1"
              "imagePullPolicy" = "IfNotPresent"
              "workingDir"      = "/tmp"
              "envFrom" = [
                {
                  "secretRef" = {
                    name = "baton-google-workspace-secrets"
                  }
                },
              ]
              "env" = [
                {
                  name  = "BATON_HOST_ID"
                  value = "baton-google-workspace"
                },
                {
                  name  = "BATON_HEALTH_CHECK"
                  value = "true"
                },
                {
                  name  = "BATON_ADMINISTRATOR_EMAIL"
                  value = "admin@example.com"
                },
                {
                  name  = "BATON_CREDENTIALS_JSON_FILE_PATH"
                  value = "/etc/baton/credentials-json-file-path.json"
                },
                {
                  name  = "BATON_CUSTOMER_ID"
                  value = "C01abc2de"
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
              "livenessProbe" = {
                "exec" = {
                  command = ["/baton-google-workspace", "health-check", "--endpoint=live"]
                }
                "periodSeconds"  = 30
                "timeoutSeconds" = 5
              }
              "readinessProbe" = {
                "exec" = {
                  command = ["/baton-google-workspace", "health-check", "--endpoint=ready"]
                }
                "periodSeconds"  = 10
                "timeoutSeconds" = 5
              }
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
                {
                  "name"      = "files"
                  "mountPath" = "/etc/baton"
                  "readOnly"  = true
                },
              ]
            },
          ]
          "volumes" = [
            {
              "name"     = "tmp"
              "emptyDir" = {}
            },
            {
              name = "files"
              secret = {
                "secretName"  = "baton-google-workspace-files"
                "defaultMode" = 288
              }
            },
          ]
        }
      }
    }
  }
  depends_on = [kubernetes_secret_v1.google_workspace, kubernetes_secret_v1.google_workspace_files]
}
