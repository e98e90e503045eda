package record

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"loggist/internal/seal"
)

const (
	// recordMagic begins every record; a byte with the version of the layout follows.
	recordMagic = "LR"
	// recordVersion is the layout that this program writes, and the newest that it reads whole. Of a record of a later
	// version the part in clear reads as in this one: that is promised, so that a process that is not upgraded yet keeps
	// the log, leaves alone what it does not understand, and goes on with the rest.
	recordVersion = 1
)

// dataKeys gives the key of a book.
type dataKeys interface {
	// current returns the key that seals new entries of the book; it is durable here before it is returned.
	current(BookID) (*seal.Key, error)
	// byID returns a key that sealed something in the book; ErrKey where it is not here.
	byID(book BookID, id string) (*seal.Key, error)
}

// recordDraft is a record that is not encoded yet.
type recordDraft struct {
	Incident  string
	Touched   []string // the incidents whose version the record moves: those of its bases; "" is the register
	Causes    []string
	Lanes     []LaneDue
	Drafts    []Draft
	Recovered *Recovery
}

// header is the part of a record that is readable without keys.
type header struct {
	N        uint64
	X        string
	Incident string
	Touched  []string
	Causes   []digest
	Lanes    []LaneDue // Due is the zero time for a lane that is removed
	Entries  []entryHeader
	// Foreign: the record is of a later version; what follows the part in clear was not read.
	Foreign bool

	clear   []byte // the bytes of the above, which the private part is bound to
	private sealedPart
}

// entryHeader is the part of an entry that is readable without keys.
type entryHeader struct {
	Book               BookID
	name               string // Book.String()
	Seq                uint64
	KeyID              string
	Prev, Commit, Hash digest
	Sealed             []byte
	sealedLen          int
}

type sealedPart struct {
	book   BookID
	keyID  string
	sealed []byte // empty: there is none
}

// encode numbers, seals and chains the drafts on the heads given, and returns the record's bytes with the entries as
// they will be once it is committed. It fails on what breaks the format's limits, and on a key that cannot be had.
func encode(d recordDraft, head func(BookID) (seq uint64, hash digest), keys dataKeys) ([]byte, []Entry, error) {
	if err := d.check(); err != nil {
		return nil, nil, fmt.Errorf("encode record: %w", err)
	}
	var w writer
	w.raw([]byte(recordMagic))
	w.raw([]byte{recordVersion})
	w.str(d.Incident)
	w.uint(uint64(len(d.Touched)))
	for _, t := range d.Touched {
		w.str(t)
	}
	w.uint(uint64(len(d.Causes)))
	for _, c := range d.Causes {
		w.digest(causeDigest(c))
	}
	w.uint(uint64(len(d.Lanes)))
	for _, l := range d.Lanes {
		w.lane(l)
	}
	entries, err := chain(d.Drafts, head, keys)
	if err != nil {
		return nil, nil, fmt.Errorf("encode record: %w", err)
	}
	w.uint(uint64(len(entries)))
	for i := range entries {
		w.entry(&entries[i])
	}
	if err := w.private(d, keys); err != nil {
		return nil, nil, fmt.Errorf("encode record: %w", err)
	}
	out := make([]Entry, len(entries))
	for i := range entries {
		w.raw(entries[i].Sealed)
		out[i] = entries[i].Entry
	}
	if len(w.b) > maxRecord {
		return nil, nil, fmt.Errorf("encode record: longer than %d bytes", maxRecord)
	}
	return w.b, out, nil
}

type chained struct {
	Entry
	keyID              string
	prev, commit, hash digest
}

// chain gives each draft its number, seals it and links it to the entry before it in its book.
func chain(drafts []Draft, head func(BookID) (uint64, digest), keys dataKeys) ([]chained, error) {
	type end struct {
		seq  uint64
		hash digest
		key  *seal.Key
	}
	ends := map[BookID]*end{}
	var out []chained
	for _, dr := range drafts {
		e := ends[dr.Book]
		if e == nil {
			e = &end{}
			e.seq, e.hash = head(dr.Book)
			var err error
			if e.key, err = keys.current(dr.Book); err != nil {
				return nil, err
			}
			ends[dr.Book] = e
		}
		name := dr.Book.String()
		c := chained{keyID: e.key.ID(), prev: e.hash}
		c.Book, c.Seq, c.Body, c.Salt = dr.Book, e.seq+1, dr.Body, newSalt()
		plain := append(append(make([]byte, 0, saltLen+len(dr.Body)), c.Salt...), dr.Body...)
		c.Sealed = e.key.Seal(make([]byte, 0, len(plain)+seal.Overhead), plain, seal.AppendEntryAAD(nil, name, c.Seq))
		c.commit = commitment(c.Salt, c.Body)
		c.hash = link{name, c.Seq, c.prev, c.commit, sha256.Sum256(c.Sealed)}.hash()
		c.Prev, c.Commit, c.Hash = c.prev.String(), c.commit.String(), c.hash.String()
		e.seq, e.hash = c.Seq, c.hash
		out = append(out, c)
	}
	return out, nil
}

