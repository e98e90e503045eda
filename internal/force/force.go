package force

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Room is a room that exists before any incident does.
type Room struct {
	ID      string
	Name    string
	Private bool
	Members []PersonID
	except  []PersonID // in the configuration: everybody but these
}

// Force is a police force as the software knows it. Make one with [New]; it is
// immutable from then on.
type Force struct {
	ID          string // short, in references of this installation
	Name        string
	Zone        *time.Location
	ControlRoom string // telephone
	Marking     string // "OFFICIAL-SENSITIVE"
	Handling    string // "Recipients only; do not forward"
	Exercise    bool   // says EXERCISE in every marking line
	People      *Directory
	Posts       []Post
	NPTs        []NPT
	Ladders     []Ladder    // the first is the default
	Levels      []LevelRule // rising
	Tension     Scale       // of community tension
	Guidance    []Guide
	Names       Names // of slash commands
	Roster      Roster
	Rooms       []Room
	Settings    Settings
}

// New checks the force as a whole and returns it. All faults are reported
// together (S28: a force without a ladder is refused).
func New(f Force) (*Force, error) {
	if f.People == nil {
		f.People, _ = NewDirectory(nil)
	}
	if f.Zone == nil {
		f.Zone = time.UTC
	}
	if err := f.faults().err(); err != nil {
		return nil, fmt.Errorf("check force: %w", err)
	}
	return &f, nil
}

// With is the force with other people and another roster. A room of everybody
// but some follows the people.
func (f *Force) With(people *Directory, roster Roster) (*Force, error) {
	g := *f
	g.People, g.Roster = people, roster
	g.followPeople()
	return New(g)
}

// followPeople fills the rooms that hold everybody but some.
func (f *Force) followPeople() {
	f.Rooms = slices.Clone(f.Rooms)
	for i, r := range f.Rooms {
		if r.except == nil {
			continue
		}
		f.Rooms[i].Members = everybodyBut(f.People, r.except)
	}
}

func everybodyBut(d *Directory, except []PersonID) []PersonID {
	var out []PersonID
	for _, p := range d.All() {
		if !slices.Contains(except, p.ID) {
			out = append(out, p.ID)
		}
	}
	return out
}

// WithSuspended is the force in which these accounts are suspended as well; it
// is how the record's suspensions meet the directory. Unknown ids are ignored.
func (f *Force) WithSuspended(ids ...PersonID) *Force {
	people := slices.Clone(f.People.All())
	for i := range people {
		if slices.Contains(ids, people[i].ID) {
			people[i].Suspended = true
		}
	}
	g := *f
	g.People, _ = NewDirectory(people) // the same ids and accounts: it was valid
	return &g
}

// Ladder is the default ladder.
func (f *Force) Ladder() Ladder { return f.Ladders[0] }

// MarkingLine is the first line of whatever is posted in a room.
func (f *Force) MarkingLine() string {
	line := f.Marking + " · " + f.Handling
	if f.Handling == "" {
		line = f.Marking
	}
	if f.Exercise {
		return "EXERCISE · " + line
	}
	return line
}

// Post is the post with the id.
func (f *Force) Post(id PostID) (Post, bool) {
	i := slices.IndexFunc(f.Posts, func(p Post) bool { return p.ID == id })
	if i < 0 {
		return Post{}, false
	}
	return f.Posts[i], true
}

// PostLabel is how the post is said; for a post that is no longer there, its id.
func (f *Force) PostLabel(id PostID) string {
	if p, ok := f.Post(id); ok {
		return p.Label
	}
	return string(id)
}

// PersonLabel is how the person is said; for one no longer there, the id.
func (f *Force) PersonLabel(id PersonID) string {
	if p, ok := f.People.Person(id); ok {
		return p.Label()
	}
	return string(id)
}

// PostByWords is the post whose id, label or other words these are; case,
// spaces, hyphens and a leading "the" make no difference.
func (f *Force) PostByWords(words string) (Post, bool) {
	want := plain(words)
	if want == "" {
		return Post{}, false
	}
	for _, p := range f.Posts {
		if plain(string(p.ID)) == want || plain(p.Label) == want ||
			slices.ContainsFunc(p.Words, func(w string) bool { return plain(w) == want }) {
			return p, true
		}
	}
	return Post{}, false
}

// NPT is the team with the id.
func (f *Force) NPT(id NPTID) (NPT, bool) {
	i := slices.IndexFunc(f.NPTs, func(n NPT) bool { return n.ID == id })
	if i < 0 {
		return NPT{}, false
	}
	return f.NPTs[i], true
}

// NPTByWords is the team that the words mean: its id, name or one of its beats,
// else the only one whose id or name begins so.
func (f *Force) NPTByWords(words string) (NPT, bool) {
	want := plain(words)
	if want == "" {
		return NPT{}, false
	}
	begins := -1
	for i, n := range f.NPTs {
		id, name := plain(string(n.ID)), plain(n.Name)
		if id == want || name == want || slices.ContainsFunc(n.Beats, func(b string) bool { return plain(b) == want }) {
			return n, true
		}
		if strings.HasPrefix(id, want) || strings.HasPrefix(name, want) {
			if begins >= 0 {
				begins = len(f.NPTs) // more than one: no team
			} else {
				begins = i
			}
		}
	}
	if begins < 0 || begins >= len(f.NPTs) {
		return NPT{}, false
	}
	return f.NPTs[begins], true
}

// Room is the room with the id.
func (f *Force) Room(id string) (Room, bool) {
	i := slices.IndexFunc(f.Rooms, func(r Room) bool { return r.ID == id })
	if i < 0 {
		return Room{}, false
	}
	return f.Rooms[i], true
}

// plain makes words comparable: lower case, without spaces, hyphens, a leading
// "the" and a final stop or comma.
func plain(s string) string {
	s = strings.TrimRight(strings.ToLower(strings.TrimSpace(s)), ".,")
	s = strings.TrimPrefix(s, "the ")
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '-', '_', '\u2010', '\u2011', '\u2013':
			return -1
		}
		return r
	}, s)
}
