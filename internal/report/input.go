package report

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/record"
	"loggist/internal/say"
)

// Input is all that a report is made from.
type Input struct {
	Force    *force.Force
	Register *incident.Register
	Book     record.BookID
	// Open is what the open and the delivery book fold to. Of the force's own books and of the delivery book it is nil. For a
	// redacted report it was folded from entries without words.
	Open *incident.Open
	// Sensitive is the sensitive side, in a report of that book alone. In one of the open book it is nil: what is not here
	// cannot be said.
	Sensitive *incident.Side
	// Entries are those of the book.
	Entries []incident.Entry
	// Receipts are those of what the book's business sent, in order.
	Receipts []incident.Entry

	At  time.Time
	By  string // who made it
	For string // whom it is for, empty if nobody said

	// Proof is the signed record that it is made from. Which entries are withheld, and on whose authority, is in it.
	Proof record.Summary
	// Gone are entries whose words are not there any more, because their key was disposed of.
	Gone map[uint64]bool
	// Export is the text of that record, File what it is called, SHA256 its hash.
	Export       []byte
	File, SHA256 string

	// Progress, if set, hears how many of the entries are done.
	Progress func(done int)
}

// reading is a report in the making.
type reading struct {
	Input
	view     say.View
	side     *incident.Side // nil for a book that folds to none
	head     *incident.Head
	withheld map[uint64]string // why
	sent     map[sentKey][]*incident.Receipt
}

// New makes the document.
func New(in Input) *Document {
	r := &reading{Input: in, withheld: map[uint64]string{}, sent: receiptsByKey(in.Receipts)}
	r.view = say.View{Force: in.Force, Register: in.Register, Now: in.At, Profile: force.Full, Report: true}
	switch {
	case in.Sensitive != nil:
		r.side, r.head = in.Sensitive, &in.Open.Head
	case in.Open != nil:
		r.side, r.head = &in.Open.Side, &in.Open.Head
	}
	for n := range in.Gone {
		r.withheld[n] = "its key was disposed of"
	}
	for _, w := range in.Proof.Redactions {
		for _, n := range w.Entries {
			r.withheld[n] = w.Because
		}
	}
	d := &Document{Marking: in.Force.MarkingLine(), Ref: in.Book.Incident, At: in.At, Export: in.Export, File: in.File}
	if d.Ref == "" {
		d.Ref = in.Force.Name
	}
	d.Title = d.Ref + ": report of the " + in.Book.Book + " book"
	if len(in.Proof.Redactions) > 0 {
		d.Title += ", REDACTED"
	}
	d.Made = "Made at " + r.stamp(in.At) + " by " + in.By
	if in.For != "" {
		d.Made += ", for " + in.For
	}
	entries := r.entries(d)
	d.Sections = filledSections(
		r.summary(d),
		r.redactions(),
		r.timeline(),
		entries,
		r.escalations(),
		r.tasks(),
		r.reviews(),
		r.messages(),
		r.schedule(d),
		r.check(),
	)
	return d
}

