package commands

import (
	"maps"
	"regexp"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// Lines to take (R3.16): drafted by anybody, cleared by Gold or the duty inspector with every check answered, released by
// communications; corrected and withdrawn where that is needed. Loggist gives nothing out itself.

type lineDraftAsk struct {
	incident.LineDrafted
	By Who `ask:"Drafted by" clause:"by" free:"" decides:"" help:"Empty: you, or the commander for whom you log"`
}

// lineNumber is the line that an act is about.
type lineNumber struct {
	Line Number `ask:"Line to take" series:"L" need:"Say which line, such as 1." hidden:""`
}

type lineClearAsk struct {
	lineNumber
	incident.LineClearing
	By Who `ask:"Cleared by" clause:"by" free:"" decides:"" help:"Empty: you, or the commander for whom you log"`
}

type lineReleaseAsk struct {
	lineNumber
	incident.LineRelease
}

type lineCorrectAsk struct {
	lineNumber
	incident.LineCorrection
	By Who `ask:"Corrected by" clause:"by" free:"" decides:"" help:"Empty: you, or the commander for whom you log"`
}

type lineWithdrawAsk struct {
	lineNumber
	incident.LineWithdrawal
	By Who `ask:"Withdrawn by" clause:"by" free:"" decides:"" help:"Empty: you, or the commander for whom you log"`
}

var lineCommand = Command{
	Path: "ci line", Synonyms: []string{"ci line draft"},
	Usage:    "/ci line THE WORDS | for media|community|staff | facts 004, 009 [| if asked]",
	Short:    "Drafts a line to take. Each fact in it rests on an entry; nobody uses it before it is cleared.",
	Examples: []string{"/ci line Officers are in Riverside tonight and will stay. If you are worried, speak to them. | for community | facts 004, 007"},
	Title:    "Line to take: draft", Button: "Draft a line to take",
	Question: func() any { return new(lineDraftAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.cited(q.(*lineDraftAsk).Facts))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*lineDraftAsk)
		f, err := in.fillOpen(a.By)
		if err != nil {
			return Output{}, err
		}
		body := a.LineDrafted
		if body.Facts, err = in.cited(body.Facts); err != nil {
			return Output{}, err
		}
		body.N, body.ToConfirm = len(in.Full.Open.LinesToTake)+1, f.toConfirm()
		f.add(&body)
		return f.output(), nil
	},
}

var citedPattern = regexp.MustCompile(`^(?:(?:entry|entries|and)[ ]*)*0*([0-9]{1,6})$`)

// cited are the entries that facts rest on: each is one of the open book that stands (S42).
func (in *Input) cited(words string) (string, error) {
	var out []string
	for _, w := range strings.FieldsFunc(words, func(r rune) bool { return r == ',' || r == ';' }) {
		for _, w := range strings.Split(strings.TrimSpace(w), " and ") {
			m := citedPattern.FindStringSubmatch(strings.ToLower(strings.TrimSpace(w)))
			if m == nil {
				return "", RefuseField("uncited", "Facts", "“"+clip(w, 40)+"” is no number of an entry. A fact that is not in the log is logged first; then say its number: facts 004, 009.")
			}
			l, ok := in.Full.Open.Line(uint64(number(m[1])))
			if !ok || len(l.Withdrawn) > 0 {
				return "", RefuseField("uncited", "Facts", "Entry "+m[1]+" is not there or was withdrawn: no fact can rest on it.")
			}
			out = append(out, incident.Number(incident.BookOpen, l.Seq))
		}
	}
	return strings.Join(out, ", "), nil
}

// takeLine finds a line to take of the incident.
func (in *Input) takeLine(n Number) (*incident.TakeLine, error) {
	l, ok := in.Full.Open.TakeLine(n.N)
	switch {
	case !ok:
		return nil, RefuseField("no-line", "Line", "There is no line to take L-"+n.Typed+" here.")
	case l.State == incident.LineWithdrawn:
		return nil, RefuseField("line-over", "Line", in.lineName(l)+" was withdrawn at "+in.clock(l.Since)+".")
	}
	return l, nil
}

