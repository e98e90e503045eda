package record

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"

	"loggist/internal/seal"
)

// JournalSummary is what a journal turned out to hold.
type JournalSummary struct {
	Records    uint64
	Superseded int           // records that a fork put aside; they are checked, but are no part of any book
	Books      []JournalBook // sorted by name
	Checked    int           // checkpoints beside the journal that its books were compared with
	Disposed   []Disposal    // books whose words were disposed of, sorted by name
	Unsealed   bool          // bodies were opened and compared with what was committed to
}

// JournalBook is the end of one book.
type JournalBook struct {
	Book BookID
	Size uint64
	Head string
}

// VerifyOptions says what VerifyJournal is to check.
type VerifyOptions struct {
	FS   FS         // nil: the operating system's
	Dir  string     // the data directory
	Keys *seal.Ring // nil: headers and hashes only; bodies stay sealed
	// PublicKeys verify the checkpoints beside the journal; empty with Keys means those of the ring, for any force.
	PublicKeys []string
}

// VerifyJournal checks a journal that no process is writing: every byte of every segment, every chain, the checkpoints
// beside it and, with keys, every body. It changes nothing. The error is a *DamagedError that says the first thing that
// is wrong, by book and number wherever that can be told.
func VerifyJournal(o VerifyOptions) (JournalSummary, error) {
	if o.FS == nil {
		o.FS = OS{}
	}
	v := journalVerifier{o: o, heads: map[BookID]bookEnd{}}
	s, err := v.run()
	if err != nil {
		return JournalSummary{}, fmt.Errorf("verify journal: %w", err)
	}
	return s, nil
}

type bookEnd struct {
	seq  uint64
	hash digest
}

type journalVerifier struct {
	o     VerifyOptions
	j     *journal
	keys  dataKeys
	heads map[BookID]bookEnd
	at    map[BookID][]Checkpoint // to be met while walking, by size
	s     JournalSummary
}

func (v *journalVerifier) run() (JournalSummary, error) {
	dir := filepath.Join(v.o.Dir, "journal")
	v.j = &journal{fsys: v.o.FS, dir: dir, log: slog.New(slog.DiscardHandler), readers: map[int]File{}}
	defer func() { _ = v.j.closeReaders() }() // they were only read
	if err := v.scan(dir); err != nil {
		return v.s, err
	}
	if err := v.loadCheckpoints(); err != nil {
		return v.s, err
	}
	if v.o.Keys != nil {
		v.keys = &bookKeys{fsys: v.o.FS, dir: filepath.Join(v.o.Dir, "keys"), ring: v.o.Keys, books: map[BookID]*bookRing{}}
	}
	if err := v.j.scan(1, v.record); err != nil {
		return v.s, err
	}
	for b, cs := range v.at {
		if len(cs) > 0 && cs[0].Size > v.heads[b].seq {
			return v.s, &DamagedError{Where: "journal", Book: b.String(), Number: v.heads[b].seq + 1,
				What: fmt.Sprintf("it is missing at the end: a signed checkpoint says that there were %d", cs[0].Size)}
		}
	}
	v.s.Records, v.s.Superseded, v.s.Unsealed = uint64(len(v.j.index)), len(v.j.old), v.keys != nil
	for b, e := range v.heads {
		v.s.Books = append(v.s.Books, JournalBook{b, e.seq, e.hash.String()})
	}
	gone, err := disposals(v.o.FS, filepath.Join(v.o.Dir, "keys"))
	if err != nil {
		return v.s, err
	}
	for _, name := range slices.Sorted(maps.Keys(gone)) {
		v.s.Disposed = append(v.s.Disposed, gone[name])
	}
	slices.SortFunc(v.s.Books, func(a, b JournalBook) int {
		if a.Book.String() < b.Book.String() {
			return -1
		}
		return 1
	})
	return v.s, nil
}

