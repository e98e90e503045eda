package incident

import (
	"slices"
	"strings"
	"time"

	"loggist/internal/force"
)

// Role is a command role of the incident: "gold", "silver", "bronze:community", "loggist:gold".
type Role string

// The roles of which there is one. Of Bronze there are many, each with a function; of loggists one for a commander.
const (
	RoleGold   Role = "gold"
	RoleSilver Role = "silver"

	bronze  = "bronze:"
	loggist = "loggist:"
)

// Bronze is the operational commander of a function.
func Bronze(function string) Role {
	return Role(bronze + strings.ToLower(strings.Join(strings.Fields(function), " ")))
}

// LoggistFor is the loggist of whoever holds a role.
func LoggistFor(commander Role) Role { return Role(loggist) + commander }

// Function is the function of a Bronze.
func (r Role) Function() (string, bool) { return strings.CutPrefix(string(r), bronze) }

// Commander is the role for which a loggist writes.
func (r Role) Commander() (Role, bool) {
	c, ok := strings.CutPrefix(string(r), loggist)
	return Role(c), ok
}

// Commands reports whether the role is one of command: Gold, Silver or a Bronze.
func (r Role) Commands() bool {
	f, ok := r.Function()
	return r == RoleGold || r == RoleSilver || ok && f != ""
}

// Valid reports whether there is such a role.
func (r Role) Valid() bool {
	c, ok := r.Commander()
	return r.Commands() || ok && c.Commands()
}

// Label is how the role is said.
func (r Role) Label() string {
	if c, ok := r.Commander(); ok {
		return "loggist for " + c.Label()
	}
	if f, ok := r.Function(); ok {
		return "Bronze: " + f
	}
	switch r {
	case RoleGold:
		return "Gold"
	case RoleSilver:
		return "Silver"
	}
	return string(r)
}

// Strategy is the label with what the role does, as it is said where there is room.
func (r Role) Strategy() string {
	switch f, ok := r.Function(); {
	case ok:
		return "Bronze (operational): " + f
	case r == RoleGold:
		return "Gold (strategic)"
	case r == RoleSilver:
		return "Silver (tactical)"
	}
	return r.Label()
}

// Holder is who holds a role now.
type Holder struct {
	Who   Who
	Since time.Time
	Entry uint64
}

// Offer is a role offered to a person, until it is accepted, declined or overtaken (R1.12). Until then whoever held the
// role holds it.
type Offer struct {
	N     int
	Entry uint64
	Role  Role
	To    Who
	From  Who // who holds it until then; zero when it is vacant
	By    Who
	At    time.Time
	// Until is when it counts as unanswered; zero once it does.
	Until time.Time
	Brief string
	// What is outstanding and goes over with the role, and the last entry before the offer.
	Reviews, Tasks, Escalations []int
	Last                        uint64
	// Over says how it ended: "accepted", "declined", "overtaken"; empty while it is open.
	Over    string
	Because string
	OverAt  time.Time
}

// Open reports whether it can be answered.
func (o *Offer) Open() bool { return o.Over == "" }

func (o *Offer) timers(s *Side, n int, add func(Timer)) {
	add(Timer{Key: s.Name(SeriesOffer, n) + "/unanswered", Due: o.Until, Weight: WeightAssess + 10})
}

// Holds reports whether p holds the role now.
func (h *Head) Holds(r Role, p force.PersonID) bool {
	held := h.Roles[r]
	return held != nil && held.Who.ID == p && p != ""
}

// RolesOf are the roles that p holds now, in order.
func (h *Head) RolesOf(p force.PersonID) []Role {
	var out []Role
	for r, held := range h.Roles {
		if held.Who.ID == p && p != "" {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

// Offer returns offer n.
func (h *Head) Offer(n int) (*Offer, bool) {
	if n < 1 || n > len(h.Offers) {
		return nil, false
	}
	return h.Offers[n-1], true
}

// OffersTo are the open offers to p, the newest first: what he answers by accept or decline.
func (h *Head) OffersTo(p force.PersonID) []*Offer {
	var out []*Offer
	for _, o := range slices.Backward(h.Offers) {
		if o.Open() && o.To.ID == p && p != "" {
			out = append(out, o)
		}
	}
	return out
}

// goldVacant is how long Gold may be vacant after declaring, where the entry does not say until when.
var goldVacant = force.DefaultSettings().Command.GoldVacant

// GoldVacant reports whether the incident is declared and nobody holds Gold.
func (h *Head) GoldVacant() bool { return h.Stage == StageDeclared && h.Roles[RoleGold] == nil }

// commandTimers are those of the command structure as a whole: Gold vacant after declaring. It is said once for a vacancy.
func (h *Head) commandTimers(_ *Side, add func(Timer)) {
	if !h.GoldVacant() || h.GoldSaid {
		return
	}
	due := h.GoldBy
	if due.IsZero() {
		due = h.DecidedAt.Add(goldVacant)
	}
	add(Timer{Key: "gold", Due: due, Weight: WeightAssess + 5})
}

// TacticalByGold warns, and does not stop, where Gold gives a tactical task himself (R1.13): Silver is between them. It is
// empty otherwise.
func TacticalByGold(h *Head, by force.PersonID) string {
	if !h.Holds(RoleGold, by) || h.Holds(RoleSilver, by) {
		return ""
	}
	if s := h.Roles[RoleSilver]; s != nil {
		return "Gold gave this task directly. Tactics are with Silver, " + s.Who.Name + ": tell Silver."
	}
	return "Gold gave this task directly. Tactics are with Silver, and Silver is vacant."
}
