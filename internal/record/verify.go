package record

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// Summary is what an export turned out to hold.
type Summary struct {
	Incident, Force, Book string
	ExportedAt            string
	ExportedBy            string
	Marking               string
	Count                 uint64      // entries
	Withheld              uint64      // those of which only the hashes are shown
	Redactions            []Redaction // which of them somebody withheld, and why; the others' keys are gone
	Authority             string
	Head                  string // the hash of the last entry; 64 zeros for an empty book
	Key                   string // the public key that verified it
	OwnKey                bool   // it was verified only against the key that the file itself names
}

const maxLine = 4 << 20

// Verify reads an export and checks every byte of it against its hashes and its signature. key is one or more public
// key lines; "" means the key that the file names, which proves that the file is whole but not who made it. The error
// is a *DamagedError that says the first thing that is wrong, or one of reading r.
func Verify(r io.Reader, key string) (Summary, error) {
	v := verifier{in: bufio.NewReaderSize(r, 1<<16), sum: sha256.New()}
	if err := v.run(key); err != nil {
		return Summary{}, fmt.Errorf("verify: %w", err)
	}
	return v.s, nil
}

type verifier struct {
	in   *bufio.Reader
	sum  hash.Hash
	s    Summary
	book BookID
	head digest

	redacted map[uint64]string // what the redaction log names, less what was met

	line, ahead []byte // this line and the one after it, without their line feeds; nil at the end
	cut         bool   // the last line had no line feed
}

func (v *verifier) bad(number uint64, what string) error {
	d := &DamagedError{Where: "export", Number: number, What: what}
	if v.book.Book != "" {
		d.Book = v.book.String()
	}
	return d
}

