package app

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loggist/internal/force"
)

// TestPlaceLeavesOnNoPlatform_S19_R3_15: where somebody was taken to is typed rightly and wrongly, as a command, in a form, as a message,
// with the whole of the content allowed on both platforms. It is in no call to Slack, in nothing that was shown there, and in clear in
// no file of the installation: what the local room keeps of what it was sent is one of them.
func TestPlaceLeavesOnNoPlatform_S19_R3_15(t *testing.T) {
	const hidden = "Hidden Lane"
	w, data := newWorkspace(t), t.TempDir()
	cfg := onSlack(t, w, force.SlackSocket, data, true)
	cfg.Platforms[0].Profile = force.Full
	n := runOn(t, w, cfg)
	direct := w.Direct(account("insp.patel"))
	var shown []string
	say := func(who force.PersonID, channel, line string) {
		shown = append(shown, n.types(who, channel, line))
	}
	say("sgt.lee", w.control, "/ci call neighbours accuse a man | where Riverside RV2 | because he may be hurt")
	room := n.room()
	for _, line := range []string{
		"/ci safety Person A: away from here | accommodation arranged | arranged by duty inspector | place 12 Hidden Lane",
		"/ci safety Person A: away | accommodation offered | place 12 Hidden Lane",
		"/ci safety Person A: away | accommodation 12 Hidden Lane",
		"/ci safety Person A: away | plaec 12 Hidden Lane",
		"/ci safety Person A: away | next contact 12 Hidden Lane",
	} {
		say("insp.patel", room, line)
	}
	say("insp.patel", direct, "/ci safety Person A: away | place 12 Hidden Lane")
	form := n.opens("insp.patel", room, "/ci safety")
	shown = append(shown, n.sends(form, map[string]string{"plan": "Person A: away", "place": "12 Hidden Lane", "accommodation": "offered"}))
	shown = append(shown, n.tells("insp.patel", direct, "ci safety Person A is at 12 Hidden Lane"))
	n.wind(13 * time.Hour)
	for _, line := range []string{"/ci log 40", "/ci status", "/ci waiting", "/ci handover He is away | to duty inspector | critical no, calm"} {
		say("insp.patel", room, line)
	}
	if !strings.Contains(strings.Join(shown, "\n"), "Recorded") {
		t.Fatalf("nothing was recorded: %q", shown)
	}
	for _, s := range shown {
		if strings.Contains(s, hidden) {
			t.Errorf("shown: %s", s)
		}
	}
	calls := n.Calls("")
	for _, c := range calls {
		for name, value := range c.Args {
			if strings.Contains(value, hidden) || strings.Contains(value, "Hidden+Lane") || strings.Contains(value, "Hidden%20Lane") {
				t.Errorf("%s sent it in %s", c.Method, name)
			}
		}
	}
	if len(calls) < 40 {
		t.Errorf("only %d calls were read", len(calls))
	}
	n.stop()
	files := 0
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files++
		if bytes.Contains(b, []byte(hidden)) {
			t.Errorf("%s holds it in clear", path)
		}
		return err
	})
	if err != nil || files < 3 {
		t.Errorf("%d files were read, %v", files, err)
	}
}
