package incident

// Lesson is something to be done differently, by a post, by a day (R1.24). It is a review of that post's, so that it is asked about
// until it is done.
type Lesson struct {
	What   string `json:"what" ask:"What is to be different" rest:"" lines:"" limit:"1000" need:"Say what is to be done differently."`
	Why    string `json:"why" ask:"What it comes from" clause:"because" lines:"" limit:"1000" need:"Say what happened that it comes from."`
	Owner  Charge `json:"owner" label:"Owner"`
	Review int    `json:"review,omitempty"`
	ToConfirm
}

// Hold preserves everything of the incident: nothing is disposed of while it stands (R2.15, R4.21).
type Hold struct {
	Reason    string `json:"reason" ask:"For what it is preserved" rest:"" lines:"" limit:"1000" need:"Say for what: an inquest, an inquiry, proceedings."`
	Authority string `json:"authority" ask:"On whose authority" clause:"authority" limit:"300" need:"Say on whose authority."`
	Off       bool   `json:"off,omitempty" ask:"The hold is lifted" clause:"off"`
	ToConfirm
}

// Methane is a report of what is at the scene (5.1). Without a major incident it is an ETHANE, and is looked at again.
type Methane struct {
	Exact     string `json:"exact" ask:"Exact location" rest:"" limit:"300" need:"Say exactly where."`
	Major     string `json:"major" ask:"Major incident" short:"Major incident" clause:"major" need:"Say whether a major incident is declared: declared, standby or no." options:"declared=DECLARED;standby=Standby;no=No"`
	Type      string `json:"type" ask:"Type" clause:"type" limit:"300" need:"Say of which type it is."`
	Hazards   string `json:"hazards" ask:"Hazards" clause:"hazards" limit:"1000" need:"Say which hazards there are, or none known."`
	Access    string `json:"access" ask:"Access" clause:"access" limit:"300" need:"Say how it is reached."`
	Number    string `json:"number" ask:"Number of casualties" short:"Casualties" clause:"number,casualties" limit:"300" need:"Say how many casualties there are; 0 is an answer."`
	Emergency string `json:"emergency" ask:"Emergency services" short:"Emergency services" clause:"emergency,services" limit:"300" need:"Say which emergency services are there, and which are needed."`
	ToConfirm
}

// Kind is "lesson".
func (*Lesson) Kind() string { return "lesson" }

// Kind is "hold".
func (*Hold) Kind() string { return "hold" }

// Kind is "methane".
func (*Methane) Kind() string { return "methane" }

// Heading is LESSON.
func (*Lesson) Heading() string { return "LESSON" }

// Heading says that it is preserved, or no more.
func (h *Hold) Heading() string {
	if h.Off {
		return "PRESERVATION HOLD LIFTED"
	}
	return "PRESERVATION HOLD"
}

// Heading is METHANE, or ETHANE where no major incident is declared.
func (m *Methane) Heading() string {
	if m.Major == "no" {
		return "ETHANE REPORT"
	}
	return "METHANE REPORT"
}

// Verb says what its maker did.
func (*Methane) Verb() string { return "Reported" }

func (l *Lesson) apply(s *Side, e *Entry)  { s.formed(e) }
func (h *Hold) apply(s *Side, e *Entry)    { s.formed(e) }
func (m *Methane) apply(s *Side, e *Entry) { s.formed(e) }

// IsLesson reports whether a review asks what became of a lesson.
func (s *Side) IsLesson(r *Review) bool {
	l, ok := s.Line(r.Of)
	if !ok {
		return false
	}
	_, ok = l.Body.(*Lesson)
	return ok
}

// Held reports whether a preservation hold stands.
func (f *Full) Held() bool {
	h, _, ok := Latest[*Hold](&f.Open.Side)
	return ok && !h.Off
}