func filledSections(all ...Section) []Section {
	var out []Section
	for _, s := range all {
		for i := range s.Tables {
			t := &s.Tables[i]
			t.ID, t.Name = s.ID+"-table-"+strconv.Itoa(i+1), cmp.Or(t.Title, s.Title)
		}
		if len(s.Lines)+len(s.Figures)+len(s.Entries)+len(s.Tables) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// stamp is an instant with its day and zone; nothing for none.
func (r *reading) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return force.Stamp(t, r.Force.Zone)
}

func (r *reading) instant(t time.Time) Instant { return Instant{t.In(r.Force.Zone), r.stamp(t)} }

// number writes an entry's number.
func (r *reading) number(seq uint64) string { return incident.Number(incident.Book(r.Book.Book), seq) }

func (r *reading) hidden(seq uint64) bool { _, ok := r.withheld[seq]; return ok }

// summary is what the incident is and where it stood.
func (r *reading) summary(d *Document) Section {
	s := Section{ID: "summary", Title: "What this is"}
	switch {
	case r.side == nil:
	case len(r.withheld) > 0: // it follows from all entries: from some of them it would be wrong
		s.Lines = append(s.Lines, "What the incident is and where it stands is not said here: it follows from all entries, of which some are withheld.")
	default:
		s.Lines = append(s.Lines, say.Standing(r.view, r.side, r.head)...)
	}
	s.Lines = append(s.Lines, count(len(d.Rows), "entry", "entries")+" of the "+r.Book.Book+" book of "+d.Ref+" ("+r.Force.Name+").",
		"Times are those of "+r.Force.Zone.String()+" and say which: GMT is Universal Time, BST is one hour ahead of it (GMT+1).",
		"An entry is never edited. What was corrected or withdrawn is struck through and stays to be read, with who said so and why.")
	return s
}

// redactions is the log of what is withheld.
func (r *reading) redactions() Section {
	s := Section{ID: "redactions", Title: "What is withheld"}
	if len(r.Proof.Redactions) > 0 {
		t := Table{Head: []string{"Entries", "Reason"}, Widths: []float64{0.3, 0.7}}
		for _, w := range r.Proof.Redactions {
			t.Rows = append(t.Rows, []string{r.numbers(w.Entries), w.Because})
		}
		s.Lines = []string{
			"Withheld by " + r.By + " at " + r.stamp(r.At) + ". Authority: " + r.Proof.Authority,
			"The record itself is unchanged. Of a withheld entry this copy has the number and the hashes, by which anybody who holds the whole record can see that it is the same entry.",
		}
		s.Tables = []Table{t}
	}
	if len(r.Gone) > 0 {
		s.Lines = append(s.Lines, "Of "+count(len(r.Gone), "entry", "entries")+" the words are gone for good, because the key was disposed of.")
	}
	return s
}

// numbers are entry numbers, with stretches drawn together: 014, 017–019.
func (r *reading) numbers(all []uint64) string {
	var out []string
	for i := 0; i < len(all); {
		j := i
		for j+1 < len(all) && all[j+1] == all[j]+1 {
			j++
		}
		s := r.number(all[i])
		if j > i {
			s += "–" + r.number(all[j])
		}
		out, i = append(out, s), j+1
	}
	return strings.Join(out, ", ")
}

// schedule lists every entry without its words, with its hash (R2.16).
func (r *reading) schedule(d *Document) Section {
	t := Table{Head: []string{"Entry", "Recorded at", "Kind", "Withheld", "Hash (SHA-256)"}, Widths: []float64{0.07, 0.243, 0.162, 0.08, 0.445}, Code: 5}
	for _, e := range d.Rows {
		at, kind, held := e.Recorded.Words, e.Kind, "no"
		if e.Withheld {
			at, kind, held = "", "", "yes"
		}
		t.Rows = append(t.Rows, []string{e.Number, at, kind, held, e.Hash})
	}
	s := Section{ID: "schedule", Title: "Schedule of entries"}
	if len(t.Rows) > 0 {
		s.Lines = []string{"Every entry by number, without its words. Each hash covers the entry and the hash before it, so the last one stands for all of them."}
		s.Tables = []Table{t}
	}
	return s
}

// check says how anybody can check what is printed.
func (r *reading) check() Section {
	_, note, _ := strings.Cut(string(r.Export), `{"checkpoint":`)
	note = strings.TrimSuffix(strings.TrimSpace(note), "}")
	t := Table{Head: []string{"What", "Value"}, Widths: []float64{0.25, 0.75}, Code: 2, Rows: [][]string{
		{"Entries", count(int(r.Proof.Count), "entry", "entries")},
		{"Head of the book", r.Proof.Head},
		{"Public key", r.Proof.Key},
		{"File " + r.File, "SHA-256 " + r.SHA256},
		{"Signed checkpoint", strings.NewReplacer(`\n`, "\n", `"`, "").Replace(note)},
	}}
	return Section{
		ID: "check", Title: "How to check this report", Tables: []Table{t},
		Lines: []string{
			"This report was made from a signed copy of the record, the file " + r.File + ", at the same moment. A PDF has that file attached; with any other format ask the force for it.",
			"1. Get the force's public key by a way that does not lead through whoever gave you this report.",
			"2. Check the file: loggist verify " + r.File + " --key KEYFILE. It needs no server and no network. The page docs/record-format.md describes every byte, with a short script for those who would rather not use Loggist.",
			"3. Compare the head that it prints with the one below, and the hash of any entry with the schedule above. If one word of an entry, its time or its author had been changed, or an entry taken out or put in, the head would differ.",
		},
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}