// check refuses what could not be read back, or could not be exported as it is.
func (d *recordDraft) check() error {
	if len(d.Touched) > maxTouched || len(d.Causes) > maxCauses || len(d.Lanes) > maxLanes || len(d.Drafts) > maxEntries {
		return errors.New("too many incidents, causes, lanes or entries")
	}
	for _, t := range append([]string{d.Incident}, d.Touched...) {
		if t != "" {
			if err := (BookID{t, "open"}).valid(); err != nil {
				return err
			}
		}
	}
	for _, c := range d.Causes {
		if c == "" || len(c) > maxCause {
			return fmt.Errorf("a cause is empty or longer than %d bytes", maxCause)
		}
	}
	for _, l := range d.Lanes {
		if l.Lane == "" || len(l.Lane) > maxLane {
			return fmt.Errorf("a lane's name is empty or longer than %d bytes", maxLane)
		}
	}
	for _, dr := range d.Drafts {
		if err := dr.Book.valid(); err != nil {
			return err
		}
		if err := checkBody(dr.Body); err != nil {
			return fmt.Errorf("body for book %s: %w", dr.Book, err)
		}
	}
	return nil
}

// decodeHeader reads the part in clear. It checks the layout, not the hashes, and never panics whatever it is given.
// The header aliases r.Bytes.
func decodeHeader(r rawRecord) (*header, error) {
	h := &header{}
	if err := h.read(r, nil); err != nil {
		return nil, err
	}
	return h, nil
}

// read is decodeHeader into h, whose room is used again. With an error, nothing that h holds means anything.
func (h *header) read(r rawRecord, known names) error {
	*h = header{N: r.N, X: r.X, Touched: h.Touched[:0], Causes: h.Causes[:0], Lanes: h.Lanes[:0], Entries: h.Entries[:0]}
	rd := reader{b: r.Bytes, known: known}
	if string(rd.raw(len(recordMagic))) != recordMagic {
		return damaged(r.N, "it is no record")
	}
	version := rd.raw(1)
	if len(version) == 1 && version[0] < 1 {
		return damaged(r.N, "it is of no version")
	}
	h.Foreign = len(version) == 1 && version[0] > recordVersion
	h.Incident = rd.incident()
	for range rd.count(maxTouched) {
		h.Touched = append(h.Touched, rd.incident())
	}
	for range rd.count(maxCauses) {
		h.Causes = append(h.Causes, rd.digest())
	}
	for range rd.count(maxLanes) {
		h.Lanes = append(h.Lanes, rd.lane())
	}
	n := rd.count(maxEntries)
	if !rd.bad {
		h.Entries = slices.Grow(h.Entries, min(n, 16))
	}
	for range n {
		h.Entries = append(h.Entries, rd.entry())
		if rd.bad {
			break
		}
	}
	h.clear = r.Bytes[:rd.at]
	if h.Foreign {
		if rd.bad {
			return damaged(r.N, "its layout is broken")
		}
		return nil
	}
	h.private = rd.private()
	for i := range h.Entries {
		h.Entries[i].Sealed = rd.raw(h.Entries[i].sealedLen)
	}
	if rd.bad || rd.at != len(r.Bytes) {
		return damaged(r.N, "its layout is broken")
	}
	return nil
}

// decode reads a whole record, opens what the keys at hand open and checks every hash. Entries whose key is not here
// come back Withheld; the causes of a record whose key is not here are missing.
func decode(r rawRecord, keys dataKeys) (Record, error) {
	return (&decoder{keys: keys}).record(r)
}

// decoder decodes one record after another in the same room. It is for one goroutine.
type decoder struct {
	keys  dataKeys
	known names // nil: no string is kept for the next record
	head  header

	aad, plain []byte
}

// record is decode. The record does not alias the decoder's room, but its sealed bytes are those of r.
func (d *decoder) record(r rawRecord) (Record, error) {
	if err := d.head.read(r, d.known); err != nil {
		return Record{}, err
	}
	return d.open(&d.head)
}

