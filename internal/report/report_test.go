package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"
	"loggist/internal/record"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	shots  = flag.String("reports", "", "directory to write the reports of the tests into, to be looked at")
)

var at2104 = time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)

// inputOf makes the input of a report from entries as an engine would: folded anew, from the books that it may show.
func inputOf(t testing.TB, k *incidenttest.Keeper, book incident.Book, withhold ...record.Redaction) Input {
	t.Helper()
	held := map[uint64]bool{}
	for _, w := range withhold {
		for _, n := range w.Entries {
			held[n] = true
		}
	}
	ref := k.Full.Open.Ref
	full := incident.New(ref)
	in := Input{
		Force: k.Force, Register: k.Register, Book: record.BookID{Incident: string(ref), Book: string(book)}, At: k.Now, By: "root on the server",
		File: string(ref) + "." + string(book) + ".jsonl", SHA256: strings.Repeat("ab", 32),
		Export: []byte("{\"loggist\":1}\n{\"checkpoint\":\"loggist/demo/" + string(ref) + ".open/export\\n1\\nAAAA\\nsha256 BBBB\\n\\n— loggist/demo CCCC\\n\"}\n"),
	}
	for _, e := range k.Entries {
		if e.Ref == "" || e.Book == incident.BookSensitive && book != incident.BookSensitive {
			continue
		}
		if e.Book == book && held[e.Seq] {
			e = incident.WithoutWords(e)
		}
		e.Hash = fmt.Sprintf("%064x", e.Seq)
		full.Apply(e)
		if e.Book == book {
			in.Entries = append(in.Entries, e)
		}
		if _, ok := e.Body.(*incident.Receipt); ok && (e.Book == incident.BookDelivery) == (book == incident.BookOpen) {
			in.Receipts = append(in.Receipts, e)
		}
	}
	in.Open = full.Open
	if book == incident.BookSensitive {
		in.Sensitive = full.Sensitive
	}
	in.Proof = record.Summary{Count: uint64(len(in.Entries)), Head: strings.Repeat("cd", 32), Key: "loggist/demo+00000000+KEY", Redactions: withhold}
	if len(withhold) > 0 {
		in.Proof.Authority = "data protection officer, DP-31"
	}
	return in
}

// written is a document in every format.
func written(t testing.TB, d *Document) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for format, write := range map[string]func(*Document, *bytes.Buffer) error{
		"html": func(d *Document, b *bytes.Buffer) error { return d.WriteHTML(b) },
		"csv":  func(d *Document, b *bytes.Buffer) error { return d.WriteCSV(b) },
		"pdf":  func(d *Document, b *bytes.Buffer) error { return d.WritePDF(b) },
	} {
		var b bytes.Buffer
		if err := write(d, &b); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		out[format] = b.Bytes()
	}
	return out
}

