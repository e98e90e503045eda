package incident

import (
	"fmt"
	"slices"
	"time"

	"loggist/internal/force"
)

// Handover gives an incident from one owner to the next (R5.3): what is live, ordered by consequence, and a sentence of whoever goes.
// Until it is accepted, whoever goes owns it.
type Handover struct {
	N        int      `json:"n"`
	Sentence string   `json:"sentence" ask:"What the next must know first" short:"What to know first" rest:"" lines:"" limit:"1000" need:"Say in a sentence what the next must know first."`
	To       Who      `json:"to" label:"To"`
	Owner    Owner    `json:"owner"`
	Items    []string `json:"items"`
	Critical string   `json:"critical" ask:"Could it become critical, and why" short:"Could become critical" clause:"critical" limit:"1000" need:"Say whether it could become critical: no, maybe or yes, and why."`
	Prompts
	ToConfirm
}

// HandoverDrafted is made by the clock before the owner's duty ends (R5.3): what would be handed over, to whom, until when. It hands
// nothing over: the owner adds his sentence and sends it. Without Ends the roster had moved his duty on, and Owner says until when.
type HandoverDrafted struct {
	Ends  time.Time `json:"ends,omitzero"`
	Next  Owner     `json:"next"` // who comes on; nobody where the roster has nobody
	Items []string  `json:"items,omitempty"`
	Owner Owner     `json:"owner"` // who has it, until another accepts it
	Prompts
	Late
}

// HandoverItem accepts one item of a handover, or says why it is not accepted.
type HandoverItem struct {
	N      int    `json:"n"`
	Item   int    `json:"item"`
	Text   string `json:"text"`
	Reason string `json:"reason,omitempty"` // why it is not accepted
}

// HandoverAccepted takes it over: all of it, or all but what is named, which is then looked at again with whoever went.
type HandoverAccepted struct {
	N      int    `json:"n"`
	Except string `json:"except,omitempty" ask:"All but" clause:"except,all but" limit:"1000" help:"The numbers of items that are not accepted, and why; empty: all of it"`
	Owner  Owner  `json:"owner"`
	From   Who    `json:"from" label:"From"`
	ToConfirm
}

// Kind is "handover".
func (*Handover) Kind() string { return "handover" }

// Kind is "handover-drafted".
func (*HandoverDrafted) Kind() string { return "handover-drafted" }

// Kind is "handover-item".
func (*HandoverItem) Kind() string { return "handover-item" }

// Kind is "handover-accepted".
func (*HandoverAccepted) Kind() string { return "handover-accepted" }

// Heading is HANDOVER with its number.
func (h *Handover) Heading() string { return fmt.Sprintf("HANDOVER %d, offered to %s", h.N, h.To.Name) }

// Heading says that it was accepted.
func (h *HandoverAccepted) Heading() string { return fmt.Sprintf("HANDOVER %d ACCEPTED", h.N) }

// Verb says what its maker did.
func (*Handover) Verb() string { return "Drafted" }

// Verb says what its maker did.
func (*HandoverAccepted) Verb() string { return "Accepted" }

func (h *Handover) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.head.Handover = &HandoverState{N: h.N, Entry: e.Seq, Answered: map[int]uint64{}}
	s.formed(e, AskNextOwner)
	s.asks(h.Prompts, e)
	s.direct(h.To.ID, EntryKey(e.Seq), ClassPage, e.Seq)
}

func (h *HandoverDrafted) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.head.Owner = h.Owner
	if h.Ends.IsZero() {
		return
	}
	s.roomPost(e)
	s.asks(h.Prompts, e)
	s.direct(h.Owner.Person.ID, EntryKey(e.Seq), ClassPage, e.Seq)
}

// An item changes the handover where it was said; it is read there, and is no message of its own.
func (h *HandoverItem) apply(s *Side, e *Entry) {
	if s.head == nil || s.head.Handover == nil || s.head.Handover.N != h.N {
		return
	}
	s.head.Handover.Answered[h.Item] = e.Seq
	s.touchSent(EntryKey(s.head.Handover.Entry), e.Seq)
}

func (h *HandoverAccepted) apply(s *Side, e *Entry) {
	if s.head != nil {
		s.head.Owner = h.Owner
		if now := s.head.Handover; now != nil && now.N == h.N {
			now.Accepted = e.Seq
			s.touchSent(EntryKey(now.Entry), e.Seq)
		}
	}
	s.formed(e, AskNextOwner, AskHandover)
	s.headChanged(e)
}

// HandoverState is how far the newest handover has come.
type HandoverState struct {
	N        int
	Entry    uint64         // that offers it
	Answered map[int]uint64 // item → the entry that accepts it, or says why not
	Accepted uint64         // the entry that accepts the whole
}

// HandoverNow is the handover that waits to be accepted; ok is false when none does.
func HandoverNow(o *Open) (h *Handover, line *Line, ok bool) {
	if o.Handover == nil || o.Handover.Accepted > 0 {
		return nil, nil, false
	}
	l, found := o.Line(o.Handover.Entry)
	if !found || len(l.Withdrawn) > 0 {
		return nil, nil, false
	}
	h, ok = l.Body.(*Handover)
	return h, l, ok
}

// Item is what was said of an item of the handover; ok is false where nothing was.
func (s *HandoverState) Item(of *Side, item int) (b *HandoverItem, line *Line, ok bool) {
	l, found := of.Line(s.Answered[item])
	if !found {
		return nil, nil, false
	}
	b, ok = l.Body.(*HandoverItem)
	return b, l, ok
}

// OpenItems are the numbers of the items of a handover that nobody has accepted or refused yet.
func (s *HandoverState) OpenItems(h *Handover) []int {
	var out []int
	for i := range h.Items {
		out = append(out, i+1)
	}
	return slices.DeleteFunc(out, func(n int) bool { return s.Answered[n] > 0 })
}

// DutyEnd is when the owner stops being on duty in his post, or in all that he holds where he owns it in none; zero where that is not
// within a week.
func (o Owner) DutyEnd(f *force.Force, now time.Time, covers ...force.Cover) time.Time {
	posts := []force.PostID{o.Post}
	if o.Post == "" {
		posts = f.PostsHeld(o.Person.ID, now, covers...)
	}
	var last time.Time
	for _, p := range posts {
		end := f.DutyEnd(p, o.Person.ID, now, covers...)
		if end.IsZero() {
			return time.Time{}
		}
		last = later(last, end)
	}
	return last
}

// Rostered is the owner with the time at which a handover is drafted for him, by the roster of now.
func (o Owner) Rostered(f *force.Force, now time.Time, covers ...force.Cover) Owner {
	o.DraftAt = time.Time{}
	if end := o.DutyEnd(f, now, covers...); !end.IsZero() {
		o.DraftAt = later(now, end.Add(-f.Settings.HandoverDraft)).Truncate(time.Millisecond)
	}
	return o
}
