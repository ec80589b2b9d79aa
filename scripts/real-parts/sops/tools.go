//go:build tools

// Package tools names the sops program that the end-to-end tests run, so that go.mod and go.sum pin it.
package tools

import _ "github.com/getsops/sops/v3/cmd/sops"
