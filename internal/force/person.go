package force

import (
	"maps"
	"slices"
)

// A PersonID names a person in commands and entries: "supt.khan". It never
// changes and is never given to somebody else.
type PersonID string

// A Platform is the name of a chat platform as it stands in the configuration.
type Platform string

// The platforms that are known. Local is the room of exercises and the demo.
const (
	Local      Platform = "local"
	Mattermost Platform = "mattermost"
	Slack      Platform = "slack"
)

// A Person is somebody in the directory. The zero Suspended and Deactivated
// mean an account in use.
type Person struct {
	ID       PersonID
	Rank     string // as it is said and shown: "PS", "A/Supt"; empty for staff
	Name     string // surname
	NPT      NPTID  // of the neighbourhood team; empty for everybody else
	Posts    []PostID
	Accounts map[Platform]string // the platform's own id of the account

	Loggist     bool // holds the post loggist, and writes for a commander
	Partner     bool // of another agency: sees what is shared, commands nothing
	Guest       bool // a guest account of a platform
	Suspended   bool // for a while: a lost telephone
	Deactivated bool // for good: left the force
}

// Label is how the person is said: "PS Lee", "Insp Grant", and "Reid" for staff.
func (p Person) Label() string {
	if p.Rank == "" {
		return p.Name
	}
	return p.Rank + " " + p.Name
}

// RankAtLeast says whether the person's rank is r or above. A rank that is not
// known counts as none; the loader refuses such ranks.
func (p Person) RankAtLeast(r Rank) bool {
	own, ok := RankOf(p.Rank)
	return ok && own >= r
}

// Holds says whether the person is one of those who may hold the post. Whether
// he holds it now is a question for [Force.OnDuty].
func (p Person) Holds(post PostID) bool { return slices.Contains(p.Posts, post) }

// Active says whether the account can be used: neither suspended nor deactivated.
func (p Person) Active() bool { return !p.Suspended && !p.Deactivated }

// Police says whether the person is police officer or staff and may give
// commands: active, and neither a partner nor a guest. Everybody else gets one
// and the same answer (CONTRACT's "does not know this account").
func (p Person) Police() bool { return p.Active() && !p.Partner && !p.Guest }

func equalPeople(a, b Person) bool {
	return a.ID == b.ID && a.Rank == b.Rank && a.Name == b.Name && a.NPT == b.NPT &&
		slices.Equal(a.Posts, b.Posts) && maps.Equal(a.Accounts, b.Accounts) &&
		a.Loggist == b.Loggist && a.Partner == b.Partner && a.Guest == b.Guest &&
		a.Suspended == b.Suspended && a.Deactivated == b.Deactivated
}
