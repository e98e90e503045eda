package record_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"path"
	"strings"
	"testing"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
	"loggist/internal/seal"
)

func TestBookKeyIsDurableBeforeItSeals(t *testing.T) {
	ring := seal.EphemeralRing()
	p := recordtest.NewPowerFS()
	m := newMaker(t, p, ring)
	r, _ := m.record(t, openBook, record.Register)
	for _, file := range []string{"keys/CI-2026-0142.open", "keys/force.register"} {
		if info, err := p.Stat(path.Join(dataDir, file)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", file, info, err)
		}
	}
	after := newMaker(t, p.Cut(rand.New(rand.NewPCG(1, 1))), ring)
	rec, err := record.Decode(r, after.keys)
	if err != nil || rec.Entries[0].Withheld || rec.Entries[1].Withheld {
		t.Fatalf("after a power cut the record does not open: %+v %v", rec, err)
	}
	k1, _ := m.keys.Current(openBook)
	k2, err := after.keys.Current(openBook)
	if err != nil || k1.ID() != k2.ID() {
		t.Fatalf("another key seals after a restart: %v", err)
	}
}

// Every operation on files fails: there is no key, or one that is still there after a power cut.
func TestBookKeySurvivesEachSingleFault(t *testing.T) {
	ring := seal.EphemeralRing()
	for _, when := range []recordtest.When{recordtest.Before, recordtest.After, recordtest.Half} {
		for n := 1; n <= 12; n++ {
			p := recordtest.NewPowerFS()
			fault := recordtest.NewFaultFS(p)
			fault.Fail(n, 1, when)
			keys, err := record.OpenBookKeys(fault, path.Join(dataDir, "keys"), ring)
			if err != nil {
				continue
			}
			k, err := keys.Current(openBook)
			if err != nil {
				if k, err = keys.Current(openBook); err != nil { // a second try is not spoiled by the first
					t.Fatalf("%s operation %d: second try: %v", when, n, err)
				}
			}
			again, err := record.OpenBookKeys(p.Cut(nil), path.Join(dataDir, "keys"), ring)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := again.ByID(openBook, k.ID()); err != nil {
				t.Fatalf("%s operation %d: a key that seals is not there after a power cut: %v", when, n, err)
			}
		}
	}
}

// Two instances begin the same book at once: the one that lost seals with the winner's key from then on, and still opens
// what its own may have sealed.
func TestBookKeyOfTheWinnerIsAdopted(t *testing.T) {
	ring := seal.EphemeralRing()
	a, b := newMaker(t, recordtest.NewPowerFS(), ring), newMaker(t, recordtest.NewPowerFS(), ring)
	ra, _ := a.record(t, openBook)
	rb, _ := b.record(t, openBook)
	if rec, err := record.Decode(ra, b.keys); err != nil || !rec.Entries[0].Withheld {
		t.Fatalf("opened with another's key: %v", err)
	}
	line, err := a.keys.Wrapped(openBook)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.keys.Adopt(openBook, line); err != nil {
		t.Fatal(err)
	}
	for _, r := range []record.RawRecord{ra, rb} {
		if rec, err := record.Decode(r, b.keys); err != nil || rec.Entries[0].Withheld {
			t.Fatalf("does not open after adopting: %v", err)
		}
	}
	ka, _ := a.keys.Current(openBook)
	if kb, _ := b.keys.Current(openBook); kb.ID() != ka.ID() {
		t.Error("the loser's key still seals")
	}
	if err := b.keys.Adopt(record.Register, line); !errors.Is(err, record.ErrKey) {
		t.Errorf("adopted as another book's: %v", err)
	}
	stranger := newMaker(t, recordtest.NewPowerFS(), seal.EphemeralRing())
	if err := stranger.keys.Adopt(openBook, line); !errors.Is(err, record.ErrKey) {
		t.Errorf("adopted without the ring: %v", err)
	}
	if _, err := b.keys.Current(record.BookID{Incident: "../../etc", Book: "open"}); err == nil {
		t.Error("made a key outside the directory")
	}
}

func TestSpoolGivesBackWhatWasPut(t *testing.T) {
	ring := seal.EphemeralRing()
	p := recordtest.NewPowerFS()
	s, err := record.OpenSpool(p, path.Join(dataDir, "spool"), ring)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"../id/with a slash": "one", "": "two", "b": strings.Repeat("x", 1<<20)}
	for id, plain := range want {
		if err := s.Put(id, []byte(plain)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Put("b", []byte("put again")); err != nil {
		t.Fatal(err)
	}
	want["b"] = "put again"
	if err := s.Put("dropped", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Drop("dropped"), s.Drop("dropped")); err != nil {
		t.Fatal(err)
	}
	p = p.Cut(nil)
	if s, err = record.OpenSpool(p, path.Join(dataDir, "spool"), ring); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	if err := s.Each(func(id string, plain []byte) error { got[id] = string(plain); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d in the spool, want %d", len(got), len(want))
	}
	for id := range want {
		if got[id] != want[id] {
			t.Errorf("%q is not what was put", id)
		}
	}
	list, err := p.ReadDir(path.Join(dataDir, "spool"))
	if err != nil || len(list) != 3 {
		t.Fatal(list, err)
	}
	// One that was changed does not keep the others from being found, and is not lost.
	name := path.Join(dataDir, "spool", list[0].Name())
	b, _ := p.ReadFile(name)
	if strings.Contains(string(b), "put again") {
		t.Error("the spool is not sealed")
	}
	b[len(b)-1] ^= 1
	if err := p.WriteFile(name, b); err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := s.Each(func(string, []byte) error { n++; return nil }); !errors.Is(err, seal.ErrOpen) || n != 2 {
		t.Errorf("%d found, %v", n, err)
	}
	if _, err := p.Stat(name); errors.Is(err, fs.ErrNotExist) {
		t.Error("what could not be opened is gone")
	}
	stop := errors.New("stop")
	if err := s.Each(func(string, []byte) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
}
