package incident

import (
	"time"

	"loggist/internal/force"
)

// LevelSet raises, lowers or confirms the level; staying is an entry too (R1.10).
type LevelSet struct {
	Level  string `json:"level"`
	Was    string `json:"was"`
	Reason string `json:"reason"`
	// Tells are the posts that are told of it, with who held them then; People are those told, each once.
	Tells  []Telling `json:"tells,omitempty"`
	People []Who     `json:"people,omitempty"`
}

// Telling is a post that is told something, and who held it then; nobody where it was vacant.
type Telling struct {
	Charge
	People []Who `json:"people,omitempty"`
}

// OwnerSet gives the incident to another owner: exactly one at all times (X20).
type OwnerSet struct {
	Owner  Owner  `json:"owner"`
	Was    Owner  `json:"was"`
	Reason string `json:"reason"`
}

// Amended fills a gap of the call or puts it right; what was there before stands in the entries before.
type Amended struct {
	What   string      `json:"what,omitempty"`
	Where  string      `json:"where,omitempty"`
	Why    string      `json:"why,omitempty"`
	NPT    force.NPTID `json:"npt,omitempty"`
	Reason string      `json:"reason,omitempty"`
}

// Linked says that another incident belongs with this one.
type Linked struct {
	To     Ref    `json:"to"`
	Reason string `json:"reason,omitempty"`
}

// Flagged sets or takes off a flag. Threat to life shortens every wait.
type Flagged struct {
	Flag   string `json:"flag"`
	Off    bool   `json:"off,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Source is who identified a home (S30).
	Source string `json:"source,omitempty"`
	Prompts
}

// FlagThreatToLife is the flag that shortens the waits of ladders.
const FlagThreatToLife = "threat-to-life"

// Flags that ask questions or change what may be answered.
const (
	FlagChildren = "children"
	FlagComplex  = "complex"
	FlagHighRisk = "high-risk"

	FlagVigilante          = "vigilante"
	FlagResidence          = "residence-identified"
	FlagUnderInvestigation = "under-investigation"
)

// Answered answers one of the questions that are still to answer, or says why it need not be (a decision, with a review).
type Answered struct {
	Question  string `json:"question"`
	Answer    string `json:"answer,omitempty"`
	NotNeeded string `json:"not_needed,omitempty"`
	Review    int    `json:"review,omitempty"`
	ToConfirm
	Prompts
}

// Told is word to those outside: what was told to whom.
type Told struct {
	Text string `json:"text"`
	To   string `json:"to"`
	How  string `json:"how,omitempty"`
}

// Kind is "told".
func (*Told) Kind() string { return "told" }

func (t *Told) apply(s *Side, e *Entry) { s.roomPost(e) }

// Kind is "level".
func (*LevelSet) Kind() string { return "level" }

// Kind is "owner".
func (*OwnerSet) Kind() string { return "owner" }

// Kind is "amended".
func (*Amended) Kind() string { return "amended" }

// Kind is "linked".
func (*Linked) Kind() string { return "linked" }

// Kind is "flagged".
func (*Flagged) Kind() string { return "flagged" }

// Kind is "answered".
func (*Answered) Kind() string { return "answered" }

func (l *LevelSet) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.head.Level = l.Level
	s.answered(AskLevel, e)
	s.answered(AskThird, e)
	s.roomCard(KeyAnswer, e)
	s.roomPost(e)
	s.headChanged(e)
	s.tells(l.People, ClassPost, e)
}

func (o *OwnerSet) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.head.Owner = o.Owner
	for _, q := range []string{AskNextOwner, AskHandover} { // who has the incident is answered
		if s.head.Asked[q] != nil {
			s.answered(q, e)
			s.cardChanged(e)
		}
	}
	s.roomPost(e)
	s.headChanged(e)
}

func (a *Amended) apply(s *Side, e *Entry) {
	h := s.head
	if h == nil {
		return
	}
	for _, f := range []struct {
		to   *string
		from string
	}{{&h.What, a.What}, {&h.Where, a.Where}, {&h.Why, a.Why}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if a.NPT != "" {
		h.NPT, h.NPTBy = a.NPT, time.Time{}
	}
	s.roomPost(e)
	s.headChanged(e)
	s.roomCard(KeyAnswer, e)
}

func (l *Linked) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.head.Links = append(s.head.Links, l.To)
	s.roomPost(e)
	s.headChanged(e)
}

func (f *Flagged) apply(s *Side, e *Entry) {
	h := s.head
	if h == nil {
		return
	}
	if f.Off {
		delete(h.Flags, f.Flag)
	} else {
		h.Flags[f.Flag] = e.Seq
	}
	_, h.ThreatToLife = h.Flags[FlagThreatToLife]
	s.asks(f.Prompts, e)
	s.roomPost(e)
	s.headChanged(e)
	s.roomCard(KeyAnswer, e)
}

func (a *Answered) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.answered(a.Question, e)
	s.asks(a.Prompts, e)
	if a.Question == AskNPT {
		s.head.NPTBy = time.Time{}
	}
	if s.head.Stage == StageCalled {
		s.head.Stage = StageAssessing
	}
	s.roomPost(e)
	s.headChanged(e)
	s.roomCard(KeyAnswer, e)
}