// draftLine is a line that is still to be cleared.
func (in *Input) draftLine(n Number) (*incident.TakeLine, error) {
	l, err := in.takeLine(n)
	if err == nil && l.State != incident.LineDraft {
		return nil, RefuseField("cleared", "Line", in.lineName(l)+" is cleared already. Wrong words are corrected: /ci line correct "+n.Typed+" …")
	}
	return l, err
}

// releasable is a line that may be given out: cleared, and not for police staff alone.
func (in *Input) releasable(n Number) (*incident.TakeLine, error) {
	l, err := in.takeLine(n)
	switch {
	case err != nil:
		return nil, err
	case l.State == incident.LineDraft:
		return nil, RefuseField("not-cleared", "Line", in.lineName(l)+" is a draft: only what Gold or the duty inspector has cleared is released.")
	case l.Audience == incident.ForStaff:
		return nil, RefuseField("staff-only", "Line", in.lineName(l)+" is for police staff only and is given to nobody else.")
	}
	return l, nil
}

func (in *Input) lineName(l *incident.TakeLine) string {
	return in.Full.Open.Name(incident.SeriesLine, l.N)
}

var lineClearCommand = Command{
	Path:  "ci line clear",
	Usage: "/ci line clear 1 | accuracy … | fair … | confidential … | victims … | partners … | lead … | national … | identifies no|yes|unsure",
	Short: "Clears a line to take, with every check answered. From then on it may go with a task.",
	Examples: []string{
		"/ci line clear 1 | accuracy PS Lee, who was there | fair it says what police do and nothing of him | confidential nothing of anybody | victims not necessary because none is named | partners asked at 2200, content | lead not applicable because no other agency leads | national checked at 2205 | identifies no",
	},
	Title: "Line to take: clear", Button: "Clear a line to take",
	Question: func() any { return new(lineClearAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*lineClearAsk)
		wrong := clearFaults(&a.LineClearing)
		maps.Copy(wrong, wrongFields(errOf(in.draftLine(a.Line))))
		if by, err := decidedBy(in, a.By); err == nil {
			maps.Copy(wrong, in.identifying(&a.LineClearing, by.Who))
		}
		return wrong
	},
	Run: func(in *Input, q any) (Output, error) { return in.clearLine(q.(*lineClearAsk)) },
}

func (in *Input) clearLine(a *lineClearAsk) (Output, error) {
	l, err := in.draftLine(a.Line)
	if err != nil {
		return Output{}, err
	}
	f, err := in.fillOpen(a.By)
	if err != nil {
		return Output{}, err
	}
	if err := f.may(incident.ActClearLine, "Clearing a line to take"); err != nil {
		return Output{}, err
	}
	body := a.LineClearing
	body.N, body.ToConfirm, body.Tell = l.N, f.toConfirm(), in.onDuty(force.OnCallCommunications)
	f.add(&body)
	return f.output(), nil
}

// clearFaults are the checks that were answered with nothing.
func clearFaults(c *incident.LineClearing) map[string]string {
	fields := map[string]string{}
	for _, x := range []struct{ name, answer, why string }{
		{"Accuracy", c.Accuracy, "Say by name who confirms that it is accurate."},
		{"Fair", c.Fair, "Say why it is honest, and fair to everybody it speaks of."},
		{"Confidential", c.Confidential, "Say what it gives away: nothing of whom; or which public protection takes precedence, and for what."},
		{"Victims", c.Victims, "Say who told the victims and when, or why that is not necessary."},
		{"Partners", c.Partners, "Say who was consulted and when, or why that does not apply."},
		{"Lead", c.Lead, "Say which agency leads and when it agreed, or why none does."},
		{"National", c.National, "Say when they were checked, or why not."},
	} {
		if s := squash(x.answer); s != "" && (s == yes || s == no || saysNothing(x.answer)) {
			fields[x.name] = x.why
		}
	}
	return fields
}

// identifying is what stands against a line that may identify somebody who is protected: who clears it, and without which advice.
func (in *Input) identifying(c *incident.LineClearing, by incident.Who) map[string]string {
	p, ok := in.Force.People.Person(by.ID)
	switch {
	case c.Identifies == no || c.Identifies == "":
		return nil
	case !ok || !p.RankAtLeast(force.Superintendent):
		return map[string]string{"Identifies": "What may identify a complainant or a child, or touch active proceedings, is for a superintendent or above to clear."}
	case c.Legal == "":
		return map[string]string{"Legal": "Say under which reference legal advice was taken."}
	}
	return nil
}

