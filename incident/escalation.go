package incident

import (
	"strconv"
	"time"

	"loggist/internal/force"
)

// Escalation climbs a ladder of posts until somebody accepts it, or a person ends it with a reason. Acknowledged is not
// accepted (R5.11). While it is open it always has a next due time: it never goes quiet.
type Escalation struct {
	N        int
	Opened   uint64 // the entry
	OpenedAt time.Time
	// Causes are why it was opened and what joined it since, the first first.
	Causes []Cause
	// Ladder was frozen when it opened: no later change of the configuration moves it.
	Ladder Ladder

	// Rung is the rung that is asked, -1 between rounds; Round counts how often the whole ladder went unanswered.
	Rung, Round int
	// Again is how often this rung was asked again.
	Again int
	Asks  []*Ask

	// Acked, Declined and Accepted are the answers since the rung moved last; Asked is whom it was asked of.
	Acked, Declined map[force.PersonID]time.Time
	Asked           map[force.PersonID]bool
	Accepted        []Who
	// Refused is who has declined or handed back since it opened, with the reason.
	Refused []Refusal

	// moveAt, when set, is the instant from which the next contact is asked without waiting further: nobody could be
	// reached, or everybody declined, or it was handed back.
	moveAt time.Time
	// NextRound is when the next round begins, while one is waited for.
	NextRound time.Time

	// Holder accepted it, at AcceptedAt; HolderRung is his.
	Holder     Who
	AcceptedAt time.Time
	HolderRung int
	ThereBy    time.Time
	// AskAt is when the holder is asked unless he makes an entry, ReopenAt when it is open again after that.
	AskAt, ReopenAt time.Time
	HolderAsked     int // how often, for the key of what he is told

	Ended        bool
	EndedBy      Who
	EndedAt      time.Time
	EndedBecause string
}

// Cause is one reason for which somebody is asked.
type Cause struct {
	Entry   uint64
	What    string
	Because string
	By      Who // Itself when the clock asks
	At      time.Time
	ByClock bool
	// About is the timer that asks by the clock ("gold", "R-2/missed"): whoever settles the matter can end it.
	About string
}

// Ladder is a ladder as an escalation keeps it: only the rungs that it will ask, in the order of asking.
type Ladder struct {
	Name    string        `json:"name"`
	Rungs   []Rung        `json:"rungs"`
	Rounds  int           `json:"rounds"`
	Then    time.Duration `json:"then"`
	Finally time.Duration `json:"finally"`
}

// Rung is one rung: a post, a command role or a person, and how long it is waited.
type Rung struct {
	Charge
	Person Who           `json:"person,omitzero"`
	Wait   time.Duration `json:"wait"`
	Repeat int           `json:"repeat,omitempty"`
	Need   int           `json:"need,omitempty"`
	// Beside are posts asked together with this one (R5.12).
	Beside   []Charge `json:"beside,omitempty"`
	Question string   `json:"question,omitempty"`
}

// Key says whom the rung asks: two rungs with one key are the same.
func (r Rung) Key() string {
	switch {
	case !r.Person.IsZero():
		return "person:" + string(r.Person.ID)
	case r.Role != "":
		return "role:" + string(r.Role)
	default:
		return string(r.Post)
	}
}

// Whole is how long the rung is waited for with its repeats.
func (r Rung) Whole() time.Duration { return r.Wait * time.Duration(1+r.Repeat) }

// Ask is one asking: of whom, and what became of it.
type Ask struct {
	N      int
	Entry  uint64
	Rung   int
	Round  int
	Again  int
	Label  string
	People []*Asked
	At     time.Time
	// SentBy is until when one of them must have been reached; Due until when an answer is waited for, zero until the
	// platform took the first ping.
	SentBy, Due time.Time
	Wait        time.Duration
	Need        int
	Late        Late
}

// Asked is a person who was asked.
type Asked struct {
	Who  Who
	Sent time.Time
	lost map[force.Platform]bool // where it failed
	ways int
}

// Unreachable reports whether the ping failed wherever he could have had it.
func (a *Asked) Unreachable() bool { return a.Sent.IsZero() && a.ways > 0 && len(a.lost) >= a.ways }

// Refusal is somebody who could not take it, or not keep it.
type Refusal struct {
	Who     Who
	At      time.Time
	Because string
}

// Open reports whether it still asks: nobody has accepted it and nobody has ended it.
func (x *Escalation) Open() bool { return !x.Ended && x.Holder.IsZero() }

// Current is the newest asking; nil before the first.
func (x *Escalation) Current() *Ask {
	if len(x.Asks) == 0 {
		return nil
	}
	return x.Asks[len(x.Asks)-1]
}

// OfHis reports whether p asked for it himself: he is not pinged for it.
func (x *Escalation) OfHis(p force.PersonID) bool {
	for _, c := range x.Causes {
		if c.By.ID == p && p != "" {
			return true
		}
	}
	return false
}

// WasAsked reports whether p was asked in any asking.
func (x *Escalation) WasAsked(p force.PersonID) bool { return x.askOf(p) != nil }

// askOf is the newest asking of p.
func (x *Escalation) askOf(p force.PersonID) *Ask {
	for i := len(x.Asks) - 1; i >= 0; i-- {
		for _, a := range x.Asks[i].People {
			if a.Who.ID == p {
				return x.Asks[i]
			}
		}
	}
	return nil
}

