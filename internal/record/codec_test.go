package record

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loggist/internal/seal"
)

// memKeys are keys in memory.
type memKeys map[BookID]*seal.Key

func (m memKeys) current(b BookID) (*seal.Key, error) {
	if m[b] == nil {
		m[b] = seal.NewKey()
	}
	return m[b], nil
}

func (m memKeys) byID(b BookID, id string) (*seal.Key, error) {
	if k := m[b]; k != nil && k.ID() == id {
		return k, nil
	}
	return nil, ErrKey
}

func noHead(BookID) (uint64, digest) { return 0, digest{} }

func drawDraft(t *rapid.T) recordDraft {
	name := rapid.StringMatching(`[A-Z]{2}-[0-9]{4}-[0-9]{4}`)
	book := rapid.Custom(func(t *rapid.T) BookID {
		if rapid.Bool().Draw(t, "force") {
			return Register
		}
		return BookID{name.Draw(t, "incident"), rapid.SampledFrom([]string{"open", "sensitive", "delivery"}).Draw(t, "book")}
	})
	draft := rapid.Custom(func(t *rapid.T) Draft {
		text := rapid.StringMatching(`[ -!#-\[\]-~]{0,80}`).Draw(t, "text")
		return Draft{book.Draw(t, "book"), []byte(`{"body":{"text":"` + text + `"}}`)}
	})
	lane := rapid.Custom(func(t *rapid.T) LaneDue {
		l := LaneDue{Lane: rapid.StringN(1, 40, -1).Draw(t, "lane"), Page: rapid.Bool().Draw(t, "page")}
		if rapid.Bool().Draw(t, "due") {
			l.Due = time.UnixMilli(rapid.Int64Range(1, 4e12).Draw(t, "at")).UTC()
		}
		return l
	})
	d := recordDraft{
		Incident: rapid.OneOf(rapid.Just(""), name).Draw(t, "incident"),
		Touched:  rapid.SliceOfN(name, 0, 3).Draw(t, "touched"),
		Causes:   rapid.SliceOfN(rapid.StringN(1, 60, -1), 0, 4).Draw(t, "causes"),
		Lanes:    rapid.SliceOfN(lane, 0, 4).Draw(t, "lanes"),
		Drafts:   rapid.SliceOfN(draft, 0, 5).Draw(t, "drafts"),
	}
	if rapid.Bool().Draw(t, "recovered") {
		d.Recovered = &Recovery{Was: rapid.Uint64().Draw(t, "was"), Entries: []Renumbered{{Register, 1, rapid.Uint64().Draw(t, "new")}}}
	}
	return d
}

func TestRecordComesBackAsItWasEncoded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, keys := drawDraft(t), memKeys{}
		b, entries, err := encode(d, noHead, keys)
		if err != nil {
			t.Fatal(err)
		}
		r := rawRecord{N: 7, X: "x", Bytes: b}
		rec, err := decode(r, keys)
		if err != nil {
			t.Fatal(err)
		}
		want := Record{N: 7, X: "x", Incident: d.Incident, Causes: d.Causes, Entries: entries, Recovered: d.Recovered}
		if len(want.Causes) == 0 {
			want.Causes = nil
		}
		if len(want.Entries) == 0 {
			rec.Entries, want.Entries = nil, nil
		}
		if diff := cmp.Diff(want, rec); diff != "" {
			t.Fatal(diff)
		}
		h, err := decodeHeader(r)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Lanes) > 0 && cmp.Diff(d.Lanes, h.Lanes) != "" {
			t.Fatal(cmp.Diff(d.Lanes, h.Lanes))
		}
		for _, touched := range d.Touched {
			ours := func(e entryHeader) bool { return e.Book.Incident == touched }
			if h.Incident != touched && !slices.Contains(h.Touched, touched) && !slices.ContainsFunc(h.Entries, ours) {
				t.Fatalf("the record does not touch %s", touched)
			}
		}
		seen := map[BookID]Entry{}
		for _, e := range entries { // gapless and chained within the record
			before := seen[e.Book]
			if before.Hash == "" {
				before.Hash = zeroHash
			}
			if e.Seq != before.Seq+1 || e.Prev != before.Hash {
				t.Fatalf("number %d of %s does not continue number %d", e.Seq, e.Book, before.Seq)
			}
			seen[e.Book] = e
		}
	})
}

// Nothing but what PROTOCOL allows in clear is readable without keys.
func TestRecordHidesWhatIsSealed(t *testing.T) {
	d := recordDraft{
		Incident: "CI-2026-0142", Touched: []string{"CI-2026-0142"}, Causes: []string{"the secret cause"},
		Drafts: []Draft{{BookID{"CI-2026-0142", "open"}, []byte(`{"recorded_by":"sgt.lee","body":{"text":"the secret words"}}`)}},
	}
	keys := memKeys{}
	b, _, err := encode(d, noHead, keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"secret", "sgt.lee", "recorded_by"} {
		if bytes.Contains(b, []byte(s)) {
			t.Errorf("%q is readable", s)
		}
	}
	rec, err := decode(rawRecord{N: 1, Bytes: b}, memKeys{})
	if err != nil {
		t.Fatal(err)
	}
	if e := rec.Entries[0]; !e.Withheld || e.Body != nil || e.Salt != nil || rec.Causes != nil || e.Seq != 1 {
		t.Errorf("without the key: %+v", e)
	}
	h, _ := decodeHeader(rawRecord{N: 1, Bytes: b})
	if h.Causes[0] != causeDigest("the secret cause") {
		t.Error("a cause cannot be known again without the key")
	}
}

