//go:build tools

// Package tools names the kustomize that the end-to-end tests run, so that go.mod and go.sum pin it.
package tools

import _ "sigs.k8s.io/kustomize/kustomize/v5"
