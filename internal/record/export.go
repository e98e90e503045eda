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
	"iter"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// ExportHeader is what the first line of an export says.
type ExportHeader struct {
	Force      string
	Book       BookID
	ExportedAt time.Time
	ExportedBy string
	Marking    string
	// Redactions are the entries of which only the hashes are shown, and why; Authority is on whose. Both stand in the first
	// line, so the copy and its redaction log are one signed file.
	Redactions []Redaction
	Authority  string
}

// Redaction withholds the words of some entries for one reason.
type Redaction struct {
	Entries []uint64 `json:"entries"`
	Because string   `json:"because"`
}

// redacted is the reason for which each number is withheld.
func redacted(log []Redaction) map[uint64]string {
	out := map[uint64]string{}
	for _, r := range log {
		for _, n := range r.Entries {
			out[n] = r.Because
		}
	}
	return out
}

// exportLine is the first line as it is written; the order is part of the format.
type exportLine struct {
	Loggist    int    `json:"loggist"`
	Incident   string `json:"incident"`
	Force      string `json:"force"`
	ExportedAt string `json:"exported_at"`
	ExportedBy string `json:"exported_by"`
	Book       string `json:"book"`
	Marking    string `json:"marking"`
	Key        string `json:"key"`
	// Of a redacted export only.
	Redactions []Redaction `json:"redactions,omitempty"`
	Authority  string      `json:"authority,omitempty"`
}

// withheldLine is an entry of which only the hashes are shown.
type withheldLine struct {
	Seq        uint64 `json:"seq"`
	Commit     string `json:"commit"`
	SealedHash string `json:"sealed_hash"`
	Prev       string `json:"prev"`
	Hash       string `json:"hash"`
}

type checkpointLine struct {
	Checkpoint string `json:"checkpoint"`
}

const exportVersion = 1

// ErrNoSuchEntry says that a number was named that the book does not have.
var ErrNoSuchEntry = errors.New("there is no such entry")

// zeroHash is the prev of a book's first entry, and the head of an empty book.
var zeroHash = digest{}.String()

// WriteExport writes one book, from its first entry on, as docs/record-format.md says, and signs exactly what it wrote.
// Every hash is checked on the way: what does not verify is not exported but a *DamagedError. Entries that h.Redactions
// names are withheld: only their hashes are written; a number that the book does not have is an error. The error, if any,
// leaves a file without its last line, which does not verify.
func WriteExport(w io.Writer, h ExportHeader, entries iter.Seq2[Entry, error], s *Signer) (Summary, error) {
	e := exporter{h: h, sum: sha256.New(), head: digest{}, redacted: redacted(h.Redactions)}
	e.w = bufio.NewWriter(io.MultiWriter(w, e.sum))
	if err := e.write(entries, s); err != nil {
		return Summary{}, fmt.Errorf("export book %s: %w", h.Book, err)
	}
	line, err := e.checkpoint(s)
	if err == nil {
		_, err = w.Write(append(line, '\n'))
	}
	if err != nil {
		return Summary{}, fmt.Errorf("export book %s: %w", h.Book, err)
	}
	return Summary{Incident: h.Book.Incident, Force: h.Force, Book: h.Book.Book, Count: e.n, Withheld: e.withheld, Redactions: e.h.Redactions, Authority: e.h.Authority, Head: e.head.String(), Key: s.PublicKey()}, nil
}

type exporter struct {
	h        ExportHeader
	w        *bufio.Writer
	sum      hash.Hash
	n        uint64
	withheld uint64
	head     digest
	redacted map[uint64]string // those still to come
}