// open is the second half of decode. The entries of a record of a later version come back Withheld.
func (d *decoder) open(h *header) (Record, error) {
	rec := Record{N: h.N, X: h.X, Incident: h.Incident, Entries: make([]Entry, len(h.Entries)), Foreign: h.Foreign}
	if h.Foreign {
		for i := range h.Entries {
			rec.Entries[i] = h.Entries[i].bare()
			rec.Entries[i].Withheld = true
		}
		return rec, nil
	}
	for i := range h.Entries {
		if err := d.entry(&h.Entries[i], &rec.Entries[i]); err != nil {
			var damage *DamagedError
			if errors.As(err, &damage) {
				damage.Record = h.N
			}
			return Record{}, err
		}
	}
	if len(h.private.sealed) == 0 {
		if len(h.Causes) > 0 {
			return Record{}, h.damaged("its causes are missing")
		}
		return rec, nil
	}
	k, err := d.keys.byID(h.private.book, h.private.keyID)
	if errors.Is(err, ErrKey) {
		return rec, nil
	} else if err != nil {
		return Record{}, fmt.Errorf("open record %d: %w", h.N, err)
	}
	d.aad = appendPrivateAAD(d.aad[:0], h.clear)
	plain, err := k.Open(d.plain[:0], h.private.sealed, d.aad)
	if err != nil {
		return Record{}, h.damaged("the record's header or its sealed part was changed")
	}
	d.plain = plain
	rd := reader{b: plain}
	for range rd.count(maxCauses) {
		rec.Causes = append(rec.Causes, rd.str(maxCause))
	}
	rec.Recovered = rd.recovery()
	if rd.bad || rd.at != len(plain) || len(rec.Causes) != len(h.Causes) {
		return Record{}, h.damaged("the layout of the record's sealed part is broken")
	}
	for i, c := range rec.Causes {
		if causeDigest(c) != h.Causes[i] {
			return Record{}, h.damaged("a cause is not the one in the record's header")
		}
	}
	return rec, nil
}

// bare is the entry as far as it is read without keys. Its three hashes are written in one piece: a history is read entry by
// entry, and this is done for each.
func (e *entryHeader) bare() Entry {
	var digits [6 * sha256.Size]byte
	b := digits[:0]
	for _, d := range []*digest{&e.Commit, &e.Prev, &e.Hash} {
		b = hex.AppendEncode(b, d[:])
	}
	all, n := string(b), 2*sha256.Size
	return Entry{Book: e.Book, Seq: e.Seq, Commit: all[:n], Prev: all[n : 2*n], Hash: all[2*n:]}
}

// entry checks the entry's hash and, where the key is here, unseals it into out and checks its commitment.
func (d *decoder) entry(e *entryHeader, out *Entry) error {
	name := e.name
	*out = e.bare()
	out.Sealed = e.Sealed
	if (link{name, e.Seq, e.Prev, e.Commit, sha256.Sum256(e.Sealed)}).hash() != e.Hash {
		return &DamagedError{Where: "journal", Book: name, Number: e.Seq, What: "its hash does not fit its sealed bytes"}
	}
	k, err := d.keys.byID(e.Book, e.KeyID)
	if errors.Is(err, ErrKey) {
		out.Withheld = true
		return nil
	} else if err != nil {
		return fmt.Errorf("open book %s number %d: %w", name, e.Seq, err)
	}
	d.aad = seal.AppendEntryAAD(d.aad[:0], name, e.Seq)
	plain, err := k.Open(nil, e.Sealed, d.aad)
	if err != nil || len(plain) < saltLen {
		return &DamagedError{Where: "journal", Book: name, Number: e.Seq, What: "its sealed bytes do not open with the book's key"}
	}
	out.Salt, out.Body = plain[:saltLen:saltLen], plain[saltLen:]
	if sha256.Sum256(plain) != e.Commit { // salt ‖ body, see commitment
		return &DamagedError{Where: "journal", Book: name, Number: e.Seq, What: "its body is not the one committed to"}
	}
	return nil
}

func (h *header) damaged(what string) error {
	d := &DamagedError{Where: "journal", Record: h.N, What: what}
	if len(h.Entries) > 0 {
		d.Book, d.Number = h.Entries[0].Book.String(), h.Entries[0].Seq
	}
	return d
}

func damaged(n uint64, what string) error {
	return &DamagedError{Where: "journal", Record: n, What: what}
}

func appendPrivateAAD(b, clear []byte) []byte {
	return append(append(b, "loggist/1 record|"...), clear...)
}

func keyIDBytes(id string) []byte {
	b, _ := hex.DecodeString(id) // seal.Key ids are hex
	return b
}

// dueMillis is how an instant is written: milliseconds since 1970 UTC; 0 removes. An instant that would be written as 0
// is written as 1: it is just as overdue.
func dueMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	if ms := t.UnixMilli(); ms > 0 {
		return ms
	}
	return 1
}
