package force

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

var peopleColumns = []string{"id", "rank", "name", "npt", "posts", "kind", "status", "mattermost", "slack"}

// loadPeople reads people.csv and the roster that the configuration names into
// the force, whole: when anything is wrong in either, err says so.
func (l *loader) loadPeople(c *Config, f *Force) {
	if l.where == nil {
		l.where = map[string]Fault{}
	}
	f.People, _ = NewDirectory(nil)
	f.Roster = nil
	people, ok := l.open("people", c.People)
	if !ok {
		l.torn = true
		people = []byte("id,name\n") // read the roster all the same, for its own faults
	}
	t := &table{file: filepath.Base(c.People), columns: peopleColumns}
	var lines []int
	f.People, lines = t.people(people)
	for i, p := range f.People.All() {
		l.where["people/"+string(p.ID)] = Fault{File: t.file, Line: lines[i]}
	}
	l.faults = append(l.faults, t.faults...)
	l.torn = l.torn || len(t.faults) > 0
	if c.Roster == "" {
		return
	}
	roster, ok := l.open("roster", c.Roster)
	if !ok {
		return
	}
	t = &table{file: filepath.Base(c.Roster), columns: rosterColumns}
	f.Roster, lines = t.roster(roster)
	for i, n := range lines {
		l.where[fmt.Sprintf("roster/%d", i)] = Fault{File: t.file, Line: n}
	}
	l.faults = append(l.faults, t.faults...)
}

func (l *loader) open(key, path string) ([]byte, bool) {
	data, err := l.read(path)
	if err != nil {
		l.doc.fault(l.doc.line(key), "%s: %v", key, err)
		return nil, false
	}
	return data, true
}

// people reads the table into a directory and the line of each person in it.
func (t *table) people(data []byte) (*Directory, []int) {
	var people []Person
	lines := map[PersonID]int{}
	accounts := map[Platform]map[string]int{}
	for _, r := range t.rows(data, "id", "name") {
		p := Person{ID: PersonID(r.cell["id"]), Rank: r.cell["rank"], Name: r.cell["name"], NPT: NPTID(r.cell["npt"])}
		for _, s := range strings.Fields(r.cell["posts"]) {
			p.Posts = append(p.Posts, PostID(s))
		}
		p.Loggist = p.Holds(LoggistPost)
		t.kind(&p, r)
		if p.ID == "" {
			t.fault(r.line, "there is no id")
			continue
		}
		if first, dup := lines[p.ID]; dup {
			t.fault(r.line, "%s is there twice, first on line %d; an id is never given again", p.ID, first)
			continue
		}
		lines[p.ID] = r.line
		for _, platform := range [...]Platform{Mattermost, Slack} {
			t.account(&p, r, platform, accounts)
		}
		people = append(people, p)
	}
	d, err := NewDirectory(people)
	if err != nil { // ids and accounts are known to be single
		t.fault(1, "%v", err)
		d, _ = NewDirectory(nil)
	}
	order := make([]int, len(d.All()))
	for i, p := range d.All() {
		order[i] = lines[p.ID]
	}
	return d, order
}

func (t *table) kind(p *Person, r row) {
	switch k := r.cell["kind"]; k {
	case "", "police", "staff":
	case "partner":
		p.Partner = true
	case "guest":
		p.Guest = true
	default:
		t.fault(r.line, "kind %q is none of police, staff, partner, guest", k)
	}
	switch s := r.cell["status"]; s {
	case "", "active":
	case "suspended":
		p.Suspended = true
	case "deactivated":
		p.Deactivated = true
	default:
		t.fault(r.line, "status %q is none of active, suspended, deactivated", s)
	}
}

func (t *table) account(p *Person, r row, platform Platform, taken map[Platform]map[string]int) {
	id := r.cell[string(platform)]
	if id == "" {
		return
	}
	if taken[platform] == nil {
		taken[platform] = map[string]int{}
	}
	if first, dup := taken[platform][id]; dup {
		t.fault(r.line, "the %s account is also on line %d", platform, first)
		return
	}
	taken[platform][id] = r.line
	if p.Accounts == nil {
		p.Accounts = map[Platform]string{}
	}
	p.Accounts[platform] = id
}

var rosterColumns = []string{"post", "person", "duty", "for", "days", "from", "to", "first", "last"}

// roster reads the table into a roster and the line of each window in it.
func (t *table) roster(data []byte) (Roster, []int) {
	var out Roster
	var lines []int
	for _, r := range t.rows(data, "post", "person") {
		w := Always(PostID(r.cell["post"]), PersonID(r.cell["person"]))
		w.For = PersonID(r.cell["for"])
		bad := func(column string, err error) {
			if err != nil {
				t.fault(r.line, "%s: %v", column, err)
			}
		}
		var err error
		w.Duty, err = parseDuty(r.cell["duty"])
		bad("duty", err)
		if s := r.cell["days"]; s != "" {
			w.Days, err = ParseDays(s)
			bad("days", err)
			if err != nil {
				w.Days = EveryDay // said once is enough
			}
		}
		if from, to := r.cell["from"], r.cell["to"]; from != "" || to != "" {
			w.From, err = ParseTimeOfDay(from)
			bad("from", err)
			w.To, err = ParseTimeOfDay(to)
			bad("to", err)
		}
		for _, d := range [...]struct {
			column string
			into   *Date
		}{{"first", &w.First}, {"last", &w.Last}} {
			if s := r.cell[d.column]; s != "" {
				*d.into, err = ParseDate(s)
				bad(d.column, err)
			}
		}
		out, lines = append(out, w), append(lines, r.line)
	}
	return out, lines
}

func parseDuty(s string) (Duty, error) {
	if s == "" {
		return Holder, nil
	}
	for d, n := range dutyNames {
		if s == n {
			return Duty(d), nil
		}
	}
	return Holder, fmt.Errorf("%q is none of holder, deputy, swap", s)
}

// ParseDays reads "daily", "Mon-Fri", "Sat Sun", "Fri-Mon Wed".
func ParseDays(s string) (Days, error) {
	if strings.EqualFold(s, "daily") {
		return EveryDay, nil
	}
	var out Days
	for _, part := range strings.Fields(s) {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		a, okA := weekday(from)
		b, okB := weekday(to)
		if !okA || !okB {
			return 0, fmt.Errorf("%q is not daily, Mon-Fri, Sat Sun or the like", s)
		}
		for d := a; ; d = (d + 1) % 7 {
			out |= 1 << d
			if d == b {
				break
			}
		}
	}
	if out == 0 {
		return 0, fmt.Errorf("%q is not daily, Mon-Fri, Sat Sun or the like", s)
	}
	return out, nil
}

func weekday(s string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(s, d.String()[:3]) || strings.EqualFold(s, d.String()) {
			return d, true
		}
	}
	return 0, false
}
