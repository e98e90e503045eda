package commands

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/say"
)

// settled fails unless an act either answered, opened a form, recorded something valid, or was refused with the words that
// nothing was recorded: never two of them, never half.
func settled(t *testing.T, in *Input, out Output, err error) {
	t.Helper()
	if err != nil {
		u, ok := errors.AsType[*bot.UserError](err)
		if !ok {
			t.Fatalf("an error that is no refusal: %v", err)
		}
		if !strings.Contains(u.Say, nothing) || !utf8.ValidString(u.Say) || u.Code == "" {
			t.Fatalf("refused with %q: %q", u.Code, u.Say)
		}
		if len(out.Entries) > 0 || len(out.Register) > 0 {
			t.Fatal("refused and recorded")
		}
		return
	}
	if len(out.Entries) == 0 && len(out.Register) == 0 {
		if out.Reply.Text == "" && out.Reply.Form == nil {
			t.Fatal("neither an answer nor an entry")
		}
		return
	}
	if out.Reply.Form != nil {
		t.Fatal("recorded, and opened a form")
	}
	full := in.Full
	if out.Opens != nil {
		full = out.Opens
	}
	for _, d := range append(out.Entries, out.Register...) {
		e := incident.Entry{Book: d.Book, Seq: 1, DecidedAt: d.DecidedAt, RecordedAt: in.Now, RecordedBy: in.Me(), DecidedBy: d.DecidedBy, Late: d.Late, Body: d.Body}
		if full != nil {
			e.Ref, e.Seq = full.Open.Ref, full.NextIn(d.Book)
		}
		b, err := incident.Encode(&e)
		if err != nil || !utf8.Valid(b) {
			t.Fatalf("an entry that cannot be kept: %v", err)
		}
		if full != nil && d.Book != incident.BookRegister && d.Book != incident.BookAudit {
			full.Apply(e)
		}
	}
}

func FuzzLine(f *testing.F) {
	for _, c := range All() {
		for _, e := range c.Examples {
			slash, words, _ := strings.Cut(e[1:], " ")
			f.Add(slash, words, true)
		}
	}
	for _, s := range []string{"", "|", "||", "\\|", "| because", "because", "a because", "<@U1|x>", "<@", "142", "142/", "S-", "CI-", "x\xff", "\n\n|", "at", "a\nat\nby", "cron", "cron |", "\x00", "\u202e", "- - -"} {
		for _, slash := range []string{"ci", "log", "decision", "task", "review", "escalate", "bogus"} {
			f.Add(slash, s, false)
		}
	}
	f.Fuzz(func(t *testing.T, slash, words string, room bool) {
		in, k := testInput(t)
		a, err := ReadLine(slash, words, testAccounts)
		if err != nil {
			settled(t, in, Output{}, err)
			return
		}
		p := place(k, "")
		if room {
			p.Room = k.Full.Open.Ref
		}
		p.Input = func() *Input { return in }
		ref, err := a.Find(p)
		if err != nil {
			settled(t, in, Output{}, err)
			return
		}
		if a.Command.Where == InIncident && ref != k.Full.Open.Ref {
			t.Fatalf("found %q", ref)
		}
		out, err := a.Run(in)
		settled(t, in, out, err)
		if err == nil || a.Command.Question == nil {
			return
		}
		// The form of a refusal can be sent as it stands, and comes to an end as well.
		if u, ok := errors.AsType[*bot.UserError](err); ok && u.Form != nil {
			b, err := ReadForm(u.Form.ID, filled(u.Form), testAccounts)
			if err != nil {
				t.Fatalf("the form of a refusal cannot be sent: %v", err)
			}
			out, err := b.Run(in)
			settled(t, in, out, err)
		}
	})
}

func filled(f *bot.Form) map[string]string {
	out := map[string]string{}
	for _, fd := range f.Fields {
		out[fd.Name] = fd.Value
	}
	return out
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"ack", "accept E-1", "no because x", "done 1 quiet", "@Loggist log x", "/decision x because y", "decision x", "not done 1", "accept 142/E-1", "<@U1> x", "\xff", "|", "S-"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, words string, direct bool) {
		in, _ := testInput(t)
		a, ok, err := ReadText(Said{Text: words, Direct: direct, Key: "k", Asked: testAsked}, testAccounts)
		switch {
		case err != nil:
			settled(t, in, Output{}, err)
		case ok:
			out, err := a.Run(in)
			settled(t, in, out, err)
		case direct:
			t.Fatalf("%q was not answered", words)
		}
		if b, err := ReadAsTyped(words, testAccounts); err == nil {
			out, err := b.Run(in)
			settled(t, in, out, err)
		}
	})
}

func FuzzActionAndForm(f *testing.F) {
	for _, c := range All() {
		f.Add(say.ActionID(c.Path, "CI-2027-0142", "1"), "", "")
		for _, fd := range c.fields() {
			f.Add(say.ActionID(c.Path, "CI-2027-0142", fd.name+"=1"), fd.name, "x")
		}
	}
	f.Fuzz(func(t *testing.T, id, name, value string) {
		in, k := testInput(t)
		if a, err := ReadAction(id); err == nil && a.Command != nil {
			if _, err := a.Find(place(k, "")); err == nil {
				out, err := a.Run(in)
				settled(t, in, out, err)
			}
		}
		a, err := ReadForm(id, map[string]string{name: value}, testAccounts)
		if err != nil {
			settled(t, in, Output{}, err)
			return
		}
		out, err := a.Run(in)
		settled(t, in, out, err)
	})
}
