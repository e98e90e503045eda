package record

import (
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
	sealed := k.Seal(nil, p.b, appendPrivateAAD(nil, w.b))
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

	known names
}

// names are the strings that records name again and again: each is kept once. The nil map keeps none.
type names map[string]string

// maxNames is how many are kept at most.
const maxNames = 1 << 16

// of is string(b).
func (n names) of(b []byte) string {
	if s, ok := n[string(b)]; ok {
		return s
	}
	s := string(b)
	if n != nil && len(n) < maxNames {
		n[s] = s
	}
	return s
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

// name is str for one that comes again and again.
func (r *reader) name(limit int) string {
	return r.known.of(r.raw(r.count(limit)))
}

func (r *reader) digest() (d digest) {
	copy(d[:], r.raw(len(d)))
	return d
}

func (r *reader) keyID() string {
	var text [16]byte
	hex.Encode(text[:], r.raw(8))
	return r.known.of(text[:])
}

func (r *reader) incident() string {
	name := r.name(maxName)
	if name != "" && (BookID{name, "b"}).valid() != nil {
		r.fail()
		return ""
	}
	return name
}

func (r *reader) book() BookID {
	id, _ := r.namedBook()
	return id
}

// namedBook returns a book and its name, which BookID.String would put together again.
func (r *reader) namedBook() (BookID, string) {
	name := r.name(maxName + 1)
	id, err := ParseBook(name)
	if err != nil {
		r.fail()
		return BookID{}, ""
	}
	return id, name
}

func (r *reader) lane() LaneDue {
	l := LaneDue{Lane: r.name(maxLane)}
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
	var e entryHeader
	e.Book, e.name = r.namedBook()
	e.Seq = r.uint()
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
