package record_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"loggist/internal/record"
	"loggist/internal/seal"
)

// A redacted export holds nothing of what is withheld, verifies, and is a subset of the whole one: each entry has the same
// hash in both, and so has the book.
func TestRedactedExportIsASubset_F68_R4_22(t *testing.T) {
	ring := seal.EphemeralRing()
	key := signerOf(t, ring).PublicKey()
	es := someEntries(t, ring, openBook, 8)
	whole, err := record.Verify(bytes.NewReader(export(t, ring, exported, es)), key)
	if err != nil {
		t.Fatal(err)
	}
	h := exported
	h.Redactions = []record.Redaction{{Entries: []uint64{2, 7}, Because: "names a complainant"}, {Entries: []uint64{8}, Because: "medical"}}
	h.Authority = "data protection officer"
	file := export(t, ring, h, es)
	s, err := record.Verify(bytes.NewReader(file), key)
	if err != nil {
		t.Fatal(err)
	}
	if s.Head != whole.Head || s.Count != whole.Count || s.Withheld != 4 || s.Authority != h.Authority || len(s.Redactions) != 2 {
		t.Errorf("the copy is %+v, the whole %+v", s, whole)
	}
	lines := strings.Split(string(file), "\n")
	for _, n := range []int{2, 7, 8} {
		inner := string(es[n-1].Body[1 : len(es[n-1].Body)-1])
		if strings.Contains(string(file), inner) || strings.Contains(lines[n], `"sealed":`) || !strings.Contains(lines[n], es[n-1].Hash) {
			t.Errorf("number %d is %s", n, lines[n])
		}
	}
}

// What a redaction log says is signed with the file, and is held against what the file withholds.
func TestRedactionLogIsChecked(t *testing.T) {
	ring := seal.EphemeralRing()
	es := someEntries(t, ring, openBook, 4)
	h := exported
	h.Redactions = []record.Redaction{{Entries: []uint64{2}, Because: "names a complainant"}}
	file := string(export(t, ring, h, es))
	for name, c := range map[string]struct{ from, to, want string }{
		"another reason":              {"names a complainant", "dull", "something else was changed"},
		"another number":              {`"entries":[2]`, `"entries":[3]`, "number 3: its words are here"},
		"a number that is not there":  {`"entries":[2]`, `"entries":[2,9]`, "names an entry that is not in it"},
		"one number less":             {`"entries":[2]`, `"entries":[]`, "something else was changed"},
		"a log that nobody has known": {`"redactions":`, `"redactionz":`, "first line is not as it was written"},
	} {
		_, err := record.Verify(strings.NewReader(strings.Replace(file, c.from, c.to, 1)), "")
		if !errors.Is(err, record.ErrDamaged) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	h.Redactions[0].Entries = []uint64{5}
	if _, err := record.WriteExport(io.Discard, h, seqOf(es), signerOf(t, ring)); !errors.Is(err, record.ErrNoSuchEntry) {
		t.Errorf("withholding what is not there: %v", err)
	}
}
