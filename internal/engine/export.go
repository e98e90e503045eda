package engine

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"loggist/incident"
	"loggist/internal/record"
	"loggist/internal/report"
)

// The formats of an export.
const (
	FormatRecord = "jsonl" // the signed record itself, which verifies
	FormatCSV    = "csv"
	FormatHTML   = "html"
	FormatPDF    = "pdf"
)

// Export is what is to be handed out of one book.
type Export struct {
	Book   record.BookID
	Format string
	For    string // whom it is for
	// Redactions are entries to withhold, and why; Authority on whose.
	Redactions []record.Redaction
	Authority  string
	// RepeatsMayBeRead lets words of a withheld entry stand in others.
	RepeatsMayBeRead bool
	// Say, if set, hears how far it is, and what whoever makes it should know.
	Say func(string)
}

// longExport is from how many entries on it is said how far an export is.
const longExport = 500

// Export writes one book: the record as docs/record-format.md says, or a report made from it. Either way the record is
// checked first, and what does not verify is not handed out. That it was asked for is in the audit book before anything is
// written, and what was handed out, with its hash, when it is whole.
func (e *Engine) Export(w io.Writer, r Reader, x Export) error {
	if x.Format == "" {
		x.Format = FormatRecord
	}
	ref := incident.Ref(x.Book.Incident)
	e.Consulted(r, ref, "export "+x.Book.Book)
	total, _ := e.Log.Head(x.Book)
	if total == 0 && ref != "" {
		if _, n := e.Log.Version(x.Book.Incident); n == 0 {
			return ErrNoIncident
		}
	}
	if err := e.repeats(x); err != nil {
		return err
	}
	if err := e.exported(r, ref, x); err != nil {
		return err
	}
	say := x.saying(int(total))
	f := e.Force()
	head := record.ExportHeader{
		Force: f.ID, Book: x.Book, ExportedAt: e.Now(), ExportedBy: r.Name, Marking: f.MarkingLine(), Redactions: x.Redactions, Authority: x.Authority,
	}
	var file bytes.Buffer
	sum, err := record.WriteExport(&file, head, e.entries(x.Book, say), r.Signer)
	if err != nil {
		return err
	}
	out := file.Bytes()
	if x.Format != FormatRecord {
		if out, err = e.report(&head, x, reported{sum: sum, export: out, say: say}); err != nil {
			return fmt.Errorf("report of %s: %w", x.Book, err)
		}
	}
	if _, err := w.Write(out); err != nil {
		return err
	}
	done := &incident.Exported{
		Ref: ref, Book: incident.Book(x.Book.Book), Format: x.Format, For: x.For, Entries: sum.Count, Authority: x.Authority, SHA256: sha256hex(out),
		RepeatsMayBeRead: x.RepeatsMayBeRead,
	}
	for _, w := range x.Redactions {
		done.Withheld = append(done.Withheld, incident.Withholding(w))
	}
	e.audit.note(e.Now(), incident.Who{Name: r.Name, Unlisted: true}, done)
	return nil
}

// RepeatsError says that words of withheld entries stand in others, which are not withheld. Nothing was handed out.
type RepeatsError struct{ Repeats []report.Repeat }

func (r *RepeatsError) Error() string {
	said := make([]string, len(r.Repeats))
	for i, p := range r.Repeats {
		said[i] = fmt.Sprintf("%d repeats words of %d", p.Entry, p.Of)
	}
	return "words of withheld entries stand in others that are not withheld: entry " + strings.Join(said, ", entry ")
}

