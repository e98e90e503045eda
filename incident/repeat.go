package incident

import (
	"slices"
	"strings"
	"time"

	"loggist/internal/force"
)

// Contacts with one person or place are counted over incidents (R3.5, X7), and what is found is told to nobody who may not see it: in
// the rooms of one incident nothing ever depends on another. What several hold together goes to those people alone who are in all of
// them, and which belong together stands in the force's register.

// ContactCounted follows every contact alike, so that its being there says nothing. To are rung, and Beside told, because the contacts
// that they may see in several incidents mount up to what no single room shows; mostly both are empty.
type ContactCounted struct {
	Entry  uint64 `json:"entry"`
	To     []Who  `json:"to,omitempty"`
	Beside []Who  `json:"beside,omitempty"`
}

// Kind is "contact-counted".
func (*ContactCounted) Kind() string { return "contact-counted" }

func (c *ContactCounted) apply(s *Side, e *Entry) {
	if s.Book != BookSensitive {
		return
	}
	for _, p := range c.To {
		s.direct(p.ID, EntryKey(e.Seq), ClassPage, e.Seq)
	}
	for _, p := range c.Beside {
		s.direct(p.ID, EntryKey(e.Seq), ClassPost, e.Seq)
	}
}

// BelongTogether says in the register that two incidents belong together.
type BelongTogether struct {
	A      Ref    `json:"a"`
	B      Ref    `json:"b"`
	Reason string `json:"reason"`
}

// Kind is "belong-together".
func (*BelongTogether) Kind() string { return "belong-together" }

func (*BelongTogether) apply(*Side, *Entry) {}

func (b *BelongTogether) register(r *Register, _ *Entry) {
	r.Together = append(r.Together, *b)
}

// TogetherWith are the incidents that were said to belong with one.
func (r *Register) TogetherWith(ref Ref) []Ref {
	var out []Ref
	for _, t := range r.Together {
		switch ref {
		case t.A:
			out = append(out, t.B)
		case t.B:
			out = append(out, t.A)
		}
	}
	return out
}

// Glimpse is what is looked at in an incident when contacts are counted over several. It is for counting: whoever says anything of it
// to somebody asks first what he sees.
type Glimpse struct {
	Ref      Ref
	Where    string
	Contacts []Contacted // those that stand, oldest first

	known        map[string]string // handle → who it is
	open, second map[force.PersonID]bool
}

// Contacted is one contact.
type Contacted struct {
	From string
	At   time.Time
}

// Glimpse takes it; nothing in it changes afterwards. A sealed incident is in no count: ok is false.
func (f *Full) Glimpse() (g Glimpse, ok bool) {
	if f.Sealed() {
		return Glimpse{}, false
	}
	g = Glimpse{
		Ref: f.Open.Ref, Where: f.Open.Where, known: map[string]string{}, open: map[force.PersonID]bool{}, second: map[force.PersonID]bool{},
	}
	for _, l := range Made[*Contact](&f.Open.Side) {
		if c, is := l.Body.(*Contact); is {
			g.Contacts = append(g.Contacts, Contacted{From: c.From, At: l.RecordedAt})
		}
	}
	for handle, k := range f.Sensitive.Known {
		g.known[handle] = k.Identity
	}
	for id := range f.Open.Members {
		g.open[id] = f.Open.IsMember(id)
	}
	for id := range f.Sensitive.Members {
		g.second[id] = f.Sensitive.IsMember(id)
	}
	return g, true
}

// Sees reports whether a person is in the open room of it.
func (g Glimpse) Sees(p force.PersonID) bool { return g.open[p] }

// SeesWho reports whether a person is where it stands who its people are.
func (g Glimpse) SeesWho(p force.PersonID) bool { return g.second[p] }

// SamePerson are the contacts in g from the person whom f knows under the handle that these words begin with.
func (g Glimpse) SamePerson(f *Full, from string) []Contacted {
	who := ""
	for handle, k := range f.Sensitive.Known {
		if names(from, handle) {
			who = plainName(k.Identity)
		}
	}
	if who == "" {
		return nil
	}
	var out []Contacted
	for handle, identity := range g.known {
		if plainName(identity) != who {
			continue
		}
		for _, c := range g.Contacts {
			if names(c.From, handle) {
				out = append(out, c)
			}
		}
	}
	return out
}

// names reports whether words begin with a handle: “person a's mother” with Person A.
func names(words, handle string) bool {
	w, h := strings.Join(strings.Fields(strings.ToLower(words)), " "), strings.ToLower(handle)
	rest, ok := strings.CutPrefix(w, h)
	return ok && h != "" && (rest == "" || rest[0] < 'a' || rest[0] > 'z')
}

// plainName is a name without what two people write differently: case, marks, and which name stands first.
func plainName(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" ,.;:-", r) })
	slices.Sort(words)
	return strings.Join(words, " ")
}
