package archtest

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors: imports go strictly down, and none on one floor. A package that is not here is a test failure: it has to be
// given its place.
var floors = map[string]int{
	"loggist/cmd/loggist":     6,
	"loggist/internal/app":    5,
	"loggist/internal/engine": 4,
	"loggist/bot/local":       4,
	"loggist/bot/slack":       4,
	"loggist/bot/mattermost":  4,
	"loggist/internal/report": 3,
	"loggist/commands":        3,
	"loggist/reminders":       2,
	"loggist/internal/say":    2,
	"loggist/internal/record": 2,
	"loggist/incident":        1,
	"loggist/bot":             0,
	"loggist/internal/force":  0,
	"loggist/internal/seal":   0,
	"loggist/internal/obs":    0,
}

// testing packages are imported by tests only.
var testOnly = []string{
	"loggist/bot/bottest", "loggist/bot/local/browsertest", "loggist/bot/slack/slacktest", "loggist/internal/record/recordtest", "loggist/internal/obs/obstest", "loggist/internal/archtest",
	"loggist/incident/incidenttest", "loggist/deploy", "loggist/bot/mattermost/mattermosttest", "loggist/bot/mattermost/mattermosttest/server",
}

// adapters see only bot and obs: an adapter translates and never decides.
var adapters = []string{"loggist/bot/local", "loggist/bot/slack", "loggist/bot/mattermost"}

// fences: who may import a dependency, and why nobody else may.
var fences = []struct {
	path    string
	allowed []string
	reason  string
}{
	{"github.com/redis/go-redis", []string{"loggist/internal/record", "loggist/internal/record/recordtest", "loggist/internal/app"}, "one package names the keys and scripts of Redis; app dials"},
	{"github.com/robfig/cron", []string{"loggist/reminders"}, "cron is used only as a guarded Next"},
	{"github.com/goccy/go-yaml", []string{"loggist/internal/force"}, "the configuration is read in one place"},
	{"golang.org/x/mod", []string{"loggist/internal/record"}, "signed notes are made and read where the record is"},
	{"github.com/slack-go", []string{"loggist/bot/slack", "loggist/bot/slack/slacktest"}, "a chat platform stays in its adapter"},
	{"github.com/gorilla/websocket", []string{"loggist/bot/slack/slacktest", "loggist/bot/mattermost/mattermosttest"}, "only stand-ins open their end of a socket; an adapter's is the library's"},
	{"codeberg.org/go-pdf/fpdf", []string{"loggist/internal/report"}, "one package prints"},
	{"golang.org/x/image", []string{"loggist/internal/report"}, "the typefaces are where they are printed with"},
	{"github.com/go-json-experiment", []string{"loggist/incident"}, "entries are decoded in one place"},
	{"github.com/prometheus", []string{"loggist/internal/obs"}, "metrics are declared in one place"},
	{"github.com/mattermost", []string{"loggist/bot/mattermost", "loggist/bot/mattermost/mattermosttest"}, "a chat platform stays in its adapter"},
}

type pkg struct {
	ImportPath, Dir                string
	Imports                        []string
	TestImports, XTestImports      []string
	GoFiles, TestGoFiles, CgoFiles []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json", "loggist/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestFloors(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range packages(t) {
		seen[p.ImportPath] = true
		if slices.Contains(testOnly, p.ImportPath) || strings.Contains(p.ImportPath, "/testdata/") {
			continue
		}
		floor, ok := floors[p.ImportPath]
		if !ok {
			t.Errorf("%s has no floor: give it its place in floors", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			if !strings.HasPrefix(i, "loggist/") {
				continue
			}
			if slices.Contains(testOnly, i) {
				t.Errorf("%s imports %s, which is for tests", p.ImportPath, i)
			} else if floors[i] >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d): imports go strictly down", p.ImportPath, floor, i, floors[i])
			}
			if slices.Contains(adapters, p.ImportPath) && i != "loggist/bot" && i != "loggist/internal/obs" {
				t.Errorf("%s imports %s: an adapter sees only bot and obs", p.ImportPath, i)
			}
		}
	}
	for p := range floors {
		if !seen[p] {
			t.Errorf("%s has a floor and does not exist", p)
		}
	}
}

func TestFences(t *testing.T) {
	for _, p := range packages(t) {
		for _, f := range fences {
			for _, i := range p.Imports {
				if strings.HasPrefix(i, f.path) && !slices.Contains(f.allowed, p.ImportPath) {
					t.Errorf("%s imports %s: %s", p.ImportPath, i, f.reason)
				}
			}
		}
	}
}

// TestNoPlatformByName: the domain, the commands, the reminders and the words never name a chat platform, not even in a
// string.
func TestNoPlatformByName(t *testing.T) {
	for _, p := range packages(t) {
		switch p.ImportPath {
		case "loggist/incident", "loggist/commands", "loggist/reminders", "loggist/internal/say":
		default:
			continue
		}
		for _, name := range p.GoFiles {
			b, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"slack", "mattermost"} {
				if strings.Contains(strings.ToLower(string(b)), word) {
					t.Errorf("%s/%s names %s", p.ImportPath, name, word)
				}
			}
		}
	}
}

// pure packages take the time as an argument and touch neither files nor the network.
var pure = map[string][]string{
	"loggist/incident":        {"time.Now", "time.Since", "time.Until", "os.", "net."},
	"loggist/commands":        {"time.Now", "time.Since", "time.Until", "os.", "net."},
	"loggist/reminders":       {"time.Now", "time.Since", "time.Until", "os.", "net."},
	"loggist/internal/say":    {"time.Now", "time.Since", "time.Until", "os.", "net."},
	"loggist/internal/report": {"time.Now", "time.Since", "time.Until", "os.", "net."},
}

func TestForbiddenCalls(t *testing.T) {
	for _, p := range packages(t) {
		forbidden, ok := pure[p.ImportPath]
		if !ok {
			continue
		}
		fset := token.NewFileSet()
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				x, ok := sel.X.(*ast.Ident)
				if !ok || x.Obj != nil {
					return true
				}
				call := x.Name + "." + sel.Sel.Name
				for _, bad := range forbidden {
					if call == bad || strings.HasSuffix(bad, ".") && x.Name+"." == bad {
						t.Errorf("%s: %s: this package is pure", fset.Position(sel.Pos()), call)
					}
				}
				return true
			})
		}
	}
}

// TestPackageComments: exactly one package comment a package, in English that says what it is.
func TestPackageComments(t *testing.T) {
	for _, p := range packages(t) {
		n := 0
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if f.Doc != nil {
				n++
			}
		}
		if n != 1 && len(p.GoFiles) > 0 {
			t.Errorf("%s has %d package comments, wanted one", p.ImportPath, n)
		}
	}
}

// maxLines is where a file has grown past one subject.
const maxLines = 420

func TestFileLength(t *testing.T) {
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			b, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(b), "\n"); n > maxLines {
				t.Errorf("%s/%s has %d lines: does it still say one thing?", p.ImportPath, name, n)
			}
		}
	}
}
