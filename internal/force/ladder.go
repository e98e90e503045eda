package force

import (
	"slices"
	"time"
)

// All is the Need of a rung that asks for everybody on duty in the post.
const All = -1

// A Rung is one post of a ladder: whom to ask, how long to wait for an answer
// and how often to ask again before going up (R3.4).
type Rung struct {
	Post PostID
	// Wait is how long an answer is waited for after each asking, when the
	// escalation was opened by hand. By the clock it is the ladder's ByClock.
	Wait time.Duration
	// Repeat is how often the same post is asked again, by hand.
	Repeat int
	// Need is how many of the post's people must accept: 0 and 1 are any one,
	// All is everybody on duty.
	Need int
	// Beside are posts asked together with this one, so that not everything
	// runs through one room (R5.12). Any of them may accept.
	Beside []PostID
	// Serious says that by the clock this rung is asked only when the incident
	// is declared or there is a threat to life.
	Serious bool
	// Question is what whoever stays at this rung has to answer; may be empty.
	Question string
}

// ClockWaits are the waits of an escalation that the clock opened, by how grave
// the incident is.
type ClockWaits struct {
	ThreatToLife, Declared, Otherwise time.Duration
	Repeat                            int // how often the same post is asked again
}

// ClockEntries are the posts at which the clock opens an escalation. A review
// missed goes to the rung above its owner and needs no entry.
type ClockEntries struct {
	AssessmentOverdue PostID
	GoldVacant        PostID
}

// A Ladder is the order of posts that an escalation climbs. After the last rung
// it begins again, loudly: Rounds times at once, then every Then, and once it
// is Finally old, at each start of a shift. It never ends by itself.
type Ladder struct {
	Name    string
	Rungs   []Rung
	Entry   PostID // where somebody enters who is on no rung
	ByClock ClockWaits
	Entries ClockEntries
	Rounds  int
	Then    time.Duration
	Finally time.Duration
}

// A Cause is what a ladder needs to know of an escalation to say how long a
// rung waits.
type Cause struct {
	ByClock      bool // opened by a timer, not by a person
	Declared     bool
	ThreatToLife bool
}

// Rung is the index of the post among the rungs, or -1.
func (l Ladder) Rung(post PostID) int {
	return slices.IndexFunc(l.Rungs, func(r Rung) bool { return r.Post == post })
}

// Enter is the index of the rung at which an escalation opened by hand begins:
// one above the highest rung the asker holds; the top for who is at the top (he
// asks round); the ladder's entry for who is on none. It is -1 for a ladder
// without rungs.
func (l Ladder) Enter(holds func(PostID) bool) int {
	for i := len(l.Rungs) - 1; i >= 0; i-- {
		if holds(l.Rungs[i].Post) {
			return min(i+1, len(l.Rungs)-1)
		}
	}
	if i := l.Rung(l.Entry); i >= 0 {
		return i
	}
	return min(0, len(l.Rungs)-1)
}

// Above is the index of the rung above the post, the top staying the top; for a
// post on no rung it is where such people enter.
func (l Ladder) Above(post PostID) int {
	return l.Enter(func(p PostID) bool { return p == post })
}

// Asks says whether an escalation of this cause asks the rung at all.
func (l Ladder) Asks(rung int, c Cause) bool {
	return !l.Rungs[rung].Serious || !c.ByClock || c.Declared || c.ThreatToLife
}

// Wait is how long the rung waits for an answer after each asking.
func (l Ladder) Wait(rung int, c Cause) time.Duration {
	switch {
	case !c.ByClock:
		return l.Rungs[rung].Wait
	case c.ThreatToLife:
		return l.ByClock.ThreatToLife
	case c.Declared:
		return l.ByClock.Declared
	default:
		return l.ByClock.Otherwise
	}
}

// Repeat is how often the rung is asked again before the escalation goes up.
func (l Ladder) Repeat(rung int, c Cause) int {
	if c.ByClock {
		return l.ByClock.Repeat
	}
	return l.Rungs[rung].Repeat
}