func (e *exporter) write(entries iter.Seq2[Entry, error], s *Signer) error {
	if err := e.h.Book.valid(); err != nil {
		return err
	}
	valid := func(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
	first, err := marshalLine(exportLine{exportVersion, e.h.Book.Incident, valid(e.h.Force), e.h.ExportedAt.UTC().Format(time.RFC3339),
		valid(e.h.ExportedBy), e.h.Book.Book, valid(e.h.Marking), s.PublicKey(), e.h.Redactions, valid(e.h.Authority)})
	if err != nil {
		return err
	}
	e.line(first)
	for entry, err := range entries {
		if err != nil {
			return err
		}
		if _, ok := e.redacted[entry.Seq]; ok {
			entry.Withheld = true
			delete(e.redacted, entry.Seq)
		}
		line, err := e.entry(&entry)
		if err != nil {
			return err
		}
		e.line(line)
	}
	for n := range e.redacted {
		return fmt.Errorf("%w: number %d is to be withheld, and the book ends at %d", ErrNoSuchEntry, n, e.n)
	}
	return e.w.Flush()
}

func (e *exporter) line(b []byte) {
	e.w.Write(b) // bufio keeps the first error for Flush
	e.w.WriteByte('\n')
}

// entry checks an entry against the one before and returns its line.
func (e *exporter) entry(en *Entry) ([]byte, error) {
	n := e.n + 1
	bad := func(what string) error {
		return &DamagedError{Where: "record", Book: e.h.Book.String(), Number: n, What: what}
	}
	if en.Book != e.h.Book || en.Seq != n {
		return nil, bad("it is missing")
	}
	if len(en.Sealed) == 0 {
		return nil, fmt.Errorf("export %s: number %d was written by a later version of loggist: export it with that one", en.Book, n)
	}
	commit, ok1 := parseDigest(en.Commit)
	prev, ok2 := parseDigest(en.Prev)
	h, ok3 := parseDigest(en.Hash)
	sealed := digest(sha256.Sum256(en.Sealed))
	switch {
	case !ok1 || !ok2 || !ok3:
		return nil, bad("one of its hashes is none")
	case prev != e.head:
		return nil, bad("its prev is not the hash of the entry before")
	case h != link{en.Book.String(), en.Seq, prev, commit, sealed}.hash():
		return nil, bad("its hash does not fit")
	}
	e.n, e.head = n, h
	if en.Withheld {
		e.withheld++
		return marshalLine(withheldLine{en.Seq, en.Commit, sealed.String(), en.Prev, en.Hash})
	}
	if commitment(en.Salt, en.Body) != commit {
		return nil, bad("its body is not the one committed to")
	}
	if err := checkExportBody(en.Body); err != nil {
		return nil, bad(err.Error())
	}
	return appendEntryLine(nil, en), nil
}

// appendEntryLine writes the body verbatim between what the record adds before and after it.
func appendEntryLine(b []byte, en *Entry) []byte {
	b = append(b, `{"seq":`...)
	b = strconv.AppendUint(b, en.Seq, 10)
	if inner := en.Body[1 : len(en.Body)-1]; len(inner) > 0 {
		b = append(append(b, ','), inner...)
	}
	b = append(b, `,"salt":"`...)
	b = b64.AppendEncode(b, en.Salt)
	b = append(b, `","sealed":"`...)
	b = b64.AppendEncode(b, en.Sealed)
	b = append(append(b, `","prev":"`...), en.Prev...)
	b = append(append(b, `","hash":"`...), en.Hash...)
	return append(b, `"}`...)
}

// exportText is what is signed: a checkpoint of exactly what the file holds, with the hash of every byte before it. The
// origin ends in /export, so that it is no checkpoint of the log.
func exportText(h ExportHeader, n uint64, head digest, sum []byte) string {
	return fmt.Sprintf("loggist/%s/%s/export\n%d\n%s\nsha256 %s\n", h.Force, h.Book, n, b64.EncodeToString(head[:]), b64.EncodeToString(sum))
}

func (e *exporter) checkpoint(s *Signer) ([]byte, error) {
	msg, err := note.Sign(&note.Note{Text: exportText(e.h, e.n, e.head, e.sum.Sum(nil))}, s)
	if err != nil {
		return nil, err
	}
	return marshalLine(checkpointLine{string(msg)})
}

// marshalLine is JSON without the escapes that are only for web pages.
func marshalLine(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// reservedKeys are the record's own; a body that had one of them would be read differently than it was verified.
var reservedKeys = map[string]bool{"seq": true, "salt": true, "sealed": true, "sealed_hash": true, "commit": true, "prev": true, "hash": true, "checkpoint": true, "loggist": true}

// checkExportBody accepts one JSON object on one line that names each thing once, and nothing that the record names.
func checkExportBody(body []byte) error {
	if err := checkBody(body); err != nil {
		return fmt.Errorf("its body is %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return errors.New("its body is not a JSON object")
	}
	seen := map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return errors.New("its body is not a JSON object")
		}
		if seen[name] || reservedKeys[name] {
			return errors.New("its body names something twice, or something of the record's")
		}
		seen[name] = true
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return errors.New("its body is not a JSON object")
		}
	}
	if _, err := dec.Token(); err != nil || dec.InputOffset() != int64(len(body)) {
		return errors.New("its body is not a JSON object")
	}
	return nil
}
