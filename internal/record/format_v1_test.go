package record_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"loggist/internal/record"
	"loggist/internal/seal"
)

// v1 is a data directory as version 1 wrote it, with its ring. It is made once, by -update while it is not there, and
// never again: it stands for what lies on the disks of those who use Loggist.
const v1 = "testdata/v1"

func TestVersion1StaysReadable(t *testing.T) {
	if _, err := os.Stat(v1); *update && errors.Is(err, os.ErrNotExist) {
		makeV1(t)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(v1)); err != nil {
		t.Fatal(err)
	}
	keys, _ := filepath.Glob(filepath.Join(dir, "ring", "*"))
	for _, f := range keys { // a repository keeps no modes
		if err := os.Chmod(f, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ring, err := seal.LoadRing(filepath.Join(dir, "ring"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := record.VerifyJournal(record.VerifyOptions{Dir: dir, Keys: ring})
	if err != nil || s.Records != 4 || s.Superseded != 1 || s.Checked != 1 || !s.Unsealed {
		t.Fatalf("%+v %v", s, err)
	}
	j, err := record.OpenJournal(record.OS{}, filepath.Join(dir, "journal"), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	books, err := record.OpenBookKeys(record.OS{}, filepath.Join(dir, "keys"), ring)
	if err != nil {
		t.Fatal(err)
	}
	r, err := j.Read(4)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := record.Decode(r, books)
	if err != nil || len(rec.Entries) != 2 || rec.Causes[0] != "cause-4" {
		t.Fatalf("%+v %v", rec, err)
	}
	if want := `{"kind":"note","n":4,"i":0,"body":{"text":"words of record 4"}}`; string(rec.Entries[0].Body) != want {
		t.Errorf("body: %s", rec.Entries[0].Body)
	}
}

func makeV1(t *testing.T) {
	t.Helper()
	ring, err := seal.NewRing(filepath.Join(v1, "ring"))
	if err != nil {
		t.Fatal(err)
	}
	books, err := record.OpenBookKeys(record.OS{}, filepath.Join(v1, "keys"), ring)
	if err != nil {
		t.Fatal(err)
	}
	j, err := record.OpenJournal(record.OS{}, filepath.Join(v1, "journal"), 0)
	if err != nil {
		t.Fatal(err)
	}
	m := &maker{keys: books, heads: map[record.BookID]head{}}
	var at3 maker
	for i := range 4 { // the fourth is superseded by another fourth
		if i == 3 {
			at3 = maker{keys: books, n: m.n, x: m.x, heads: map[record.BookID]head{openBook: m.heads[openBook]}}
		}
		r, _ := m.record(t, openBook)
		if err := j.Append(r); err != nil {
			t.Fatal(err)
		}
	}
	r, es := at3.record(t, openBook, record.Register)
	if err := errors.Join(j.Cut(3), j.Append(r), j.Close()); err != nil {
		t.Fatal(err)
	}
	msg, err := record.Checkpoint{Force: "northshire", Book: openBook, Size: es[0].Seq, Head: es[0].Hash}.Sign(signerOf(t, ring))
	if err == nil {
		err = record.PutCheckpoint(record.OS{}, filepath.Join(v1, "checkpoints"), openBook, msg)
	}
	if err == nil {
		err = os.Remove(filepath.Join(v1, "journal", "lock"))
	}
	if err != nil {
		t.Fatal(err)
	}
}