// RungOf is the rung at which p was asked last, else the one that is asked now.
func (x *Escalation) RungOf(p force.PersonID) int {
	if a := x.askOf(p); a != nil {
		return a.Rung
	}
	return max(x.Rung, 0)
}

// Due is when the escalation moves next by itself. It is never zero while it is open.
func (x *Escalation) Due() time.Time {
	a := x.Current()
	switch {
	case !x.Open():
		return time.Time{}
	case !x.NextRound.IsZero():
		return x.NextRound
	case !x.moveAt.IsZero():
		return x.moveAt
	case a == nil:
		return x.OpenedAt
	case !a.Due.IsZero():
		return a.Due
	default:
		return a.SentBy
	}
}

// AtOnce reports whether the next contact is asked without waiting for those who were asked.
func (x *Escalation) AtOnce() bool { return !x.moveAt.IsZero() }

// Answers is until when the present asking waits for an answer; a ping that nobody has had yet waits from now.
func (x *Escalation) Answers(now time.Time) time.Time {
	a := x.Current()
	switch {
	case a == nil:
		return now
	case a.Due.IsZero():
		return now.Add(a.Wait)
	default:
		return a.Due
	}
}

// Climbs is when the rung moves up unless somebody accepts: after the repeats that are left.
func (x *Escalation) Climbs(now time.Time) time.Time {
	a := x.Current()
	if a == nil || x.Rung < 0 || x.Rung >= len(x.Ladder.Rungs) {
		return x.Due()
	}
	left := max(x.Ladder.Rungs[x.Rung].Repeat-x.Again, 0)
	return x.Answers(now).Add(time.Duration(left) * a.Wait)
}

// Silenced is until when nobody of this rung is rung once p has acknowledged: the instant at which it moves up. It is zero
// while somebody else of the rung still is.
func (x *Escalation) Silenced(p force.PersonID, now time.Time) time.Time {
	a := x.Current()
	if a == nil || !x.Asked[p] || x.Rung < 0 {
		return time.Time{}
	}
	for id := range x.Asked {
		_, acked := x.Acked[id]
		_, declined := x.Declined[id]
		if id != p && !acked && !declined {
			return time.Time{}
		}
	}
	return x.Climbs(now)
}

// moved begins another rung: what was answered before does not count for it.
func (x *Escalation) moved(rung, round int) {
	x.Rung, x.Round, x.Again = rung, round, 0
	x.Acked, x.Declined, x.Asked = map[force.PersonID]time.Time{}, map[force.PersonID]time.Time{}, map[force.PersonID]bool{}
	x.Accepted = nil
}

// willing counts those of the present asking from whom an acceptance may still come or has come.
func (x *Escalation) willing() int {
	n := 0
	if a := x.Current(); a != nil {
		for _, p := range a.People {
			if _, declined := x.Declined[p.Who.ID]; !declined && !p.Unreachable() {
				n++
			}
		}
	}
	return n
}

// timers are the rung's, or the holder's.
func (x *Escalation) timers(s *Side, n int, add func(Timer)) {
	name, weight := s.Name(SeriesEscalation, n), WeightLadder
	if s.head != nil && s.head.ThreatToLife {
		weight = WeightThreatToLife
	}
	set := func(what string, due time.Time) {
		if due.IsZero() {
			return
		}
		key := name + "/" + what
		for s.failed[failedTimer{key, due.UnixMilli()}] { // a ladder that failed goes on
			due = due.Add(failedAgain)
		}
		add(Timer{Key: key, Due: due, Queue: QueueLadder, Weight: weight})
	}
	switch {
	case x.Ended:
	case x.Open():
		set("rung", x.Due())
	case !x.ReopenAt.IsZero():
		set("lapse", x.ReopenAt)
	default:
		set("holder", x.AskAt)
	}
}

// failedAgain is how long after a failed firing a ladder is tried again.
const failedAgain = 5 * time.Minute

// Escalation returns E-n of this side.
func (s *Side) Escalation(n int) (*Escalation, bool) {
	if n < 1 || n > len(s.Escalations) {
		return nil, false
	}
	return s.Escalations[n-1], true
}

// EscalationsFor are the open ones that p was asked in or holds, by number: what waits for him.
func (s *Side) EscalationsFor(p force.PersonID) []*Escalation {
	var out []*Escalation
	for _, x := range s.OpenEscalations() {
		if x.WasAsked(p) {
			out = append(out, x)
		}
	}
	return out
}

// madeEntry notes that somebody made an entry: a holder who does is at work, and is not asked whether he is.
func (s *Side) madeEntry(e *Entry) {
	for n, x := range s.live.escalations {
		if x.Holder.IsZero() || !x.Holder.Same(e.RecordedBy) && !x.Holder.Same(e.DecidedBy) {
			continue
		}
		x.AskAt, x.ReopenAt = time.Time{}, time.Time{}
		delete(s.live.escalations, n)
		if x.HolderAsked > 0 {
			s.touchSent(s.HolderKey(n, x.HolderAsked), e.Seq)
		}
	}
}

// HolderKey is the k-th time that the holder of an escalation is asked whether he is at work on it.
func (s *Side) HolderKey(escalation, k int) string {
	return s.Name(SeriesEscalation, escalation) + "/holder/" + strconv.Itoa(k)
}
