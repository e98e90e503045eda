package report

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/record"
)

// secretly fills every text of a body with a word that nothing else says.
func secretly(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("zebra")
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				secretly(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			secretly(v.Index(i))
		}
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		secretly(key)
		secretly(value)
		m.SetMapIndex(key, value)
		v.Set(m)
	case reflect.Int, reflect.Uint64:
		if v.CanInt() {
			v.SetInt(1)
		} else {
			v.SetUint(1)
		}
	}
}

// TestRedactedReportSaysNothingWithheld: of an entry of every kind that is withheld, no word is anywhere in a report of any
// format, also not through what is said of it later, and the log of what is withheld is.
func TestRedactedReportSaysNothingWithheld_R4_22_F68(t *testing.T) {
	samples := incidenttest.ReadSamples(t, "../../incident/testdata/kinds")
	for _, kind := range samples.Kinds() {
		body, ok := reflect.New(reflect.TypeOf(samples[kind].Body).Elem()).Interface().(incident.Body)
		if !ok {
			t.Fatal(kind)
		}
		secretly(reflect.ValueOf(body).Elem())
		k := incidenttest.New(t, at2104)
		n := k.Full.Open.NextSeq()
		if x, ok := body.(*incident.Correction); ok {
			x.Entry = n - 1
		}
		e := incident.Entry{Ref: k.Full.Open.Ref, Book: incident.BookOpen, Seq: n, DecidedAt: at2104, RecordedAt: at2104, RecordedBy: k.Who("log.evans"), DecidedBy: k.Who("log.evans"),
			Late: "zebra", Body: body}
		k.Full.Apply(e)
		k.Entries = append(k.Entries, e)
		// What comes later speaks of it.
		k.Open("insp.patel", &incident.Disputed{Entry: n, Reason: "no"}, &incident.Confirmed{Entry: n}, &incident.Correction{Entry: n, Text: "right", Reason: "wrong"},
			&incident.EscalationAcknowledged{N: 1}, &incident.EscalationAccepted{N: 1, AskAt: at2104}, &incident.EscalationHandedBack{N: 1, Because: "no"},
			&incident.ReviewDone{Review: 1, Outcome: incident.ReviewConfirmed, Reason: "fine"}, &incident.TaskAccept{Task: 1, Officer: k.Who("sgt.lee")},
			&incident.TaskDone{Task: 1, Seen: "nothing"}, &incident.EscalationEnded{N: 1, Because: "over"})
		held := record.Redaction{Entries: []uint64{n}, Because: "names a complainant"}
		if kind != "called" { // a second call changes what the incident is, in words of its own
			var whole bytes.Buffer
			if err := New(inputOf(t, k, incident.BookOpen)).WriteHTML(&whole); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(whole.String(), "zebra") {
				t.Errorf("%s: the whole report does not say it, so this proves nothing", kind)
			}
		}
		for format, b := range written(t, New(inputOf(t, k, incident.BookOpen, held))) {
			if format == "pdf" {
				b = []byte(pdfText(t, b))
			}
			if strings.Contains(string(b), "zebra") {
				t.Errorf("%s: withheld, and %s says it", kind, format)
			}
			for _, want := range []string{incident.Number(incident.BookOpen, n), "names a complainant"} {
				if !strings.Contains(string(b), want) {
					t.Errorf("%s: %s does not say %q", kind, format, want)
				}
			}
		}
	}
}

// TestSensitiveIsNotInAnOpenReport: a report of the open book has the same bytes whatever stands in the sensitive one.
func TestSensitiveIsNotInAnOpenReport_R2_6_S27(t *testing.T) {
	k := night(t)
	before := written(t, New(inputOf(t, k, incident.BookOpen)))
	k.Do("ds.hughes", incident.Draft{Book: incident.BookSensitive, Body: &incident.Note{Text: "zebra"}})
	for format, b := range written(t, New(inputOf(t, k, incident.BookOpen))) {
		if !bytes.Equal(b, before[format]) {
			t.Errorf("%s differs", format)
		}
	}
	own := written(t, New(inputOf(t, k, incident.BookSensitive)))
	if s := string(own["html"]); !strings.Contains(s, "zebra") || !strings.Contains(s, "Entry S-0") || strings.Contains(s, "Two PCSOs at the door") {
		t.Error("the report of the sensitive book is not that of its entries")
	}
}

