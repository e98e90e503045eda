package incident

// Debrief is what those who were there say at once, after it: what went well and what is to be different (R1.23).
type Debrief struct {
	Well      string `json:"well" ask:"What went well" rest:"" lines:"" limit:"3000" need:"Say what went well."`
	Different string `json:"different" ask:"What is to be different" clause:"different" lines:"" limit:"3000" need:"Say what is to be different, or nothing; each lesson is recorded with /ci lesson."`
	Present   string `json:"present" ask:"Who was there" clause:"present" limit:"1000" need:"Say who was there."`
	ToConfirm
}

// Kind is "debrief".
func (*Debrief) Kind() string { return "debrief" }

// Heading is HOT DEBRIEF.
func (*Debrief) Heading() string { return "HOT DEBRIEF" }

// Verb says what its maker did.
func (*Debrief) Verb() string { return "Held" }

func (d *Debrief) apply(s *Side, e *Entry) { s.formed(e) }

// Flags with which nobody confers: what officers say of it is taken from each alone.
const (
	FlagPostIncident = "post-incident-procedure"
	FlagReferred     = "iopc-referred"
)

// NoConferring is the flag for which nobody confers; ok is false when they may.
func (h *Head) NoConferring() (flag string, ok bool) {
	for _, f := range []string{FlagPostIncident, FlagReferred} {
		if _, set := h.Flags[f]; set {
			return f, true
		}
	}
	return "", false
}
