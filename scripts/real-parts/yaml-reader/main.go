// Reads YAML as kubectl does and says what it found, so that c1ctl's own reader and writer can be compared with it.
// Each line of standard input is a JSON string holding a YAML text; each line of output is its answer:
// {"documents": [...]} with every document as JSON, or {"documents": [those before], "error": "..."}.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	kubernetes "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

type answer struct {
	Documents []json.RawMessage `json:"documents"`
	Error     string            `json:"error,omitempty"`
}

func read(text string) answer {
	result := answer{Documents: []json.RawMessage{}}
	reader := kubernetes.NewYAMLReader(bufio.NewReader(strings.NewReader(text)))
	for {
		chunk, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return result
		}
		if err != nil {
			result.Error = err.Error()
			return result
		}
		document, err := yaml.YAMLToJSON(chunk)
		if err != nil {
			result.Error = err.Error()
			return result
		}
		result.Documents = append(result.Documents, document)
	}
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		var text string
		if err := in.Decode(&text); err != nil {
			if errors.Is(err, io.EOF) {
				return
			}
			panic(err)
		}
		if err := encoder.Encode(read(text)); err != nil {
			panic(err)
		}
	}
}
