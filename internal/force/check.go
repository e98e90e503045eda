package force

import (
	"errors"
	"fmt"
)

// A fault is something wrong with the force or its configuration, and where: a
// path such as "ladders/0/rungs/2/post", which the loader knows the line of.
type fault struct {
	at, text string
	person   bool // about a person who is not in the directory
}

func (f fault) Error() string { return f.at + ": " + f.text }

// faults collects; it is a value, so that collecting never stops at the first.
type faults []fault

func (fs *faults) add(at, format string, args ...any) {
	*fs = append(*fs, fault{at: at, text: fmt.Sprintf(format, args...)})
}

// stranger adds that there is no such person: a fault that is none of its own
// where the directory itself could not be read.
func (fs *faults) stranger(at string, id PersonID) {
	*fs = append(*fs, fault{at: at, text: fmt.Sprintf("there is no person %q", id), person: true})
}

// err joins all, in order; nil when there are none.
func (fs faults) err() error {
	errs := make([]error, len(fs))
	for i, f := range fs {
		errs[i] = f
	}
	return errors.Join(errs...)
}

// faults are all that is wrong with the force as a whole.
func (f *Force) faults() faults {
	var fs faults
	if !isID(f.ID) {
		fs.add("force/id", "%q is no id: lower-case letters, digits, hyphens", f.ID)
	}
	for _, v := range [...]struct{ at, text string }{
		{"force/name", f.Name}, {"force/control_room", f.ControlRoom}, {"force/marking", f.Marking},
	} {
		if v.text == "" {
			fs.add(v.at, "must not be empty")
		}
	}
	f.checkLevels(&fs)
	f.checkNames(&fs)
	f.checkTension(&fs)
	f.checkMeetings(&fs)
	f.checkThreatWords(&fs)
	f.checkGuidance(&fs)
	f.checkPosts(&fs)
	f.checkNPTs(&fs)
	f.checkLadders(&fs)
	f.checkPeople(&fs)
	f.checkRooms(&fs)
	for i, w := range f.Roster {
		f.checkWindow(&fs, fmt.Sprintf("roster/%d", i), w)
	}
	f.Settings.check(&fs)
	return fs
}

func (f *Force) checkPosts(fs *faults) {
	seen, words := map[PostID]bool{}, map[string]PostID{}
	for i, p := range f.Posts {
		at := fmt.Sprintf("posts/%d", i)
		npt, isSergeant := p.ID.NPT()
		switch {
		case seen[p.ID]:
			fs.add(at+"/id", "post %s is there twice", p.ID)
		case isSergeant:
			if _, ok := f.NPT(npt); !ok {
				fs.add(at+"/id", "there is no team %q", npt)
			}
		case !isID(string(p.ID)):
			fs.add(at+"/id", "%q is no id: lower-case letters, digits, hyphens", p.ID)
		}
		seen[p.ID] = true
		if p.Label == "" {
			fs.add(at, "post %s has no label", p.ID)
		}
		for _, w := range append([]string{string(p.ID), p.Label}, p.Words...) {
			if other, dup := words[plain(w)]; dup && other != p.ID {
				fs.add(at, "%q means both %s and %s", w, other, p.ID)
			}
			words[plain(w)] = p.ID
		}
	}
	for _, id := range Required {
		if !seen[id] {
			fs.add("posts", "post %s is needed and not there", id)
		}
	}
}

func (f *Force) checkNPTs(fs *faults) {
	seen, beats := map[NPTID]bool{}, map[string]NPTID{}
	for i, n := range f.NPTs {
		at := fmt.Sprintf("npts/%d", i)
		if !isID(string(n.ID)) {
			fs.add(at+"/id", "%q is no id: lower-case letters, digits, hyphens", n.ID)
		}
		if seen[n.ID] {
			fs.add(at+"/id", "team %s is there twice", n.ID)
		}
		seen[n.ID] = true
		if n.Name == "" {
			fs.add(at, "team %s has no name", n.ID)
		}
		if _, ok := f.Post(n.SergeantPost()); !ok {
			fs.add(at+"/id", "there is no post %s to own its tasks", n.SergeantPost())
		}
		for _, b := range n.Beats {
			if other, dup := beats[plain(b)]; dup {
				fs.add(at+"/beats", "beat %s belongs to both %s and %s", b, other, n.ID)
			}
			beats[plain(b)] = n.ID
		}
	}
}

func (f *Force) checkPeople(fs *faults) {
	for _, p := range f.People.All() {
		at := "people/" + string(p.ID)
		if !isID(string(p.ID)) {
			fs.add(at, "%q is no id: lower-case letters, digits, dots, hyphens", p.ID)
		}
		if p.Name == "" {
			fs.add(at, "%s has no name", p.ID)
		}
		if _, ok := RankOf(p.Rank); !ok {
			fs.add(at, "%s: rank %q is not known", p.ID, p.Rank)
		}
		for _, post := range p.Posts {
			f.wantPost(fs, at, post)
		}
		if _, ok := f.NPT(p.NPT); p.NPT != "" && !ok {
			fs.add(at, "%s: there is no team %q", p.ID, p.NPT)
		}
		if p.Guest && len(p.Posts) > 0 {
			fs.add(at, "%s is a guest account and can hold no post", p.ID)
		}
	}
}

