package record_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

func newFiller(seed uint64) *filler { return &filler{rnd: rand.New(rand.NewPCG(seed, 1))} }

func TestJournalGivesBackWhatWasAppended(t *testing.T) {
	dir := t.TempDir()
	f := newFiller(1)
	j, err := record.OpenJournal(record.OS{}, dir, 4<<10)
	if err != nil {
		t.Fatal(err)
	}
	var want []record.RawRecord
	for i := range 200 {
		rs := []record.RawRecord{f.next(i * 7 % 900), f.next(3)}
		if err := j.Append(rs...); err != nil {
			t.Fatal(err)
		}
		want = append(want, rs...)
	}
	holds(t, j, want, nil)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if j, err = record.OpenJournal(record.OS{}, dir, 4<<10); err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	holds(t, j, want, nil)
	segs, _ := os.ReadDir(dir)
	if len(segs) < 20 {
		t.Fatalf("only %d files: no new segments were begun", len(segs))
	}
	sparse := []uint64{1, 2, 50, 51, 399}
	var got []uint64
	if err := j.Each(sparse, func(r record.RawRecord) error {
		got = append(got, r.N)
		if !bytes.Equal(r.Bytes, want[r.N-1].Bytes) {
			t.Errorf("record %d differs", r.N)
		}
		return nil
	}); err != nil || fmt.Sprint(got) != fmt.Sprint(sparse) {
		t.Fatalf("each gave %v, %v", got, err)
	}
	if _, err := j.Read(401); err == nil {
		t.Fatal("read a record that was never appended")
	}
}

