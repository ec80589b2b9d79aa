variable "okta_okta_private_key" {
  description = "BATON_OKTA_PRIVATE_KEY of okta."
  type        = string
  sensitive   = true
  nullable    = false
}

resource "conductorone_app" "okta" {
  display_name = "Okta"
}

resource "conductorone_integration_baton" "okta" {
  app_id = conductorone_app.okta.id
}

# ConductorOne gives the secret once, when this is made: it stands in the state from then on. -replace makes a new one.
resource "conductorone_connector_credential" "okta" {
  app_id       = conductorone_app.okta.id
  connector_id = conductorone_integration_baton.okta.id
}

resource "kubernetes_secret_v1" "okta" {
  type = "Opaque"
  data = {
    "BATON_CLIENT_ID"        = conductorone_connector_credential.okta.client_id
    "BATON_CLIENT_SECRET"    = conductorone_connector_credential.okta.client_secret
    "BATON_OKTA_PRIVATE_KEY" = var.okta_okta_private_key
  }

  metadata {
    name      = "baton-okta-secrets"
    namespace = "conductorone"
    labels = {
      "app"                          = "baton-okta"
      "baton"                        = "true"
      "baton-app"                    = "okta"
      "app.kubernetes.io/name"       = "baton-okta"
      "app.kubernetes.io/instance"   = "baton-okta"
      "app.kubernetes.io/component"  = "connector"
      "app.kubernetes.io/part-of"    = "acme"
      "app.kubernetes.io/managed-by" = "c1ctl"
      "c1ctl/project"                = "acme"
      "c1ctl/instance"               = "okta"
    }
  }
}

resource "kubernetes_manifest" "okta_configmap_ca" {
  manifest = {
    "apiVersion" = "v1"
    "kind"       = "ConfigMap"
    "metadata" = {
      name      = "baton-okta-ca"
      namespace = "conductorone"
      labels = {
        "app"                          = "baton-okta"
        "baton"                        = "true"
        "baton-app"                    = "okta"
        "app.kubernetes.io/name"       = "baton-okta"
        "app.kubernetes.io/instance"   = "baton-okta"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "okta"
      }
    }
    "data" = {
      "ca.crt" = "-----BEGIN CERTIFICATE-----\nMIIBVTCCAQegAwIBAgIUVGMOt3A1yxbdfksxygt1IWilrqkwBQYDK2VwMB8xHTAb\nBgNVBAMMFGMxY3RsIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyNzAwMDE1MVoYDzIx\nMjYxMTAzMDAwMTUxWjAfMR0wGwYDVQQDDBRjMWN0bCB0ZXN0IGF1dGhvcml0eTAq\nMAUGAytlcAMhABsFgIKX2T/jZziOugBjR1zPZRxLDgdjHcObOez9BJ33o1MwUTAd\nBgNVHQ4EFgQUwl2f9kxQdmpAzNgmSgBrzOXfTLAwHwYDVR0jBBgwFoAUwl2f9kxQ\ndmpAzNgmSgBrzOXfTLAwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQB28RZRbfEZ\nltalB4di3aIj5szv6ULomGhYEn9S32c56fIzo5ZOzqcPx4Uh5MBuVRXlGHtTuWES\n8B9106frNbIK\n-----END CERTIFICATE-----\n"
    }
  }
}

resource "kubernetes_manifest" "okta_deployment" {
  manifest = {
    "apiVersion" = "apps/v1"
    "kind"       = "Deployment"
    "metadata" = {
      name      = "baton-okta"
      namespace = "conductorone"
      labels = {
        "app"                          = "baton-okta"
        "baton"                        = "true"
        "baton-app"                    = "okta"
        "app.kubernetes.io/name"       = "baton-okta"
        "app.kubernetes.io/instance"   = "baton-okta"
        "app.kubernetes.io/component"  = "connector"
        "app.kubernetes.io/part-of"    = "acme"
        "app.kubernetes.io/managed-by" = "c1ctl"
        "c1ctl/project"                = "acme"
        "c1ctl/instance"               = "okta"
      }
    }
    "spec" = {
      replicas = 1
      selector = {
        "matchLabels" = {
          app = "baton-okta"
        }
      }
      template = {
        metadata = {
          labels = {
            "app"                          = "baton-okta"
            "baton"                        = "true"
            "baton-app"                    = "okta"
            "app.kubernetes.io/name"       = "baton-okta"
            "app.kubernetes.io/instance"   = "baton-okta"
            "app.kubernetes.io/component"  = "connector"
            "app.kubernetes.io/part-of"    = "acme"
            "app.kubernetes.io/managed-by" = "c1ctl"
            "c1ctl/project"                = "acme"
            "c1ctl/instance"               = "okta"
          }
          annotations = {
            "c1ctl/secret-checksum" = sha256(jsonencode([kubernetes_secret_v1.okta.data]))
            "c1ctl/config-checksum" = "9ede573163dfa13694fb1349f05ccf62"
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
              "name"            = "baton-okta"
              "image"           = "public.ecr.aws/conductorone/baton-okta:0.5.2@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
              "imagePullPolicy" = "IfNotPresent"
              "workingDir"      = "/tmp"
              "envFrom" = [
                {
                  "secretRef" = {
                    name = "baton-okta-secrets"
                  }
                },
              ]
              "env" = [
                {
                  name  = "BATON_HOST_ID"
                  value = "baton-okta"
                },
                {
                  name  = "BATON_HEALTH_CHECK"
                  value = "true"
                },
                {
                  name  = "BATON_AUTH_METHOD"
                  value = "private-key-group"
                },
                {
                  name  = "BATON_DOMAIN"
                  value = "acme.okta.com"
                },
                {
                  name  = "BATON_FILTER_EMAIL_DOMAINS"
                  value = "example.com,example.org"
                },
                {
                  name  = "BATON_OKTA_CLIENT_ID"
                  value = "0oa1"
                },
                {
                  name  = "BATON_OKTA_PRIVATE_KEY_ID"
                  value = "key-1"
                },
                {
                  name  = "HTTPS_PROXY"
                  value = "http://proxy.example.com:3128"
                },
                {
                  name  = "NOTE"
                  value = "50% of $HOME, it's \"{{ quoted }}\" # here"
                },
                {
                  name  = "NO_PROXY"
                  value = ".internal,10.0.0.0/8"
                },
                {
                  name  = "SSL_CERT_DIR"
                  value = "/etc/ssl/certs:/etc/baton-ca"
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
                  command = ["/baton-okta", "health-check", "--endpoint=live"]
                }
                "periodSeconds"  = 30
                "timeoutSeconds" = 5
              }
              "readinessProbe" = {
                "exec" = {
                  command = ["/baton-okta", "health-check", "--endpoint=ready"]
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
                  "name"      = "ca"
                  "mountPath" = "/etc/baton-ca"
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
              "name" = "ca"
              "configMap" = {
                name = "baton-okta-ca"
              }
            },
          ]
        }
      }
    }
  }
  depends_on = [kubernetes_secret_v1.okta, kubernetes_manifest.okta_configmap_ca]
}
