package force

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A document is a YAML file being read. It is walked by hand and not decoded
// into structs, because a decoder stops at its first fault, and because every
// value's line is wanted again when the whole is checked.
type document struct {
	file   string
	faults []Fault
	lines  map[string]int // of every path that was read
}

// parseYAML is the top of the document, or false where it cannot be read at
// all; a fault then says why.
func (d *document) parseYAML(data []byte) (m *mapping, ok bool) {
	defer func() { // the parser is not ours: a file that breaks it is a bad file
		if r := recover(); r != nil {
			d.fault(1, "cannot be read as YAML")
			m, ok = nil, false
		}
	}()
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		line, text := 1, err.Error()
		if e, is := err.(yaml.Error); is { //nolint:errorlint // the parser returns it bare
			text = e.GetMessage()
			if t := e.GetToken(); t != nil && t.Position != nil {
				line = t.Position.Line
			}
		}
		d.fault(line, "cannot be read as YAML: %s", text)
		return nil, false
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType {
			continue
		}
		if body != nil {
			d.fault(lineOf(doc.Body), "more than one document in the file")
			return nil, false
		}
		body = doc.Body
	}
	if body == nil {
		d.fault(1, "the file is empty")
		return nil, false
	}
	return d.mapping(body, "")
}

func (d *document) fault(line int, format string, args ...any) {
	d.faults = append(d.faults, Fault{File: d.file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// line is where the path stands, or what is nearest above it.
func (d *document) line(path string) int {
	for path != "" {
		if n, ok := d.lines[path]; ok {
			return n
		}
		path = path[:max(0, strings.LastIndexByte(path, '/'))]
	}
	return 1
}

// A mapping is one level of keys. Every key that is asked for is known; end
// reports the others.
type mapping struct {
	doc   *document
	path  string
	keys  []string
	nodes map[string]ast.Node
	at    map[string]int
	known []string
}

func (d *document) mapping(n ast.Node, path string) (*mapping, bool) {
	m := &mapping{doc: d, path: path, nodes: map[string]ast.Node{}, at: map[string]int{}}
	if n == nil || n.Type() == ast.NullType {
		return m, true // "local:" with nothing below is an empty mapping
	}
	mn, ok := n.(ast.MapNode)
	if !ok {
		d.fault(lineOf(n), "%s wants keys below it, each with a value", name(path))
		return nil, false
	}
	for it := mn.MapRange(); it.Next(); {
		k := it.Key()
		key, line := "", lineOf(k)
		if t := k.GetToken(); t != nil {
			key = t.Value
		}
		if k.IsMergeKey() || key == "" {
			d.fault(line, "merge keys and empty keys are not read")
			continue
		}
		if _, dup := m.nodes[key]; dup {
			d.fault(line, "%s is there twice, first on line %d", name(m.sub(key)), m.at[key])
			continue
		}
		m.keys = append(m.keys, key)
		m.nodes[key], m.at[key] = it.Value(), line
		d.lines[m.sub(key)] = line
	}
	return m, true
}

func (m *mapping) sub(key string) string {
	if m.path == "" {
		return key
	}
	return m.path + "/" + key
}

func (m *mapping) get(key string) (ast.Node, bool) {
	m.known = append(m.known, key)
	n, ok := m.nodes[key]
	return n, ok
}

// end reports the keys that nobody asked for.
func (m *mapping) end() {
	for _, k := range m.keys {
		if !slices.Contains(m.known, k) {
			m.doc.fault(m.at[k], "unknown key %q; known here: %s", k, strings.Join(m.known, ", "))
		}
	}
}

// under reads the mapping below the key with fn, if it is there.
func (m *mapping) under(key string, fn func(*mapping)) {
	n, ok := m.get(key)
	if !ok {
		return
	}
	if sub, ok := m.doc.mapping(n, m.sub(key)); ok {
		fn(sub)
		sub.end()
	}
}

// each reads the list of mappings below the key with fn.
func (m *mapping) each(key string, fn func(*mapping)) {
	n, ok := m.get(key)
	if !ok {
		return
	}
	for i, item := range m.items(key, n) {
		path := fmt.Sprintf("%s/%d", m.sub(key), i)
		m.doc.lines[path] = lineOf(item)
		if sub, ok := m.doc.mapping(item, path); ok {
			fn(sub)
			sub.end()
		}
	}
}

func (m *mapping) items(key string, n ast.Node) []ast.Node {
	if seq, ok := n.(*ast.SequenceNode); ok {
		return seq.Values
	}
	m.doc.fault(m.at[key], "%s wants a list", name(m.sub(key)))
	return nil
}

// scalar reads the value of the key with parse; what is not there leaves into
// as it is.
func scalar[T any](m *mapping, key string, into *T, parse func(string) (T, error)) {
	if n, ok := m.get(key); ok {
		m.doc.scalar(n, m.sub(key), func(s string) error {
			v, err := parse(s)
			if err == nil {
				*into = v
			}
			return err
		})
	}
}

func (d *document) scalar(n ast.Node, path string, set func(string) error) {
	var s string
	switch v := n.(type) {
	case *ast.StringNode:
		s = v.Value
	case *ast.LiteralNode:
		s = strings.TrimSpace(v.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		s = n.GetToken().Value // as it was typed: 0700 stays 0700
	case *ast.NullNode:
		d.fault(lineOf(n), "%s has no value", name(path))
		return
	default:
		d.fault(lineOf(n), "%s wants one plain value", name(path))
		return
	}
	if err := set(s); err != nil {
		d.fault(lineOf(n), "%s: %v", name(path), err)
	}
}

func text[T ~string](m *mapping, key string, into *T) {
	scalar(m, key, into, func(s string) (T, error) { return T(s), nil })
}

func list[T any](m *mapping, key string, into *[]T, parse func(string) (T, error)) {
	n, ok := m.get(key)
	if !ok {
		return
	}
	out := []T{}
	for i, item := range m.items(key, n) {
		m.doc.scalar(item, fmt.Sprintf("%s/%d", m.sub(key), i), func(s string) error {
			v, err := parse(s)
			if err == nil {
				out = append(out, v)
			}
			return err
		})
	}
	*into = out
}

func texts[T ~string](m *mapping, key string, into *[]T) {
	list(m, key, into, func(s string) (T, error) { return T(s), nil })
}

func number(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number", s)
	}
	return n, nil
}

func truth(s string) (bool, error) {
	switch s {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither true nor false", s)
}

// span reads a duration: "30m", "4h", "1h30m", "7d".
func span(s string) (time.Duration, error) {
	days, rest, found := strings.Cut(s, "d")
	if !found {
		days, rest = "0", s
	}
	n, err := strconv.Atoi(days)
	var d time.Duration
	if err == nil && (rest != "" || !found) {
		d, err = time.ParseDuration(rest)
	}
	if err != nil || n < 0 || n > 3660 || d < 0 || d > 3660*24*time.Hour {
		return 0, fmt.Errorf("%q is no duration such as 30m, 4h or 7d", s)
	}
	return time.Duration(n)*24*time.Hour + d, nil
}

func lineOf(n ast.Node) int {
	if n != nil {
		if t := n.GetToken(); t != nil && t.Position != nil {
			return t.Position.Line
		}
	}
	return 1
}

// name is the path as a person reads it.
func name(path string) string {
	if path == "" {
		return "the file"
	}
	return strings.ReplaceAll(path, "/", ".")
}

type kind int

const (
	aValue kind = iota
	aMapping
	aList
)

func kindOf(n ast.Node) kind {
	switch n.(type) {
	case ast.MapNode:
		return aMapping
	case *ast.SequenceNode:
		return aList
	}
	return aValue
}