var lineReleaseCommand = Command{
	Path:     "ci line release",
	Usage:    "/ci line release 1 | where …",
	Short:    "Says that communications gave a cleared line out, and where. Loggist gives nothing out itself.",
	Examples: []string{"/ci line release 1 | where to the local paper, by phone, if asked"},
	Title:    "Line to take: release", Button: "Release a line to take",
	Question: func() any { return new(lineReleaseAsk) },
	Before: func(in *Input) error {
		if err := in.heldUp(incident.BlocksRelease); err != nil {
			return err
		}
		if in.Full.Differs() {
			return Refuse(heldUp, "Agencies differ, and have not talked about it yet: nothing is released before they have. Whoever recorded it says when they did: /ci differ discussed …")
		}
		return nil
	},
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.releasable(q.(*lineReleaseAsk).Line)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*lineReleaseAsk)
		l, err := in.releasable(a.Line)
		if err != nil {
			return Output{}, err
		}
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		if err := f.may(incident.ActReleaseLine, "Releasing a line to take"); err != nil {
			return Output{}, err
		}
		body := a.LineRelease
		body.N = l.N
		f.add(&body)
		return f.output(), nil
	},
}

var lineCorrectCommand = Command{
	Path:     "ci line correct",
	Usage:    "/ci line correct 1 THE RIGHT WORDS | because …",
	Short:    "Corrects a line that was wrong. Whoever has a task with it is told at once.",
	Examples: []string{"/ci line correct 1 Officers are in Riverside tonight. | because they do not stay until morning"},
	Title:    "Line to take: correct", Button: "Correct a line to take",
	Question: func() any { return new(lineCorrectAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.takeLine(q.(*lineCorrectAsk).Line)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*lineCorrectAsk)
		l, f, err := in.changeLine(a.Line, a.By, "Correcting a line to take")
		if err != nil {
			return Output{}, err
		}
		body := a.LineCorrection
		body.N, body.Was, body.ToConfirm = l.N, l.Text, f.toConfirm()
		f.add(&body)
		return f.output(), nil
	},
}

var lineWithdrawCommand = Command{
	Path:     "ci line withdraw",
	Usage:    "/ci line withdraw 1 | because …",
	Short:    "Takes a line back. Whoever has a task with it is told at once.",
	Examples: []string{"/ci line withdraw 1 | because the street is named in it"},
	Title:    "Line to take: withdraw", Button: "Withdraw a line to take",
	Question: func() any { return new(lineWithdrawAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.takeLine(q.(*lineWithdrawAsk).Line)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*lineWithdrawAsk)
		l, f, err := in.changeLine(a.Line, a.By, "Withdrawing a line to take")
		if err != nil {
			return Output{}, err
		}
		body := a.LineWithdrawal
		body.N, body.Was, body.ToConfirm = l.N, l.Text, f.toConfirm()
		f.add(&body)
		return f.output(), nil
	},
}

// changeLine starts a change of a line by who may clear it.
func (in *Input) changeLine(n Number, by Who, what string) (*incident.TakeLine, *filling, error) {
	l, err := in.takeLine(n)
	if err != nil {
		return nil, nil, err
	}
	f, err := in.fillOpen(by)
	if err != nil {
		return nil, nil, err
	}
	return l, f, f.may(incident.ActClearLine, what)
}

// taskLine is the line to take that a task is given: only one that is cleared, and none for staff (S7, S22).
func (in *Input) taskLine(words string) (int, error) {
	if words == "" {
		return 0, nil
	}
	n := number(strings.TrimLeft(strings.ToLower(strings.TrimSpace(words)), "l- "))
	l, ok := in.Full.Open.TakeLine(n)
	switch {
	case in.Book == incident.BookSensitive:
		return 0, RefuseField("no-line", "Line", "Lines to take are of the open room; a task of this room carries none.")
	case !ok || !l.State.InForce():
		return 0, RefuseField("no-line", "Line", "There is no line to take "+words+" that has been cleared, and only such can go with a task.")
	case l.Audience == incident.ForStaff:
		return 0, RefuseField("staff-only", "Line", in.lineName(l)+" is for police staff only: it does not go with a task that speaks to the public.")
	}
	return n, nil
}