// Every single changed bit of a record is found, and never as something else than damage.
func TestRecordFindsEveryFlippedBit(t *testing.T) {
	d := recordDraft{
		Incident: "CI-2026-0142", Touched: []string{"", "CI-2026-0142"}, Causes: []string{"c1", "c2"},
		Lanes:  []LaneDue{{Lane: "e/CI-2026-0142", Page: true, Due: time.UnixMilli(1e12)}},
		Drafts: []Draft{{Register, []byte(`{"a":1}`)}, {BookID{"CI-2026-0142", "open"}, []byte(`{"b":2}`)}},
	}
	keys := memKeys{}
	b, _, err := encode(d, noHead, keys)
	if err != nil {
		t.Fatal(err)
	}
	for i := range b {
		for bit := range 8 {
			c := bytes.Clone(b)
			c[i] ^= 1 << bit
			rec, err := decode(rawRecord{N: 3, Bytes: c}, keys)
			if err == nil {
				for _, e := range rec.Entries { // a key id that fits no key reads as a key that is not here
					if e.Withheld {
						err = ErrDamaged
					}
				}
				if rec.Causes == nil {
					err = ErrDamaged
				}
			}
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("bit %d of byte %d of %d: %v", bit, i, len(b), err)
			}
		}
	}
}

// A sealed entry opens in its own place only.
func TestEntryIsSealedToItsPlace(t *testing.T) {
	k := seal.NewKey()
	s := k.Seal(nil, []byte("words"), seal.AppendEntryAAD(nil, "CI-2026-0142.open", 14))
	for _, aad := range [][]byte{seal.AppendEntryAAD(nil, "CI-2026-0142.open", 15), seal.AppendEntryAAD(nil, "CI-2026-0143.open", 14), nil} {
		if _, err := k.Open(nil, s, aad); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("opened with %q: %v", aad, err)
		}
	}
	if p, err := k.Open(nil, s, []byte("CI-2026-0142.open|14")); err != nil || string(p) != "words" {
		t.Errorf("open: %q %v", p, err)
	}
}

func TestEncodeRefusesWhatCouldNotBeExported(t *testing.T) {
	open := BookID{"CI-2026-0142", "open"}
	for name, d := range map[string]recordDraft{
		"no object":       {Drafts: []Draft{{open, []byte(`words`)}}},
		"empty":           {Drafts: []Draft{{open, nil}}},
		"two lines":       {Drafts: []Draft{{open, []byte("{\n}")}}},
		"too long":        {Drafts: []Draft{{open, []byte(`{"a":"` + strings.Repeat("x", maxBody) + `"}`)}}},
		"path in a book":  {Drafts: []Draft{{BookID{"../x", "open"}, []byte(`{}`)}}},
		"dot in a book":   {Drafts: []Draft{{BookID{"CI.1", "open"}, []byte(`{}`)}}},
		"no book":         {Drafts: []Draft{{BookID{"CI-1", ""}, []byte(`{}`)}}},
		"reserved":        {Drafts: []Draft{{BookID{"force", "register"}, []byte(`{}`)}}},
		"bad incident":    {Incident: "a\nb"},
		"bad base":        {Touched: []string{"a b"}},
		"empty cause":     {Causes: []string{""}},
		"long cause":      {Causes: []string{strings.Repeat("c", maxCause+1)}},
		"long lane":       {Lanes: []LaneDue{{Lane: strings.Repeat("l", maxLane+1)}}},
		"too many causes": {Causes: strings.Fields(strings.Repeat("c ", maxCauses+1))},
	} {
		_, _, err := encode(d, noHead, memKeys{})
		if err == nil {
			t.Errorf("%s: encoded", name)
		} else if strings.Contains(err.Error(), "words") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error holds content: %v", name, err)
		}
	}
}

func TestCommitmentAndHashAreWhatTheFormatSays(t *testing.T) {
	l := link{book: "CI-2026-0142.open", seq: 14}
	text := fmt.Sprintf("loggist/1\nCI-2026-0142.open\n14\n%s\n%s\n%s\n", zeroHash, zeroHash, zeroHash)
	if got := causeDigest(text); got != l.hash() { // causeDigest is plain SHA-256
		t.Fatalf("hash is %s, of its text %s", l.hash(), got)
	}
}

func FuzzDecode(f *testing.F) {
	keys := memKeys{}
	b, _, err := encode(recordDraft{Incident: "CI-1", Touched: []string{"CI-1"}, Causes: []string{"c"}, Lanes: []LaneDue{{Lane: "l"}},
		Drafts: []Draft{{BookID{"CI-1", "open"}, []byte(`{"a":1}`)}}, Recovered: &Recovery{Was: 3}}, noHead, keys)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)-1])
	f.Add([]byte(recordMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		rec, err := decode(rawRecord{N: 1, Bytes: b}, keys)
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatalf("decode: %v, want damage", err)
		}
		if err == nil {
			for _, e := range rec.Entries {
				if e.Seq == 0 || e.Book.valid() != nil {
					t.Fatal("decoded an entry without a place")
				}
			}
		}
	})
}
