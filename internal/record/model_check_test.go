package record_test

import (
	"slices"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

// check compares what people were told with what is recorded, at every process.
func (m *model) check() {
	var first []string
	for i, p := range m.procs {
		all := m.collect(p)
		if i == 0 {
			first = all
		} else if !slices.Equal(first, all) {
			m.t.Errorf("%s and %s show different logs", m.procs[0].name, p.name)
		}
	}
	log := m.procs[0].log
	said := map[record.Renumbered]bool{}
	for _, incident := range append(log.Incidents(), "") {
		_ = log.Since(incident, 0, func(r record.Record) error {
			if r.Recovered != nil {
				for _, e := range r.Recovered.Entries {
					said[e] = true
				}
			}
			return nil
		})
	}
	for cause, a := range m.asked {
		m.checkCause(log, cause, a, said)
	}
	for lane, n := range m.settled {
		if n != 1 {
			m.t.Errorf("lane %s was settled %d times with one token", lane, n)
		}
	}
}

// collect returns everything that a process shows, and fails on a gap in a book or on a cause with two records.
func (m *model) collect(p *modelProcess) []string {
	var out []string
	made := map[string]uint64{}
	for _, incident := range append(p.log.Incidents(), "") {
		out = append(out, recordtest.Bodies(m.t, p.log, incident)...)
		_ = p.log.Since(incident, 0, func(r record.Record) error {
			for _, c := range r.Causes {
				if n, ok := made[c]; ok && n != r.N {
					m.t.Errorf("cause %s made records %d and %d", c, n, r.N)
				}
				made[c] = r.N
			}
			return nil
		})
	}
	return out
}

func (m *model) checkCause(log *record.Log, cause string, a *asked, said map[record.Renumbered]bool) {
	rec, recorded, err := log.Caused(cause)
	if err != nil {
		m.t.Fatal(err)
	}
	none := !a.withheld
	for _, ans := range a.answers {
		if ans.what != record.None {
			none = false
		}
		if ans.what != record.Recorded {
			continue
		}
		if !recorded {
			m.t.Errorf("%s was acknowledged and is lost", cause)
			return
		}
		if len(ans.entries) != len(rec.Entries) {
			m.t.Errorf("%s was acknowledged with %d entries and has %d", cause, len(ans.entries), len(rec.Entries))
			return
		}
		for i, e := range ans.entries {
			now := rec.Entries[i]
			if string(e.Body) != string(now.Body) || e.Book != now.Book {
				m.t.Errorf("%s was acknowledged as %s %s and is %s %s", cause, e.Book, e.Body, now.Book, now.Body)
			}
			if e.Seq != now.Seq && !said[record.Renumbered{Book: e.Book, Old: e.Seq, New: now.Seq}] {
				m.t.Errorf("%s was acknowledged as %s %d and is silently %d", cause, e.Book, e.Seq, now.Seq)
			}
		}
	}
	if none && len(a.answers) > 0 && recorded {
		m.t.Errorf("of %s it was said that nothing was recorded, and it is record %d", cause, rec.N)
	}
}
