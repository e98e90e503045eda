package incident

import "fmt"

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
	s.formed(e)
	s.asks(h.Prompts, e)
	s.direct(h.To.ID, EntryKey(e.Seq), ClassPage, e.Seq)
}

func (h *HandoverAccepted) apply(s *Side, e *Entry) {
	if s.head != nil {
		s.head.Owner = h.Owner
	}
	s.formed(e, AskHandover)
	s.headChanged(e)
}

// HandoverNow is the handover that waits to be accepted; ok is false when none does.
func HandoverNow(s *Side) (h *Handover, line *Line, ok bool) {
	h, line, ok = Latest[*Handover](s)
	if !ok {
		return nil, nil, false
	}
	_, taken, was := Latest[*HandoverAccepted](s)
	return h, line, !was || taken.Seq < line.Seq
}