// keep leaves a report where it can be looked at.
func keep(t *testing.T, name string, files map[string][]byte) {
	t.Helper()
	if *shots == "" {
		return
	}
	for format, b := range files {
		if err := os.WriteFile(filepath.Join(*shots, name+"."+format), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

// TestReportOfANight is a whole night in HTML and CSV: both times with their zone, late and unverified in words, corrections
// and withdrawals in place, the ladder with every ping, tasks, reviews, and the picture (R2.7, R2.8, R2.16, F65–F67).
func TestReportOfANight_R2_7_R2_8_R2_16_F65(t *testing.T) {
	d := New(inputOf(t, night(t), incident.BookOpen))
	files := written(t, d)
	keep(t, "night", files)
	golden(t, "night.html", files["html"])
	golden(t, "night.csv", files["csv"])
	for _, want := range []string{
		"EXERCISE · OFFICIAL-SENSITIVE", "LATE ENTRY: happened 2110, recorded 2131 (21 min). Reason: I was on the radio",
		"UNVERIFIED until Insp Patel confirms", "<s>The crowd is at sixty</s>", "CORRECTED by Evans at Thu 11 Nov 2027", "The crowd is at sixteen",
		"<s>This was for the burglary</s>", "WITHDRAWN by Evans at Thu 11 Nov 2027", "ACCEPTED at Thu 11 Nov 2027", "Acknowledged, not accepted at",
		"FAILED at Thu 11 Nov 2027", "MISSED: nobody had done it by", "done late by", "NPT-1: Visit the neighbours", `role="img"`, "loggist verify",
	} {
		if !strings.Contains(string(files["html"]), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}

// TestTimesCarryTheirZone: on the night when clocks go back, the hour that comes twice can be told apart in every format.
func TestTimesCarryTheirZone_F67_R5_5(t *testing.T) {
	k := incidenttest.New(t, time.Date(2027, 10, 31, 0, 10, 0, 0, time.UTC))
	for range 4 {
		k.Now = k.Now.Add(20 * time.Minute)
		k.Open("log.evans", &incident.Note{Text: "a car"})
	}
	files := written(t, New(inputOf(t, k, incident.BookOpen)))
	for _, want := range []string{"0130 hrs BST", "0130 hrs GMT", "2027-10-31T01:30:00+01:00", "2027-10-31T01:30:00Z"} {
		for _, format := range []string{"html", "csv"} {
			if !strings.Contains(html.UnescapeString(string(files[format])), want) {
				t.Errorf("%s does not say %q", format, want)
			}
		}
	}
}

// TestPDFIsReproducible: the same document gives the same bytes, whatever the order of maps.
func TestPDFIsReproducible_R4_21(t *testing.T) {
	k := night(t)
	first := written(t, New(inputOf(t, k, incident.BookOpen)))
	for range 5 {
		for format, b := range written(t, New(inputOf(t, k, incident.BookOpen))) {
			if !bytes.Equal(b, first[format]) {
				t.Errorf("%s: made again it differs", format)
			}
		}
	}
	if n := bytes.Count(first["pdf"], []byte("/Type /Page\n")); n < 5 {
		t.Errorf("the PDF has %d pages", n)
	}
}

// TestEveryKindIsInTheReport: an entry of every kind that was ever shipped, and of one that this version does not know, says
// something in every format.
func TestEveryKindIsInTheReport(t *testing.T) {
	samples := incidenttest.ReadSamples(t, "../../incident/testdata/kinds")
	k := incidenttest.New(t, at2104)
	in := inputOf(t, k, incident.BookOpen)
	add := func(body incident.Body) {
		e := incident.Entry{Ref: k.Full.Open.Ref, Book: incident.BookOpen, Seq: uint64(len(in.Entries) + 1), DecidedAt: at2104, RecordedAt: at2104,
			RecordedBy: k.Who("log.evans"), DecidedBy: k.Who("log.evans"), Body: body}
		in.Open.Side.Lines = append(in.Open.Side.Lines, &incident.Line{Entry: e})
		in.Entries = append(in.Entries, e)
	}
	for _, kind := range samples.Kinds() {
		add(samples[kind].Body)
	}
	add(&incident.Unknown{Name: "tension-poll", Raw: []byte(`{"group":"Hill Street","at":"2027-11-11T21:00:00Z","by":{"id":"sgt.lee","name":"PS Lee"},"high":true}`)})
	d := New(in)
	for _, e := range d.Rows {
		if e.Name == "" || e.Text == "" && len(e.Lines) == 0 && !slices.Contains([]string{"restoring", "closed"}, e.Kind) {
			t.Errorf("entry %s (%s) says nothing: %+v", e.Number, e.Kind, e.Entry)
		}
	}
	last := d.Rows[len(d.Rows)-1]
	if want := []string{"Group: Hill Street", "At: Thu 11 Nov 2027 2100 hrs GMT", "By: PS Lee", "High: yes"}; last.Name != "TENSION POLL" || !slices.Equal(last.Lines, want) {
		t.Errorf("an unknown kind is told as %q %q", last.Name, last.Lines)
	}
	written(t, d)
}

// TestSpreadsheetReadsColumns: a spreadsheet can sort by kind and by name, and finds how a decision was told beside it.
func TestSpreadsheetReadsColumns(t *testing.T) {
	b := bytes.TrimPrefix(written(t, New(inputOf(t, night(t), incident.BookOpen)))["csv"], []byte("\uFEFF"))
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	decision := rows[7]
	for column, want := range map[string]string{
		"entry": "007", "kind": "decision", "heading": "DECISION", "text": "Move Person A's family to relatives tonight",
		"decided_by": "Insp Patel", "decided_how": "Decided by Insp Patel", "recorded_by": "Evans", "decided_at": "2027-11-11T21:22:00Z",
	} {
		if i, ok := at[column]; !ok || decision[i] != want {
			t.Errorf("%s is %q, want %q", column, decision[i], want)
		}
	}
}

// TestNoTimeIsNotTold: a review that falls due no more is listed without a time.
func TestNoTimeIsNotTold_F67(t *testing.T) {
	p := &player{incidenttest.New(t, at2104)}
	due := p.Now.Add(time.Hour)
	p.Open("insp.patel", p.review("is the level right", 0, due), &incident.RoleOffered{N: 1, Role: incident.RoleGold, To: p.Who("supt.khan"), Until: due, Reviews: []int{1}})
	p.Open("insp.patel", &incident.ReviewDone{Review: 1, Due: due, Outcome: incident.ReviewRescinded, Reason: "stood down"})
	page := string(written(t, New(inputOf(t, p.Keeper, incident.BookOpen)))["html"])
	if !strings.Contains(page, "Outstanding reviews:</b> R-1 is the level right</p>") || strings.Contains(page, "LMT") {
		t.Error("a review without a next time is listed with one")
	}
}

// TestLabelsOfForms: a field of a form stands apart from its label, whatever marks the label has; what somebody wrote does not.
func TestLabelsOfForms(t *testing.T) {
	for line, want := range map[string][2]string{
		"Reason: the address is known":                         {"Reason:", "the address is known"},
		"Reported offence, or why it is none: criminal damage": {"Reported offence, or why it is none:", "criminal damage"},
		"Person named, Article 2 (life): engaged: threats":     {"Person named, Article 2 (life):", "engaged: threats"},
		"He said, at the door: go away":                        {"", "He said, at the door: go away"},
		"no label":                                             {"", "no label"},
	} {
		if got := labelled(line); got != want {
			t.Errorf("%q is %q", line, got)
		}
	}
}

// TestMessagesAreNamed: what a message was about is said in words that people use, never as the key that it has among us.
func TestMessagesAreNamed(t *testing.T) {
	r := &reading{Input: Input{Book: record.BookID{Incident: "CI-2027-0001", Book: "open"}}}
	for key, want := range map[string]string{
		"O-1":                "role offered",
		"ask/comms":          "question: the communications strategy, for the media, the community and police staff",
		"E-1/ask/3":          "E-1, asking 3",
		"E-1/holder/2":       "E-1, asked as its holder",
		"R-2/due/14":         "R-2 due, entry 014",
		"entry/36":           "entry 036",
		"waiting/1":          "what waits for this person",
		"welcome/pc.adeyemi": "welcome to the room, and catch-up",
	} {
		if got := r.about(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

// TestOvertakenIsNoSilence: of two who are asked together, whom the other's acceptance overtook is not said to have given no answer;
// who let the time run out is.
func TestOvertakenIsNoSilence(t *testing.T) {
	p := &player{incidenttest.New(t, at2104)}
	p.at(1).Open("sgt.lee", &incident.Escalated{N: 1, What: "threat to life", Ladder: p.ladder()})
	ask := func(minutes, n int) {
		p.at(minutes).Open("", &incident.EscalationAsked{N: 1, Ask: n, Again: n - 1, Label: "on-call Superintendent", People: p.people("supt.khan", "fim.grant"), Wait: 10 * time.Minute, Need: 1})
		for _, who := range []force.PersonID{"supt.khan", "fim.grant"} {
			p.sent(fmt.Sprintf("E-1/ask/%d", n), who, incident.Sending)
		}
	}
	ask(1, 1)
	ask(11, 2)
	p.at(13).Open("fim.grant", &incident.EscalationAccepted{N: 1, AskAt: p.Now.Add(30 * time.Minute)})
	d := New(inputOf(t, p.Keeper, incident.BookOpen))
	var got []string
	for _, s := range d.Sections {
		if s.ID == "escalations" {
			for _, row := range s.Tables[0].Rows {
				got = append(got, row[1]+": "+row[len(row)-1])
			}
		}
	}
	want := []string{"Supt Khan: No answer", "Insp Grant: No answer", "Supt Khan: Insp Grant accepted it first", "Insp Grant: ACCEPTED at Thu 11 Nov 2027 2117 hrs GMT"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestSensitiveReportTellsNoReceipts: in the book of the second room what was sent stands between what people recorded. The report
// counts it and keeps its numbers, tells what was not sent, and speaks of keys and versions nowhere.
func TestSensitiveReportTellsNoReceipts(t *testing.T) {
	k := incidenttest.New(t, at2104)
	k.Do("sgt.lee", incident.Draft{Book: incident.BookSensitive, Body: &incident.Note{Text: "MOSOVO is asked"}})
	for _, outcome := range []incident.Outcome{incident.Sending, incident.Sending, incident.Failed} {
		k.Do("", incident.Draft{Book: incident.BookSensitive, Body: &incident.Receipt{Lane: incident.Lane{Room: "b@local"}, Key: "entry/1", Version: 1, Outcome: outcome, Message: "m36htfx7q", Reason: map[bool]string{true: "the room is gone"}[outcome == incident.Failed], At: k.Now}})
	}
	files := written(t, New(inputOf(t, k, incident.BookSensitive)))
	page := html.UnescapeString(string(files["html"]))
	for _, want := range []string{"2 entries say only that a message left", "RECEIPT", "To the room, about entry S-001", "the room is gone", "MOSOVO is asked"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	for _, ours := range []string{"Key:", "Version:", "m36htfx7q", "b@local"} {
		if strings.Contains(page, ours) {
			t.Errorf("the report says %q", ours)
		}
	}
}

// asShipped are the fonts before any report was made.
var asShipped = [3][32]byte{sha256.Sum256(regularFont), sha256.Sum256(boldFont), sha256.Sum256(monoFont)}

// TestFontsStayAsTheyAre: making a report changes nothing that the next one is made of, so that the first of a process is the same bytes
// as the later ones.
func TestFontsStayAsTheyAre_F66(t *testing.T) {
	written(t, New(inputOf(t, night(t), incident.BookOpen)))
	if now := [3][32]byte{sha256.Sum256(regularFont), sha256.Sum256(boldFont), sha256.Sum256(monoFont)}; now != asShipped {
		t.Error("a font was written to")
	}
}
