package commands

import (
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// Entries about entries: of any kind, in the book of the room. Each points at one that is there and is never changed.

type confirmAsk struct {
	Entry Number `ask:"Entry" series:"entry" need:"Say which entry." hidden:""`
}

type disputeAsk struct {
	Entry   Number `ask:"Entry" series:"entry" need:"Say which entry." hidden:""`
	Because string `ask:"What is not right" clause:"because" lines:"" limit:"3000" need:"A dispute says what is not right."`
}

type correctAsk struct {
	Entry   Number `ask:"Entry" series:"entry" need:"Say which entry." hidden:""`
	Text    string `ask:"Right text" rest:"" lines:"" limit:"3000" need:"A correction gives the right text."`
	Because string `ask:"What was wrong" clause:"because" lines:"" limit:"3000" need:"A correction says what was wrong."`
	By      Who    `ask:"Corrected by" clause:"by" free:"" decides:"own" help:"Empty: you, or the commander for whom you log"`
}

type withdrawAsk struct {
	Entry     Number       `ask:"Entry" series:"entry" need:"Say which entry." hidden:""`
	Because   string       `ask:"Why" clause:"because" lines:"" limit:"3000" need:"Withdrawing an entry needs a reason."`
	WrongRoom incident.Ref `ask:"Entered in the wrong room; it belongs in" short:"Wrong room: belongs in" clause:"wrong-room,wrong room" help:"Its words leave this room and stay in the record"`
	Sensitive bool         `ask:"It is sensitive: its words must leave the room" short:"It is sensitive" clause:"sensitive" help:"They stay in the record"`
}

var confirmCommand = Command{
	Path:     "ci confirm",
	Usage:    "/ci confirm 14",
	Short:    "Confirms an entry that was recorded for you.",
	Examples: []string{"/ci confirm 14"},
	Title:    "Confirm an entry", Button: "Confirm an entry",
	Question: func() any { return new(confirmAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.entry(q.(*confirmAsk).Entry, "Entry")))
	},
	Run: func(in *Input, q any) (Output, error) {
		l, err := in.mine(q.(*confirmAsk).Entry)
		if err != nil {
			return Output{}, err
		}
		number := incident.Number(in.Book, l.Seq)
		if !l.ConfirmedAt.IsZero() {
			return Output{}, Refuse("confirmed", "Entry "+number+" was confirmed at "+in.clock(l.ConfirmedAt)+".")
		}
		if !l.Unverified {
			return Output{}, Refuse("own", "Entry "+number+" was recorded by its decision maker and needs no confirmation.")
		}
		return in.record(&incident.Confirmed{Entry: l.Seq}), nil
	},
}

var disputeCommand = Command{
	Path:     "ci dispute",
	Usage:    "/ci dispute 14 | because …",
	Short:    "Says that an entry is not what you decided or said.",
	Examples: []string{"/ci dispute 14 | because I said until 2300, not 0300"},
	Title:    "Dispute an entry", Button: "Dispute an entry",
	Question: func() any { return new(disputeAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.entry(q.(*disputeAsk).Entry, "Entry")))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*disputeAsk)
		l, err := in.mine(a.Entry)
		if err != nil {
			return Output{}, err
		}
		return in.record(&incident.Disputed{Entry: l.Seq, Reason: a.Because}), nil
	},
}

var correctCommand = Command{
	Path:     "ci correct",
	Usage:    "/ci correct 14 RIGHT TEXT | because …",
	Short:    "Corrects an entry. The original stays, struck through.",
	Examples: []string{"/ci correct 14 Officers to stay until 2300 | because 0300 was a slip"},
	Title:    "Correct an entry", Button: "Correct an entry",
	Hides:    func(in *Input, raw map[string]string) error { return in.isPlan(raw["entry"]) },
	Question: func() any { return new(correctAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.entry(q.(*correctAsk).Entry, "Entry")))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*correctAsk)
		l, err := in.entry(a.Entry, "Entry")
		if err != nil {
			return Output{}, err
		}
		if l.Removed {
			return Output{}, Refuse("removed", "The words of entry "+incident.Number(in.Book, l.Seq)+" were taken out of this room. Make a new entry instead.")
		}
		by, err := ownOr(in, a.By)
		if err != nil {
			return Output{}, err
		}
		b := in.Batch()
		b.Add(incident.Draft{Book: in.Book, DecidedBy: by.Who, Body: &incident.Correction{
			Entry: l.Seq, Text: a.Text, Reason: a.Because, ToConfirm: incident.ToConfirm{ConfirmBy: by.ConfirmBy},
		}})
		return Output{Entries: b.Drafts()}, nil
	},
}

