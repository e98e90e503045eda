package say

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// review is the card of a review in the room, or what its owner is told: ahead of it, when it is due, when it is given to him.
func (c scope) review(n int, rest string) (post, bool) {
	r, ok := c.side.Review(n)
	if !ok {
		return post{}, false
	}
	what, _, _ := strings.Cut(rest, "/")
	if what == "" {
		return c.reviewCard(r), true
	}
	return c.reviewDirect(r, what, rest), true
}

// times says how often.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return plural(n, "time", "times")
}

// reviewTitle is what a review is about, unless its words have left the chat.
func (c scope) reviewWhat(r *incident.Review) string {
	for _, seq := range []uint64{r.Entry, r.Of} {
		if c.shown(seq, "") == left {
			return left
		}
	}
	if r.Of != 0 {
		return "entry " + c.entry(r.Of) + ", " + r.What
	}
	return r.What
}

// reviewCard is the one card of a review in the room, edited as it changes.
func (c scope) reviewCard(r *incident.Review) post {
	p := post{Title: "Review " + c.name(incident.SeriesReview, r.N) + " · " + c.reviewStands(r)}
	p.Lines = []string{"What: " + c.reviewWhat(r), "Owner: " + r.Owner.Label + " · Set by " + r.By.Name + " at " + c.Clock(r.SetAt) + ", entry " + c.entry(r.Entry)}
	if l, ok := c.side.Line(r.Entry); ok && !r.Ended {
		if b, ok := l.Body.(*incident.ReviewSet); ok {
			p.Lines = append(p.Lines, c.firings(b)...)
		}
	}
	if r.Last != nil {
		p.Lines = append(p.Lines, c.lastReview(r.Last))
	}
	if r.Deferrals > 0 {
		p.Lines = append(p.Lines, "Deferred "+times(r.Deferrals)+" so far")
	}
	if !r.Ended {
		p.Actions = c.reviewActions(r)
	}
	return p
}

// reviewStands is where a review stands, in words.
func (c scope) reviewStands(r *incident.Review) string {
	switch {
	case r.Ended && r.Last.Outcome == "":
		return "cancelled"
	case r.Ended:
		return string(r.Last.Outcome)
	case r.Fired.Missed != 0:
		return "MISSED, was due at " + c.Clock(r.Fired.Due)
	case !r.Fired.Due.IsZero():
		return "DUE at " + c.Clock(r.Fired.Due)
	}
	return "due at " + c.Clock(r.Due)
}

// firings say how it repeats, when it is due next, and what a change of the clocks does to it.
func (c scope) firings(b *incident.ReviewSet) []string {
	if len(b.Preview) == 0 {
		return []string{b.Night}
	}
	at := make([]string, len(b.Preview))
	for i, t := range b.Preview {
		at[i] = c.Clock(t)
	}
	words := b.Words
	if r, size := utf8.DecodeRuneInString(words); size > 0 {
		words = string(unicode.ToUpper(r)) + words[size:]
	}
	return []string{words + ". The first three: " + strings.Join(at, " · "), b.Night}
}

func (c scope) lastReview(l *incident.Reviewed) string {
	outcome := string(l.Outcome)
	if outcome == "" {
		outcome = "cancelled"
	}
	s := "Last: " + outcome + " by " + l.By.Name + " at " + c.Clock(l.At)
	if l.LateBy > 0 {
		s += ", done late by " + force.Span(l.LateBy)
	}
	return s + ": " + c.shown(l.Entry, l.Reason)
}

func (c scope) reviewActions(r *incident.Review) []bot.Action {
	name, local := c.name(incident.SeriesReview, r.N), c.side.Name(incident.SeriesReview, r.N)
	return []bot.Action{
		c.button("Say what review "+name+" came to", "review done", local),
		c.button("Defer review "+name+", with reason", "review defer", local),
	}
}

