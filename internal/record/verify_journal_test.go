package record_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"strings"
	"testing"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
	"loggist/internal/seal"
)

// aJournal is a closed journal of n records in small segments, each with an entry in the open book and every third with
// one in the delivery book as well.
func aJournal(t testing.TB, ring *seal.Ring, n int) (*recordtest.PowerFS, []record.RawRecord) {
	t.Helper()
	p := recordtest.NewPowerFS()
	j, err := record.OpenJournal(p, journalDir, 2000)
	if err != nil {
		t.Fatal(err)
	}
	m := newMaker(t, p, ring)
	var recs []record.RawRecord
	for i := range n {
		books := []record.BookID{openBook}
		if i%3 == 2 {
			books = append(books, record.BookID{Incident: openBook.Incident, Book: "delivery"})
		}
		r, _ := m.record(t, books...)
		recs = append(recs, r)
		if err := j.Append(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return p, recs
}

func verifyJournal(p *recordtest.PowerFS, ring *seal.Ring) (record.JournalSummary, error) {
	return record.VerifyJournal(record.VerifyOptions{FS: p, Dir: dataDir, Keys: ring})
}

func TestJournalVerifies(t *testing.T) {
	ring := seal.EphemeralRing()
	p, _ := aJournal(t, ring, 12)
	for _, keys := range []*seal.Ring{ring, nil} {
		s, err := verifyJournal(p, keys)
		if err != nil {
			t.Fatal(err)
		}
		if s.Records != 12 || len(s.Books) != 2 || s.Books[0].Book.Book != "delivery" || s.Books[0].Size != 4 || s.Books[1].Size != 12 || s.Unsealed != (keys != nil) {
			t.Errorf("summary: %+v", s)
		}
	}
	if _, err := record.VerifyJournal(record.VerifyOptions{FS: p, Dir: "/nowhere"}); err == nil {
		t.Error("no journal at all verifies")
	}
}

// A fork leaves superseded records in the files: they are no part of any book, and what replaced them is.
func TestJournalVerifiesAfterAFork(t *testing.T) {
	ring := seal.EphemeralRing()
	p := recordtest.NewPowerFS()
	j := mustOpen(t, p, 1500)
	m := newMaker(t, p, ring)
	add := func(m *maker, n int, books ...record.BookID) {
		t.Helper()
		for range n {
			r, _ := m.record(t, books...)
			if err := j.Append(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	add(m, 6, openBook)
	other := *m
	other.heads = maps.Clone(m.heads)
	add(m, 3, openBook)
	if err := j.Cut(6); err != nil {
		t.Fatal(err)
	}
	add(&other, 1, openBook, record.Register)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := verifyJournal(p, ring)
	if err != nil || s.Records != 7 || s.Superseded != 3 || len(s.Books) != 2 || s.Books[1].Size != 7 {
		t.Fatalf("%+v %v", s, err)
	}
}

// frames cuts a segment into its frames.
func frames(b []byte) (out [][]byte) {
	for len(b) > 0 {
		n := 16 + int(b[12])<<24 + int(b[13])<<16 + int(b[14])<<8 + int(b[15])
		out, b = append(out, b[:n]), b[n:]
	}
	return out
}

// A journal that was meddled with is found out, by book and number, by VerifyJournal and by the next start.
func TestVerifyJournalSaysWhichBookWhichNumber(t *testing.T) {
	ring := seal.EphemeralRing()
	p, _ := aJournal(t, ring, 12)
	first := path.Join(journalDir, "000001.seg")
	b, err := p.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	in1 := len(frames(b)) - 1 // records in the first segment
	if in1 < 3 {
		t.Fatalf("only %d records in the first segment", in1)
	}
	flip := func(frame, at int) func([][]byte) [][]byte {
		return func(f [][]byte) [][]byte {
			f[frame] = bytes.Clone(f[frame])
			f[frame][(at+len(f[frame]))%len(f[frame])] ^= 4
			return f
		}
	}
	for _, c := range []struct {
		name   string
		change func([][]byte) [][]byte
		number uint64
	}{
		{"bit in the sealed part", flip(2, -5), 2},
		{"bit in the sum", flip(2, 9), 2},
		{"bit in the length", flip(2, 15), 2},
		{"bit in the number", flip(2, 7), 2},
		{"bit in the header", flip(2, 60), 2},
		{"removed", func(f [][]byte) [][]byte { return append(f[:2:2], f[3:]...) }, 2},
		{"removed first", func(f [][]byte) [][]byte { return append(f[:1:1], f[2:]...) }, 1},
		{"swapped", func(f [][]byte) [][]byte { f[2], f[3] = f[3], f[2]; return f }, 2},
		{"doubled", func(f [][]byte) [][]byte { return append(f[:3:3], f[2:]...) }, 0},
		{"tail cut", func(f [][]byte) [][]byte { return f[:len(f)-1] }, uint64(in1)},
		{"tail cut in a record", func(f [][]byte) [][]byte { f[len(f)-1] = f[len(f)-1][:40]; return f }, uint64(in1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := p.Clone()
			if err := q.WriteFile(first, bytes.Join(c.change(frames(b)), nil)); err != nil {
				t.Fatal(err)
			}
			_, err := verifyJournal(q, nil)
			_, openErr := record.OpenJournal(q, journalDir, 0)
			for _, err := range []error{err, openErr} {
				var d *record.DamagedError
				if !errors.As(err, &d) {
					t.Fatalf("%v, want damage", err)
				}
				if c.number != 0 && strings.HasPrefix(c.name, "tail") {
					continue // the segment is not the newest: that it is too short is known, and no more
				}
				if c.number != 0 && (d.Book != openBook.String() || d.Number != c.number) {
					t.Errorf("%v, want book %s number %d", err, openBook, c.number)
				}
			}
		})
	}
}

// The tail of the newest segment: cut at a record, or in one.
func TestVerifyJournalFindsATruncatedTail(t *testing.T) {
	ring := seal.EphemeralRing()
	p, recs := aJournal(t, ring, 12)
	seg, b := "", []byte(nil)
	for n := 1; ; n++ {
		name := path.Join(journalDir, fmt.Sprintf("%06d.seg", n))
		data, err := p.ReadFile(name)
		if err != nil {
			break
		}
		seg, b = name, data
	}
	f := frames(b)
	if len(f) < 2 {
		t.Fatal("the newest segment holds nothing")
	}
	last := len(f[len(f)-1])
	for _, cut := range []int{last, last - 1, last - 15, last - 40, last - 150, 1, 30} {
		q := p.Clone()
		if err := q.WriteFile(seg, b[:len(b)-cut]); err != nil {
			t.Fatal(err)
		}
		_, err := verifyJournal(q, nil)
		var d *record.DamagedError
		if !errors.As(err, &d) || d.Book != openBook.String() && d.Book != "CI-2026-0142.delivery" || d.Number == 0 {
			t.Errorf("%d bytes cut off: %v", cut, err)
		} else if d.Book == openBook.String() && d.Number != uint64(len(recs)) {
			t.Errorf("%d bytes cut off: %v, want number %d", cut, err, len(recs))
		}
		if _, err := record.OpenJournal(q, journalDir, 0); !errors.Is(err, record.ErrDamaged) {
			t.Errorf("%d bytes cut off: open: %v", cut, err)
		}
	}
}

// A signed checkpoint beside the journal finds a tail that was cut off together with its mark, and a chain made anew.
func TestVerifyJournalAgainstCheckpoints(t *testing.T) {
	ring := seal.EphemeralRing()
	p, _ := aJournal(t, ring, 12)
	s, err := verifyJournal(p, ring)
	if err != nil {
		t.Fatal(err)
	}
	put := func(p *recordtest.PowerFS, size uint64, head string) {
		t.Helper()
		msg, err := record.Checkpoint{Force: "northshire", Book: openBook, Size: size, Head: head}.Sign(signerOf(t, ring))
		if err == nil {
			err = record.PutCheckpoint(p, path.Join(dataDir, "checkpoints"), openBook, msg)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	whole := p.Clone()
	put(whole, 12, s.Books[1].Head)
	if s, err := verifyJournal(whole, ring); err != nil || s.Checked != 1 {
		t.Errorf("%+v %v", s, err)
	}
	if s, err := record.VerifyJournal(record.VerifyOptions{FS: whole, Dir: dataDir, PublicKeys: []string{signerOf(t, ring).PublicKey()}}); err != nil || s.Checked != 1 {
		t.Errorf("with the public key alone: %+v %v", s, err)
	}
	for name, size := range map[string]uint64{"longer": 13, "other head": 12} {
		q := p.Clone()
		put(q, size, strings.Repeat("ab", 32))
		_, err := verifyJournal(q, ring)
		var d *record.DamagedError
		if !errors.As(err, &d) || d.Book != openBook.String() || d.Number != size {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := whole.WriteFile(path.Join(dataDir, "checkpoints", record.KeyFile(openBook)), []byte("forged")); err != nil {
		t.Fatal(err)
	}
	if _, err := verifyJournal(whole, ring); !errors.Is(err, record.ErrDamaged) {
		t.Errorf("forged checkpoint: %v", err)
	}
}

// A flipped bit in any byte of a closed journal is found.
func TestVerifyJournalFindsEveryFlippedBit(t *testing.T) {
	p, _ := aJournal(t, seal.EphemeralRing(), 5)
	for n := 1; n <= 2; n++ {
		name := path.Join(journalDir, fmt.Sprintf("%06d.seg", n))
		b, err := p.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range b {
			q := p.Clone()
			c := bytes.Clone(b)
			c[i] ^= 1 << (i % 8)
			if err := q.WriteFile(name, c); err != nil {
				t.Fatal(err)
			}
			if _, err := verifyJournal(q, nil); !errors.Is(err, record.ErrDamaged) {
				t.Fatalf("byte %d of %s: %v", i, name, err)
			}
		}
	}
}