func (f *Force) checkRooms(fs *faults) {
	seen := map[string]bool{}
	for i, r := range f.Rooms {
		at := fmt.Sprintf("rooms/%d", i)
		if !isID(r.ID) || r.ID == "direct" {
			fs.add(at+"/id", "%q is no id of a room", r.ID)
		}
		if seen[r.ID] {
			fs.add(at+"/id", "room %s is there twice", r.ID)
		}
		seen[r.ID] = true
		if !r.Private {
			fs.add(at, "room %s must be private: nothing is ever posted in a public room", r.ID)
		}
		for _, id := range r.Members {
			if _, ok := f.People.Person(id); !ok {
				fs.stranger(at+"/members", id)
			}
		}
	}
}

func (f *Force) wantPost(fs *faults, at string, id PostID) {
	if _, ok := f.Post(id); !ok {
		fs.add(at, "there is no post %q", id)
	}
}

func (f *Force) checkLadders(fs *faults) {
	if len(f.Ladders) == 0 {
		fs.add("ladders", "there is none: nobody would ever be asked (S28)")
	}
	names := map[string]bool{}
	for i, l := range f.Ladders {
		at := fmt.Sprintf("ladders/%d", i)
		if !isID(l.Name) || names[l.Name] {
			fs.add(at+"/name", "%q is no id, or there twice", l.Name)
		}
		names[l.Name] = true
		f.checkRungs(fs, at, l)
		for _, e := range [...]struct {
			key  string
			post PostID
		}{{"entry", l.Entry}, {"assessment_overdue", l.Entries.AssessmentOverdue}, {"gold_vacant", l.Entries.GoldVacant}} {
			if l.Rung(e.post) < 0 {
				fs.add(at+"/"+e.key, "%s: post %q is on no rung", e.key, e.post)
			}
		}
		for _, w := range []bool{l.ByClock.ThreatToLife > 0, l.ByClock.Declared > 0, l.ByClock.Otherwise > 0, l.ByClock.Repeat >= 0} {
			if !w {
				fs.add(at+"/by_clock", "threat_to_life, declared and otherwise must be longer than nothing")
				break
			}
		}
		if l.Rounds < 1 || l.Then <= 0 || l.Finally <= 0 {
			fs.add(at, "rounds, then and shifts_after must be more than nothing: a ladder never ends in silence")
		}
	}
}

func (f *Force) checkRungs(fs *faults, at string, l Ladder) {
	if len(l.Rungs) == 0 {
		fs.add(at+"/rungs", "there are none: nobody would ever be asked (S28)")
	}
	asked := false
	for i, r := range l.Rungs {
		at := fmt.Sprintf("%s/rungs/%d", at, i)
		f.wantPost(fs, at+"/post", r.Post)
		if l.Rung(r.Post) != i {
			fs.add(at+"/post", "%s is on the ladder twice", r.Post)
		}
		if r.Wait <= 0 {
			fs.add(at+"/wait", "wait must be longer than nothing")
		}
		if r.Repeat < 0 {
			fs.add(at+"/repeat", "repeat cannot be less than nothing")
		}
		if r.Need < All {
			fs.add(at+"/need", "need is a number or all")
		}
		for _, p := range r.Beside {
			f.wantPost(fs, at+"/beside", p)
		}
		asked = asked || !r.Serious
	}
	if !asked && len(l.Rungs) > 0 {
		fs.add(at+"/rungs", "all are for serious incidents only: by the clock nobody would be asked otherwise")
	}
}

// checkWindow says what is wrong with one line of the roster.
func (f *Force) checkWindow(fs *faults, at string, w Window) {
	f.wantPost(fs, at, w.Post)
	for _, id := range [...]PersonID{w.Person, w.For} {
		if id == "" && w.Duty != Swap {
			continue
		}
		p, ok := f.People.Person(id)
		switch {
		case !ok:
			fs.stranger(at, id)
		case p.Guest:
			fs.add(at, "%s is a guest account and can hold no post", id)
		case w.Duty != Swap && !p.Holds(w.Post):
			fs.add(at, "%s may not hold %s: it is not among the person's posts", id, w.Post)
		}
	}
	if w.Person == "" && w.Duty != Swap {
		fs.add(at, "there is no person")
	}
	if w.Duty != Swap && w.For != "" {
		fs.add(at, "only a swap is for somebody")
	}
	if w.Days == 0 {
		fs.add(at, "there are no days")
	}
	if !w.First.IsZero() && !w.Last.IsZero() && w.Last.Before(w.First) {
		fs.add(at, "it ends on %s, before it begins on %s", w.Last, w.First)
	}
	if w.From < 0 || w.From > 1439 || w.To < 0 || w.To > 1440 {
		fs.add(at, "times must be between 0000 and 2400")
	}
}

// check says which settings would stop the clock or make no sense.
func (s *Settings) check(fs *faults) {
	for _, t := range s.times() {
		if *t.value <= 0 {
			fs.add("settings/"+t.key, "%s must be longer than nothing", t.key)
		}
	}
	for _, n := range s.numbers() {
		if *n.value < n.least || n.most > 0 && *n.value > n.most {
			fs.add("settings/"+n.key, "%s must be at least %d%s", n.key, n.least, atMost(n.most))
		}
	}
	for i, t := range s.Shifts {
		if t < 0 || t > 1439 || i > 0 && s.Shifts[i-1] >= t {
			fs.add("settings/shifts", "shifts begin at rising times of the day, such as 0700 1500 2300")
			break
		}
	}
}

func atMost(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" and at most %d", n)
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
