package force

import "strings"

// A PostID names a post: "duty-inspector", "npt-sergeant:riverside".
type PostID string

// The posts that rules of the software name. A force may have more of its own.
const (
	ShiftSupervisor       PostID = "shift-supervisor"
	DutyInspector         PostID = "duty-inspector"
	OnCallSuperintendent  PostID = "on-call-superintendent"
	OnCallChiefOfficer    PostID = "on-call-chief-officer"
	FIM                   PostID = "fim"
	OnCallCommunications  PostID = "on-call-communications"
	ProfessionalStandards PostID = "professional-standards"
	MOSOVO                PostID = "mosovo"
	LoggistPost           PostID = "loggist"
	Probation             PostID = "probation"
)

// Required are the posts without which rules of the software lead nowhere.
// Probation and others outside the force are not among them.
var Required = []PostID{
	ShiftSupervisor, DutyInspector, OnCallSuperintendent, OnCallChiefOfficer, FIM,
	OnCallCommunications, ProfessionalStandards, MOSOVO, LoggistPost,
}

const nptSergeantPrefix = "npt-sergeant:"

// NPTSergeant is the post of the sergeant of a neighbourhood team. Every team
// has one; it owns the team's tasks.
func NPTSergeant(npt NPTID) PostID { return PostID(nptSergeantPrefix + string(npt)) }

// NPT is the team whose sergeant's post this is.
func (p PostID) NPT() (NPTID, bool) {
	rest, ok := strings.CutPrefix(string(p), nptSergeantPrefix)
	return NPTID(rest), ok
}

// A Post is a place that is always held by somebody.
type Post struct {
	ID        PostID
	Label     string   // in a sentence: "on-call Superintendent"
	Words     []string // other words people use for it: "duty supt"
	Telephone string   // where the post is always reached, if it is; empty otherwise
	// AtNeed says that the post may stand empty: nobody is warned about it.
	AtNeed bool
}
