//go:build tools

// Package tools names the kubeconform program that lint is timed beside, so that go.mod and go.sum pin it.
package tools

import _ "github.com/yannh/kubeconform/cmd/kubeconform"
