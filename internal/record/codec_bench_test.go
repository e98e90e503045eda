package record_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"loggist/internal/record"
	"loggist/internal/seal"
)

// bigJournal is a journal in a real directory with n records of one incident, each with one entry of about 600 bytes, and
// as many of others between them.
func bigJournal(b *testing.B, n, between int) (*record.Journal, *record.BookKeys, []uint64) {
	b.Helper()
	dir := b.TempDir()
	j, err := record.OpenJournal(record.OS{}, dir, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { j.Close() })
	keys, err := record.OpenBookKeys(record.OS{}, dir+"/keys", seal.EphemeralRing())
	if err != nil {
		b.Fatal(err)
	}
	m := &maker{keys: keys, heads: map[record.BookID]head{}}
	filling := strings.Repeat("words of an entry as long as most are, ", 14)
	var ours []uint64
	var group []record.RawRecord
	for i := range n * (1 + between) {
		book := openBook
		if i%(1+between) != 0 {
			book.Incident = fmt.Sprintf("CI-2026-%04d", 1000+rand.IntN(20))
		} else {
			ours = append(ours, uint64(i+1))
		}
		d := record.TheDraft{Incident: book.Incident, Touched: []string{book.Incident}, Causes: []string{fmt.Sprint("cause-", i)},
			Lanes:  []record.LaneDue{{Lane: "t/" + book.Incident}},
			Drafts: []record.Draft{{Book: book, Body: fmt.Appendf(nil, `{"kind":"note","body":{"text":"%s%d"}}`, filling, i)}}}
		rec, es, err := record.Encode(d, m.head, m.keys)
		if err != nil {
			b.Fatal(err)
		}
		m.heads[book] = head{es[0].Seq, es[0].Hash}
		m.n++
		m.x = record.NextX(m.x, rec)
		if group = append(group, record.RawRecord{N: m.n, X: m.x, Bytes: rec}); len(group) == 1000 {
			if err := j.Append(group...); err != nil {
				b.Fatal(err)
			}
			group = nil
		}
	}
	if err := j.Append(group...); err != nil {
		b.Fatal(err)
	}
	return j, keys, ours
}

// Reading one incident of 10,000 entries, unsealing each and checking every hash.
func BenchmarkReadIncident10000(b *testing.B) {
	for _, between := range []int{0, 3} {
		b.Run(fmt.Sprintf("others=%d", between), func(b *testing.B) {
			j, keys, ours := bigJournal(b, 10_000, between)
			b.ResetTimer()
			for b.Loop() {
				n := 0
				if err := j.Each(ours, func(r record.RawRecord) error {
					rec, err := record.Decode(r, keys)
					n += len(rec.Entries)
					return err
				}); err != nil || n != len(ours) {
					b.Fatal(n, err)
				}
			}
		})
	}
}

// Opening a journal and reading every header, as a start does.
func BenchmarkOpenJournal100000(b *testing.B) {
	dir := b.TempDir()
	j, err := record.OpenJournal(record.OS{}, dir, 0)
	if err != nil {
		b.Fatal(err)
	}
	g := newFiller(20)
	for range 100 {
		var group []record.RawRecord
		for range 1000 {
			group = append(group, g.next(900))
		}
		if err := j.Append(group...); err != nil {
			b.Fatal(err)
		}
	}
	j.Close()
	b.ResetTimer()
	for b.Loop() {
		j, err := record.OpenJournal(record.OS{}, dir, 0)
		if err != nil {
			b.Fatal(err)
		}
		j.Close()
	}
}

func BenchmarkAppend(b *testing.B) {
	j, err := record.OpenJournal(record.OS{}, b.TempDir(), 0)
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	g := newFiller(21)
	for b.Loop() {
		if err := j.Append(g.next(900)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyExport10000(b *testing.B) {
	ring := seal.EphemeralRing()
	file := export(b, ring, exported, someEntries(b, ring, openBook, 10_000))
	key := signerOf(b, ring).PublicKey()
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := record.Verify(strings.NewReader(string(file)), key); err != nil {
			b.Fatal(err)
		}
	}
}
