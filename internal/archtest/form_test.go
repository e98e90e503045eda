package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestAFormIsOneStruct: the form that docs/architecture.md shows stands where it says, and nothing else in the code knows of it.
func TestAFormIsOneStruct(t *testing.T) {
	named := regexp.MustCompile(`\btype Advice struct|\bof\[Advice\]|\bincident\.Advice\b|\badvice(Command|Ask)\b`)
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && named.Match(b) {
			rel, _ := filepath.Rel(root, path)
			found = append(found, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"commands/partners.go", "commands/table.go", "incident/advice.go", "incident/kinds.go"}
	if slices.Sort(found); !slices.Equal(found, want) {
		t.Errorf("it stands in %q, and the page says %q", found, want)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(want, "internal/archtest/form_test.go") {
		if !strings.Contains(string(page), f) {
			t.Errorf("the page does not name %s", f)
		}
	}
	source, err := os.ReadFile(filepath.Join(root, "incident", "advice.go"))
	if line := "func (a *Advice) apply(s *Side, e *Entry) { s.formed(e) }"; err != nil || !strings.Contains(string(source), line) || !strings.Contains(string(page), line) {
		t.Errorf("its case is not the line that the page shows: %v", err)
	}
}
