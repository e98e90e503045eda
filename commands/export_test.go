package commands

import (
	"testing"

	"loggist/incident"
)

// A format that there is not is refused with those that there are; without one it is the accessible report.
func TestExportFormats(t *testing.T) {
	p := newPlay(t)
	for _, format := range []string{"docx", "word please"} {
		p.refuse("insp.patel", "/ci export "+format+" | because a review was asked for", "html")
		p.refuse("insp.patel", "/ci export "+format+" | because a review was asked for", "jsonl")
	}
	for typed, want := range map[string]string{"": "html", "pdf": "pdf", "PDF": "pdf", "csv": "csv", "jsonl": "jsonl"} {
		act, err := ReadLine("ci", "export "+typed+" | because a review was asked for", nil)
		if err != nil {
			t.Fatal(err)
		}
		out, err := act.Run(p.input("insp.patel"))
		if err != nil {
			t.Fatalf("%q: %v", typed, err)
		}
		if got := out.Register[0].Body.(*incident.Exported).Format; got != want {
			t.Errorf("%q makes %s, want %s", typed, got, want)
		}
	}
}
