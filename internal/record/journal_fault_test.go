package record_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

// story appends, cuts and rolls over on a journal that may fail at any operation, trying again as the log does, until the
// file system gives up for good. It returns what was acknowledged, and what was under way when it ended.
type story struct {
	f     *filler
	acked []record.RawRecord // in the journal, durable
	open  []record.RawRecord // of the call that failed last: may be found
}

func (s *story) run(fsys record.FS, steps int) {
	j, err := record.OpenJournal(fsys, journalDir, 700)
	if err != nil {
		return
	}
	defer j.Close()
	for step := range steps {
		if step%4 == 3 {
			_ = j.Mark()
		}
		n := 1 + s.f.rnd.IntN(4)
		var rs []record.RawRecord
		x := ""
		if k := len(s.acked); k > 0 {
			x = s.acked[k-1].X
		}
		g := &filler{n: uint64(len(s.acked)), x: x, rnd: s.f.rnd}
		for range n {
			rs = append(rs, g.next(s.f.rnd.IntN(200)))
		}
		if err := j.OK(); err != nil {
			continue
		}
		s.open = rs
		if err := j.Append(rs...); err != nil {
			continue
		}
		s.acked, s.open = append(s.acked, rs...), nil
	}
}

// A single operation on files fails, before or after it took effect, or half-way; then the process dies, or the power is
// cut. Whatever was acknowledged is there, in order and unchanged, and the journal goes on.
func TestJournalSurvivesEachSingleFault(t *testing.T) {
	good := recordtest.NewFaultFS(recordtest.NewPowerFS())
	(&story{f: newFiller(9)}).run(good, 12)
	ops := len(good.Ops())
	if ops < 40 {
		t.Fatalf("only %d operations: the story is too short", ops)
	}
	for _, when := range []recordtest.When{recordtest.Before, recordtest.After, recordtest.Half} {
		for n := 1; n <= ops; n++ {
			for _, times := range []int{1, 3, 1 << 20} {
				p := recordtest.NewPowerFS()
				fault := recordtest.NewFaultFS(p)
				fault.Fail(n, times, when)
				s := &story{f: newFiller(9)}
				s.run(fault, 12)
				name := fmt.Sprintf("%d faults %s from operation %d", times, when, n)
				s.check(t, p.Clone(), name+", process died")
				s.check(t, p.Cut(rand.New(rand.NewPCG(uint64(n), 7))), name+", power cut")
			}
		}
	}
}

// Faults come in pairs: putting the journal in order again fails too, at each of its operations, after the first fault
// took one or two of them.
func TestJournalSurvivesFaultsWhileItIsMended(t *testing.T) {
	for n := 1; n <= 60; n++ {
		for gap := 1; gap <= 14; gap++ {
			for _, times := range []int{1, 2} {
				when := recordtest.When((n + gap) % 3)
				p := recordtest.NewPowerFS()
				fault := recordtest.NewFaultFS(p)
				fault.Fail(n, times, recordtest.Before)
				fault.Fail(n+times+gap, 1, when)
				s := &story{f: newFiller(12)}
				s.run(fault, 12)
				name := fmt.Sprintf("%d faults from operation %d, one %s %d later", times, n, when, gap)
				s.check(t, p.Clone(), name+", process died")
				s.check(t, p.Cut(rand.New(rand.NewPCG(uint64(n), uint64(gap)))), name+", power cut")
			}
		}
	}
}

func (s *story) check(t *testing.T, p *recordtest.PowerFS, name string) {
	t.Helper()
	j, err := record.OpenJournal(p, journalDir, 700)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer j.Close()
	last, x := j.Last()
	if last < uint64(len(s.acked)) {
		t.Fatalf("%s: %d records were acknowledged and %d are there", name, len(s.acked), last)
	}
	if len(s.acked) == 0 && len(s.open) == 0 && last == 0 {
		return
	}
	holds(t, j, s.acked, s.open)
	g := &filler{n: last, x: x, rnd: newFiller(1).rnd}
	if err := j.Append(g.next(30)); err != nil {
		t.Fatalf("%s: append afterwards: %v", name, err)
	}
}

// The power fails at each single sync of the story.
func TestJournalSurvivesAPowerCutAtEachSync(t *testing.T) {
	whole := recordtest.NewPowerFS()
	(&story{f: newFiller(10)}).run(whole, 30)
	for n := 1; n <= whole.Syncs(); n++ {
		for seed := range uint64(6) {
			p := recordtest.NewPowerFS()
			p.CutAtSync(n)
			s := &story{f: newFiller(10)}
			s.run(p, 30)
			var rnd *rand.Rand // seed 0: all that was not durable is gone
			if seed > 0 {
				rnd = rand.New(rand.NewPCG(seed, uint64(n)))
			}
			s.check(t, p.Cut(rnd), fmt.Sprintf("power cut at sync %d, seed %d", n, seed))
		}
	}
}