func TestJournalIsOfOneProcess(t *testing.T) {
	dir := t.TempDir()
	j, err := record.OpenJournal(record.OS{}, dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := record.OpenJournal(record.OS{}, dir, 0); !errors.Is(err, record.ErrInUse) {
		t.Fatalf("second open: %v, want ErrInUse", err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if j, err = record.OpenJournal(record.OS{}, dir, 0); err != nil {
		t.Fatalf("open after close: %v", err)
	}
	j.Close()
}

func TestJournalRefusesWhatDoesNotContinueIt(t *testing.T) {
	j := mustOpen(t, recordtest.NewPowerFS(), 0)
	f := newFiller(2)
	a, b := f.next(10), f.next(10)
	if err := j.Append(b); err == nil {
		t.Fatal("a record with a number missing before it was appended")
	}
	if err := j.Append(a); err != nil {
		t.Fatal(err)
	}
	bad := b
	bad.X = a.X
	if err := j.Append(bad); err == nil {
		t.Fatal("a record of another history was appended")
	}
	if err := j.Append(b); err != nil {
		t.Fatal(err)
	}
	holds(t, j, []record.RawRecord{a, b}, nil)
}

func TestJournalGroupsConcurrentAppends(t *testing.T) {
	p := recordtest.NewPowerFS()
	j := mustOpen(t, slowSync{p}, 0)
	f := newFiller(3)
	var want []record.RawRecord
	for range 200 {
		want = append(want, f.next(100))
	}
	before := p.Syncs()
	var wg sync.WaitGroup
	for _, r := range want {
		wg.Go(func() {
			err := j.Append(r)
			for ; errors.Is(err, record.ErrForked); err = j.Append(r) { // the one before it is not queued yet
				time.Sleep(10 * time.Microsecond)
			}
			if err != nil {
				t.Errorf("append record %d: %v", r.N, err)
			}
			if n, _ := j.Last(); n < r.N {
				t.Errorf("record %d was appended but the journal ends at %d", r.N, n)
			}
		})
	}
	wg.Wait()
	holds(t, j, want, nil)
	if n := p.Syncs() - before; n > len(want)/2 {
		t.Errorf("%d records took %d syncs: nothing was grouped", len(want), n)
	}
	holds(t, mustOpen(t, p.Cut(nil), 0), want, nil)
}

// slowSync takes as long to sync as a disk.
type slowSync struct{ record.FS }

func (s slowSync) OpenFile(name string, flag int, perm os.FileMode) (record.File, error) {
	f, err := s.FS.OpenFile(name, flag, perm)
	return slowFile{f}, err
}

type slowFile struct{ record.File }

func (f slowFile) Sync() error {
	time.Sleep(time.Millisecond)
	return f.File.Sync()
}

func TestJournalCutSupersedes(t *testing.T) {
	p := recordtest.NewPowerFS()
	j := mustOpen(t, p, 2<<10)
	f := newFiller(4)
	var first []record.RawRecord
	for range 10 {
		first = append(first, f.next(300))
	}
	if err := j.Append(first...); err != nil {
		t.Fatal(err)
	}
	if err := j.Cut(6); err != nil {
		t.Fatal(err)
	}
	holds(t, j, first[:6], nil)
	g := &filler{n: 6, x: first[5].X, rnd: f.rnd}
	other := []record.RawRecord{g.next(50), g.next(60)}
	if err := j.Append(other...); err != nil {
		t.Fatal(err)
	}
	check := func(j *record.Journal) {
		t.Helper()
		holds(t, j, append(append([]record.RawRecord(nil), first[:6]...), other...), nil)
		var old []uint64
		if err := j.Superseded(func(r record.RawRecord) error {
			old = append(old, r.N)
			if !bytes.Equal(r.Bytes, first[r.N-1].Bytes) || r.X != first[r.N-1].X {
				t.Errorf("superseded record %d is not the one that was cut", r.N)
			}
			return nil
		}); err != nil || fmt.Sprint(old) != "[7 8 9 10]" {
			t.Fatalf("superseded: %v %v", old, err)
		}
	}
	check(j)
	if err := j.Cut(20); err == nil {
		t.Fatal("cut after the end")
	}
	check(mustOpen(t, p.Cut(nil), 2<<10))
}

func TestJournalPutsAnUnfinishedEndAside(t *testing.T) {
	p := recordtest.NewPowerFS()
	j := mustOpen(t, p, 0)
	f := newFiller(5)
	a, b := f.next(100), f.next(200)
	if err := errors.Join(j.Append(a), j.Append(b)); err != nil {
		t.Fatal(err)
	}
	seg := path.Join(journalDir, "000001.seg")
	whole, _ := p.ReadFile(seg)
	for cut := 1; cut < 241; cut += 13 {
		q := p.Clone()
		torn := whole[:len(whole)-cut]
		if err := q.WriteFile(seg, torn); err != nil {
			t.Fatal(err)
		}
		j := mustOpen(t, q, 0)
		holds(t, j, []record.RawRecord{a}, nil)
		if err := j.Append(b); err != nil { // and goes on as if it had never been
			t.Fatal(err)
		}
		holds(t, j, []record.RawRecord{a, b}, nil)
		good := len(whole) - 241
		aside, err := q.ReadFile(fmt.Sprintf("%s.unfinished-%d", seg, good))
		if len(bytes.Trim(torn[good:], "\x00")) == 0 {
			continue // a few zeros say nothing
		}
		if err != nil || !bytes.Equal(aside, torn[good:]) {
			t.Fatalf("cut %d: what was torn is not kept: %v", cut, err)
		}
	}
}

func TestJournalTellsDamageFromAnUnfinishedEnd(t *testing.T) {
	p := recordtest.NewPowerFS()
	j := mustOpen(t, p, 0)
	f := newFiller(6)
	var want []record.RawRecord
	for range 5 {
		r := f.next(80)
		want = append(want, r)
		if err := j.Append(r); err != nil {
			t.Fatal(err)
		}
	}
	seg := path.Join(journalDir, "000001.seg")
	whole, _ := p.ReadFile(seg)
	last := len(whole) - (16 + 25 + 80)
	for at := range whole {
		q := p.Clone()
		b := bytes.Clone(whole)
		b[at] ^= 0x10
		if err := q.WriteFile(seg, b); err != nil {
			t.Fatal(err)
		}
		j, err := record.OpenJournal(q, journalDir, 0)
		switch {
		case at < last && !errors.Is(err, record.ErrDamaged):
			t.Fatalf("bit at %d of %d flipped, before the last record: %v, want damage", at, len(whole), err)
		case at >= last && err != nil:
			t.Fatalf("bit at %d flipped in the last record, never marked: %v", at, err)
		case err == nil:
			holds(t, j, want[:4], nil)
			j.Close()
		}
	}
	// Once it is marked as durable, a broken last record is damage too.
	if err := j.Mark(); err != nil {
		t.Fatal(err)
	}
	for i, b := range [][]byte{whole[:last], whole[:last+30], append(bytes.Clone(whole[:len(whole)-1]), ^whole[len(whole)-1])} {
		q := p.Clone()
		if err := q.WriteFile(seg, b); err != nil {
			t.Fatal(err)
		}
		if _, err := record.OpenJournal(q, journalDir, 0); !errors.Is(err, record.ErrDamaged) {
			t.Fatalf("%d: a marked record was torn off: %v, want damage", i, err)
		}
	}
}

func TestJournalAfterAFullDisk(t *testing.T) {
	p := recordtest.NewPowerFS()
	fault := recordtest.NewFaultFS(p)
	j := mustOpen(t, fault, 0)
	f := newFiller(7)
	a := f.next(50)
	if err := j.Append(a); err != nil {
		t.Fatal(err)
	}
	b := f.next(60)
	fault.Fail(1, 1000, recordtest.Half)
	if err := j.Append(b); !errors.Is(err, record.ErrJournal) {
		t.Fatalf("append on a full disk: %v, want ErrJournal", err)
	}
	if err := j.OK(); !errors.Is(err, record.ErrJournal) {
		t.Fatalf("ok on a full disk: %v, want ErrJournal", err)
	}
	if err := j.Append(b); !errors.Is(err, record.ErrJournal) {
		t.Fatalf("append before it works again: %v, want ErrJournal", err)
	}
	holds(t, j, []record.RawRecord{a}, nil)
	fault.Heal()
	if err := j.OK(); err != nil {
		t.Fatalf("ok after there is room again: %v", err)
	}
	if err := j.Append(b); err != nil {
		t.Fatal(err)
	}
	holds(t, j, []record.RawRecord{a, b}, nil)
	holds(t, mustOpen(t, p.Cut(nil), 0), []record.RawRecord{a, b}, nil)
}

func TestJournalSaysNothingOfContent(t *testing.T) {
	p := recordtest.NewPowerFS()
	j := mustOpen(t, p, 0)
	f := newFiller(8)
	r := f.next(0)
	r.Bytes = []byte("Person A lives at the address that must not leak")
	r.X = record.NextX("", r.Bytes)
	if err := j.Append(r); err != nil {
		t.Fatal(err)
	}
	r2 := record.RawRecord{N: 2, X: record.NextX(r.X, []byte("x")), Bytes: []byte("x")}
	if err := j.Append(r2); err != nil {
		t.Fatal(err)
	}
	seg := path.Join(journalDir, "000001.seg")
	b, _ := p.ReadFile(seg)
	i := bytes.Index(b, []byte("address"))
	b[i] = 'A'
	q := p.Clone()
	if err := q.WriteFile(seg, b); err != nil {
		t.Fatal(err)
	}
	_, err := record.OpenJournal(q, journalDir, 0)
	if !errors.Is(err, record.ErrDamaged) || strings.Contains(err.Error(), "ddress") {
		t.Fatalf("error: %v", err)
	}
}
