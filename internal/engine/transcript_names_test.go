package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"loggist/internal/force"
)

// TestTranscriptsUnderOtherNames plays chats in which every slash command is called otherwise: everything that is said reads as
// before, under the other names. They are chats that between them say most of what names a command.
func TestTranscriptsUnderOtherNames(t *testing.T) {
	f := force.Demo()
	f.Names = force.Names{"ci": "incident", "log": "note", "decision": "decide", "task": "tasking", "npt": "team", "escalate": "callout", "review": "lookat"}
	for _, name := range []string{
		"again", "call", "declare", "members", "person", "roles", "second", "standdown", "strangers", "unanswered", "waiting", "words",
		"S3-S18-S19-R3.14-R3.15-safety-plan", "S47-R2.9-R2.19-R3.12-R4.15-events", "R4.11-access", "R1.23-R1.24-debrief-lessons",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(filepath.Join("../../commands/testdata", name+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(b)
			want := f.Named(section(a, "transcript"))
			got := playFor(t, f, f.Named(section(a, "script")), begin(t, string(a.Comment)))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("under other names it differs (-want +got):\n%s", diff)
			}
			for _, n := range force.SlashNames {
				if strings.Contains(got, "/"+n+" ") {
					t.Errorf("/%s is still said", n)
				}
			}
		})
	}
}
