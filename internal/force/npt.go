package force

// An NPTID names a neighbourhood policing team within the force: "riverside".
type NPTID string

// An NPT is a neighbourhood policing team and the beats it polices.
type NPT struct {
	ID    NPTID
	Name  string   // "Riverside NPT"
	Beats []string // "RV1"
}

// SergeantPost is the post that owns the team's tasks.
func (n NPT) SergeantPost() PostID { return NPTSergeant(n.ID) }
