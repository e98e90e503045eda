package engine

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"loggist/bot/bottest"
)

// hidden is where somebody was taken to: what no message that goes out may say (S19, R3.15).
const hidden = "Hidden Lane"

// TestPlaceIsInNoPayload_S19_R3_15 types a place wherever it can be typed, rightly and wrongly, and reads every message, reply and
// form that goes out because of it: in rooms, to people, refused or recorded, shown again and asked for again.
func TestPlaceIsInNoPayload_S19_R3_15(t *testing.T) {
	out := play(t, strings.Join([]string{
		"sgt.lee control-room: /ci call neighbours accuse a man | where RV2 | because he may be hurt",
		"sgt.lee control-room: /ci call shouting | where HL1 | because he may be hurt",
		"insp.patel ci-2027-0001: /ci safety Person A: away from here | accommodation arranged | arranged by duty inspector, until Friday | place 12 Hidden Lane",
		"insp.patel ci-2027-0001: /ci safety Person A: away | accommodation offered | place 12 Hidden Lane",
		"insp.patel ci-2027-0001: /ci safety Person A: away | accommodation 12 Hidden Lane",
		"insp.patel ci-2027-0001: /ci safety Person A: away | plaec 12 Hidden Lane",
		"insp.patel ci-2027-0001: /ci safety Person A: away | place 12 Hidden Lane | place 12 Hidden Lane again",
		"insp.patel ci-2027-0001: /ci safety Person A: away | next contact 12 Hidden Lane | owner 12 Hidden Lane",
		"insp.patel ci-2027-0001: /ci safety | place 12 Hidden Lane",
		"insp.patel ci-2027-0001 submit place=12 Hidden Lane | accommodation=offered | plan=Person A",
		"insp.patel ci-2027-0001 submit place=12 Hidden Lane | next=at Hidden Lane | plan=Person A",
		"insp.patel direct: /ci safety Person A: away | place 12 Hidden Lane",
		"insp.patel control-room: /ci safety Person A: away | place 12 Hidden Lane",
		"insp.patel control-room: /ci CI-2027-0009 safety Person A: away | place 12 Hidden Lane",
		"insp.patel ci-2027-0001: ci safety Person A: away | place 12 Hidden Lane",
		"insp.patel direct: /ci safety Person A: away | place 12 Hidden Lane",
		"insp.patel direct: ci safety Person A: away | place 12 Hidden Lane",
		"prob.shah direct: /ci safety Person A: away | place 12 Hidden Lane",
		"ds.hughes ci-2027-0001-b: /ci safety Person A: away from here | accommodation arranged | place 14 Hidden Lane",
		"wait 13h",
		"ds.hughes ci-2027-0001-b: /ci log 40",
		"ds.hughes ci-2027-0001-b: /ci status",
		"ds.hughes ci-2027-0001-b: /ci waiting",
		"ds.hughes ci-2027-0001-b: /review list",
		"insp.patel ci-2027-0001: /ci log 40",
		"insp.patel direct: /ci waiting",
	}, "\n"), epoch)
	if !strings.Contains(out, "SAFETY PLAN, version 2") || !strings.Contains(out, "next contact") {
		t.Fatalf("nothing was recorded:\n%s", out)
	}
	withoutPlace(t, "the script", out)
	files, err := filepath.Glob("../../commands/testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, transcript, _ := strings.Cut(string(b), "-- transcript --\n")
		withoutPlace(t, filepath.Base(f), transcript)
	}
}

// typedLine is a line of a transcript that shows what a person typed or sent, not what went out.
var typedLine = regexp.MustCompile(`^\d{4} [a-z.]+ (in [a-z0-9-]+|to Loggist): |^       [a-z]+ = `)

func withoutPlace(t *testing.T, where, transcript string) {
	t.Helper()
	for line := range strings.Lines(transcript) {
		if bottest.Says(line, hidden) && !typedLine.MatchString(line) {
			t.Errorf("%s: went out: %s", where, line)
		}
	}
}

// roomLine is a line that shows a room's name, topic or the first line of a direct message: what a locked screen and a list of rooms
// show.
var roomLine = regexp.MustCompile(`^\d{4} (room|topic of) `)

// TestRoomsSayNothing_S51_R3_12: no name or topic of a room says what an incident is about, whom or where, in any transcript.
func TestRoomsSayNothing_S51_R3_12(t *testing.T) {
	files, err := filepath.Glob("../../commands/testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	seen := 0
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, transcript, _ := strings.Cut(string(b), "-- transcript --\n")
		for line := range strings.Lines(transcript) {
			if !roomLine.MatchString(line) {
				continue
			}
			seen++
			for _, word := range append([]string{"managed"}, bottest.RoomsSayNot...) { // a platform's library has "managed" in the name of a field
				if strings.Contains(line, word) {
					t.Errorf("%s: %q says %q", filepath.Base(f), line, word)
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d lines of rooms were read", seen)
	}
}
