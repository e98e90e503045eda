package incident

import (
	"time"

	"loggist/internal/force"
)

// Stage is where an incident stands (DOMAIN's state machine): called → assessing → potential, declared or not declared →
// restoring → stood down → closed; not declared may return to assessing, closed may be reopened.
type Stage string

// The stages.
const (
	StageCalled      Stage = "called"
	StageAssessing   Stage = "assessing"
	StagePotential   Stage = "potential"
	StageDeclared    Stage = "declared"
	StageNotDeclared Stage = "not-declared"
	StageRestoring   Stage = "restoring"
	StageStoodDown   Stage = "stood-down"
	StageClosed      Stage = "closed"
)

// Words is how the stage is said.
func (s Stage) Words() string {
	switch s {
	case StageCalled:
		return "called"
	case StageAssessing:
		return "being assessed"
	case StagePotential:
		return "potential critical incident"
	case StageDeclared:
		return "DECLARED critical incident"
	case StageNotDeclared:
		return "not declared"
	case StageRestoring:
		return "restoring public confidence"
	case StageStoodDown:
		return "stood down"
	case StageClosed:
		return "closed"
	default:
		return "not yet called"
	}
}

// Head is what the open book says of the incident as a whole.
type Head struct {
	Stage    Stage
	Type     string // "community suspicion" unless said otherwise
	CalledAt time.Time
	CalledBy Who
	What     string
	Where    string
	Why      string
	NPT      force.NPTID
	// CallerNPT is the team of whoever called, if he is of one.
	CallerNPT force.NPTID
	Level     string
	Owner     Owner
	// AssessBy is until when the call is to be assessed; zero once it was.
	AssessBy time.Time
	Assessed time.Time
	// NPTBy is until when a neighbourhood team is to own it; zero once one does, or once nobody named one in time (S29).
	NPTBy time.Time
	// AssessmentLate is set when nobody had assessed the call in time.
	AssessmentLate bool
	DecidedAt      time.Time // of the newest of potential, declared, not declared
	// ThreatToLife shortens the waits of ladders.
	ThreatToLife bool
	Flags        map[string]uint64 // flag → the entry that set it
	Links        []Ref
	Roles        map[Role]*Holder
	// GoldBy is until when Gold is to be held, where an entry says so; GoldSaid is set once its being vacant was said.
	GoldBy   time.Time
	GoldSaid bool
	Offers   []*Offer
	Answers  map[string]uint64 // question → the entry that answers it
	Asked    map[string]*AskedQuestion
	Persons  map[string]PersonRole // handle → role, as the open book has it
	Handover *HandoverState        // the newest; nil when none was offered yet
}

// Owner is the one post, and the person who holds it, that owns the incident.
type Owner struct {
	Post   force.PostID `json:"post,omitempty"`
	Person Who          `json:"person"`
	Label  string       `json:"label,omitempty"` // of the post, as it was
	// DraftAt is when a handover is drafted for him: some time before his duty ends, by the roster of when he became the owner
	// (R5.3). Zero where that is not known to end.
	DraftAt time.Time `json:"draft_at,omitzero"`
}

func newHead() Head {
	return Head{Flags: map[string]uint64{}, Roles: map[Role]*Holder{}, Answers: map[string]uint64{}, Asked: map[string]*AskedQuestion{}, Persons: map[string]PersonRole{}}
}

// Live reports whether the incident takes business: called, and not closed.
func (h *Head) Live() bool { return h.Stage != "" && h.Stage != StageClosed }

// Called opens an incident. Nothing but the caller's words is needed; gaps are asked for afterwards.
type Called struct {
	What  string      `json:"what"`
	Where string      `json:"where,omitempty"`
	Why   string      `json:"why,omitempty"`
	NPT   force.NPTID `json:"npt,omitempty"`
	Type  string      `json:"type"`
	Level string      `json:"level"`
	Owner Owner       `json:"owner"`
	// CallerNPT is the caller's own team.
	CallerNPT force.NPTID `json:"caller_npt,omitempty"`
	// Beside is an incident that was called for the same place before, and that the caller knew of.
	Beside Ref `json:"beside,omitempty"`
	// AssessBy is when the call is to be assessed by; NPTBy until when a neighbourhood team is to be named, if none was.
	AssessBy time.Time `json:"assess_by"`
	NPTBy    time.Time `json:"npt_by,omitzero"`
	Prompts
	ThreatAsked
}

// Gaps are what the caller did not say, in words.
func (c *Called) Gaps() []string {
	var out []string
	for _, g := range []struct{ given, words string }{
		{c.What, "what is happening"}, {string(c.NPT), "which neighbourhood team owns it"}, {c.Where, "where it is"}, {c.Why, "why it matters"},
	} {
		if g.given == "" {
			out = append(out, g.words)
		}
	}
	return out
}

// Kind is "called".
func (*Called) Kind() string { return "called" }

func (c *Called) apply(s *Side, e *Entry) {
	h := s.head
	if h == nil {
		return
	}
	h.Stage, h.Type, h.CalledAt, h.CalledBy = StageCalled, c.Type, e.RecordedAt, e.RecordedBy
	h.What, h.Where, h.Why, h.NPT, h.Level, h.Owner, h.AssessBy = c.What, c.Where, c.Why, c.NPT, c.Level, c.Owner, c.AssessBy
	h.CallerNPT, h.NPTBy = c.CallerNPT, c.NPTBy
	s.asks(c.Prompts, e)
	if h.Asked[AskImpact] == nil { // called before questions were entries
		h.Asked[AskImpact] = &AskedQuestion{Prompt: Prompt{Key: AskImpact, Due: e.RecordedAt.Add(impactWithin)}, Entry: e.Seq}
	}
	s.headChanged(e)
	s.roomCard(KeyAnswer, e)
}

// headChanged touches the pinned card and the header of every room of the open side. Whatever they show must call it when
// it changes: stage, level, owner, roles, open tasks, the next review.
func (s *Side) headChanged(e *Entry) {
	s.roomCard(KeyHead, e)
	s.roomCard(KeyHeader, e)
}

func (h *Head) timers(s *Side, add func(Timer)) {
	if !h.Live() {
		return
	}
	add(Timer{Key: "assess", Due: h.AssessBy, Weight: WeightAssess})
	add(Timer{Key: "npt", Due: h.NPTBy, Weight: WeightAssess - 5})
	if h.Stage != StageStoodDown {
		add(Timer{Key: "handover", Due: h.Owner.DraftAt, Weight: WeightTask})
	}
	h.askTimers(add)
	h.commandTimers(s, add)
}
