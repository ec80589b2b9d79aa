terraform {
  required_version = "~> 1.5"

  required_providers {
    conductorone = {
      source  = "conductorone/conductorone"
      version = "~> 1.5"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.35"
    }
  }
}
