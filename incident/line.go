package incident

import (
	"fmt"
	"slices"
	"time"
)

// TakeLine is a line to take: L-1. It is drafted, cleared by whoever commands, released by communications, and withdrawn; what
// is corrected stays cleared with its new words (R3.16). Nothing that is not cleared goes to an officer.
type TakeLine struct {
	N        int
	Entry    uint64 // of the draft
	Audience Audience
	Text     string
	State    LineState
	// Cleared is the entry of the clearing; Since when it stands as it does.
	Cleared uint64
	Since   time.Time
	// Always: it goes with every task of the incident (R3.11).
	Always bool
}

// Audience is whom a line or a strategy is for.
type Audience string

// The audiences (S7). What is for police staff goes to nobody else.
const (
	ForMedia     Audience = "media"
	ForCommunity Audience = "community"
	ForStaff     Audience = "staff"
)

// Words is how an audience is said.
func (a Audience) Words() string {
	switch a {
	case ForMedia:
		return "for the media"
	case ForStaff:
		return "for police staff only"
	}
	return "for the community"
}

// LineState is where a line to take stands.
type LineState string

// The states of a line to take.
const (
	LineDraft     LineState = "draft, not cleared"
	LineCleared   LineState = "cleared"
	LineReleased  LineState = "released"
	LineWithdrawn LineState = "WITHDRAWN"
)

// InForce reports whether officers may use it.
func (s LineState) InForce() bool { return s == LineCleared || s == LineReleased }

// SeriesLine numbers lines to take.
const SeriesLine Series = "L"

// LineDrafted drafts a line to take. Each fact in it rests on entries (S42).
type LineDrafted struct {
	N        int      `json:"n"`
	Text     string   `json:"text" ask:"The line, word for word" short:"The line" rest:"" lines:"" limit:"3000" need:"A line to take needs its words." help:"As an officer or a spokesperson would say it"`
	Audience Audience `json:"audience" ask:"For whom" clause:"for" need:"Say for whom it is: media, community or staff." options:"media=The media;community=The community;staff=Police staff only"`
	Facts    string   `json:"facts" ask:"Entries that its facts rest on" short:"Rests on entries" clause:"facts,rests on" limit:"300" need:"Each fact rests on an entry of the log. Say which: facts 004, 009." help:"Numbers of entries, such as 004, 009; no fact that is not in the log"`
	IfAsked  bool     `json:"if_asked,omitempty" ask:"Only if asked" clause:"if asked"`
	ToConfirm
}

// LineClearing clears a line: every check is answered (R3.16, R3.20, R4.12, S41–S45, S49).
type LineClearing struct {
	N            int    `json:"n"`
	Accuracy     string `json:"accuracy" ask:"Who confirms that it is accurate" short:"Accuracy confirmed by" clause:"accuracy" limit:"300" need:"Say by name who confirms that it is accurate."`
	Fair         string `json:"fair" ask:"Is it honest, and fair to everybody it speaks of" short:"Honest and fair" clause:"fair" lines:"" limit:"1000" need:"Say why it is honest, and fair to everybody it speaks of, the person named too."`
	Confidential string `json:"confidential" ask:"Does it keep what may be expected to be kept" short:"Confidentiality" clause:"confidential" lines:"" limit:"1000" need:"Say that it gives away nothing that somebody may expect to be kept confidential; or why public protection takes precedence, and for what." help:"Victims and offenders may expect confidentiality; an exception needs its public-protection reason"`
	Victims      string `json:"victims" ask:"Victims told" clause:"victims" lines:"" limit:"1000" need:"Say that the victims were told, by whom and when; or not necessary because …" help:"Told by whom at what time, or not necessary because …"`
	Partners     string `json:"partners" ask:"Offender manager, probation and prison" short:"Probation and prison" clause:"partners" lines:"" limit:"1000" need:"Say when the offender manager, probation and prison were consulted; or not applicable because …" help:"It is answered for every incident alike"`
	Lead         string `json:"lead" ask:"Lead agency agreed" clause:"lead" limit:"1000" need:"Say which agency leads and when it agreed; or not applicable because …"`
	National     string `json:"national" ask:"National line, strategic management board" short:"National line and SMB" clause:"national" limit:"1000" need:"Say that the national line and the strategic management board were checked; or not checked because …" help:"What was not checked is shown as such"`
	Identifies   string `json:"identifies" ask:"Complainant, child or live proceedings" short:"Could it identify?" clause:"identifies" need:"Say whether it could identify a complainant or a child, or touch active proceedings: no, yes or unsure." options:"no=No;yes=Yes;unsure=Unsure" help:"Directly or piece by piece. Yes or unsure is for a superintendent to clear, with legal advice"`
	Legal        string `json:"legal,omitempty" ask:"Reference of legal advice" short:"Legal advice" clause:"legal" limit:"300"`
	Tell         []Who  `json:"tell,omitempty"` // who may release it
	ToConfirm
}

// LineRelease says that communications gave a line out. Loggist itself publishes nothing.
type LineRelease struct {
	N     int    `json:"n"`
	Where string `json:"where" ask:"Where, and to whom" short:"Where" clause:"where,to" limit:"300" need:"Say where it is given out, and to whom."`
	ToConfirm
}

