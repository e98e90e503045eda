package record_test

import (
	"fmt"
	"math/rand/v2"
	"path"
	"testing"

	"loggist/internal/record"
	"loggist/internal/seal"
)

// dataDir is where tests on a PowerFS keep a log.
const dataDir = "/data"

var journalDir = path.Join(dataDir, "journal")

// maker makes the records of a log, one after the other, as a store would number them.
type maker struct {
	keys  *record.BookKeys
	n     uint64
	x     string
	heads map[record.BookID]head
}

type head struct {
	seq  uint64
	hash string
}

func newMaker(t testing.TB, fsys record.FS, ring *seal.Ring) *maker {
	t.Helper()
	keys, err := record.OpenBookKeys(fsys, path.Join(dataDir, "keys"), ring)
	if err != nil {
		t.Fatal(err)
	}
	return &maker{keys: keys, heads: map[record.BookID]head{}}
}

func (m *maker) head(b record.BookID) (uint64, record.Digest) {
	d, _ := record.ParseDigest(m.heads[b].hash) // an empty book has none
	return m.heads[b].seq, d
}

// record makes the next record with an entry in each of the books.
func (m *maker) record(t testing.TB, books ...record.BookID) (record.RawRecord, []record.Entry) {
	t.Helper()
	d := record.TheDraft{Causes: []string{fmt.Sprintf("cause-%d", m.n+1)}, Lanes: []record.LaneDue{{Lane: "t/CI-2026-0001"}}}
	for i, b := range books {
		d.Touched = append(d.Touched, b.Incident)
		d.Incident = b.Incident
		d.Drafts = append(d.Drafts, record.Draft{Book: b, Body: fmt.Appendf(nil, `{"kind":"note","n":%d,"i":%d,"body":{"text":"words of record %d"}}`, m.n+1, i, m.n+1)})
	}
	b, entries, err := record.Encode(d, m.head, m.keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		m.heads[e.Book] = head{e.Seq, e.Hash}
	}
	m.n++
	m.x = record.NextX(m.x, b)
	return record.RawRecord{N: m.n, X: m.x, Bytes: b}, entries
}

// filler makes records that only the journal has to understand: cheap, and of any length.
type filler struct {
	n   uint64
	x   string
	rnd *rand.Rand
}

func (f *filler) next(size int) record.RawRecord {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(f.rnd.Uint32())
	}
	f.n++
	f.x = record.NextX(f.x, b)
	return record.RawRecord{N: f.n, X: f.x, Bytes: b}
}

func mustOpen(t testing.TB, fsys record.FS, segBytes int64) *record.Journal {
	t.Helper()
	j, err := record.OpenJournal(fsys, journalDir, segBytes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// holds fails the test unless the journal holds exactly want, or, with more allowed, at least want and then some of more.
func holds(t testing.TB, j *record.Journal, want, more []record.RawRecord) {
	t.Helper()
	all := append(append([]record.RawRecord(nil), want...), more...)
	var got []record.RawRecord
	if err := j.Scan(1, func(r record.RawRecord) error { got = append(got, r); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) < len(want) || len(got) > len(all) {
		t.Fatalf("journal holds %d records, want %d to %d", len(got), len(want), len(all))
	}
	for i, r := range got {
		if r.N != all[i].N || r.X != all[i].X || string(r.Bytes) != string(all[i].Bytes) {
			t.Fatalf("record %d is not the one appended", i+1)
		}
	}
	if n, x := j.Last(); n != uint64(len(got)) || n > 0 && x != all[n-1].X {
		t.Fatalf("last says %d %s", n, x)
	}
}
