// Reads Terraform files with HashiCorp's own parser and evaluates them, so that what c1ctl writes can be compared with what it meant.
// Each line of standard input is {"source": "...", "scope": {"var": {...}, "conductorone_app": {...}}}: a file, and what its references stand for.
// Each line of output is {"attributes": {...}, "blocks": [{"type", "labels", "attributes", "blocks"}]} or {"error": "..."}.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// As Terraform's own function of the name (internal/lang/funcs/crypto.go).
var sha256Func = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "str", Type: cty.String}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
		return cty.StringVal(fmt.Sprintf("%x", sha256.Sum256([]byte(arguments[0].AsString())))), nil
	},
})

type question struct {
	Source string                     `json:"source"`
	Scope  map[string]json.RawMessage `json:"scope"`
}

type block struct {
	Type       string                     `json:"type,omitempty"`
	Labels     []string                   `json:"labels,omitempty"`
	Attributes map[string]json.RawMessage `json:"attributes"`
	// References that an attribute makes, as written: a type constraint such as `string` is one and has no value.
	References map[string][]string `json:"references,omitempty"`
	Blocks     []block             `json:"blocks,omitempty"`
	Error      string              `json:"error,omitempty"`
}

func scope(values map[string]json.RawMessage) (*hcl.EvalContext, error) {
	variables := map[string]cty.Value{}
	for name, raw := range values {
		kind, err := ctyjson.ImpliedType(raw)
		if err != nil {
			return nil, err
		}
		if variables[name], err = ctyjson.Unmarshal(raw, kind); err != nil {
			return nil, err
		}
	}
	return &hcl.EvalContext{Variables: variables, Functions: map[string]function.Function{"jsonencode": stdlib.JSONEncodeFunc, "yamlencode": ctyyaml.YAMLEncodeFunc, "sha256": sha256Func}}, nil
}

func walk(body *hclsyntax.Body, context *hcl.EvalContext, isTypeConstraint bool) (block, error) {
	out := block{Attributes: map[string]json.RawMessage{}, References: map[string][]string{}}
	for name, attribute := range body.Attributes {
		for _, traversal := range attribute.Expr.Variables() {
			written := ""
			for _, step := range traversal {
				switch one := step.(type) {
				case hcl.TraverseRoot:
					written += one.Name
				case hcl.TraverseAttr:
					written += "." + one.Name
				}
			}
			out.References[name] = append(out.References[name], written)
		}
		// Terraform reads these as words, not as values.
		if isTypeConstraint && name == "type" || name == "depends_on" || name == "to" {
			continue
		}
		value, diagnostics := attribute.Expr.Value(context)
		if diagnostics.HasErrors() {
			return out, diagnostics
		}
		raw, err := ctyjson.Marshal(value, value.Type())
		if err != nil {
			return out, err
		}
		out.Attributes[name] = raw
	}
	for _, inner := range body.Blocks {
		read, err := walk(inner.Body, context, inner.Type == "variable")
		if err != nil {
			return out, err
		}
		read.Type, read.Labels = inner.Type, inner.Labels
		out.Blocks = append(out.Blocks, read)
	}
	return out, nil
}

func read(asked question) block {
	context, err := scope(asked.Scope)
	if err != nil {
		return block{Error: err.Error()}
	}
	file, diagnostics := hclparse.NewParser().ParseHCL([]byte(asked.Source), "main.tf")
	if diagnostics.HasErrors() {
		return block{Error: diagnostics.Error()}
	}
	out, err := walk(file.Body.(*hclsyntax.Body), context, false)
	if err != nil {
		out.Error = err.Error()
	}
	return out
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for {
		var asked question
		if err := in.Decode(&asked); err != nil {
			if errors.Is(err, io.EOF) {
				return
			}
			panic(err)
		}
		if err := encoder.Encode(read(asked)); err != nil {
			panic(err)
		}
	}
}
