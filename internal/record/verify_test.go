package record_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
	"loggist/internal/seal"
)

var (
	openBook = record.BookID{Incident: "CI-2026-0142", Book: "open"}
	exported = record.ExportHeader{Force: "northshire", Book: openBook, ExportedBy: "psd.quinn", Marking: "OFFICIAL-SENSITIVE <&> O’Neill",
		ExportedAt: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
)

// someEntries are n entries of the book, of which number 5 is withheld.
func someEntries(t testing.TB, ring *seal.Ring, book record.BookID, n int) []record.Entry {
	t.Helper()
	m := newMaker(t, recordtest.NewPowerFS(), ring)
	var all []record.Entry
	for range n {
		_, es := m.record(t, book)
		all = append(all, es...)
	}
	if n >= 5 {
		all[4].Withheld, all[4].Body, all[4].Salt = true, nil, nil
	}
	return all
}

func seqOf(es []record.Entry) iter.Seq2[record.Entry, error] {
	return func(yield func(record.Entry, error) bool) {
		for _, e := range es {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func signerOf(t testing.TB, ring *seal.Ring) *record.Signer {
	t.Helper()
	s, err := record.NewSigner(ring, "northshire")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func export(t testing.TB, ring *seal.Ring, h record.ExportHeader, es []record.Entry) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := record.WriteExport(&b, h, seqOf(es), signerOf(t, ring)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestExportVerifies(t *testing.T) {
	ring := seal.EphemeralRing()
	key := signerOf(t, ring).PublicKey()
	for _, n := range []int{0, 1, 8} {
		es := someEntries(t, ring, openBook, n)
		file := export(t, ring, exported, es)
		s, err := record.Verify(bytes.NewReader(file), key+"\n")
		if err != nil {
			t.Fatalf("%d entries: %v", n, err)
		}
		head := strings.Repeat("0", 64)
		if n > 0 {
			head = es[n-1].Hash
		}
		if s.Count != uint64(n) || s.Head != head || s.OwnKey || s.Key != key || s.Incident != "CI-2026-0142" || s.Book != "open" || s.Force != "northshire" || s.Withheld != uint64(n/8) {
			t.Errorf("%d entries: %+v", n, s)
		}
		if s, err := record.Verify(bytes.NewReader(file), ""); err != nil || !s.OwnKey {
			t.Errorf("with the file's own key: %+v %v", s, err)
		}
		for i, e := range es { // the body stands in its line as it was committed to
			if !e.Withheld && !bytes.Contains(bytes.Split(file, []byte("\n"))[i+1], e.Body[1:len(e.Body)-1]) {
				t.Errorf("the body of number %d is not in the file", e.Seq)
			}
		}
	}
}

// Each kind of meddling is found, by book and number, and the error says what differs and nothing of the words.
func TestVerifySaysWhichBookWhichNumber(t *testing.T) {
	ring := seal.EphemeralRing()
	key := signerOf(t, ring).PublicKey()
	es := someEntries(t, ring, openBook, 8)
	file := export(t, ring, exported, es)
	other := export(t, ring, record.ExportHeader{Force: "northshire", Book: record.BookID{Incident: "CI-2026-0143", Book: "open"}},
		someEntries(t, ring, record.BookID{Incident: "CI-2026-0143", Book: "open"}, 8))
	foreign, err := record.NewSigner(ring, "southshire")
	if err != nil {
		t.Fatal(err)
	}
	lines := func() [][]byte { return bytes.SplitAfter(bytes.Clone(file), []byte("\n"))[:10] }
	join := func(l [][]byte) []byte { return bytes.Join(l, nil) }
	edit := func(i int, from, to string) func() []byte {
		return func() []byte {
			l := lines()
			if !bytes.Contains(l[i], []byte(from)) {
				t.Fatalf("line %d holds no %q", i, from)
			}
			l[i] = bytes.Replace(l[i], []byte(from), []byte(to), 1)
			return join(l)
		}
	}
	flipHex := func(s string) string {
		if s[0] == '0' {
			return "1" + s[1:]
		}
		return "0" + s[1:]
	}
	for _, c := range []struct {
		name   string
		make   func() []byte
		number uint64
		says   string
	}{
		{"changed word", edit(3, "words of record 3", "w0rds of record 3"), 3, "the body, the salt or the sealed bytes were changed"},
		{"changed kind", edit(3, `"kind":"note"`, `"kind":"vote"`), 3, "were changed"},
		{"space added", edit(3, `"kind":"note"`, `"kind": "note"`), 3, "were changed"},
		{"word added", edit(2, `,"salt":`, `,"more":1,"salt":`), 2, "were changed"},
		{"second seq", edit(2, `,"salt":`, `,"seq":9,"salt":`), 2, "names something twice, or something of the record's"},
		{"changed seq", edit(4, `{"seq":4,`, `{"seq":40,`), 4, "its number was changed to 40"},
		{"padded seq", edit(4, `{"seq":4,`, `{"seq":04,`), 4, "cannot be read"},
		{"changed hash", edit(4, es[3].Hash, flipHex(es[3].Hash)), 4, "its hash was changed"},
		{"changed prev", edit(4, es[3].Prev, flipHex(es[3].Prev)), 4, "its prev was changed"},
		{"hash in capitals", edit(4, es[3].Hash, strings.ToUpper(es[3].Hash)), 4, "not hexadecimal"},
		{"withheld hash", edit(5, es[4].Commit, flipHex(es[4].Commit)), 5, "one of its hashes was changed"},
		{"removed", func() []byte { return join(slices.Delete(lines(), 4, 5)) }, 4, "it is missing: number 5 follows number 3"},
		{"removed first", func() []byte { return join(slices.Delete(lines(), 1, 2)) }, 1, "it is missing: number 2 follows number 0"},
		{"swapped", func() []byte { l := lines(); l[3], l[4] = l[4], l[3]; return join(l) }, 3, "it is out of order: number 4 stands before it"},
		{"twice", func() []byte { l := lines(); return join(slices.Insert(l, 4, l[3])) }, 4, "number 3 stands here a second time"},
		{"tail cut at a line", func() []byte { return join(lines()[:7]) }, 7, "the file is cut off: number 6 is the last one in it"},
		{"tail cut in a line", func() []byte { l := lines(); l[6] = l[6][:20]; return join(l[:7]) }, 6, "the file is cut off: number 5 is the last one in it"},
		{"tail cut in the checkpoint", func() []byte { return file[:len(file)-30] }, 0, "cut off in its checkpoint"},
		{"no line feed at the end", func() []byte { return file[:len(file)-1] }, 0, "cut off in its checkpoint"},
		{"end removed, checkpoint kept", func() []byte { return join(slices.Delete(lines(), 7, 9)) }, 7, "it is missing at the end: the checkpoint says that there are 8"},
		{"entry added", func() []byte {
			l := bytes.SplitAfter(export(t, seal.EphemeralRing(), exported, someEntries(t, ring, openBook, 9)), []byte("\n"))
			return join(append(l[:10:10], lines()[9]))
		}, 9, "it was added: the checkpoint says that there are 8"},
		{"made anew", func() []byte {
			l := bytes.SplitAfter(export(t, seal.EphemeralRing(), exported, someEntries(t, ring, openBook, 8)), []byte("\n"))
			return join(append(l[:9:9], lines()[9]))
		}, 8, "the checkpoint signs another head"},
		{"junk", func() []byte { return append(bytes.Clone(file), "junk"...) }, 0, "something follows its checkpoint"},
		{"an empty line more", func() []byte { return append(bytes.Clone(file), '\n') }, 0, "something follows its checkpoint"},
		{"junk between", func() []byte { return join(slices.Insert(lines(), 4, []byte("\n"))) }, 4, "cannot be read"},
		{"changed marking", edit(0, "OFFICIAL-SENSITIVE", "OFFICIAL"), 0, "its first line"},
		{"changed exporter", edit(0, "psd.quinn", "acc.morris"), 0, "its first line"},
		{"changed book", edit(0, `"book":"open"`, `"book":"delivery"`), 1, "were changed"},
		{"changed force", edit(0, `"force":"northshire"`, `"force":"southshire"`), 0, "its checkpoint is that of book CI-2026-0142.open of force northshire"},
		{"foreign note", func() []byte {
			l := bytes.SplitAfter(other, []byte("\n"))
			return join(append(lines()[:9:9], l[9]))
		}, 0, "its checkpoint is that of book CI-2026-0143.open"},
		{"another force's note", func() []byte {
			var b bytes.Buffer
			if _, err := record.WriteExport(&b, exported, seqOf(es), foreign); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}, 0, "it is not signed with the key given"},
		{"checkpoint of the log for one of the export", func() []byte {
			msg, err := record.Checkpoint{Force: "northshire", Book: openBook, Size: 8, Head: es[7].Hash}.Sign(signerOf(t, ring))
			if err != nil {
				t.Fatal(err)
			}
			line := `{"checkpoint":` + fmt.Sprintf("%q", msg) + "}\n"
			return join(append(lines()[:9:9], []byte(strings.ReplaceAll(line, `\u2014`, "—"))))
		}, 0, "not that of an export"},
		{"signature touched", edit(9, `=\n"}`, `A\n"}`), 0, "checkpoint"},
		{"nothing", func() []byte { return nil }, 0, "first line"},
		{"other file", func() []byte { return []byte("hello\nworld\n") }, 0, "first line"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := record.Verify(bytes.NewReader(c.make()), key)
			var d *record.DamagedError
			if !errors.As(err, &d) || !errors.Is(err, record.ErrDamaged) {
				t.Fatalf("verify: %v, want damage", err)
			}
			if d.Number != c.number || !strings.Contains(err.Error(), c.says) {
				t.Errorf("verify: %v\nwant number %d: %s", err, c.number, c.says)
			}
			if strings.Contains(err.Error(), "words") {
				t.Errorf("the error holds content: %v", err)
			}
		})
	}
	t.Run("wrong key", func(t *testing.T) {
		_, err := record.Verify(bytes.NewReader(file), signerOf(t, seal.EphemeralRing()).PublicKey())
		if !errors.Is(err, record.ErrDamaged) || !strings.Contains(err.Error(), "it is not signed with the key given") {
			t.Error(err)
		}
	})
	t.Run("no key at all", func(t *testing.T) {
		if _, err := record.Verify(bytes.NewReader(file), "not a key"); err == nil {
			t.Error("verified")
		}
	})
}

// Every flipped bit of an export is found: one in each byte, and with LOGGIST_SOAK all of them.
func TestVerifyFindsEveryFlippedBit(t *testing.T) {
	ring := seal.EphemeralRing()
	key := signerOf(t, ring).PublicKey()
	file := export(t, ring, exported, someEntries(t, ring, openBook, 6))
	for i := range file {
		bits := []int{i % 8}
		if soak() > 1 {
			bits = []int{0, 1, 2, 3, 4, 5, 6, 7}
		}
		for _, bit := range bits {
			b := bytes.Clone(file)
			b[i] ^= 1 << bit
			if _, err := record.Verify(bytes.NewReader(b), key); !errors.Is(err, record.ErrDamaged) {
				t.Fatalf("bit %d of byte %d (%q): %v", bit, i, file[i], err)
			}
		}
	}
}

// Whatever is done to the lines of an export, only the export itself verifies.
func TestVerifyTakesNothingButTheExport(t *testing.T) {
	ring := seal.EphemeralRing()
	key := signerOf(t, ring).PublicKey()
	file := export(t, ring, exported, someEntries(t, ring, openBook, 12))
	rapid.Check(t, func(t *rapid.T) {
		l := bytes.SplitAfter(bytes.Clone(file), []byte("\n"))
		l = l[:len(l)-1]
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			i, k := rapid.IntRange(0, len(l)-1).Draw(t, "i"), rapid.IntRange(0, len(l)-1).Draw(t, "k")
			switch rapid.SampledFrom([]string{"swap", "drop", "double", "cut", "byte"}).Draw(t, "change") {
			case "swap":
				l[i], l[k] = l[k], l[i]
			case "drop":
				if l = slices.Delete(l, i, i+1); len(l) == 0 {
					return
				}
			case "double":
				l = slices.Insert(l, i, l[k])
			case "cut":
				l = l[:i+1]
			case "byte":
				if at := rapid.IntRange(0, max(0, len(l[i])-1)).Draw(t, "at"); at < len(l[i]) {
					l[i] = bytes.Clone(l[i])
					l[i][at] = rapid.Byte().Draw(t, "byte")
				}
			}
		}
		b := bytes.Join(l, nil)
		_, err := record.Verify(bytes.NewReader(b), key)
		if same := bytes.Equal(b, file); same != (err == nil) {
			t.Fatalf("same file: %v; verify: %v", same, err)
		}
	})
}

func TestExportRefusesWhatDoesNotVerify(t *testing.T) {
	ring := seal.EphemeralRing()
	for name, change := range map[string]func(es []record.Entry) []record.Entry{
		"missing":      func(es []record.Entry) []record.Entry { return slices.Delete(es, 3, 4) },
		"body changed": func(es []record.Entry) []record.Entry { es[3].Body = []byte(`{"a":1}`); return es },
		"hash changed": func(es []record.Entry) []record.Entry { es[3].Hash = es[2].Hash; return es },
		"other book":   func(es []record.Entry) []record.Entry { es[3].Book.Book = "sensitive"; return es },
		"no hash":      func(es []record.Entry) []record.Entry { es[3].Commit = ""; return es },
	} {
		var b bytes.Buffer
		_, err := record.WriteExport(&b, exported, seqOf(change(someEntries(t, ring, openBook, 6))), signerOf(t, ring))
		var d *record.DamagedError
		if !errors.As(err, &d) || d.Number != 4 || d.Book != "CI-2026-0142.open" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := record.Verify(&b, ""); err == nil {
			t.Errorf("%s: the half-written file verifies", name)
		}
	}
}

// An open export is the same bytes whether or not other books hold anything.
func TestExportKnowsNothingOfOtherBooks(t *testing.T) {
	ring := seal.EphemeralRing()
	m := newMaker(t, recordtest.NewPowerFS(), ring)
	_, a := m.record(t, openBook)
	alone := export(t, ring, exported, a)
	m.record(t, record.BookID{Incident: openBook.Incident, Book: "sensitive"})
	if again := export(t, ring, exported, a); !bytes.Equal(again, alone) {
		t.Error("the export differs")
	}
}

func TestCheckpointSaysWhatWasSigned(t *testing.T) {
	ring := seal.EphemeralRing()
	c := record.Checkpoint{Force: "northshire", Book: openBook, Size: 14, Head: strings.Repeat("ab", 32)}
	msg, err := c.Sign(signerOf(t, ring))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(msg, []byte("loggist/northshire/CI-2026-0142.open\n14\nq6ur")) {
		t.Errorf("note:\n%s", msg)
	}
	key := signerOf(t, ring).PublicKey()
	if got, err := record.OpenCheckpoint(msg, key); err != nil || got != c {
		t.Errorf("open: %+v %v", got, err)
	}
	for i := range bytes.Index(msg, []byte("\n\n")) {
		b := bytes.Clone(msg)
		b[i] ^= 1
		if _, err := record.OpenCheckpoint(b, key); err == nil {
			t.Fatalf("byte %d changed, and it opens", i)
		}
	}
	if _, err := record.OpenCheckpoint(msg, signerOf(t, seal.EphemeralRing()).PublicKey()); !errors.Is(err, record.ErrKey) {
		t.Errorf("with another key: %v", err)
	}
}

func FuzzVerify(f *testing.F) {
	doc, err := os.ReadFile(formatDoc) // its example is the same in every process
	if err != nil {
		f.Fatal(err)
	}
	key, _, _ := block(f, string(doc), "key")
	text, _, _ := block(f, string(doc), "export")
	file := []byte(text)
	if _, err := record.Verify(bytes.NewReader(file), key); err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add([]byte(`{"loggist":1,"incident":"CI-1","force":"f","exported_at":"","exported_by":"","book":"open","marking":"","key":""}` + "\n" + `{"checkpoint":""}` + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := record.Verify(bytes.NewReader(b), key); err == nil && !bytes.Equal(b, file) {
			t.Fatal("something else than the export verifies")
		}
		if _, err := record.Verify(bytes.NewReader(b), ""); err != nil && !errors.Is(err, record.ErrDamaged) {
			t.Fatal(err)
		}
	})
}