// repeats refuses to withhold an entry whose words another one repeats.
func (e *Engine) repeats(x Export) error {
	if len(x.Redactions) == 0 || x.RepeatsMayBeRead {
		return nil
	}
	var all []incident.Entry
	err := e.Log.Since(x.Book.Incident, 0, func(rec record.Record) error {
		for i := range rec.Entries {
			if re := &rec.Entries[i]; re.Book == x.Book {
				entry, err := decodeEntry(re)
				if err != nil {
					return err
				}
				all = append(all, entry)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if found := report.Repeats(all, x.withheld()); len(found) > 0 {
		return &RepeatsError{found}
	}
	return nil
}

// withheld are the numbers that are withheld.
func (x Export) withheld() map[uint64]bool {
	out := map[uint64]bool{}
	for _, w := range x.Redactions {
		for _, n := range w.Entries {
			out[n] = true
		}
	}
	return out
}

func sha256hex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// saying says how far a long export is, four times for each thing that is done.
func (x Export) saying(total int) func(doing string) func(done int) {
	return func(doing string) func(done int) {
		return func(done int) {
			if x.Say != nil && total >= longExport && done*4/total > (done-1)*4/total {
				x.Say(fmt.Sprintf("%s %s: %d of %d entries", doing, x.Book, done, total))
			}
		}
	}
}

// reported is what a report is made of beside its header.
type reported struct {
	sum    record.Summary
	export []byte
	say    func(doing string) func(done int)
}

// report makes a report from a state of its own, folded from nothing but the books that it may show, and from entries without
// words where they are withheld.
func (e *Engine) report(h *record.ExportHeader, x Export, m reported) ([]byte, error) {
	reg, err := e.register()
	if err != nil {
		return nil, err
	}
	in := report.Input{
		Force: e.force(reg), Register: reg, Book: x.Book, At: h.ExportedAt, By: h.ExportedBy, For: x.For,
		Proof: m.sum, Export: m.export, File: strings.TrimPrefix(x.Book.String(), ".") + ".jsonl", SHA256: sha256hex(m.export), Gone: map[uint64]bool{},
	}
	telling := m.say("telling")
	in.Progress = telling
	if err := e.gather(&in, x); err != nil {
		return nil, err
	}
	x.warn(in.Open, in.Sensitive)
	d := report.New(in)
	var out bytes.Buffer
	switch x.Format {
	case FormatCSV:
		err = d.WriteCSV(&out)
	case FormatHTML:
		err = d.WriteHTML(&out)
	case FormatPDF:
		if x.Say != nil && len(in.Entries) >= longExport {
			x.Say("setting the pages of " + x.Book.String())
		}
		err = d.WritePDF(&out)
	default:
		err = fmt.Errorf("no such format: %q", x.Format)
	}
	return out.Bytes(), err
}

// gather reads the entries of a report and folds what they make.
func (e *Engine) gather(in *report.Input, x Export) error {
	withheld := x.withheld()
	book := incident.Book(x.Book.Book)
	folds := book == incident.BookOpen || book == incident.BookSensitive
	full := incident.New(incident.Ref(x.Book.Incident))
	err := e.Log.Since(x.Book.Incident, 0, func(rec record.Record) error {
		for i := range rec.Entries {
			re := &rec.Entries[i]
			entry, err := decodeEntry(re)
			if err != nil {
				return err
			}
			if re.Book == x.Book {
				if re.Withheld {
					in.Gone[re.Seq] = true
				}
				if withheld[re.Seq] {
					entry = incident.WithoutWords(entry)
				}
				in.Entries = append(in.Entries, entry)
			}
			if re.Book.Incident != x.Book.Incident || !folds || entry.Book == incident.BookSensitive && book != incident.BookSensitive {
				continue // a report of the open book has never seen another
			}
			full.Apply(entry)
			if _, ok := entry.Body.(*incident.Receipt); ok && (entry.Book == incident.BookDelivery) == (book == incident.BookOpen) {
				in.Receipts = append(in.Receipts, entry)
			}
		}
		return nil
	})
	if err != nil || !folds {
		return err
	}
	if in.Open = full.Open; book == incident.BookSensitive {
		in.Sensitive = full.Sensitive
	}
	return nil
}

// warn says which words are in the file though they have left the chat: whoever hands it on should know.
func (x Export) warn(open *incident.Open, sensitive *incident.Side) {
	if open == nil || x.Say == nil {
		return
	}
	side := sensitive
	if side == nil {
		side = &open.Side
	}
	withheld := x.withheld()
	for _, l := range side.Lines {
		if l.Removed && !withheld[l.Seq] {
			x.Say(fmt.Sprintf("entry %s was withdrawn from the chat (wrong room, or sensitive): its words are in this file, struck through. --redact withholds them",
				incident.Number(side.Book, l.Seq)))
		}
	}
}

// entries are those of a book in order.
func (e *Engine) entries(book record.BookID, say func(doing string) func(done int)) iter.Seq2[record.Entry, error] {
	reading := say("reading")
	return func(yield func(record.Entry, error) bool) {
		enough := errors.New("enough")
		n := 0
		err := e.Log.Since(book.Incident, 0, func(rec record.Record) error {
			for _, entry := range rec.Entries {
				if entry.Book != book {
					continue
				}
				if !yield(entry, nil) {
					return enough
				}
				n++
				reading(n)
			}
			return nil
		})
		if err != nil && !errors.Is(err, enough) {
			yield(record.Entry{}, err)
		}
	}
}
