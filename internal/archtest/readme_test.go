package archtest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The documents are held to the tree: what they link to, the tests they call as witnesses, and the commands they tell
// people to type.

const root = "../.."

// documents are the pages for people, by their path from the root.
func documents(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md", "deploy/*.md", "deploy/example/*.md"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			name, err := filepath.Rel(root, f)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.ToSlash(name)] = string(b)
		}
	}
	for _, must := range []string{"README.md", "CHANGELOG.md", "docs/architecture.md", "docs/operations.md", "docs/threat-model.md", "docs/record-format.md", "docs/adr/README.md"} {
		if out[must] == "" {
			t.Errorf("%s is missing", must)
		}
	}
	return out
}

var (
	mdLink    = regexp.MustCompile(`\[([^\]\n]*)\]\(([^)\s]+)\)`)
	mdFence   = regexp.MustCompile("(?ms)^```[^\n]*\n(.*?)^```")
	mdIndent  = regexp.MustCompile(`(?m)^(?: {4}|\t).*$`)
	mdSpan    = regexp.MustCompile("`([^`\n]+)`")
	mdHeading = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// code is everything in a page that is set as code: what people may copy.
func code(page string) []string {
	var out []string
	for _, m := range mdFence.FindAllStringSubmatch(page, -1) {
		out = append(out, strings.Split(m[1], "\n")...)
	}
	page = mdFence.ReplaceAllString(page, "")
	for _, line := range mdIndent.FindAllString(page, -1) {
		out = append(out, strings.TrimSpace(line))
	}
	for _, m := range mdSpan.FindAllStringSubmatch(mdIndent.ReplaceAllString(page, ""), -1) {
		out = append(out, m[1])
	}
	return out
}

// anchor is what a heading is linked by.
func anchor(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.ReplaceAll(heading, "`", "")) {
		switch {
		case r == ' ' || r == '-':
			b.WriteByte('-')
		case r == '_' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r > 127:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// TestLinksOfDocuments: every link to a file leads to one, and to a heading that is there.
func TestLinksOfDocuments(t *testing.T) {
	pages := documents(t)
	for name, page := range pages {
		for _, m := range mdLink.FindAllStringSubmatch(mdSpan.ReplaceAllString(mdFence.ReplaceAllString(page, ""), ""), -1) {
			if strings.Contains(m[2], "://") {
				continue
			}
			file, fragment, _ := strings.Cut(m[2], "#")
			if file != "" {
				file = filepath.ToSlash(filepath.Join(filepath.Dir(name), file))
			} else {
				file = name
			}
			if strings.HasPrefix(file, "..") {
				t.Errorf("%s links to %s, outside the repository", name, m[2])
			} else if _, err := os.Stat(filepath.Join(root, file)); err != nil {
				t.Errorf("%s links to %s, which does not exist", name, m[2])
			}
			if fragment == "" {
				continue
			}
			found := slices.ContainsFunc(mdHeading.FindAllStringSubmatch(pages[file], -1), func(h []string) bool { return anchor(h[1]) == fragment })
			if !found {
				t.Errorf("%s links to %s, and there is no such heading", name, m[2])
			}
		}
	}
}

var (
	testName = regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9_]*\b`)
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9_]*)\(\w+ \*testing\.[TFB]\)`)
)

// testsOfTree is every test by the files that hold one of its name.
func testsOfTree(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		for _, m := range testFunc.FindAllStringSubmatch(string(b), -1) {
			out[m[1]] = append(out[m[1]], filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestWitnessesOfDocuments: every test that a page names exists, and where it is linked, in that file. Each promise of the
// README has one at least.
func TestWitnessesOfDocuments(t *testing.T) {
	tests := testsOfTree(t)
	pages := documents(t)
	for name, page := range pages {
		for _, test := range testName.FindAllString(page, -1) {
			if tests[test] == nil {
				t.Errorf("%s names %s, which does not exist", name, test)
			}
		}
		for _, m := range mdLink.FindAllStringSubmatch(page, -1) {
			test := testName.FindString(m[1])
			if test == "" || test != strings.Trim(m[1], "`") {
				continue
			}
			file := filepath.ToSlash(filepath.Join(filepath.Dir(name), m[2]))
			if !slices.Contains(tests[test], file) {
				t.Errorf("%s says that %s is in %s; it is in %v", name, test, m[2], tests[test])
			}
		}
	}
	_, promises, ok := strings.Cut(pages["README.md"], "\n## What it promises\n")
	if !ok {
		t.Fatal("the README promises nothing")
	}
	promises, _, _ = strings.Cut(promises, "\n## ")
	list := strings.Split(promises, "\n- **")[1:]
	if len(list) < 5 {
		t.Errorf("the README has %d promises", len(list))
	}
	for _, p := range list {
		if !testName.MatchString(p) {
			t.Errorf("no test proves the promise %q", strings.SplitN(p, "**", 2)[0])
		}
	}
}

var (
	subcommand = regexp.MustCompile(`(?:^|\s)(?:\S*bin/|\./cmd/)?loggist ([a-z]+)\b`)
	target     = regexp.MustCompile(`(?:^|\s)make ([a-z][a-z-]*)\b`)
	exitCodes  = regexp.MustCompile(`(\d+) [a-z]`)
)

// TestCommandsOfDocuments: every subcommand that a page tells people to type is in the usage, every make target in the
// Makefile.
func TestCommandsOfDocuments(t *testing.T) {
	usage, err := os.ReadFile(filepath.Join(root, "cmd/loggist/usage.txt"))
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for name, page := range documents(t) {
		for _, line := range code(page) {
			for _, m := range subcommand.FindAllStringSubmatch(line, -1) {
				seen++
				if m[1] != "help" && !strings.Contains(string(usage), "\n  loggist "+m[1]+" ") && !strings.Contains(string(usage), "\n  loggist "+m[1]+"\n") {
					t.Errorf("%s says %q; the usage knows no %q", name, line, m[1])
				}
			}
			for _, m := range target.FindAllStringSubmatch(line, -1) {
				seen++
				if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(m[1]) + `:`).Match(makefile) {
					t.Errorf("%s says %q; the Makefile has no %q", name, line, m[1])
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d commands were found in the documents: are they still looked for in the right place?", seen)
	}
}

// TestExitCodesAreExplained: each exit code of the usage has its line in the operations page.
func TestExitCodesAreExplained(t *testing.T) {
	usage, err := os.ReadFile(filepath.Join(root, "cmd/loggist/usage.txt"))
	if err != nil {
		t.Fatal(err)
	}
	_, line, ok := strings.Cut(string(usage), "Exit codes: ")
	codes := exitCodes.FindAllStringSubmatch(line, -1)
	if !ok || len(codes) < 4 {
		t.Fatal("the usage names no exit codes")
	}
	page := documents(t)["docs/operations.md"]
	for _, c := range codes {
		if !strings.Contains(page, "\n| "+c[1]+" | ") {
			t.Errorf("docs/operations.md does not explain exit code %s", c[1])
		}
	}
}

// TestDecisionsAreComplete: each under a number of its own that its title has too, one screen each, in three parts, and all of
// them in the index. Numbers rise; work that goes on side by side may leave gaps.
func TestDecisionsAreComplete(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "docs/adr/[0-9]*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no decisions: %v", err)
	}
	slices.Sort(files)
	index := documents(t)["docs/adr/README.md"]
	before := 0
	for _, f := range files {
		name := filepath.Base(f)
		n, err := strconv.Atoi(name[:min(4, len(name))])
		if err != nil || n <= before {
			t.Errorf("%s has no number of its own", name)
		}
		before = n
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		title, _, _ := strings.Cut(strings.TrimPrefix(text, fmt.Sprintf("# %d. ", n)), "\n")
		switch {
		case !strings.HasPrefix(text, fmt.Sprintf("# %d. ", n)):
			t.Errorf("%s does not begin with its number", name)
		case !strings.Contains(index, fmt.Sprintf("| %04d | [%s](%s) |", n, title, name)):
			t.Errorf("docs/adr/README.md lacks %s, or calls it otherwise than %q", name, title)
		}
		for _, part := range []string{"\n## Context\n", "\n## Decision\n", "\n## Consequences\n"} {
			if strings.Count(text, part) != 1 {
				t.Errorf("%s lacks the part%s", name, strings.TrimRight(part, "\n"))
			}
		}
		if n := strings.Count(text, "\n"); n > 45 {
			t.Errorf("%s has %d lines: one screen is enough", name, n)
		}
	}
	if n := strings.Count(index, "\n| 0"); n != len(files) {
		t.Errorf("docs/adr/README.md lists %d decisions of %d", n, len(files))
	}
}

// TestMapOfTheCode: every package is on the README's map, and the map has the packages in the order of the floors.
func TestMapOfTheCode(t *testing.T) {
	_, page, _ := strings.Cut(documents(t)["README.md"], "\n## Map of the code\n")
	table, _, ok := strings.Cut(page, "\nWhere is the code that")
	if !ok {
		t.Fatal("the README has no map of the code")
	}
	last := 1 << 10
	for line := range strings.Lines(table) {
		if m := mdLink.FindStringSubmatch(line); m != nil && strings.HasPrefix(line, "| ") {
			floor, ok := floors["loggist/"+m[2]]
			if ok && floor > last {
				t.Errorf("the map has %s below packages that it stands above", m[2])
			}
			if ok {
				last = floor
			}
		}
	}
	for _, p := range packages(t) {
		dir := strings.TrimPrefix(p.ImportPath, "loggist/")
		if !strings.Contains(table, "]("+dir+")") {
			t.Errorf("%s is not on the README's map of the code", dir)
		}
	}
}
