//go:build tools

// Package tools names the docker-compose program that the end-to-end tests run, so that go.mod and go.sum pin it.
package tools

import _ "github.com/docker/compose/v2/cmd"