var (
	pdfStream = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	pdfString = regexp.MustCompile(`(?s)\(((?:[^()\\]|\\.)*)\) ?Tj`)
	pdfEscape = regexp.MustCompile(`(?s)\\(.)`)
)

// pdfText is every text that the pages of a PDF set: enough of a reader for what we write.
func pdfText(t testing.TB, pdf []byte) string {
	t.Helper()
	var out strings.Builder
	for _, m := range pdfStream.FindAllSubmatch(pdf, -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue
		}
		page, err := io.ReadAll(z)
		if err != nil {
			continue
		}
		for _, s := range pdfString.FindAllSubmatch(page, -1) {
			out.WriteString(utf16Text(pdfEscape.ReplaceAll(s[1], []byte("$1"))))
			out.WriteByte(' ')
		}
	}
	if out.Len() == 0 {
		t.Fatal("no text in the PDF")
	}
	return out.String()
}

func utf16Text(b []byte) string {
	var units []uint16
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, binary.BigEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}

// TestPDFHasMarkingAndNumberOnEveryPage: the marking and the page's number stand on every page, nothing typed is lost or replaced, and a
// character without a form is shown by its number.
func TestPDFHasMarkingAndNumberOnEveryPage_R4_8(t *testing.T) {
	d := New(inputOf(t, night(t), incident.BookOpen))
	pdf := written(t, d)["pdf"]
	text := pdfText(t, pdf)
	pages := bytes.Count(pdf, []byte("/Type /Page\n"))
	for i := 1; i <= pages; i++ {
		if want := fmt.Sprintf("Page %d of %d", i, pages); !strings.Contains(text, want) {
			t.Errorf("no page says %q", want)
		}
	}
	if n := strings.Count(text, d.Marking); n != 2*pages {
		t.Errorf("the marking stands %d times on %d pages", n, pages)
	}
	for _, want := range []string{"{nb}", "<script>alert(1)</script>", "-2nd line, Llŷn,", "[U+0645]", "[U+1F600]", "stands as its number"} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	if bytes.Count(pdf, []byte("/EmbeddedFile")) < 1 {
		t.Error("the record is not attached")
	}
}

// TestRedactedReportSaysNothingWrong: what would be untrue for want of a withheld entry is said to be withheld.
func TestRedactedReportSaysNothingWrong_R4_22(t *testing.T) {
	k := night(t)
	var held []uint64
	for _, l := range k.Full.Open.Lines {
		switch l.Body.(type) {
		case *incident.Confirmed, *incident.Correction, *incident.EscalationAcknowledged, *incident.EscalationAccepted, *incident.ReviewDone, *incident.TaskDone:
			held = append(held, l.Seq)
		}
	}
	d := New(inputOf(t, k, incident.BookOpen, record.Redaction{Entries: held, Because: "names a complainant"}))
	files := written(t, d)
	keep(t, "redacted", files)
	page := strings.ReplaceAll(string(files["html"]), "\u00A0", " ")
	for _, want := range []string{
		"Confirmed by an entry that is withheld", "<s>The crowd is at sixty</s>", `CORRECTED by <a href="#entry-14">entry 014</a>, which is withheld`, "Somebody&#39;s answer is withheld",
		"Asked: Insp Patel\nMISSED: nobody had done it by Thu 11 Nov 2027 2329 hrs GMT. Asked then: on-call Superintendent\nEntry 033 is withheld",
		"How it ended is withheld", "Escalation E-1 · how it ended is withheld", "where it stands is not said here", "What is withheld is not in the picture",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	for _, wrong := range []string{"sixteen", "Acknowledged, not accepted", "spoke to the family", "spoke to the neighbours", "Gold, Silver: vacant", "Not answered", "ACCEPTED by", "ACCEPTED at", ", accepted "} {
		if strings.Contains(page, wrong) {
			t.Errorf("it says %q", wrong)
		}
	}
}