// isPlan refuses to correct a safety plan in words of one's own: they would be said in its room, and may say where somebody is. From the
// open room nothing of the sensitive book is corrected, whatever it is.
func (in *Input) isPlan(typed string) error {
	n := cutNumber(typed)
	if n.book == incident.BookSensitive && in.Book != incident.BookSensitive {
		return Refuse(codeHidden, "There is no "+n.local+" here.")
	}
	l, ok := in.Side().Line(uint64(max(n.n, 0)))
	if !ok {
		return nil
	}
	if _, plan := l.Body.(*incident.SafetyPlan); !plan {
		return nil
	}
	number := incident.Number(in.Book, l.Seq)
	return Refuse(codeHidden, "Entry "+number+" is a safety plan. "+
		in.Force.Named("What is right now is a new version of it: /ci safety. What is wrong is withdrawn: /ci withdraw ")+number+".")
}

var withdrawCommand = Command{
	Path:     "ci withdraw",
	Usage:    "/ci withdraw 14 | because … [| wrong-room CI-142] [| sensitive]",
	Short:    "Withdraws an entry. It stays in the record; from the wrong room, or sensitive, its words leave the chat.",
	Examples: []string{"/ci withdraw 14 | because it was a different house", "/ci withdraw 14 | because it names a witness | sensitive"},
	Title:    "Withdraw an entry", Button: "Withdraw an entry",
	Question: func() any { return new(withdrawAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.entry(q.(*withdrawAsk).Entry, "Entry")))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*withdrawAsk)
		l, err := in.entry(a.Entry, "Entry")
		if err != nil {
			return Output{}, err
		}
		removes := a.Sensitive || a.WrongRoom != ""
		if len(l.Withdrawn) > 0 && (l.Removed || !removes) {
			return Output{}, Refuse("withdrawn", "Entry "+incident.Number(in.Book, l.Seq)+" is already withdrawn, by entry "+
				incident.Number(in.Book, l.Withdrawn[len(l.Withdrawn)-1])+".")
		}
		return in.record(&incident.Withdrawn{Entry: l.Seq, Reason: a.Because, WrongRoom: a.WrongRoom != "", Belongs: a.WrongRoom, Sensitive: a.Sensitive}), nil
	},
}

// entry finds the entry of this book that a field names.
func (in *Input) entry(n Number, field string) (*incident.Line, error) {
	if l, ok := in.Side().Line(uint64(max(n.N, 0))); ok {
		return l, nil
	}
	last := in.Side().NextSeq() - 1
	return nil, RefuseField("no-entry", field, "There is no entry "+incident.Number(in.Book, uint64(max(n.N, 0)))+" here; the newest is "+
		incident.Number(in.Book, last)+".")
}

// mine finds an entry of which the actor is the decision maker: nobody else may confirm or dispute it.
func (in *Input) mine(n Number) (*incident.Line, error) {
	l, err := in.entry(n, "Entry")
	if err != nil {
		return nil, err
	}
	number := incident.Number(in.Book, l.Seq)
	switch {
	case len(l.Withdrawn) > 0:
		return nil, Refuse("withdrawn", "Entry "+number+" is withdrawn.")
	case l.DecidedBy == incident.Itself:
		return nil, Refuse("not-yours", "Entry "+number+" was made by Loggist itself when its time came: nobody decided it. Whoever sees a mistake in it may correct it.")
	case l.DecidedBy.ID != in.Actor.ID && l.DecidedBy.Unlisted:
		return nil, Refuse("not-yours", "Entry "+number+" is by "+l.DecidedBy.Name+", who is not in the directory: nobody can confirm or dispute it here. "+
			"What he says of it can be logged.")
	case l.DecidedBy.ID != in.Actor.ID:
		return nil, Refuse("not-yours", "Entry "+number+" is by "+l.DecidedBy.Name+", who alone may confirm or dispute it. Whoever sees a mistake in it may correct it.")
	}
	return l, nil
}

// record is an act of one entry by the actor.
func (in *Input) record(body incident.Body) Output {
	b := in.Batch()
	b.Add(incident.Draft{Book: in.Book, Body: body})
	return Output{Entries: b.Drafts()}
}

func (in *Input) clock(t time.Time) string { return force.Clock(t, in.Force.Zone, in.Now) }