// scan reads every frame, and names the entry where one is broken.
func (v *journalVerifier) scan(dir string) error {
	files, err := listSegments(v.o.FS, dir)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return &DamagedError{Where: "journal", What: "there is none"}
	}
	s := scanner{fsys: v.o.FS, dir: dir, files: files, each: v.j.take}
	err = s.run()
	for i := range s.good {
		v.j.segs = append(v.j.segs, segment{s.files[i], s.good[i]})
	}
	if err == nil && len(s.tail) > 0 {
		err = &DamagedError{Where: "journal segment " + segmentName(s.files[len(s.good)-1]), Record: s.n + 1, What: "it is cut off, or was never finished",
			place: &damagePlace{len(s.good) - 1, s.good[len(s.good)-1]}}
	}
	if err == nil && s.stub != "" {
		err = &DamagedError{Where: "journal segment " + filepath.Base(s.stub), Record: s.n + 1, What: "it was never finished beginning"}
	}
	err = v.j.explain(err)
	var d, marked *DamagedError
	if errors.As(err, &d) && d.Book != "" || err != nil && d == nil {
		return err
	}
	if merr := v.j.checkMark(); errors.As(merr, &marked) && d != nil { // it may know what the broken bytes no longer say
		d.Book, d.Number = marked.Book, marked.Number
	} else if err == nil {
		err = merr
	}
	return err
}

// record checks one record against the books as they stood before it.
func (v *journalVerifier) record(r rawRecord) error {
	h, err := decodeHeader(r)
	if err != nil {
		return v.j.explain(err)
	}
	for i := range h.Entries {
		e := &h.Entries[i]
		end := v.heads[e.Book]
		bad := func(number uint64, what string) error {
			return &DamagedError{Where: "journal", Book: e.Book.String(), Number: number, Record: r.N, What: what}
		}
		switch {
		case e.Seq > end.seq+1:
			return bad(end.seq+1, fmt.Sprintf("it is missing: number %d follows number %d", e.Seq, end.seq))
		case e.Seq <= end.seq:
			return bad(e.Seq, "it is there twice")
		case e.Prev != end.hash:
			return bad(e.Seq, "it does not continue the entry before")
		}
		if err := v.checkpoint(e); err != nil {
			return err
		}
		v.heads[e.Book] = bookEnd{e.Seq, e.Hash}
	}
	if h.Foreign {
		return fmt.Errorf("record %d was written by a later version of loggist: verify it with that one", r.N)
	}
	keys := v.keys
	if keys == nil {
		keys = noKeys{}
	}
	_, err = (&decoder{keys: keys}).open(h)
	return err
}

// checkpoint compares an entry with the checkpoint that was signed over a book ending in it.
func (v *journalVerifier) checkpoint(e *entryHeader) error {
	cs := v.at[e.Book]
	if len(cs) == 0 || cs[0].Size != e.Seq {
		return nil
	}
	v.at[e.Book] = cs[1:]
	if cs[0].Head != e.Hash.String() {
		return &DamagedError{Where: "journal", Book: e.Book.String(), Number: e.Seq, What: "a signed checkpoint says another hash: this entry, or one before it, was made anew"}
	}
	v.s.Checked++
	return nil
}

// loadCheckpoints reads the signed checkpoints beside the journal. Without a public key they cannot be checked.
func (v *journalVerifier) loadCheckpoints() error {
	v.at = map[BookID][]Checkpoint{}
	if len(v.o.PublicKeys) == 0 && v.o.Keys == nil {
		return nil
	}
	dir := filepath.Join(v.o.Dir, "checkpoints")
	list, err := v.o.FS.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	for _, e := range list {
		if filepath.Ext(e.Name()) == ".new" {
			continue
		}
		msg, err := readFile(v.o.FS, filepath.Join(dir, e.Name()), 1<<16)
		if err != nil {
			return err
		}
		c, err := v.openCheckpoint(msg)
		if err != nil || keyFile(c.Book) != e.Name() {
			return &DamagedError{Where: "checkpoint " + e.Name(), What: "it is not signed by the key given, or not of this book"}
		}
		if c.Size > 0 {
			v.at[c.Book] = append(v.at[c.Book], c)
		}
	}
	return nil
}

func (v *journalVerifier) openCheckpoint(msg []byte) (Checkpoint, error) {
	keys := v.o.PublicKeys
	if len(keys) == 0 {
		// The force's name is part of the key's; what the note says of it is as good as any, the key is the ring's.
		n, _, err := parseCheckpoint(string(msg))
		if err != nil {
			return Checkpoint{}, err
		}
		if keys, err = PublicKeys(v.o.Keys, n.Force); err != nil {
			return Checkpoint{}, err
		}
	}
	return OpenCheckpoint(msg, keys...)
}

// noKeys opens nothing.
type noKeys struct{}

func (noKeys) current(BookID) (*seal.Key, error)      { return nil, ErrKey }
func (noKeys) byID(BookID, string) (*seal.Key, error) { return nil, ErrKey }