// A random life of a journal against a model of it: appends, cuts, faults, process deaths and power cuts.
func TestJournalAgainstAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := recordtest.NewPowerFS()
		fault := recordtest.NewFaultFS(p)
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		var live, open []record.RawRecord
		var j *record.Journal
		openCut := -1 // a cut that failed may be found done
		reopen := func() {
			var err error
			if j, err = record.OpenJournal(fault, journalDir, 900); err != nil {
				t.Fatalf("open: %v", err)
			}
			got := read(t, j)
			switch {
			case same(got, live, open):
			case openCut >= 0 && same(got, live[:openCut], nil):
			default:
				t.Fatalf("%d records acknowledged, %d under way, cut %d under way; found %d", len(live), len(open), openCut, len(got))
			}
			live, open, openCut = got, nil, -1
		}
		reopen()
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"append", "append", "append", "cut", "fault", "die", "power"}).Draw(t, "step") {
			case "append":
				if j.OK() != nil {
					continue
				}
				x := ""
				if len(live) > 0 {
					x = live[len(live)-1].X
				}
				g := &filler{n: uint64(len(live)), x: x, rnd: rnd}
				var rs []record.RawRecord
				for range 1 + rnd.IntN(3) {
					rs = append(rs, g.next(rnd.IntN(400)))
				}
				if err := j.Append(rs...); err != nil {
					open, openCut = rs, -1
				} else {
					live, open, openCut = append(live, rs...), nil, -1
				}
			case "cut":
				if len(live) == 0 || j.OK() != nil {
					continue
				}
				n := rnd.IntN(len(live) + 1)
				if err := j.Cut(uint64(n)); err != nil {
					open, openCut = nil, n
				} else {
					live, open, openCut = live[:n:n], nil, -1
				}
			case "fault":
				fault.Fail(1+rnd.IntN(5), 1+rnd.IntN(4), recordtest.When(rnd.IntN(3)))
			case "die":
				fault.Heal()
				p = p.Clone()
				fault = recordtest.NewFaultFS(p)
				reopen()
			case "power":
				p = p.Cut(rnd)
				fault = recordtest.NewFaultFS(p)
				reopen()
			}
			if got := read(t, j); !same(got, live, nil) {
				t.Fatalf("%d records acknowledged, %d can be read", len(live), len(got))
			}
		}
	})
}

func read(t *rapid.T, j *record.Journal) (got []record.RawRecord) {
	if err := j.Scan(1, func(r record.RawRecord) error { got = append(got, r); return nil }); err != nil {
		t.Fatalf("scan: %v", err)
	}
	return got
}

// same reports whether got is all of want and then some of more.
func same(got, want, more []record.RawRecord) bool {
	all := append(append([]record.RawRecord(nil), want...), more...)
	if len(got) < len(want) || len(got) > len(all) {
		return false
	}
	for i := range got {
		if got[i].X != all[i].X || string(got[i].Bytes) != string(all[i].Bytes) {
			return false
		}
	}
	return true
}

// Opening whatever is found never panics, and never invents a record.
func FuzzJournalOpen(f *testing.F) {
	p := recordtest.NewPowerFS()
	j, err := record.OpenJournal(p, journalDir, 0)
	if err != nil {
		f.Fatal(err)
	}
	g := newFiller(11)
	if err := errors.Join(j.Append(g.next(40)), j.Append(g.next(5), g.next(6)), j.Cut(2)); err != nil {
		f.Fatal(err)
	}
	whole, _ := p.ReadFile(journalDir + "/000001.seg")
	f.Add(whole, []byte{}, "")
	f.Add(whole[:50], whole, "loggist-mark/1 1 90 1 00")
	f.Add([]byte{}, []byte{0, 1, 2}, "x")
	f.Add(whole, []byte{}, strings.Repeat("x", 2000)) // a mark that is none stops nobody
	f.Fuzz(func(t *testing.T, one, two []byte, mark string) {
		p := recordtest.NewPowerFS()
		if err := p.MkdirAll(journalDir, 0o700); err != nil {
			t.Fatal(err)
		}
		_ = p.WriteFile(journalDir+"/000001.seg", one)
		if len(two) > 0 {
			_ = p.WriteFile(journalDir+"/000002.seg", two)
		}
		if mark != "" {
			_ = p.WriteFile(journalDir+"/mark", []byte(mark))
		}
		_, _ = record.VerifyJournal(record.VerifyOptions{FS: p, Dir: dataDir})
		j, err := record.OpenJournal(p, journalDir, 0)
		if err != nil {
			if !errors.Is(err, record.ErrDamaged) {
				t.Fatalf("open: %v, want damage", err)
			}
			return
		}
		defer j.Close()
		x := ""
		if err := j.Scan(1, func(r record.RawRecord) error {
			if r.X != record.NextX(x, r.Bytes) {
				t.Fatalf("record %d does not continue the one before", r.N)
			}
			x = r.X
			_, _ = record.DecodeHeader(r)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// soak is how much longer random tests run when LOGGIST_SOAK is set.
func soak() int {
	if os.Getenv("LOGGIST_SOAK") != "" {
		return 20
	}
	return 1
}
