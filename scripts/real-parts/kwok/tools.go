//go:build tools

// Package tools names the kwok program that the end-to-end tests run, so that go.mod and go.sum pin it.
package tools

import _ "sigs.k8s.io/kwok/cmd/kwok"
