package commands

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the commands table of the README anew")

// checkReadme keeps the table of commands in the README what the code says.
func checkReadme(t *testing.T) {
	t.Helper()
	const file, begin, end = "../README.md", "<!-- commands -->\n", "<!-- /commands -->"
	b, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		t.Log("there is no README yet")
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(b), begin)
	was, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("the README has no place for the table of commands, between %q and %q", strings.TrimSpace(begin), end)
	}
	if was == Table() {
		return
	}
	if !*update {
		t.Error("the table of commands in the README is not what the code says; run go test ./commands -run Readme -update")
		return
	}
	if err := os.WriteFile(file, []byte(before+begin+Table()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
