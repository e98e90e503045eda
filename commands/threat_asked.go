package commands

import (
	"slices"
	"strings"

	"loggist/incident"
)

// Somebody writes of a threat in the log, where it rings nobody (S33). It is recorded as he typed it, at once and whatever it says;
// he alone is asked, below that answer, whether it is a threat to life. Which words ask is configuration of the force; what they
// mean is his to say ([adr/0076](../docs/adr/0076-a-threat-in-the-log.md)).

var noThreatCommand = Command{
	Path:     "ci no threat",
	Usage:    "/ci no threat",
	Short:    "Answers no where Loggist asks whether an entry is a threat to life. The entry stands as it was typed, and nothing is added.",
	Examples: []string{"/ci no threat"},
	Title:    "No threat to life", Button: "No, it is no threat to life",
	Answers: true, AtOnce: true,
	Run: func(in *Input, _ any) (Output, error) {
		return answer(in.Force.Named("Nothing more was recorded. The entry stands as it is. If that changes: /ci threat")), nil
	},
}

// askWhetherThreat notes in entries of the person's own words that he is asked about them. Once there is a threat to life nobody is
// asked: it rang.
func (in *Input) askWhetherThreat(drafts []incident.Draft) {
	for _, d := range drafts {
		if b, ok := d.Body.(incident.OwnWords); ok && !in.threatKnown(d.Book) {
			b.Asked().Word = in.threatWord(b.Words())
		}
	}
}

// threatKnown reports whether there is a threat to life that the readers of a book know of.
func (in *Input) threatKnown(b incident.Book) bool {
	switch {
	case in.Full == nil:
		return false
	case in.Full.Open.ThreatToLife:
		return true
	case b != incident.BookSensitive:
		return false
	}
	return slices.ContainsFunc(incident.Made[*incident.Threat](in.Full.Sensitive), func(l *incident.Line) bool {
		t, ok := l.Body.(*incident.Threat)
		return ok && !t.Vigilante
	})
}

// threatWord is the word of the force's list that a text says, outside of what it quotes of a line to take.
func (in *Input) threatWord(text string) string {
	var lines []string
	if in.Full != nil {
		for _, l := range in.Full.Open.LinesToTake {
			lines = append(lines, l.Text)
		}
	}
	return in.Force.Settings.ThreatWords.In(text, lines...)
}

// known fills the form that a button opens with the words of the entry that it is about, which no button carries.
func (*threatAsk) known(in *Input, raw map[string]string) {
	n := cutNumber(raw["logged"])
	if raw["what"] != "" || n.book == incident.BookSensitive != (in.Book == incident.BookSensitive) || !in.shows() {
		return
	}
	l, ok := in.Side().Line(uint64(max(n.n, 0)))
	if !ok || l.Removed {
		return
	}
	if b, ok := l.Body.(incident.OwnWords); ok {
		raw["what"] = firstRunes(strings.TrimSpace(b.Words()), maxThreat)
	}
}

// maxThreat is how much of an entry fits the field that it fills.
const maxThreat = 3000

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
