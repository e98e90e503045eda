package commands

import (
	"loggist/incident"
	"loggist/internal/say"
)

type asAtAsk struct {
	At When `ask:"At what time" word:"" past:"" need:"Say at what time: 1410, or yesterday 2350."`
}

var asAtCommand = Command{
	Path: "ci asat", Synonyms: []string{"ci as at"},
	Usage:    "/ci asat 1410",
	Short:    "What the room knew at a time: where it stood, what was open, its last entries then. Nothing later is in it.",
	Examples: []string{"/ci asat 1410"},
	Title:    "As it was known", Button: "Show what was known then",
	Answers: true, WhenClosed: true,
	Question: func() any { return new(asAtAsk) },
	Check: func(in *Input, q any) map[string]string {
		if at := q.(*asAtAsk).At.At; at.Before(in.Full.Open.CalledAt) {
			return map[string]string{"At": "At " + in.clock(at) + " the incident had not been called; it was at " + in.clock(in.Full.Open.CalledAt) + "."}
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) {
		at := q.(*asAtAsk).At.At
		v := in.view()
		v.Now = at
		return in.answer(say.AsAt(v, in.Full.AsAt(at), in.Book)), nil
	},
}

type briefAsk struct {
	Post bool `ask:"Say it in the room as well" short:"In the room as well" clause:"post"`
}

var briefCommand = Command{
	Path: "ci brief", Synonyms: []string{"ci brief iimarch"},
	Usage:    "/ci brief [| post]",
	Short:    "A briefing in the form IIMARCH, drafted from the open log with the entry beside each line.",
	Examples: []string{"/ci brief", "/ci brief | post"},
	Title:    "Briefing", Button: "Draft a briefing",
	Answers: true, AtOnce: true, WhenClosed: true,
	Question: func() any { return new(briefAsk) },
	Run: func(in *Input, q any) (Output, error) {
		if in.Book == incident.BookSensitive {
			return Output{}, Refuse("open-room", "A briefing is drafted from the open log, in the open room.")
		}
		out := in.answer(say.Briefing(in.view(), in.Full.Open))
		out.Post = q.(*briefAsk).Post
		return out, nil
	},
}

type sinceAsk struct {
	Since When `ask:"Since when" word:"" past:"" help:"Empty: since your own last entry"`
}

var briefSinceCommand = Command{
	Path:     "ci brief since",
	Usage:    "/ci brief since [yesterday 2300]",
	Short:    "What was recorded since your own last entry, or since a time: for whoever comes back from rest days.",
	Examples: []string{"/ci brief since", "/ci brief since yesterday 2300"},
	Title:    "Since", Button: "Show what is new",
	Answers: true, AtOnce: true, WhenClosed: true,
	Question: func() any { return new(sinceAsk) },
	Run: func(in *Input, q any) (Output, error) {
		since := q.(*sinceAsk).Since.At
		seq := uint64(0)
		for _, l := range in.Side().Lines {
			if !since.IsZero() && !l.RecordedAt.After(since) || since.IsZero() && l.RecordedBy.ID == in.Actor.ID {
				seq = l.Seq
			}
		}
		return in.answer(say.Since(in.view(), in.Full, in.Book, seq)), nil
	},
}
