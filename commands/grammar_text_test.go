package commands

import (
	"strings"
	"testing"
	"unicode/utf8"

	"loggist/incident"
)

func TestPlainText(t *testing.T) {
	for typed, want := range map[string]string{
		"  a  ":           "a",
		"<@U1> and <@U2>": "@supt.khan and @insp.patel",
		"<@U9>":           "@U9",
		"<@U9|bob>":       "@bob",
		"<@U1|a|b> |c":    "@supt.khan |c",
		"<@ U1>":          "<@ U1>",
		"<@U1":            "<@U1",
		"a <@<@U1>":       "a <@@supt.khan",
		"‘a’ “b” – — ‑ − a\u00a0b\u2009c": `'a' "b" - - - - a b c`,
		"a\r\nb\rc":                             "a\nbc",
		"a\u2028b\u000bc":                       "a\nb\nc",
		"a\x00b\x1fc\x7fd\u200be\ufefff\u202eg": "abcdefg",
		"👩\u200d🚒 stays":                        "👩\u200d🚒 stays",
		`a \| b | c`:                            "a " + string(literalBar) + " b | c",
		"naïve café Łódź":                       "naïve café Łódź",
	} {
		if got, err := plainText(typed, testAccounts); err != nil || got != want {
			t.Errorf("%q: got %q, %v; want %q", typed, got, err, want)
		}
	}
}

// A command that is too long, or no text, is refused in words and everything is given back.
func TestTooLongAndUnreadable(t *testing.T) {
	long := strings.Repeat("word ", 20<<10)
	_, err := ReadLine("log", long, nil)
	u := refused(t, err)
	if u.Code != "too-long" || !strings.Contains(u.Say, "That is 100 kB; an entry holds at most 64 kB.") || !strings.Contains(u.Say, strings.TrimSpace(long)) {
		t.Errorf("got %s: %.200q", u.Code, u.Say)
	}
	_, err = ReadLine("decision", "Stay because \xff\xfe it is calm", nil)
	if u = refused(t, err); u.Code != "unreadable" || !utf8.ValidString(u.Say) || !strings.Contains(u.Say, "Stay because \ufffd it is calm") {
		t.Errorf("got %s: %q", u.Code, u.Say)
	}
	if _, _, err = ReadText(Said{Text: long, Direct: true}, nil); refused(t, err).Code != "too-long" {
		t.Errorf("a long direct message: %v", err)
	}
	if _, ok, err := ReadText(Said{Text: long}, nil); ok || err != nil {
		t.Errorf("a long message of people among themselves: %v, %v", ok, err)
	}
}

// A note of 10,000 lines is one entry, as typed, whatever its lines begin with.
func TestLongNote(t *testing.T) {
	in, _ := testInput(t)
	body := "x" + strings.Repeat("\nat x", 10_000)
	out, err := line(t, "/log "+body).Run(in)
	if err != nil || len(out.Entries) != 1 {
		t.Fatalf("%v, %d entries", err, len(out.Entries))
	}
	if got := out.Entries[0].Body.(*incident.Note).Text; got != body {
		t.Errorf("%d bytes were kept of %d", len(got), len(body))
	}
	limit := strings.Repeat("a", MaxText)
	if out, err := line(t, "/log "+limit).Run(in); err != nil || out.Entries[0].Body.(*incident.Note).Text != limit {
		t.Errorf("64 kB: %v", err)
	}
}

func TestReasonsThatSayNothing(t *testing.T) {
	for _, s := range []string{"n/a", "N/A", "na", "none", "None.", "as above", "As Above", "as-above", "as discussed", "as discussed.", "tbc", "TBC", "tba", "t.b.c.", "-", "--", "...", "?", " ", "xxx", "see above", "(none)", "ditto", "to be confirmed"} {
		if !saysNothing(s) {
			t.Errorf("%q passes for a reason", s)
		}
	}
	for _, s := range []string{"the address is known", "none of the officers can get there", "as discussed with Gold: the crowd has grown", "calm", "he is 5", "same crowd as yesterday"} {
		if saysNothing(s) {
			t.Errorf("%q is refused as a reason", s)
		}
	}
}
