package record_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"loggist/internal/record"
	"loggist/internal/seal"
)

// A long history comes prepared in the order of its records, whoever prepared what first; an error is that of the first record
// that has one, after everything before it; nothing is prepared any more when it is returned.
func TestPreparedKeepsTheOrderOfTheRecords(t *testing.T) {
	const n = 700
	dir := t.TempDir()
	l := openEmbedded(t, dir, seal.EphemeralRing())
	for i := range n {
		if _, err := l.Commit(t.Context(), change(l, fmt.Sprint(i), open142)); err != nil {
			t.Fatal(err)
		}
	}
	no := errors.New("no")
	var running atomic.Int64
	run := func(after uint64, prepare func(record.Record) error, stop uint64) (took []uint64, err error) {
		err = record.Prepared(l, "CI-2026-0142", after, func(r record.Record) (uint64, error) {
			running.Add(1)
			defer running.Add(-1)
			return r.Entries[0].Seq, prepare(r)
		}, func(seq uint64) error {
			if took = append(took, seq); seq == stop {
				return no
			}
			return nil
		})
		if left := running.Load(); left != 0 {
			t.Errorf("%d records are still being prepared", left)
		}
		for i, seq := range took {
			if seq != after+uint64(i)+1 {
				t.Fatalf("number %d came in place %d after %d", seq, i, after)
			}
		}
		return took, err
	}
	at := func(bad ...uint64) func(record.Record) error {
		return func(r record.Record) error {
			for _, b := range bad {
				if r.N == b {
					return fmt.Errorf("record %d: %w", r.N, no)
				}
			}
			return nil
		}
	}
	for _, c := range []struct {
		name    string
		after   uint64
		prepare func(record.Record) error
		stop    uint64
		took    int
		says    string
	}{
		{"all", 0, at(), 0, n, ""},
		{"the last few", n - 5, at(), 0, 5, ""},
		{"none", n, at(), 0, 0, ""},
		{"two cannot be prepared", 0, at(500, 130), 0, 129, "record 130"},
		{"the last cannot be prepared", 0, at(n), 0, n - 1, "record 700"},
		{"the taker wants no more", 0, at(), 300, 300, "no"},
		{"the taker wants no more of a few", n - 5, at(), n - 3, 2, "no"},
		{"prepare panics", 0, func(r record.Record) error {
			if r.N == 400 {
				panic("words of somebody")
			}
			return nil
		}, 0, 399, "panic of type string"},
	} {
		took, err := run(c.after, c.prepare, c.stop)
		if len(took) != c.took || (err == nil) != (c.says == "") || err != nil && (!strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "words")) {
			t.Errorf("%s: took %d, %v; want %d, %q", c.name, len(took), err, c.took, c.says)
		}
	}

	// A byte changes under the running process: what is before it is taken, and the damage is told.
	seg := filepath.Join(dir, "journal", "000001.seg")
	data, err := os.ReadFile(seg)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(seg, data, 0o600); err != nil {
		t.Fatal(err)
	}
	took, err := run(0, at(), 0)
	if !errors.Is(err, record.ErrDamaged) || len(took) == 0 || len(took) >= n {
		t.Errorf("with a changed byte: took %d, %v", len(took), err)
	}
}
