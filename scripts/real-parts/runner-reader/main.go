// Reads the files of baton-runner with the two readers of Go that programs of its kind use, so that what c1ctl writes means the same to both. baton-runner
// is published without its source: its reference says what a configuration holds, not which of them reads it.
// Each line of standard input is {"kind": "config" or "values", "text": "..."}; each line of output is {"strict": ..., "viper": ...} or {"error": "..."}.
// strict: gopkg.in/yaml.v3 into the documented shape, where a key that is not documented is an error. viper: everything as it is read, keys in lower case.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/viper"
	"gopkg.in/yaml.v3"
)

type named struct {
	Secrets map[string]string `yaml:"secrets" json:"secrets"`
}

type vault struct {
	URL       string            `yaml:"url" json:"url"`
	Mount     string            `yaml:"mount" json:"mount"`
	KVAPI     int               `yaml:"kvapi" json:"kvapi"`
	Credsfile string            `yaml:"credsfile" json:"credsfile"`
	Secrets   map[string]string `yaml:"secrets" json:"secrets"`
}

type configuration struct {
	LogLevel   string `yaml:"log-level" json:"log-level"`
	Connectors []struct {
		Name   string `yaml:"name" json:"name"`
		Path   string `yaml:"path" json:"path"`
		Config struct {
			Env     map[string]string `yaml:"env" json:"env"`
			EnvFrom named             `yaml:"envFrom" json:"envFrom"`
		} `yaml:"config" json:"config"`
	} `yaml:"connectors" json:"connectors"`
	Secrets struct {
		Insecure         *named `yaml:"insecure" json:"insecure,omitempty"`
		Wincred          *named `yaml:"wincred" json:"wincred,omitempty"`
		AWSSecretManager *named `yaml:"awssecretmanager" json:"awssecretmanager,omitempty"`
		Vault            *vault `yaml:"vault" json:"vault,omitempty"`
	} `yaml:"secrets" json:"secrets"`
}

type answer struct {
	Strict any    `json:"strict,omitempty"`
	Viper  any    `json:"viper,omitempty"`
	Error  string `json:"error,omitempty"`
}

func read(kind, text string) answer {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	var strict any = &configuration{}
	if kind == "values" {
		strict = &map[string]string{}
	}
	if err := decoder.Decode(strict); err != nil {
		return answer{Error: err.Error()}
	}
	loose := viper.New()
	loose.SetConfigType("yaml")
	if err := loose.ReadConfig(strings.NewReader(text)); err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Strict: strict, Viper: loose.AllSettings()}
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		var asked struct{ Kind, Text string }
		if err := in.Decode(&asked); err != nil {
			if errors.Is(err, io.EOF) {
				return
			}
			panic(err)
		}
		if err := encoder.Encode(read(asked.Kind, asked.Text)); err != nil {
			panic(err)
		}
	}
}
