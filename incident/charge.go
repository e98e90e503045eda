package incident

import (
	"time"

	"loggist/internal/force"
)

// Charge is whom something is with: a post or a command role, and so whoever holds it at the moment he is asked (X20).
// Label is how it was said then.
type Charge struct {
	Post  force.PostID `json:"post,omitempty"`
	Role  Role         `json:"role,omitempty"`
	Label string       `json:"label"`
}

// IsZero reports whether it is with nobody.
func (c Charge) IsZero() bool { return c.Post == "" && c.Role == "" }

// ChargePost is a post as something is charged to it.
func ChargePost(f *force.Force, post force.PostID) Charge {
	return Charge{Post: post, Label: f.PostLabel(post)}
}

// Held are the covers of posts as the roster takes them, in the order of the entries.
func (r *Register) Held() []force.Cover {
	if r == nil {
		return nil
	}
	out := make([]force.Cover, 0, len(r.Covers))
	for _, c := range r.Covers {
		out = append(out, force.Cover{Post: c.Post, Person: c.Person.ID, From: c.From, To: c.Until})
	}
	return out
}

// Holders are the people that a charge is with at the instant, in the order of asking; nobody where it is vacant.
func (f *Full) Holders(c Charge, fo *force.Force, at time.Time, covers ...force.Cover) []Who {
	if c.Role != "" {
		h := f.Open.Roles[c.Role]
		if h == nil || h.Who.IsZero() {
			return nil
		}
		return []Who{h.Who}
	}
	return People(fo, fo.OnDuty(c.Post, at, covers...))
}

// People are people of the directory as an entry names them.
func People(f *force.Force, ids []force.PersonID) []Who {
	var out []Who
	for _, id := range ids {
		if p, ok := f.People.Person(id); ok {
			out = append(out, Person(p))
		}
	}
	return out
}

// among reports whether p is one of them.
func among(people []Who, p force.PersonID) bool {
	for _, w := range people {
		if w.ID == p && p != "" {
			return true
		}
	}
	return false
}
