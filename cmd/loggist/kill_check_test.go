package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"loggist/incident"
	"loggist/internal/app"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// exported is the record as its exports show it.
type exported struct {
	books   map[record.BookID][]string // an entry's line, at its number less one
	refs    []string
	folds   map[string]*incident.Full
	byCause map[string][]string        // book and number of the entries of each cause
	lines   map[string]string          // an entry's line by book and number
	words   map[string]map[string]bool // the tokens of each incident
	sent    map[string]bool            // ids of messages that a receipt says were sent
}

// bookName names an entry as the checks compare it.
func bookName(b record.BookID, seq int) string { return b.String() + " " + strconv.Itoa(seq) }

// readRecord exports every book through the running process and checks each export as loggist verify does.
func readRecord(t *testing.T, data string) *exported {
	t.Helper()
	read := func(q app.Query) []byte {
		var b bytes.Buffer
		if err := app.Read(t.Context(), app.Source{Data: data}, q, &b); err != nil {
			t.Fatalf("%s %s %s: %v", q.Verb, q.Ref, q.Book, err)
		}
		return b.Bytes()
	}
	x := &exported{books: map[record.BookID][]string{}, folds: map[string]*incident.Full{}, byCause: map[string][]string{}, sent: map[string]bool{},
		lines: map[string]string{}, words: map[string]map[string]bool{}}
	for line := range strings.Lines(string(read(app.Query{Verb: "list"}))) {
		if ref, _, ok := strings.Cut(line, " "); ok {
			x.refs = append(x.refs, ref)
		}
	}
	for _, ref := range x.refs {
		for _, book := range []string{"open", "sensitive", "delivery"} {
			x.book(t, record.BookID{Incident: ref, Book: book}, read(app.Query{Verb: "export", Ref: ref, Book: book}))
		}
	}
	x.book(t, record.Audit, read(app.Query{Verb: "export", Book: "audit"}))
	x.fold(t, data)
	return x
}

