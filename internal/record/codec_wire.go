package record

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"time"

	"loggist/internal/seal"
)

// writer appends the pieces a record is made of.
type writer struct{ b []byte }

func (w *writer) raw(p []byte)  { w.b = append(w.b, p...) }
func (w *writer) uint(n uint64) { w.b = binary.AppendUvarint(w.b, n) }
func (w *writer) str(s string)  { w.uint(uint64(len(s))); w.b = append(w.b, s...) }
func (w *writer) digest(d digest) {
	w.b = append(w.b, d[:]...)
}

func (w *writer) book(b BookID) { w.str(b.String()) }

func (w *writer) lane(l LaneDue) {
	w.str(l.Lane)
	var page byte
	if l.Page {
		page = 1
	}
	w.b = append(w.b, page)
	w.b = binary.BigEndian.AppendUint64(w.b, uint64(dueMillis(l.Due)))
}

func (w *writer) entry(e *chained) {
	w.book(e.Book)
	w.uint(e.Seq)
	w.raw(keyIDBytes(e.keyID))
	w.digest(e.prev)
	w.digest(e.commit)
	w.digest(e.hash)
	w.uint(uint64(len(e.Sealed)))
}

// private seals what of a record is neither in clear nor in an entry, bound to every byte written so far. Its key is
// that of the first entry's book, so that it is disposed of with what it is about; a record without entries uses the
// register's.
func (w *writer) private(d recordDraft, keys dataKeys) error {
	if len(d.Causes) == 0 && d.Recovered == nil {
		w.uint(0)
		return nil
	}
	book := Register
	if len(d.Drafts) > 0 {
		book = d.Drafts[0].Book
	}
	k, err := keys.current(book)
	if err != nil {
		return err
	}
	var p writer
	p.uint(uint64(len(d.Causes)))
	for _, c := range d.Causes {
		p.str(c)
	}
	p.recovery(d.Recovered)
	sealed := k.Seal(nil, p.b, privateAAD(w.b))
	w.uint(uint64(len(sealed)))
	w.book(book)
	w.raw(keyIDBytes(k.ID()))
	w.raw(sealed)
	return nil
}

func (w *writer) recovery(r *Recovery) {
	if r == nil {
		w.uint(0)
		return
	}
	w.uint(1)
	w.uint(r.Was)
	w.uint(uint64(len(r.Entries)))
	for _, e := range r.Entries {
		w.book(e.Book)
		w.uint(e.Old)
		w.uint(e.New)
	}
}

// reader takes the pieces apart again. After the first thing that does not fit, bad is set and every method returns zero
// values, so that callers check once at the end and nothing is allocated for a length that is not there.
type reader struct {
	b   []byte
	at  int
	bad bool

	name, key string // the last incident and key read: a record has few, and names them again and again
}

func (r *reader) fail() { r.bad, r.at = true, len(r.b) }

func (r *reader) raw(n int) []byte {
	if n < 0 || n > len(r.b)-r.at {
		r.fail()
		return nil
	}
	p := r.b[r.at : r.at+n : r.at+n]
	r.at += n
	return p
}

func (r *reader) uint() uint64 {
	n, w := binary.Uvarint(r.b[r.at:])
	if w <= 0 || w > 1 && r.b[r.at+w-1] == 0 { // one way only to write a number
		r.fail()
		return 0
	}
	r.at += w
	return n
}

// count reads a number of things, of which each takes at least a byte.
func (r *reader) count(limit int) int {
	n := r.uint()
	if n > uint64(limit) || n > uint64(len(r.b)-r.at) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) str(limit int) string {
	return string(r.raw(r.count(limit)))
}

func (r *reader) digest() (d digest) {
	copy(d[:], r.raw(len(d)))
	return d
}

func (r *reader) keyID() string {
	var text [16]byte
	hex.Encode(text[:], r.raw(8))
	if r.key != string(text[:]) {
		r.key = string(text[:])
	}
	return r.key
}

func (r *reader) incident() string {
	b := r.raw(r.count(maxName))
	if len(b) == 0 || string(b) == r.name {
		return r.name[:len(b)]
	}
	if (BookID{string(b), "b"}).valid() != nil {
		r.fail()
		return ""
	}
	r.name = string(b)
	return r.name
}

func (r *reader) book() BookID {
	b := r.raw(r.count(maxName + 1))
	var id BookID
	switch i := bytes.LastIndexByte(b, '.'); {
	case i < 0:
		r.fail()
		return BookID{}
	case string(b[:i]) == r.name:
		id = BookID{r.name, bookName(b[i+1:])}
	default:
		id = BookID{string(b[:i]), bookName(b[i+1:])}
	}
	if id.valid() != nil {
		r.fail()
		return BookID{}
	}
	return id
}

// bookName is string(b), without a copy for the names that there are.
func bookName(b []byte) string {
	for _, s := range [...]string{"open", "delivery", "sensitive", "register", "audit"} {
		if string(b) == s {
			return s
		}
	}
	return string(b)
}

func (r *reader) lane() LaneDue {
	l := LaneDue{Lane: r.str(maxLane)}
	if p := r.raw(9); p != nil {
		l.Page = p[0] == 1
		ms := int64(binary.BigEndian.Uint64(p[1:]))
		if p[0] > 1 || ms < 0 {
			r.fail()
		} else if ms > 0 {
			l.Due = time.UnixMilli(ms).UTC()
		}
	}
	return l
}

// entry returns the header of an entry. Its sealed bytes follow after all headers; sealedLen says how many.
func (r *reader) entry() entryHeader {
	e := entryHeader{Book: r.book(), Seq: r.uint()}
	e.KeyID = r.keyID()
	e.Prev, e.Commit, e.Hash = r.digest(), r.digest(), r.digest()
	if e.Seq == 0 {
		r.fail()
	}
	e.sealedLen = r.count(saltLen + maxBody + seal.Overhead)
	return e
}

func (r *reader) private() (p sealedPart) {
	n := r.count(maxRecord)
	if n == 0 {
		return p
	}
	p.book, p.keyID = r.book(), r.keyID()
	p.sealed = r.raw(n)
	return p
}

func (r *reader) recovery() *Recovery {
	switch r.uint() {
	case 0:
		return nil
	case 1:
	default:
		r.fail()
		return nil
	}
	rec := &Recovery{Was: r.uint()}
	for range r.count(maxEntries) {
		rec.Entries = append(rec.Entries, Renumbered{r.book(), r.uint(), r.uint()})
		if r.bad {
			return nil
		}
	}
	return rec
}

// checkBody accepts what can stand in an export as it is: something in braces, on one line. That it is a JSON object
// is the codec's promise and is checked again when it is exported.
func checkBody(b []byte) error {
	if len(b) > maxBody {
		return errors.New("longer than the limit")
	}
	if len(b) < 2 || b[0] != '{' || b[len(b)-1] != '}' {
		return errors.New("not a JSON object")
	}
	for _, c := range b {
		if c < ' ' {
			return errors.New("holds a line break or another control character")
		}
	}
	return nil
}
