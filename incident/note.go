package incident

// Note is a plain entry of the log: /log.
type Note struct {
	Text string `json:"text"`
	// Assessment marks what is somebody's view and no fact (R1.18, R4.3).
	Assessment bool `json:"assessment,omitempty"`
	// Trigger is why the community impact assessment has to be looked at again because of it (R1.19).
	Trigger Trigger `json:"trigger,omitempty"`
	Prompts
	ThreatAsked
}

// Trigger is something that happened and that moves a community.
type Trigger string

// TriggerWords is how a trigger is said; a trigger is one of its keys.
var TriggerWords = map[Trigger]string{
	"arrest": "an arrest", "charge": "a charge", "bail": "a decision on bail", "court": "a date in court", "release": "a release", "media": "reports in the media",
	"named": "somebody was named online", "funeral": "a funeral or an anniversary", "demonstration": "a demonstration", "victim": "a new victim", "school": "school times",
}

// Kind is "note".
func (*Note) Kind() string { return "note" }

func (n *Note) apply(s *Side, e *Entry) {
	s.roomPost(e)
	s.asks(n.Prompts, e)
}