// reviewDirect is what the owner is told. Once it is settled the message says so.
func (c scope) reviewDirect(r *incident.Review, what, rest string) post {
	name := c.name(incident.SeriesReview, r.N)
	p := post{Lines: []string{"What: " + c.reviewWhat(r)}}
	hidden := c.side.Book == incident.BookSensitive && !c.side.IsMember(c.lane.Person)
	if hidden { // only its members read the second room's business
		p.Lines = []string{"What is to be looked at " + c.notHere(r.By)}
	}
	current := rest == what+"/"+number(r.Fired.Entry)
	switch {
	case r.Ended:
		p.Title = "Review " + name + ": " + c.reviewStands(r) + "."
		if hidden {
			p.Lines = nil // there is nothing left to ring about
			return p
		}
		p.Lines = append(p.Lines, c.lastReview(r.Last))
		return p
	case what == "given":
		p.Title = "Review " + name + " is now with you, " + titled(r.Owner.Label) + ": " + c.reviewStands(r) + "."
		p.Lines = append(p.Lines, "It was deferred "+times(c.Force.Settings.Review.Deferrals)+" below you.")
	case what == "soon" && !r.Fired.Due.IsZero(): // it is due, or the one before still is
		if sent, told := c.side.Delivered(c.lane, c.side.Name(incident.SeriesReview, r.N)+"/"+rest); !told || sent.Message == "" {
			return post{NotSent: "the one that is due is asked"}
		}
		return post{Title: "Review " + name + ": see the newer message."}
	case what == "soon" && (r.Reminded == 0 || rest != what+"/"+number(r.Reminded) || !r.Due.After(c.Now)), what == "due" && !current:
		p.Title = "Review " + name + ": " + c.reviewStands(r) + "."
		if r.Last != nil && !hidden {
			p.Lines = append(p.Lines, c.lastReview(r.Last))
		}
		return p
	case what == "soon":
		p.Title = "Review " + name + " for you, " + titled(r.Owner.Label) + ". Due at " + c.Clock(r.Due) + "."
		if l, ok := c.side.Line(r.Reminded); ok {
			if b, ok := l.Body.(*incident.ReviewSoon); ok {
				p.Lines = append(p.Lines, "Not done "+force.Span(c.Force.Settings.Remind.Missed)+" after that: MISSED"+thenAsked(b.Above)+".")
			}
		}
	default:
		p.Title = "Review " + name + " for you, " + titled(r.Owner.Label) + ". Due at " + c.Clock(r.Fired.Due) + "."
		p.Due = r.Fired.MissAt
		if r.Fired.Missed != 0 {
			p.Title = "Review " + name + " for you, " + titled(r.Owner.Label) + ": MISSED, was due at " + c.Clock(r.Fired.Due) + "."
		} else {
			p.Title += " Answer by " + c.Clock(r.Fired.MissAt) + "."
		}
		if l, ok := c.side.Line(r.Fired.Entry); ok {
			if b, ok := l.Body.(*incident.ReviewDue); ok {
				if r.Fired.Missed == 0 {
					p.Lines = append(p.Lines, "Not done by then: MISSED"+thenAsked(b.Above)+".")
				}
				p.Lines = append(p.Lines, c.lateWords(b.Late))
			}
		}
	}
	p.Lines = append(p.Lines, "Room: "+c.roomName()+". Control room: "+c.Force.ControlRoom+".")
	p.Actions = c.reviewActions(r)
	return p
}

// Reviews are the reviews of a side that are to come or wait to be done, as the asker alone reads them.
func Reviews(v View, s *incident.Side, h *incident.Head) []string {
	c := scope{View: v, side: s, head: h, lane: incident.Lane{Room: "answer"}}
	live := s.LiveReviews()
	if len(live) == 0 {
		return []string{"No review is to come in " + string(s.Ref) + "."}
	}
	out := []string{v.Force.MarkingLine(), string(s.Ref) + ": " + plural(len(live), "review", "reviews")}
	for _, r := range live {
		out = append(out, c.reviewLine(r))
	}
	return out
}

// ReviewLine is one review in a list that speaks of several incidents.
func ReviewLine(v View, s *incident.Side, h *incident.Head, r *incident.Review) string {
	return scope{View: v, side: s, head: h}.reviewLine(r)
}

func (c scope) reviewLine(r *incident.Review) string {
	line := c.name(incident.SeriesReview, r.N) + ": " + c.reviewStands(r) + " · " + r.Owner.Label
	if c.Profile == force.Pointer {
		return line
	}
	return line + " · " + c.reviewWhat(r)
}