// next moves on by a line.
func (v *verifier) next() error {
	v.line = v.ahead
	var b []byte
	for {
		part, err := v.in.ReadSlice('\n')
		b = append(b, part...)
		if len(b) > maxLine {
			return v.bad(v.s.Count+1, "a line is longer than any that is written")
		}
		switch {
		case err == nil:
			v.ahead = b[:len(b)-1]
			return nil
		case errors.Is(err, io.EOF):
			v.ahead = nil
			if len(b) > 0 {
				v.ahead, v.cut = b, true
			}
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// last reports whether there is no whole line.
func (v *verifier) last() bool { return v.line == nil || v.cut && v.ahead == nil }

func (v *verifier) run(key string) error {
	if err := errors.Join(v.next(), v.next()); err != nil {
		return err
	}
	if err := v.header(); err != nil {
		return err
	}
	for {
		v.sum.Write(v.line)
		v.sum.Write([]byte("\n"))
		if err := v.next(); err != nil {
			return err
		}
		if bytes.HasPrefix(v.line, []byte(`{"checkpoint":`)) {
			return v.checkpoint(key)
		}
		if v.last() {
			return v.bad(v.s.Count+1, fmt.Sprintf("the file is cut off: number %d is the last one in it, and it has no checkpoint", v.s.Count))
		}
		if err := v.entry(); err != nil {
			return err
		}
	}
}

func (v *verifier) header() error {
	var h exportLine
	if v.last() || json.Unmarshal(v.line, &h) != nil || h.Loggist != exportVersion {
		return v.bad(0, "its first line is not that of an export of a version known here")
	}
	if again, err := marshalLine(h); err != nil || !bytes.Equal(again, v.line) {
		return v.bad(0, "its first line is not as it was written")
	}
	book := BookID{h.Incident, h.Book}
	if book.valid() != nil {
		return v.bad(0, "its first line names no book")
	}
	v.book = book
	v.s = Summary{Incident: h.Incident, Force: h.Force, Book: h.Book, ExportedAt: h.ExportedAt, ExportedBy: h.ExportedBy, Marking: h.Marking, Key: h.Key,
		Redactions: h.Redactions, Authority: h.Authority}
	v.redacted = redacted(h.Redactions)
	return nil
}

// entry checks the line against the entry before it.
func (v *verifier) entry() error {
	n := v.s.Count + 1
	e, what := parseLine(v.line)
	if what != "" {
		return v.bad(n, what)
	}
	if e.seq != n {
		return v.bad(n, v.outOfOrder(e, n))
	}
	if e.hash != v.linkOf(e, n).hash() {
		return v.bad(n, v.whatDiffers(e, n))
	}
	if e.prev != v.head {
		return v.bad(n, fmt.Sprintf("it does not continue number %d: its prev is not that entry's hash", n-1))
	}
	_, named := v.redacted[n]
	delete(v.redacted, n)
	switch {
	case e.withheld:
		v.s.Withheld++
	case named:
		return v.bad(n, "its words are here, and the redaction log says that they are withheld")
	}
	v.s.Count, v.head = n, e.hash
	return nil
}

func (v *verifier) linkOf(e parsedLine, n uint64) link {
	return link{v.book.String(), n, e.prev, e.commit, e.sealed}
}

// outOfOrder says what is wrong where number n should be and another is.
func (v *verifier) outOfOrder(e parsedLine, n uint64) string {
	if e.prev == v.head && e.hash == v.linkOf(e, n).hash() {
		return fmt.Sprintf("its number was changed to %d", e.seq)
	}
	if e.seq < n {
		return fmt.Sprintf("number %d stands here a second time", e.seq)
	}
	if after, what := parseLine(v.ahead); what == "" && after.seq == n {
		return fmt.Sprintf("it is out of order: number %d stands before it", e.seq)
	}
	return fmt.Sprintf("it is missing: number %d follows number %d", e.seq, n-1)
}

// whatDiffers narrows down why the hash does not fit, by what the entry before and the line after say.
func (v *verifier) whatDiffers(e parsedLine, n uint64) string {
	if e.prev != v.head {
		alt := e
		alt.prev = v.head
		if e.hash == v.linkOf(alt, n).hash() {
			return "its prev was changed"
		}
	}
	if after, what := parseLine(v.ahead); what == "" && after.seq == n+1 && after.prev == v.linkOf(e, n).hash() {
		return "its hash was changed"
	}
	if e.withheld {
		return "one of its hashes was changed"
	}
	return "its hash does not fit: the body, the salt or the sealed bytes were changed"
}

// parsedLine is what the chain needs of an entry's line.
type parsedLine struct {
	seq                        uint64
	commit, sealed, prev, hash digest
	withheld                   bool
}

// checkpoint checks the last line.
func (v *verifier) checkpoint(key string) error {
	if v.last() {
		return v.bad(0, "the file is cut off in its checkpoint")
	}
	var c checkpointLine
	if json.Unmarshal(v.line, &c) != nil {
		return v.bad(0, "its checkpoint cannot be read")
	}
	if again, err := marshalLine(c); err != nil || !bytes.Equal(again, v.line) {
		return v.bad(0, "its checkpoint is not as it was written")
	}
	if v.ahead != nil {
		return v.bad(0, "something follows its checkpoint")
	}
	keys := strings.Fields(key)
	if v.s.OwnKey = len(keys) == 0; v.s.OwnKey {
		keys = []string{v.s.Key}
	}
	n, err := openNote([]byte(c.Checkpoint), keys)
	if err != nil {
		return v.bad(0, "its checkpoint: "+strings.TrimSuffix(err.Error(), ": "+ErrKey.Error()))
	}
	if len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 {
		return v.bad(0, "its checkpoint has a signature that is not ours")
	}
	if _, err := b64.DecodeString(n.Sigs[0].Base64); err != nil {
		return v.bad(0, "the signature of its checkpoint is not as it was written")
	}
	return v.said(n.Text, keys)
}

// said compares what was signed with what was read.
func (v *verifier) said(text string, keys []string) error {
	book, rest, ok := strings.Cut(text, "/export\n")
	if !ok {
		return v.bad(0, "its checkpoint is not that of an export")
	}
	c, rest, err := parseCheckpoint(book + "\n" + rest)
	if err != nil {
		return v.bad(0, "its checkpoint cannot be read")
	}
	h := ExportHeader{Force: v.s.Force, Book: v.book}
	switch {
	case c.Book != v.book || c.Force != v.s.Force:
		return v.bad(0, fmt.Sprintf("its checkpoint is that of book %s of force %s", c.Book, c.Force))
	case c.Size > v.s.Count:
		return v.bad(v.s.Count+1, fmt.Sprintf("it is missing at the end: the checkpoint says that there are %d", c.Size))
	case c.Size < v.s.Count:
		return v.bad(c.Size+1, fmt.Sprintf("it was added: the checkpoint says that there are %d", c.Size))
	case c.Head != v.head.String():
		return v.bad(v.s.Count, "the checkpoint signs another head: this entry, and perhaps those before it, were made anew")
	case len(v.redacted) > 0:
		return v.bad(0, "its redaction log names an entry that is not in it")
	case text != exportText(h, c.Size, v.head, v.sum.Sum(nil)) || !strings.HasPrefix(rest, "sha256 "):
		return v.bad(0, "its entries are whole, but something else was changed: its first line")
	}
	v.s.Head = c.Head
	for _, k := range keys {
		if strings.HasPrefix(k, "loggist/"+v.s.Force+"+") {
			v.s.Key = k
		}
	}
	return nil
}
