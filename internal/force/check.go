package force

import "fmt"

// faults are all that is wrong with the force as a whole.
func (f *Force) faults() []error {
	var out []error
	add := func(format string, args ...any) { out = append(out, fmt.Errorf(format, args...)) }
	if f.ID == "" || !isID(f.ID) {
		add("id %q: wants lower-case letters, digits and hyphens", f.ID)
	}
	for _, v := range [...]struct{ name, text string }{{"name", f.Name}, {"control_room", f.ControlRoom}, {"marking", f.Marking}} {
		if v.text == "" {
			add("%s is empty", v.name)
		}
	}
	out = append(out, f.postFaults()...)
	out = append(out, f.peopleFaults()...)
	out = append(out, f.ladderFaults()...)
	out = append(out, f.rosterFaults()...)
	if len(f.Levels) == 0 {
		add("levels: there are none")
	}
	return out
}

func (f *Force) postFaults() []error {
	var out []error
	add := func(format string, args ...any) { out = append(out, fmt.Errorf(format, args...)) }
	seen := map[PostID]bool{}
	for _, p := range f.Posts {
		if seen[p.ID] {
			add("post %s is there twice", p.ID)
		}
		seen[p.ID] = true
		if p.Label == "" {
			add("post %s has no label", p.ID)
		}
		if id, ok := p.ID.NPT(); ok {
			if _, known := f.NPT(id); !known {
				add("post %s: there is no team %s", p.ID, id)
			}
		}
	}
	for _, id := range Required {
		if !seen[id] {
			add("post %s is needed and not there", id)
		}
	}
	teams := map[NPTID]bool{}
	beats := map[string]NPTID{}
	for _, n := range f.NPTs {
		if teams[n.ID] {
			add("team %s is there twice", n.ID)
		}
		teams[n.ID] = true
		if n.Name == "" {
			add("team %s has no name", n.ID)
		}
		if !seen[n.SergeantPost()] {
			add("team %s: there is no post %s", n.ID, n.SergeantPost())
		}
		for _, b := range n.Beats {
			if other, dup := beats[plain(b)]; dup {
				add("beat %s belongs to both %s and %s", b, other, n.ID)
			}
			beats[plain(b)] = n.ID
		}
	}
	return out
}

func (f *Force) peopleFaults() []error {
	var out []error
	for _, p := range f.People.All() {
		if _, ok := RankOf(p.Rank); !ok {
			out = append(out, fmt.Errorf("person %s: rank %q is not known", p.ID, p.Rank))
		}
		for _, post := range p.Posts {
			if _, ok := f.Post(post); !ok {
				out = append(out, fmt.Errorf("person %s: there is no post %s", p.ID, post))
			}
		}
		if _, ok := f.NPT(p.NPT); p.NPT != "" && !ok {
			out = append(out, fmt.Errorf("person %s: there is no team %s", p.ID, p.NPT))
		}
	}
	for _, r := range f.Rooms {
		for _, id := range r.Members {
			if _, ok := f.People.Person(id); !ok {
				out = append(out, fmt.Errorf("room %s: there is no person %s", r.ID, id))
			}
		}
	}
	return out
}

func (f *Force) ladderFaults() []error {
	var out []error
	add := func(format string, args ...any) { out = append(out, fmt.Errorf(format, args...)) }
	if len(f.Ladders) == 0 {
		add("ladder: there is none")
	}
	for _, l := range f.Ladders {
		if len(l.Rungs) == 0 {
			add("ladder %s has no rungs", l.Name)
		}
		for i, r := range l.Rungs {
			if _, ok := f.Post(r.Post); !ok {
				add("ladder %s, rung %d: there is no post %s", l.Name, i+1, r.Post)
			}
			if l.Rung(r.Post) != i {
				add("ladder %s, rung %d: %s is on it twice", l.Name, i+1, r.Post)
			}
			if r.Wait <= 0 {
				add("ladder %s, rung %d: wait must be longer than nothing", l.Name, i+1)
			}
			if r.Repeat < 0 || r.Need < All {
				add("ladder %s, rung %d: repeat and need cannot be negative", l.Name, i+1)
			}
			for _, p := range r.Beside {
				if _, ok := f.Post(p); !ok {
					add("ladder %s, rung %d: there is no post %s", l.Name, i+1, p)
				}
			}
		}
		for _, e := range [...]struct {
			name string
			post PostID
		}{{"entry", l.Entry}, {"assessment_overdue", l.Entries.AssessmentOverdue}, {"gold_vacant", l.Entries.GoldVacant}} {
			if l.Rung(e.post) < 0 {
				add("ladder %s, %s: %q is none of its rungs", l.Name, e.name, e.post)
			}
		}
		if l.ByClock.ThreatToLife <= 0 || l.ByClock.Declared <= 0 || l.ByClock.Otherwise <= 0 {
			add("ladder %s, by_clock: waits must be longer than nothing", l.Name)
		}
		if l.Rounds < 1 || l.Then <= 0 || l.Finally <= 0 {
			add("ladder %s: rounds, then and finally must be more than nothing", l.Name)
		}
	}
	return out
}

func (f *Force) rosterFaults() []error {
	var out []error
	for i, w := range f.Roster {
		if err := f.windowFault(w); err != nil {
			out = append(out, fmt.Errorf("roster, entry %d: %w", i+1, err))
		}
	}
	return out
}

// windowFault is what is wrong with one line of the roster.
func (f *Force) windowFault(w Window) error {
	p, ok := f.People.Person(w.Person)
	switch {
	case !ok:
		return fmt.Errorf("there is no person %s", w.Person)
	case !p.Holds(w.Post):
		return fmt.Errorf("%s is not one of those who may hold %s", w.Person, w.Post)
	case w.Duty == Swap && w.For == "":
		return fmt.Errorf("a swap must say for whom")
	case w.Duty != Swap && w.For != "":
		return fmt.Errorf("only a swap is for somebody")
	case w.Days == 0:
		return fmt.Errorf("no days")
	case !w.First.IsZero() && !w.Last.IsZero() && w.Last.Before(w.First):
		return fmt.Errorf("ends on %s, before it begins on %s", w.Last, w.First)
	case w.From < 0 || w.From > 1440 || w.To < 0 || w.To > 1440:
		return fmt.Errorf("times must be from 0000 to 2400")
	}
	return nil
}

// isID says whether s can be an id: lower-case letters, digits, and between
// them dots and hyphens.
func isID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case (c == '-' || c == '.') && i > 0 && i < len(s)-1:
		default:
			return false
		}
	}
	return true
}
