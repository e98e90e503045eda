package force

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A loader reads one configuration and remembers where everything stood.
type loader struct {
	read   func(path string) ([]byte, error)
	doc    *document
	faults []Fault          // of the other files
	where  map[string]Fault // paths of people and roster lines; Text is empty
	torn   bool             // people.csv could not be read whole
}

// err is all faults found so far, each once, or nil.
func (l *loader) err() error {
	all := append(slices.Clone(l.doc.faults), l.faults...)
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Fault) int {
		// the configuration before the files it names
		if a.File != b.File && (a.File == l.doc.file || b.File == l.doc.file) {
			if a.File == l.doc.file {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return &ConfigError{Faults: slices.Compact(all)}
}

// resolve gives the faults of the checks the lines their paths stood on.
func (l *loader) resolve(fs faults) {
	for _, f := range fs {
		if f.person && l.torn {
			continue // the person may be on a line that could not be read
		}
		if at, ok := l.where[f.at]; ok {
			at.Text = f.text
			l.faults = append(l.faults, at)
			continue
		}
		// A value that could not be read has been reported; that it is then
		// missing as well helps nobody.
		line := l.doc.line(f.at)
		if _, stood := l.doc.lines[f.at]; stood &&
			slices.ContainsFunc(l.doc.faults, func(x Fault) bool { return x.Line == line }) {
			continue
		}
		l.doc.fault(line, "%s: %s", name(f.at), f.text)
	}
}

// path is a path of the configuration as this process can open it.
func (l *loader) path(c *Config, p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(filepath.Dir(c.Path), p)
}

// config reads the whole file; people, roster and rooms' members come after.
func (l *loader) config(m *mapping, c *Config) *Force {
	f := &Force{Settings: DefaultSettings(), Zone: time.UTC}
	*c = Config{Path: c.Path, Hash: c.Hash, Instance: "one", Replicas: 1, Force: f}
	text(m, "instance", &c.Instance)
	scalar(m, "exercise", &f.Exercise, truth)
	text(m, "data_dir", &c.Data)
	text(m, "keys_dir", &c.Keys)
	text(m, "escrow_recipient", &c.Escrow)
	text(m, "listen", &c.Listen)
	scalar(m, "replicas", &c.Replicas, number)
	text(m, "people", &c.People)
	text(m, "roster", &c.Roster)
	for _, p := range []*string{&c.Data, &c.Keys, &c.People, &c.Roster} {
		*p = l.path(c, *p)
	}
	m.under("redis", func(m *mapping) { c.Redis = l.redis(m, c) })
	l.platforms(m, c)
	m.under("force", func(m *mapping) { l.force(m, f) })
	l.names(m, f)
	m.each("posts", func(m *mapping) {
		var p Post
		text(m, "id", &p.ID)
		text(m, "label", &p.Label)
		texts(m, "words", &p.Words)
		text(m, "telephone", &p.Telephone)
		scalar(m, "at_need", &p.AtNeed, truth)
		f.Posts = append(f.Posts, p)
	})
	m.each("npts", func(m *mapping) {
		var n NPT
		text(m, "id", &n.ID)
		text(m, "name", &n.Name)
		texts(m, "beats", &n.Beats)
		f.NPTs = append(f.NPTs, n)
	})
	m.each("ladders", func(m *mapping) { f.Ladders = append(f.Ladders, l.ladder(m)) })
	m.each("rooms", func(m *mapping) {
		r := Room{Private: true}
		text(m, "id", &r.ID)
		text(m, "name", &r.Name)
		texts(m, "members", &r.Members)
		texts(m, "everybody_but", &r.except)
		if r.Members != nil && r.except != nil {
			m.doc.fault(m.at["everybody_but"], "a room has either members or everybody_but")
		}
		if r.Name == "" {
			r.Name = r.ID
		}
		f.Rooms = append(f.Rooms, r)
	})
	m.each("guidance", func(m *mapping) {
		var g Guide
		text(m, "topic", &g.Topic)
		text(m, "title", &g.Title)
		text(m, "link", &g.Link)
		text(m, "version", &g.Version)
		scalar(m, "seen", &g.Seen, readDate)
		text(m, "successor", &g.Successor)
		f.Guidance = append(f.Guidance, g)
	})
	m.under("settings", func(m *mapping) {
		s := &f.Settings
		for _, t := range s.times() {
			scalar(m, t.key, t.value, span)
		}
		for _, n := range s.numbers() {
			scalar(m, n.key, n.value, number)
		}
		for _, x := range []struct {
			key string
			*Meeting
		}{{"meeting", &s.Meeting}, {"gold_group", &s.GoldGroup}} {
			wanted := x.Wanted
			texts(m, x.key+"_wanted", &wanted)
			x.wanting(wanted)
			texts(m, x.key+"_agenda", &x.Agenda)
		}
		texts(m, "threat_words", (*[]string)(&s.ThreatWords))
		list(m, "shifts", &s.Shifts, ParseTimeOfDay)
	})
	return f
}

func (l *loader) force(m *mapping, f *Force) {
	text(m, "id", &f.ID)
	text(m, "name", &f.Name)
	scalar(m, "zone", &f.Zone, func(s string) (*time.Location, error) {
		z, err := time.LoadLocation(s)
		if err != nil || s == "" || s == "Local" {
			return nil, fmt.Errorf("%q is no zone such as Europe/London", s)
		}
		return z, nil
	})
	text(m, "control_room", &f.ControlRoom)
	text(m, "marking", &f.Marking)
	text(m, "handling", &f.Handling)
	f.Levels = DefaultLevels()
	if _, given := m.nodes["levels"]; given {
		f.Levels = nil
	}
	m.each("levels", func(m *mapping) {
		var r LevelRule
		text(m, "level", &r.Level)
		text(m, "owner", &r.Owner)
		texts(m, "tells", &r.Tells)
		f.Levels = append(f.Levels, r)
	})
	f.Tension = DefaultScale()
	texts(m, "tension", &f.Tension.Labels)
	scalar(m, "tension_worst", &f.Tension.WorstFirst, func(s string) (bool, error) {
		if s != "first" && s != "last" {
			return false, fmt.Errorf("%q is neither first nor last", s)
		}
		return s == "first", nil
	})
}

func (l *loader) ladder(m *mapping) Ladder {
	ladder := Ladder{Name: "default", Entry: DutyInspector, Rounds: 3, Then: time.Hour, Finally: 24 * time.Hour,
		Entries: ClockEntries{AssessmentOverdue: DutyInspector, GoldVacant: OnCallSuperintendent}}
	text(m, "name", &ladder.Name)
	text(m, "entry", &ladder.Entry)
	text(m, "assessment_overdue", &ladder.Entries.AssessmentOverdue)
	text(m, "gold_vacant", &ladder.Entries.GoldVacant)
	m.under("by_clock", func(m *mapping) {
		scalar(m, "threat_to_life", &ladder.ByClock.ThreatToLife, span)
		scalar(m, "declared", &ladder.ByClock.Declared, span)
		scalar(m, "otherwise", &ladder.ByClock.Otherwise, span)
		scalar(m, "repeat", &ladder.ByClock.Repeat, number)
	})
	scalar(m, "rounds", &ladder.Rounds, number)
	scalar(m, "then_every", &ladder.Then, span)
	scalar(m, "shifts_after", &ladder.Finally, span)
	m.each("rungs", func(m *mapping) {
		var r Rung
		text(m, "post", &r.Post)
		scalar(m, "wait", &r.Wait, span)
		scalar(m, "repeat", &r.Repeat, number)
		scalar(m, "need", &r.Need, func(s string) (int, error) {
			if s == "all" {
				return All, nil
			}
			return number(s)
		})
		texts(m, "beside", &r.Beside)
		scalar(m, "serious_only", &r.Serious, truth)
		text(m, "question", &r.Question)
		ladder.Rungs = append(ladder.Rungs, r)
	})
	return ladder
}

func (l *loader) redis(m *mapping, c *Config) *Redis {
	r := &Redis{}
	text(m, "url", &r.URL)
	addresses(m, "cluster", &r.Cluster)
	m.under("sentinel", func(m *mapping) {
		text(m, "master", &r.Sentinel.Master)
		addresses(m, "addresses", &r.Sentinel.Addresses)
	})
	text(m, "ca_file", &r.CAFile)
	r.CAFile = l.path(c, r.CAFile)
	scalar(m, "copies", &r.Copies, number)
	scalar(m, "durability_attested", &r.Attested, truth)
	scalar(m, "password_file", &r.Password, func(s string) (Secret, error) { return l.secret(c, s) })
	return r
}

// addresses reads a list of host:port.
func addresses(m *mapping, key string, into *[]string) {
	list(m, key, into, func(s string) (string, error) {
		if host, port, err := net.SplitHostPort(s); err != nil || host == "" || port == "" {
			return "", fmt.Errorf("%q is no address: it looks like 192.0.2.1:6379", s)
		}
		return s, nil
	})
}

// secret is what the named file holds, without the final line break.
func (l *loader) secret(c *Config, path string) (Secret, error) {
	data, err := l.secretFile(c, path)
	if err != nil {
		return Secret{}, err
	}
	s := strings.TrimRight(string(data), "\r\n")
	switch {
	case s == "":
		return Secret{}, fmt.Errorf("the file is empty")
	case strings.ContainsAny(s, "\r\n"):
		return Secret{}, fmt.Errorf("the file has more than one line")
	}
	return NewSecret(s), nil
}

// secretFile reads a file of secrets, which may be where the service manager puts them.
func (l *loader) secretFile(c *Config, path string) ([]byte, error) {
	const credentials = "$CREDENTIALS_DIRECTORY/"
	if rest, ok := strings.CutPrefix(path, credentials); ok {
		dir := os.Getenv("CREDENTIALS_DIRECTORY")
		if dir == "" {
			return nil, fmt.Errorf("CREDENTIALS_DIRECTORY is not set: the service manager sets it")
		}
		path = filepath.Join(dir, rest)
	}
	return l.read(l.path(c, path))
}

// platforms reads "platforms: local", a list of names, or names with settings.
func (l *loader) platforms(m *mapping, c *Config) {
	n, ok := m.get("platforms")
	if !ok {
		return
	}
	var names []string
	collect := func(s string) error { names = append(names, s); return nil }
	switch kindOf(n) {
	case aMapping:
		sub, _ := l.doc.mapping(n, "platforms")
		for _, k := range sub.keys {
			p := defaultPlatform(Platform(k))
			switch p.Platform {
			case Local:
				sub.under(k, func(m *mapping) {
					text(m, "listen", &p.Listen)
					text(m, "profile", &p.Profile)
				})
			case Slack:
				sub.under(k, func(m *mapping) { l.slack(m, c, &p) })
			case Mattermost:
				sub.under(k, func(m *mapping) { l.mattermost(m, c, &p) })
			default: // the check says that there is no such platform
				sub.known = append(sub.known, k)
			}
			c.Platforms = append(c.Platforms, p)
		}
	case aList:
		for _, item := range m.items("platforms", n) {
			l.doc.scalar(item, "platforms", collect)
		}
	default:
		l.doc.scalar(n, "platforms", collect)
	}
	for _, s := range names {
		c.Platforms = append(c.Platforms, defaultPlatform(Platform(s)))
	}
}

// defaultPlatform is the platform as it is without settings (R4.18): least to
// the cloud, all to the force's own server and to the exercise that never leaves
// the machine.
func defaultPlatform(p Platform) PlatformConfig {
	switch p {
	case Local:
		return PlatformConfig{Platform: p, Profile: Full, Listen: "127.0.0.1:8470"}
	case Mattermost:
		return PlatformConfig{Platform: p, Profile: Full, Mattermost: defaultMattermost()}
	case Slack:
		return PlatformConfig{Platform: p, Profile: Pointer, Slack: defaultSlack()}
	default:
		return PlatformConfig{Platform: p, Profile: Pointer}
	}
}

// loadRooms checks and fills the members of rooms that hold everybody but some.
func (l *loader) loadRooms(f *Force) {
	for i, r := range f.Rooms {
		for _, id := range r.except {
			if _, ok := f.People.Person(id); !ok {
				var fs faults
				fs.stranger(fmt.Sprintf("rooms/%d/everybody_but", i), id)
				l.resolve(fs)
			}
		}
	}
	f.followPeople()
}
