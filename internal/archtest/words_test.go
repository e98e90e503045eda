package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// goFiles calls fn with every Go file of the tree, by its path from the root.
func goFiles(t *testing.T, fn func(name string, src []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err == nil {
			fn(filepath.ToSlash(rel), src)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var unfinished = regexp.MustCompile(`\b(?:TODO|FIXME)\b`)

// TestNothingIsLeftToDo: what is not done is an issue, and no remark in the code.
func TestNothingIsLeftToDo(t *testing.T) {
	goFiles(t, func(name string, src []byte) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		for i, line := range strings.Split(string(src), "\n") {
			if word := unfinished.FindString(line); word != "" {
				t.Errorf("%s:%d: %s", name, i+1, word)
			}
		}
	})
}

// skips: which functions may skip otherwise than for want of a tool, as their file and name, and why.
var skips = map[string]string{
	"bot/bottest/suite.go testDurable":                           "what another's platform keeps cannot be seen from here",
	"cmd/loggist/kill_test.go killed":                            "it takes seconds, and -short asks for less; make test-all runs it whole",
	"reminders/schedule_test.go anySchedule":                     "a draw that is no schedule is drawn again",
	"reminders/schedule_test.go TestMissedAgreesWithWalkingNext": "a draw without a firing is drawn again",
}

// TestSkipsAreForWantOfATool: a test that is skipped proves nothing. One may be where a tool is missing, and then a
// LOGGIST_REQUIRE_* makes it a failure in the same function; every other skip stands in skips with its reason.
func TestSkipsAreForWantOfATool(t *testing.T) {
	used := map[string]bool{}
	goFiles(t, func(name string, src []byte) {
		f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			t.Error(err)
			return
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			skip, required := false, false
			ast.Inspect(fn, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					skip = skip || n.Sel.Name == "Skip" || n.Sel.Name == "Skipf" || n.Sel.Name == "SkipNow"
				case *ast.BasicLit:
					required = required || strings.HasPrefix(n.Value, `"LOGGIST_REQUIRE_`)
				}
				return true
			})
			place := name + " " + fn.Name.Name
			if skip && !required && skips[place] == "" {
				t.Errorf("%s skips without a LOGGIST_REQUIRE_* that forbids it: require the tool, or give a reason in skips", place)
			}
			used[place] = used[place] || skip
		}
	})
	for place := range skips {
		if !used[place] {
			t.Errorf("%s stands in skips and skips nothing", place)
		}
	}
}

var namesCommand = regexp.MustCompile(`(^|[^\w/-])/(ci|log|decision|task|npt|escalate|review)([^\w/-]|$)`)

// TestWordsNameCommandsAsTheForceDoes: in the words of posts and answers, a sentence that names a slash command goes through
// force.Named, since a force may call it otherwise (adr/0063). Refusals of commands are named by their shape, and are not looked at.
func TestWordsNameCommandsAsTheForceDoes(t *testing.T) {
	looked := 0
	goFiles(t, func(name string, src []byte) {
		if !strings.HasPrefix(name, "internal/say/") && !strings.HasPrefix(name, "reminders/") || strings.HasSuffix(name, "_test.go") {
			return
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		named := map[ast.Node]bool{}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Named" {
					for _, a := range call.Args {
						ast.Inspect(a, func(n ast.Node) bool { named[n] = true; return true })
					}
				}
			}
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && namesCommand.MatchString(lit.Value) {
				if looked++; !named[n] {
					t.Errorf("%s: %s names a command and does not go through force.Named", fset.Position(lit.Pos()), lit.Value)
				}
			}
			return true
		})
	})
	if looked < 10 {
		t.Errorf("only %d sentences were looked at: the test tests nothing", looked)
	}
}
