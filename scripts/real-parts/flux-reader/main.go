// Makes of a git checkout what Flux makes of it, with Flux's own packages, so that what c1ctl writes can be compared with what comes into a cluster.
// Each line of standard input is {"kustomization": {...}, "root": "..."}, a Kustomization and the checkout that it is of, or {"values": ["..."], "root": "..."},
// the valuesFiles of a HelmRelease. Each line of output is {"yaml": "..."}, the objects or the values, or {"error": "..."}.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/fluxcd/pkg/kustomize"
	"github.com/fluxcd/pkg/runtime/transform"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

type question struct {
	Root          string         `json:"root"`
	Kustomization map[string]any `json:"kustomization"`
	Values        []string       `json:"values"`
}

type answer struct {
	YAML  string `json:"yaml,omitempty"`
	Error string `json:"error,omitempty"`
}

// As the reconciler of kustomize-controller does it, with variables that fail when they have no value.
func build(root string, kustomization unstructured.Unstructured) ([]byte, error) {
	path, _, err := unstructured.NestedString(kustomization.Object, "spec", "path")
	if err != nil {
		return nil, err
	}
	directory := filepath.Join(root, path)
	if _, err := kustomize.NewGenerator(root, kustomization).WriteFile(directory); err != nil {
		return nil, err
	}
	built, err := kustomize.SecureBuild(root, directory, false)
	if err != nil {
		return nil, err
	}
	if _, ok, _ := unstructured.NestedMap(kustomization.Object, "spec", "postBuild"); ok {
		for _, resource := range built.Resources() {
			changed, err := kustomize.SubstituteVariables(context.Background(), nil, kustomization, resource, kustomize.SubstituteWithDryRun(true), kustomize.SubstituteWithStrict(true))
			if err != nil {
				return nil, err
			}
			if changed != nil {
				if _, err := built.Replace(changed); err != nil {
					return nil, err
				}
			}
		}
	}
	return built.AsYaml()
}

// As source-controller does it when it packages a chart (internal/helm/chart): later files over earlier ones, and nothing else below them.
func values(root string, files []string) ([]byte, error) {
	merged := map[string]any{}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return nil, err
		}
		read := map[string]any{}
		if err := yaml.Unmarshal(text, &read); err != nil {
			return nil, err
		}
		merged = transform.MergeMaps(merged, read)
	}
	return yaml.Marshal(merged)
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := json.NewEncoder(os.Stdout)
	for {
		var asked question
		if err := in.Decode(&asked); err != nil {
			if errors.Is(err, io.EOF) {
				return
			}
			panic(err)
		}
		var made []byte
		var err error
		if asked.Kustomization != nil {
			made, err = build(asked.Root, unstructured.Unstructured{Object: asked.Kustomization})
		} else {
			made, err = values(asked.Root, asked.Values)
		}
		given := answer{YAML: string(made)}
		if err != nil {
			given = answer{Error: err.Error()}
		}
		if err := out.Encode(given); err != nil {
			panic(err)
		}
	}
}
