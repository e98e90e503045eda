package engine

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"loggist/incident"
	"loggist/internal/record"
)

// allowed are the duplicates that may be seen, and no other. Whatever is done to a room (opened, entered, its topic) has
// the same effect twice, and a card that is changed in place twice shows the same: neither is a duplicate.
type allowed struct {
	name string
	ok   func(c *chat, first, again said) bool
}

// blunted are allowed on a platform that cannot be asked and does not know its keys. Nothing is on one that can.
var blunted = []allowed{
	{"a message that was taken though its send failed, or whose receipt could not be recorded, is said again and says REPEAT",
		func(_ *chat, _, again said) bool { return again.repeat }},
}

// check compares everything that anybody was told or saw with what a log holds.
func (w *world) check(l *record.Log) {
	w.t.Helper()
	full, entries := w.incidentNow(l)
	words := map[string]string{}
	for i := range entries {
		b, err := json.Marshal(entries[i].Body)
		if err != nil {
			w.t.Fatal(err)
		}
		words[fmt.Sprintf("%s %d", entries[i].Book, entries[i].Seq)] = string(b)
	}
	w.checkGapless(entries)
	for _, a := range w.told {
		w.checkTold(l, a)
	}
	w.checkSaid(words)
	w.checkDuplicates()
	receipts := w.receipted(l)
	for _, s := range w.chat.all() {
		if !s.in && !receipts[s.key] {
			w.t.Errorf("said to %s, and there is no receipt of %s", s.to, s.key)
		}
	}
	for _, q := range []incident.Queue{incident.QueueLadder, incident.QueueTime} {
		for _, t := range full.Due(q, w.engine.Now()) {
			w.t.Errorf("%s was due at %s and has not fired by %s", t.Key, t.Due, w.engine.Now())
		}
	}
	for _, s := range []*incident.Side{&full.Open.Side, full.Sensitive} {
		for _, lane := range s.PendingLanes() {
			w.t.Errorf("%v still has to be sent %v", lane, s.Pending(lane))
		}
	}
	w.checkOnce(entries)
	if w.t.Failed() {
		for _, a := range w.told {
			w.t.Logf("%s %s: %q", a.who, a.line, a.answers)
		}
	}
}

func (w *world) checkGapless(entries []incident.Entry) {
	w.t.Helper()
	last := map[incident.Book]uint64{}
	for i := range entries {
		if last[entries[i].Book]++; last[entries[i].Book] != entries[i].Seq {
			w.t.Errorf("%s: number %d follows %d", entries[i].Book, entries[i].Seq, last[entries[i].Book]-1)
		}
	}
}

var toldNumber = regexp.MustCompile(`Recorded as entry (?:\d+/)?(S-)?(\d{3,})`)

// checkTold compares what a person was told of an act with what the act made.
func (w *world) checkTold(l *record.Log, a toldAct) {
	w.t.Helper()
	rec, made, err := l.Caused(a.cause)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, answer := range a.answers {
		for _, m := range toldNumber.FindAllStringSubmatch(answer, -1) {
			n, _ := strconv.ParseUint(m[2], 10, 64)
			if !slices.ContainsFunc(rec.Entries, func(e record.Entry) bool { return e.Seq == n && (e.Book.Book == "sensitive") == (m[1] != "") }) {
				w.t.Errorf("%s %s was told %q; the record has %d entries of it", a.who, a.line, answer, len(rec.Entries))
			}
		}
		nothing := strings.Contains(answer, "Nothing was recorded")
		if nothing && made {
			w.t.Errorf("%s %s was told %q, and it is recorded", a.who, a.line, answer)
		}
		if strings.Contains(answer, "It was recorded") && !made {
			w.t.Errorf("%s %s was told %q, and it is not", a.who, a.line, answer)
		}
	}
}

// checkSaid finds the entry of every post, and its words in it.
func (w *world) checkSaid(words map[string]string) {
	w.t.Helper()
	all := ""
	for _, b := range words {
		all += b
	}
	for _, s := range w.chat.all() {
		for line := range strings.Lines(s.text) {
			token := swift.FindString(line)
			if token == "" {
				continue
			}
			if !strings.Contains(all, token) {
				w.t.Errorf("%s was said to %s and is in no entry", token, s.to)
			}
			if m := ownWords.FindStringSubmatch(line); m != nil {
				book := "open"
				if m[1] != "" {
					book = "sensitive"
				}
				n, _ := strconv.Atoi(m[2])
				if !strings.Contains(words[fmt.Sprintf("%s %d", book, n)], token) {
					w.t.Errorf("said as %s %d, which has other words: %q", book, n, line)
				}
			}
		}
	}
}

var (
	swift = regexp.MustCompile(`swift\d\d`)
	// ownWords begins the posts that repeat the words of their own entry; others name what they are about.
	ownWords = regexp.MustCompile(`^Entry (?:\d+/)?(S-)?(\d{3,}) · (?:LOG|DECISION|CRITICAL INCIDENT DECLARED)`)
)

// checkDuplicates looks for messages that people see twice.
func (w *world) checkDuplicates() {
	w.t.Helper()
	var list []allowed
	if !w.chat.dedupes {
		list = blunted
	}
	first := map[string]said{}
	for _, s := range w.chat.all() {
		if s.in {
			continue
		}
		before, again := first[s.key]
		if !again {
			first[s.key] = s
			continue
		}
		if !slices.ContainsFunc(list, func(a allowed) bool { return a.ok(w.chat, before, s) }) {
			w.t.Errorf("said twice to %s:\n%s\nand\n%s", s.to, before.text, s.text)
		}
	}
}

// checkOnce counts what must have happened exactly once in the story, whatever failed.
func (w *world) checkOnce(entries []incident.Entry) {
	w.t.Helper()
	n := map[string]int{}
	fired := map[string]bool{}
	for i := range entries {
		kind := entries[i].Body.Kind()
		n[kind]++
		if cause := entries[i].Cause; !strings.HasPrefix(cause, "request/") && !strings.HasPrefix(cause, "receipt/") {
			key := fmt.Sprint(cause, kind, i)
			if fired[key] {
				w.t.Errorf("%s fired twice", cause)
			}
			fired[key] = true
		}
	}
	for _, kind := range []string{"called", "decision", "escalation", "escalation-accepted", "declared", "note", "review-due"} {
		if n[kind] < 1 {
			w.t.Errorf("no entry of kind %s among %v", kind, n)
		}
	}
	for _, kind := range []string{"called", "decision", "declared", "note"} {
		if n[kind] != 1 {
			w.t.Errorf("%d entries of kind %s", n[kind], kind)
		}
	}
}
