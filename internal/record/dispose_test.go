package record_test

import (
	"errors"
	"io/fs"
	"path"
	"testing"
	"time"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
	"loggist/internal/seal"
)

var disposal = record.Disposal{
	Book: openBook.String(), At: time.Date(2034, 3, 1, 9, 0, 0, 0, time.UTC), Authority: "order 7 of the county court", Entries: 1,
}

// keyFiles are what is left of the open book's key in a data directory.
func keyFiles(t testing.TB, fsys record.FS) (key, tombstone bool) {
	t.Helper()
	exists := func(name string) bool {
		_, err := fsys.Stat(path.Join(dataDir, "keys", name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return err == nil
	}
	return exists(openBook.String()) || exists(openBook.String()+".new"), exists(openBook.String() + ".disposed")
}

// TestDisposedBookCannotBeRead_R2_10: the words are withheld, the hashes are there and fit, no new key is made, and the old one is
// not taken over again.
func TestDisposedBookCannotBeRead_R2_10(t *testing.T) {
	p := recordtest.NewPowerFS()
	ring := seal.EphemeralRing()
	m := newMaker(t, p, ring)
	raw, entries := m.record(t, openBook, record.Register)
	line, err := m.keys.Wrapped(openBook)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // again changes nothing
		if err := m.keys.Dispose(disposal); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.keys.Adopt(openBook, line); err != nil {
		t.Fatalf("what another instance publishes: %v", err)
	}
	if key, tombstone := keyFiles(t, p.Cut(nil)); key || !tombstone {
		t.Fatalf("after a power cut: key %v, tombstone %v", key, tombstone)
	}
	for _, k := range []*record.BookKeys{m.keys, newMaker(t, p.Cut(nil), ring).keys} {
		rec, err := record.Decode(raw, k)
		if err != nil {
			t.Fatal(err)
		}
		if e := rec.Entries[0]; !e.Withheld || e.Body != nil || e.Hash != entries[0].Hash || e.Commit != entries[0].Commit {
			t.Errorf("the entry of the disposed book: %+v", e)
		}
		if rec.Entries[1].Withheld {
			t.Error("the register went with it")
		}
		if _, err := k.Current(openBook); !errors.Is(err, record.ErrDisposed) {
			t.Errorf("a new key for it: %v", err)
		}
	}
}

// TestDisposalIsCutShortAnywhere_R2_10 fails every operation on files of a disposal, before and after taking effect and halfway, and
// cuts the power after each. Until it says that it was done, the book is either as it was, or it is disposed of for good and doing
// it again finishes it: there is no key without the file that says why.
func TestDisposalIsCutShortAnywhere_R2_10(t *testing.T) {
	ring := seal.EphemeralRing()
	for _, when := range []recordtest.When{recordtest.Before, recordtest.After, recordtest.Half} {
		failed := 0
		for n := 1; ; n++ {
			p := recordtest.NewPowerFS()
			fault := recordtest.NewFaultFS(p)
			m := newMaker(t, fault, ring)
			raw, _ := m.record(t, openBook)
			fault.Fail(n, 1, when)
			err := m.keys.Dispose(disposal)
			fault.Heal()
			cut := p.Cut(nil)
			key, tombstone := keyFiles(t, cut)
			if !key && !tombstone {
				t.Fatalf("%s operation %d: the key is gone and nothing says why", when, n)
			}
			after := newMaker(t, cut, ring)
			rec, derr := record.Decode(raw, after.keys)
			if derr != nil || rec.Entries[0].Withheld != tombstone {
				t.Fatalf("%s operation %d: tombstone %v, withheld %v: %v", when, n, tombstone, rec.Entries[0].Withheld, derr)
			}
			if err == nil && (key || !tombstone) {
				t.Fatalf("%s operation %d: said to be done with key %v, tombstone %v", when, n, key, tombstone)
			}
			if err := after.keys.Dispose(disposal); err != nil {
				t.Fatalf("%s operation %d: the next process cannot finish: %v", when, n, err)
			}
			if key, tombstone := keyFiles(t, cut.Cut(nil)); key || !tombstone {
				t.Fatalf("%s operation %d: finished with key %v, tombstone %v", when, n, key, tombstone)
			}
			disposedAtTheSecondTry(t, n, when)
			if err != nil {
				failed++
			} else if n > 20 {
				break
			}
		}
		if failed < 5 {
			t.Errorf("%s: only %d operations failed: the test tests nothing", when, failed)
		}
	}
}

// disposedAtTheSecondTry: the process whose operation failed, and which goes on, finishes it too.
func disposedAtTheSecondTry(t *testing.T, n int, when recordtest.When) {
	t.Helper()
	p := recordtest.NewPowerFS()
	fault := recordtest.NewFaultFS(p)
	m := newMaker(t, fault, seal.EphemeralRing())
	m.record(t, openBook)
	fault.Fail(n, 1, when)
	_ = m.keys.Dispose(disposal)
	fault.Heal()
	if err := m.keys.Dispose(disposal); err != nil {
		t.Fatalf("%s operation %d: the process cannot finish: %v", when, n, err)
	}
	if key, tombstone := keyFiles(t, p.Cut(nil)); key || !tombstone {
		t.Fatalf("%s operation %d: the process finished with key %v, tombstone %v", when, n, key, tombstone)
	}
}

// TestForcesBooksAreNotDisposedOf: the register and the audit book are what says that something was.
func TestForcesBooksAreNotDisposedOf(t *testing.T) {
	log, err := record.Open(t.Context(), record.Options{Dir: t.TempDir(), Force: "demo", Keys: seal.EphemeralRing(), Init: true})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for _, b := range []record.BookID{record.Register, record.Audit} {
		if err := log.Dispose(record.Disposal{Book: b.String()}); err == nil {
			t.Errorf("%s was disposed of", b)
		}
	}
	if err := log.Dispose(record.Disposal{Book: "../../etc/passwd"}); err == nil {
		t.Error("disposed of outside the directory")
	}
}