// fold folds each incident from a copy of the journal, which has the order of all books together. An export that has
// another entry than the journal is an error.
func (x *exported) fold(t *testing.T, data string) {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"journal", "keys"} {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join(data, part))); err != nil {
			t.Fatal(err)
		}
	}
	ring, err := seal.LoadRing(filepath.Join(data, "secrets"))
	if err != nil {
		t.Fatal(err)
	}
	log, err := record.Open(t.Context(), record.Options{Dir: dir, Force: "demo", Keys: ring})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for _, ref := range x.refs {
		f := incident.New(incident.Ref(ref))
		err := log.Since(ref, 0, func(rec record.Record) error {
			for _, re := range rec.Entries {
				if re.Book.Incident != ref {
					continue
				}
				if line := x.entry(re.Book, int(re.Seq)); !strings.Contains(line, `"hash":"`+re.Hash+`"`) {
					t.Errorf("the export has another %s:\n%s", bookName(re.Book, int(re.Seq)), line)
				}
				e := incident.Entry{Ref: incident.Ref(ref), Book: incident.Book(re.Book.Book), Seq: re.Seq, Hash: re.Hash}
				if err := incident.Decode(re.Body, &e); err != nil {
					return err
				}
				f.Apply(e)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		x.folds[ref] = f
	}
}

// book takes one export in.
func (x *exported) book(t *testing.T, b record.BookID, export []byte) {
	t.Helper()
	s, err := record.Verify(bytes.NewReader(export), "")
	if err != nil {
		t.Fatalf("the export of %s does not verify: %v", b, err)
	}
	all := strings.Split(strings.TrimSpace(string(export)), "\n")
	entries := all[1 : len(all)-1]
	if int(s.Count) != len(entries) {
		t.Fatalf("%s: %d entries verified, %d lines", b, s.Count, len(entries))
	}
	x.books[b] = entries
	if x.words[b.Incident] == nil {
		x.words[b.Incident] = map[string]bool{}
	}
	for i, line := range entries {
		x.lines[bookName(b, i+1)] = line
		for _, token := range tokens.FindAllString(line, -1) {
			x.words[b.Incident][token] = true
		}
		e := incident.Entry{Ref: incident.Ref(b.Incident), Book: incident.Book(b.Book), Seq: uint64(i + 1)}
		if err := incident.Decode([]byte(line), &e); err != nil {
			t.Fatalf("%s %d: %v", b, i+1, err)
		}
		x.byCause[e.Cause] = append(x.byCause[e.Cause], bookName(b, i+1))
		if r, ok := e.Body.(*incident.Receipt); ok && r.Outcome == incident.Sending && r.Message != "" {
			x.sent[r.Message] = true
		}
	}
}

var (
	recordedAs = regexp.MustCompile(`Recorded as entry (?:\d+/)?(S-)?(\d{3,})`)
	postedAs   = regexp.MustCompile(`(?m)^Entry (S-)?(\d{3,}) · (LOG|DECISION) · (.*)$`)
)

// number reads an entry's number of an incident's open or sensitive book.
func number(ref string, m []string) (record.BookID, int) {
	n, _ := strconv.Atoi(m[2])
	if m[1] != "" {
		return record.BookID{Incident: ref, Book: "sensitive"}, n
	}
	return record.BookID{Incident: ref, Book: "open"}, n
}

// entry is the line of an entry, "" when there is none.
func (x *exported) entry(b record.BookID, n int) string {
	if n < 1 || n > len(x.books[b]) {
		return ""
	}
	return x.books[b][n-1]
}

// grewFrom checks that nothing that stood in the record before has changed.
func (x *exported) grewFrom(t *testing.T, before *exported) {
	t.Helper()
	if before == nil {
		return
	}
	for b, lines := range before.books {
		if len(x.books[b]) < len(lines) || !slices.Equal(x.books[b][:len(lines)], lines) {
			t.Errorf("%s: what stood in the book has changed or gone: it had %d entries and has %d", b, len(lines), len(x.books[b]))
		}
	}
}

// checkDeeds compares every reply that anybody got with the record.
func (x *exported) checkDeeds(t *testing.T, w *witness) {
	t.Helper()
	for _, d := range w.deeds {
		made := x.byCause[d.cause]
		if d.entries != nil && !slices.Equal(made, d.entries) {
			t.Errorf("%s made %v and later %v: it was recorded twice", d.text(), d.entries, made)
		}
		if len(made) > 0 {
			d.entries = made
		}
		for i, a := range d.answers {
			if i > 0 && a.raw != d.answers[0].raw {
				t.Errorf("%s: the same id was answered\n%s\nand then\n%s", d.text(), d.answers[0].raw, a.raw)
			}
			x.checkReply(t, d, a, made)
		}
	}
}

func (x *exported) checkReply(t *testing.T, d *deed, a answer, made []string) {
	t.Helper()
	named := recordedAs.FindAllStringSubmatch(a.Reply.Text, -1)
	for _, m := range named {
		b, n := number(a.Incident, m)
		if !slices.Contains(made, bookName(b, n)) {
			t.Errorf("%s: the reply says %s, but its entries are %v:\n%s", d.text(), bookName(b, n), made, a.Reply.Text)
		}
	}
	if len(named) > 0 && d.token != "" {
		all := ""
		for _, name := range made {
			all += x.lines[name]
		}
		if !strings.Contains(all, d.token) {
			t.Errorf("%s: recorded as %v, without its words", d.text(), made)
		}
	}
	nothing := strings.Contains(a.Reply.Text, "Nothing was recorded") || strings.Contains(a.Reply.Text, "nothing was recorded")
	if nothing && len(made) > 0 {
		t.Errorf("%s: it was said that nothing was recorded, and %v is", d.text(), made)
	}
	if !nothing && len(named) == 0 && a.OK && len(made) == 0 && d.path == "say" {
		t.Errorf("%s: neither recorded nor refused, and there is no entry: %s", d.text(), a.Reply.Text)
	}
	if strings.Contains(a.Reply.Text, "Something went wrong") || strings.Contains(a.Reply.Text, "cannot tell") {
		t.Errorf("%s: %s", d.text(), a.Reply.Text)
	}
}

// checkSights compares every message that anybody saw with the record.
func (x *exported) checkSights(t *testing.T, w *witness) {
	t.Helper()
	for s := range w.sights {
		if s.room == "direct" {
			for _, token := range tokens.FindAllString(s.text, -1) {
				if !slices.ContainsFunc(x.refs, func(ref string) bool { return x.words[ref][token] }) {
					t.Errorf("%s was told %s, which is in no record:\n%s", s.as, token, s.text)
				}
			}
			continue
		}
		ref := strings.ToUpper(strings.TrimSuffix(s.room, "-b"))
		for _, token := range tokens.FindAllString(s.text, -1) {
			if !x.words[ref][token] {
				t.Errorf("%s was posted in %s and is not in its record:\n%s", token, s.room, s.text)
			}
		}
		for _, m := range postedAs.FindAllStringSubmatch(s.text, -1) {
			b, n := number(ref, m)
			if token := tokens.FindString(m[4]); token == "" || !strings.Contains(x.entry(b, n), token) {
				t.Errorf("posted as %s, but that entry has other words:\n%s\n%s", bookName(b, n), s.text, x.entry(b, n))
			}
		}
	}
}

// rooms are the messages of every room and conversation as they are now, by id, with where they are.
func rooms(t *testing.T, p *process) map[string]string {
	t.Helper()
	var everybody []struct{ ID string }
	if _, err := p.call(t.Context(), "/api/people", nil, &everybody); err != nil {
		t.Fatal(err)
	}
	there := map[string]string{}
	look := func(as, room string) {
		for _, m := range must[[]seen](t)(p.room(t.Context(), as, room)) {
			if m.Author == "Loggist" {
				there[m.ID] = room + " of " + as + ":\n" + m.Text
			}
		}
	}
	for _, person := range everybody {
		look(person.ID, "direct")
		for _, room := range must[[]string](t)(p.rooms(t.Context(), person.ID)) {
			look(person.ID, room)
		}
	}
	return there
}

// checkRooms compares the rooms, as they were before the record was read and after, with its receipts: each message that
// anybody ever saw is still there, each has a receipt, and each receipt has its message, once.
func (x *exported) checkRooms(t *testing.T, before, after map[string]string, w *witness) {
	t.Helper()
	for id, text := range before {
		if !x.sent[id] {
			t.Errorf("no receipt of a message in %s", text)
		}
	}
	for id := range x.sent {
		if after[id] == "" {
			t.Errorf("message %s was receipted and is in no room", id)
		}
	}
	for s := range w.sights {
		if after[s.id] == "" {
			t.Errorf("%s saw a message in %s that is gone:\n%s", s.as, s.room, s.text)
		}
	}
}

// checkTime folds the record: nothing that was due by now is still to be done, and nothing is left to be sent.
func (x *exported) checkTime(t *testing.T, c clock) {
	t.Helper()
	for ref, f := range x.folds {
		for _, q := range []incident.Queue{incident.QueueLadder, incident.QueueTime} {
			for _, timer := range f.Due(q, c.Now) {
				t.Errorf("%s: %s was due at %s and has not fired by %s", ref, timer.Key, timer.Due, c.Now)
			}
		}
		for _, s := range []*incident.Side{&f.Open.Side, f.Sensitive} {
			for _, l := range s.PendingLanes() {
				for _, it := range s.Pending(l) {
					if line, ok := s.Line(it.Version); ok && line.RecordedAt.After(c.Now) {
						continue // since then
					}
					t.Errorf("%s: %s for %v has not been sent", ref, it.Key, l)
				}
			}
		}
	}
	if !c.NextDue.After(c.Now) {
		t.Errorf("something is still due at %s, now %s", c.NextDue, c.Now)
	}
}

// count says how much was compared.
func (x *exported) count() string {
	n := 0
	for _, lines := range x.books {
		n += len(lines)
	}
	return fmt.Sprintf("%d incidents, %d entries, %d messages", len(x.refs), n, len(x.sent))
}

// again sends deeds under their own ids once more: those that were never answered, and some that were.
func (w *witness) again(ctx context.Context, p *process, some func(int) bool) {
	for i, d := range w.deeds {
		if len(d.answers) > 0 && !some(i) {
			continue
		}
		if a, err := p.act(ctx, d.path, d.body); err == nil {
			w.answered(d, a)
		}
	}
}
