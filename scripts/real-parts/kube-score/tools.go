//go:build tools

// Package tools names the kube-score program that the end-to-end tests run, so that go.mod and go.sum pin it.
package tools

import _ "github.com/zegl/kube-score/cmd/kube-score"
