// Judges settings as every connector does, with baton-sdk's own code. Reads JSON lines from standard input, writes one line for each: "ok" or "no".
//
//	{"rules": {"type": "string", "rules": {...}, "value": ...}}    rules as protojson writes them
//	{"pattern": "...", "texts": ["..."]}                           one character a text: 1 matches, 0 does not; "bad" when it is neither a POSIX expression nor one of Go's own
//	{"fields": [...], "groups": [...], "constraints": [...], "auth": "...", "values": {...}}
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"

	v1 "github.com/conductorone/baton-sdk/pb/c1/config/v1"
	"github.com/conductorone/baton-sdk/pkg/field"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

type ruleCase struct {
	Type  string
	Rules json.RawMessage
	Value json.RawMessage
}

type testCase struct {
	Rules   *ruleCase
	Pattern *string
	Texts   []string
	Fields  []struct {
		Name, Type string
		Required   bool
	}
	Groups []struct {
		Name    string
		Fields  []string
		Default bool
	}
	Constraints []struct {
		Kind   string
		Fields []string
		On     []string
	}
	Auth   string
	Values map[string]any
}

type values map[string]any

func (v values) GetString(key string) string { s, _ := v[key].(string); return s }
func (v values) GetBool(key string) bool     { b, _ := v[key].(bool); return b }
func (v values) GetInt(key string) int       { n, _ := v[key].(float64); return int(n) }
func (v values) GetStringMap(key string) map[string]any {
	m, _ := v[key].(map[string]any)
	return m
}
func (v values) GetStringSlice(key string) []string {
	list, _ := v[key].([]any)
	var out []string
	for _, one := range list {
		out = append(out, one.(string))
	}
	return out
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func read(data json.RawMessage, into proto.Message) { must(protojson.Unmarshal(data, into)) }

func judgeRules(c *ruleCase) error {
	switch c.Type {
	case "int":
		rules, value := &v1.Int64Rules{}, int64(0)
		read(c.Rules, rules)
		must(json.Unmarshal(c.Value, &value))
		return field.ValidateIntRules(rules, int(value), "f")
	case "bool":
		rules, value := &v1.BoolRules{}, false
		read(c.Rules, rules)
		must(json.Unmarshal(c.Value, &value))
		return field.ValidateBoolRules(rules, value, "f")
	case "list":
		rules, value := &v1.RepeatedStringRules{}, []string{}
		read(c.Rules, rules)
		must(json.Unmarshal(c.Value, &value))
		return field.ValidateRepeatedStringRules(rules, value, "f")
	default:
		rules, value := &v1.StringRules{}, ""
		read(c.Rules, rules)
		must(json.Unmarshal(c.Value, &value))
		return field.ValidateStringRules(rules, value, "f")
	}
}

func judgeConfiguration(c testCase) error {
	known := map[string]field.SchemaField{}
	var fields []field.SchemaField
	for _, f := range c.Fields {
		make := map[string]func() field.SchemaField{
			"string": func() field.SchemaField { return field.StringField(f.Name, field.WithRequired(f.Required)) },
			"bool":   func() field.SchemaField { return field.BoolField(f.Name, field.WithRequired(f.Required)) },
			"int":    func() field.SchemaField { return field.IntField(f.Name, field.WithRequired(f.Required)) },
			"list":   func() field.SchemaField { return field.StringSliceField(f.Name, field.WithRequired(f.Required)) },
			"map":    func() field.SchemaField { return field.StringMapField(f.Name, field.WithRequired(f.Required)) },
		}[f.Type]
		known[f.Name] = make()
		fields = append(fields, known[f.Name])
	}
	pick := func(names []string) (out []field.SchemaField) {
		for _, name := range names {
			out = append(out, known[name])
		}
		return out
	}
	var relations []field.SchemaFieldRelationship
	for _, one := range c.Constraints {
		relations = append(relations, map[string]func() field.SchemaFieldRelationship{
			"required-together":  func() field.SchemaFieldRelationship { return field.FieldsRequiredTogether(pick(one.Fields)...) },
			"mutually-exclusive": func() field.SchemaFieldRelationship { return field.FieldsMutuallyExclusive(pick(one.Fields)...) },
			"at-least-one":       func() field.SchemaFieldRelationship { return field.FieldsAtLeastOneUsed(pick(one.Fields)...) },
			"dependent-on":       func() field.SchemaFieldRelationship { return field.FieldsDependentOn(pick(one.Fields), pick(one.On)) },
		}[one.Kind]())
	}
	var groups []field.SchemaFieldGroup
	for _, one := range c.Groups {
		groups = append(groups, field.SchemaFieldGroup{Name: one.Name, Fields: pick(one.Fields), Default: one.Default})
	}
	configuration := field.NewConfiguration(fields, field.WithConstraints(relations...), field.WithFieldGroups(groups))
	return field.Validate(configuration, values(c.Values), field.WithAuthMethod(c.Auth))
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var c testCase
		must(json.Unmarshal(in.Bytes(), &c))
		if c.Pattern != nil {
			pattern, err := regexp.CompilePOSIX(*c.Pattern)
			if err != nil {
				pattern, err = regexp.Compile("(?m)" + *c.Pattern)
			}
			if err != nil {
				fmt.Fprintln(out, "bad")
				continue
			}
			for _, text := range c.Texts {
				verdict := byte('0')
				if pattern.MatchString(text) {
					verdict = '1'
				}
				out.WriteByte(verdict)
			}
			fmt.Fprintln(out)
			continue
		}
		var err error
		if c.Rules != nil {
			err = judgeRules(c.Rules)
		} else {
			err = judgeConfiguration(c)
		}
		if err != nil {
			fmt.Fprintln(out, "no")
		} else {
			fmt.Fprintln(out, "ok")
		}
	}
	must(in.Err())
}