// LineCorrection puts right a line that was wrong: whoever has a task with it is told at once (S42).
type LineCorrection struct {
	N      int    `json:"n"`
	Text   string `json:"text" ask:"The right words" rest:"" lines:"" limit:"3000" need:"Say the right words."`
	Reason string `json:"reason" ask:"What was wrong" clause:"because" lines:"" limit:"1000" need:"Say what was wrong."`
	Was    string `json:"was" label:"Do not use any more"`
	ToConfirm
}

// LineWithdrawal takes a line back.
type LineWithdrawal struct {
	N      int    `json:"n"`
	Reason string `json:"reason" ask:"Reason" clause:"because" lines:"" limit:"1000" need:"Withdrawing a line needs a reason."`
	Was    string `json:"was" label:"Do not use any more"`
	ToConfirm
}

// Kind is "line".
func (*LineDrafted) Kind() string { return "line" }

// Kind is "line-cleared".
func (*LineClearing) Kind() string { return "line-cleared" }

// Kind is "line-released".
func (*LineRelease) Kind() string { return "line-released" }

// Kind is "line-corrected".
func (*LineCorrection) Kind() string { return "line-corrected" }

// Kind is "line-withdrawn".
func (*LineWithdrawal) Kind() string { return "line-withdrawn" }

func lineHeading(n int, what string) string { return fmt.Sprintf("LINE TO TAKE L-%d, %s", n, what) }

// Heading says that it is a draft.
func (l *LineDrafted) Heading() string {
	return lineHeading(l.N, "DRAFT, NOT CLEARED, "+l.Audience.Words())
}

// Heading says that it is cleared, and whether the national line was checked.
func (l *LineClearing) Heading() string {
	if l.NationalUnchecked() {
		return lineHeading(l.N, "CLEARED; NATIONAL LINE NOT CHECKED")
	}
	return lineHeading(l.N, "CLEARED")
}

// Heading says that it was given out.
func (l *LineRelease) Heading() string { return lineHeading(l.N, "RELEASED") }

// Heading says that it was wrong.
func (l *LineCorrection) Heading() string { return lineHeading(l.N, "CORRECTED: USE THESE WORDS") }

// Heading says that it is not to be used.
func (l *LineWithdrawal) Heading() string { return lineHeading(l.N, "WITHDRAWN: DO NOT USE IT") }

// Verb is "Drafted".
func (*LineDrafted) Verb() string { return "Drafted" }

// Verb is "Cleared".
func (*LineClearing) Verb() string { return "Cleared" }

// Verb is "Released".
func (*LineRelease) Verb() string { return "Released" }

func (l *LineDrafted) apply(s *Side, e *Entry) {
	s.LinesToTake = append(s.LinesToTake, &TakeLine{N: l.N, Entry: e.Seq, Audience: l.Audience, Text: l.Text, State: LineDraft, Since: e.RecordedAt})
	s.formed(e)
}

func (l *LineClearing) apply(s *Side, e *Entry) {
	s.formed(e)
	t, ok := s.TakeLine(l.N)
	if !ok {
		return
	}
	t.State, t.Cleared, t.Since = LineCleared, e.Seq, e.RecordedAt
	for _, p := range l.Tell {
		if !s.IsMember(p.ID) {
			s.direct(p.ID, EntryKey(e.Seq), ClassPost, e.Seq)
		}
	}
}

func (l *LineRelease) apply(s *Side, e *Entry) {
	s.formed(e)
	if t, ok := s.TakeLine(l.N); ok {
		t.State, t.Since = LineReleased, e.RecordedAt
	}
}

func (l *LineCorrection) apply(s *Side, e *Entry) {
	s.formed(e)
	if t, ok := s.TakeLine(l.N); ok {
		t.Text = l.Text
		s.lineChanged(t, e)
	}
}

func (l *LineWithdrawal) apply(s *Side, e *Entry) {
	s.formed(e)
	if t, ok := s.TakeLine(l.N); ok {
		t.State, t.Since = LineWithdrawn, e.RecordedAt
		s.lineChanged(t, e)
	}
}

// NationalUnchecked reports whether the national line was not checked.
func (l *LineClearing) NationalUnchecked() bool { return notPattern.MatchString(l.National) }

// lineChanged changes the cards of the tasks that a line goes with, and tells whoever has one of them.
func (s *Side) lineChanged(l *TakeLine, e *Entry) {
	var told []Who
	for _, t := range s.LiveTasks() {
		if t.Line != l.N && !l.Always {
			continue
		}
		s.taskChanged(t, 0, e)
		for _, w := range append(slices.Clone(t.Asked), t.Officer) {
			if w.ID != "" && !among(told, w.ID) {
				told = append(told, w)
				s.direct(w.ID, EntryKey(e.Seq), ClassPost, e.Seq)
			}
		}
	}
}

// TakeLine returns L-n of this side.
func (s *Side) TakeLine(n int) (*TakeLine, bool) {
	if n < 1 || n > len(s.LinesToTake) {
		return nil, false
	}
	return s.LinesToTake[n-1], true
}

// LinesOf are the lines that go with a task, in force or withdrawn, by number.
func (s *Side) LinesOf(t *Task) []*TakeLine {
	var out []*TakeLine
	for _, l := range s.LinesToTake {
		if l.N == t.Line || l.Always && l.State.InForce() {
			out = append(out, l)
		}
	}
	return out
}
