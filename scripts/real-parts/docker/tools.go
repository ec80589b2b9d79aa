//go:build tools

// Package tools names the docker program that the end-to-end tests run, so that go.mod and go.sum pin it.
package tools

import _ "github.com/docker/cli/cmd/docker"
