package obs

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
)

// manyValues is how many values of a label are listed in the table; more are described.
const manyValues = 12

// Table writes every metric that is declared as a Markdown table: docs/metrics.md.
func (m *Metrics) Table() (string, error) {
	families, err := m.registry.Gather()
	if err != nil {
		return "", fmt.Errorf("list the metrics: %w", err)
	}
	var b strings.Builder
	b.WriteString("| metric | kind | labels | what it says |\n|---|---|---|---|\n")
	for _, f := range families {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.GetName(), strings.ToLower(f.GetType().String()), labelsOf(f), f.GetHelp())
	}
	return b.String(), nil
}

func labelsOf(f *dto.MetricFamily) string {
	values := map[string]map[string]bool{}
	for _, x := range f.GetMetric() {
		for _, l := range x.GetLabel() {
			if values[l.GetName()] == nil {
				values[l.GetName()] = map[string]bool{}
			}
			values[l.GetName()][l.GetValue()] = true
		}
	}
	out := make([]string, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out = append(out, "`"+name+"`"+described(name, slices.Sorted(maps.Keys(values[name]))))
	}
	return strings.Join(out, "; ")
}

// described says what a label may say; which platforms there are, and which version it is, is another matter elsewhere.
func described(name string, values []string) string {
	switch {
	case name == "platform":
		return ": each that is served"
	case name == "version":
		return ""
	case len(values) > manyValues:
		return ": each command of the README, `" + CommandEvent + "`, `" + CommandOther + "`"
	}
	return ": " + strings.Join(values, ", ")
}
