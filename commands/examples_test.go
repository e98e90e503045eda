package commands

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// players are who may have to type an example: the first by whom it is taken, in the open room or the second, will do.
var players = []force.PersonID{
	"insp.patel", "sgt.lee", "supt.khan", "log.evans", "ds.hughes", "comms.reid", "psd.quinn", "acc.morris", "fim.grant", "pc.adeyemi",
}

// elsewhere are the commands whose examples speak of more than one incident and its room, and the transcript in which they are played.
var elsewhere = map[string]string{
	"ci link": "X7-R3.5-contacts-across", "ci contacts": "X7-R3.5-contacts-across", "ci bind": "R4.15-adopted-room", "ci breakglass": "R4.11-access",
	"ci room": "R3.12-R4.15-guest", "ci room clear": "R3.12-R4.15-guest", "ci close": "standdown", "ci reopen": "standdown",
	"ci breach decided": "S43-S46-S47-S48-R3.17-R3.19-R3.21-sharing", "ci audit": "S43-S46-S47-S48-R3.17-R3.19-R3.21-sharing",
}

// What has to be there before an example can be taken, a line each: "PERSON: /line", "PERSON! path" for the first example of another
// command, "start 1555", "wind 80m", "notes 13" for entries up to that number.
var (
	declared = []string{"insp.patel! ci declare"}
	gold     = append(slices.Clone(declared), "insp.patel: /ci role gold @supt.khan", "supt.khan: /ci role accept")
	owned    = append(slices.Clone(gold), "insp.patel: /ci owner @supt.khan | because he has Gold")
	offered  = []string{"start 1555", "insp.patel: /task riverside Visit the neighbours | to @pc.adeyemi | due in 4h"}
	taken    = append(slices.Clone(offered), "pc.adeyemi: /task accept 1")
	done     = append(slices.Clone(taken), "wind 80m", "pc.adeyemi! task done")
	rung     = []string{"sgt.lee! escalate"}
	held     = append(slices.Clone(rung), "insp.patel: /escalate accept E-1")
	meeting  = []string{"insp.patel! ci meeting open"}
	drafted  = []string{"notes 8", "insp.patel! ci line"}
	review   = []string{"insp.patel: /review in 4h is he safe"}
	told     = []string{"notes 13", "log.evans: /decision Officers to stay because the crowd is there | by @insp.patel"}
	handed   = []string{"insp.patel: /review in 4h a", "insp.patel: /review in 4h b", "insp.patel: /review in 4h c", "sgt.lee! ci handover"}
)

var before = map[string][]string{
	"/ci flag children | off | because the school is not near": {"insp.patel! ci flag", "insp.patel: /ci flag children | because a school is near"},
	"ci confirm-deny words": append(slices.Clone(gold), "supt.khan! ci rights", "supt.khan! ci confirm-deny"),
	"ci differ discussed":   {"ds.hughes! ci differ"},
	"ci share":              {"insp.patel! ci rights"},
	"ci asat":               {"start 1400", "wind 15m"},
	"ci handover accept":    handed, "ci handover item": handed,
	"ci meeting invite": meeting, "ci meeting part": append(slices.Clone(meeting), "insp.patel: /ci meeting part without"), "ci meeting minute": meeting,
	"/ci meeting part without": meeting,
	"ci meeting end":           append(slices.Clone(meeting), "insp.patel! ci meeting invite", "insp.patel: /ci meeting invite mosovo | state attended"),
	"/ci comms | not needed because nobody outside two households knows of it": declared,
	"ci line": {"notes 8"}, "ci line clear": drafted, "ci line release": append(slices.Clone(drafted), "insp.patel! ci line clear"),
	"ci line correct": append(slices.Clone(drafted), "insp.patel! ci line clear"), "ci line withdraw": append(slices.Clone(drafted), "insp.patel! ci line clear"),
	"ci person": {"sgt.lee! ci person"}, "ci update": {"start 2205", "wind 10m"}, "ci restoring": gold,
	"ci standdown": append(slices.Clone(gold), "supt.khan! ci impact", "supt.khan! ci rights"),
	"log":          {"start 2340", "wind 15m"}, "decision": {"start 2130", "wind 5m"},
	"ci confirm": told, "ci dispute": told, "ci correct": {"notes 14"}, "ci withdraw": {"notes 14"},
	"task": {"start 1555"}, "task accept": offered, "task decline": offered, "task update": taken, "task done": append(slices.Clone(taken), "wind 80m"),
	"task notdone": taken, "task verify": done, "task cancel": taken, "task pass": offered, "task due": taken,
	"review done": review, "review defer": review, "review cancel": review,
	"escalate ack": rung, "escalate accept": rung, "escalate decline": rung, "escalate handback": held, "escalate end": held,
	"ci role": gold, "/ci role gold @supt.khan": declared, "ci role accept": {"insp.patel: /ci role gold @supt.khan"}, "ci role decline": {"insp.patel: /ci role gold @supt.khan"},
	"ci role relieve": append(slices.Clone(gold), "supt.khan: /ci role silver @insp.patel", "insp.patel: /ci role accept"),
	"ci remove":       {"insp.patel: /ci add @insp.ward | because he covers tonight"},
	"/ci suspend @pc.adeyemi | lift | because phone found": {"insp.patel! ci suspend"},
	"ci show": {"sgt.lee! escalate", "notes 14"}, "ci restrict": owned, "/ci restrict | off | because the reason is gone": append(slices.Clone(owned), "supt.khan! ci restrict"), "ci seal": owned,
}

// Every example of a command is taken, by somebody who may, where what it speaks of is there.
func TestExamplesAreTaken(t *testing.T) {
	for _, c := range All() {
		if file, ok := elsewhere[c.Path]; ok {
			played(t, c, file)
			continue
		}
		for _, e := range c.Examples {
			var why []string
			if !slices.ContainsFunc(players, func(who force.PersonID) bool {
				return slices.ContainsFunc([]incident.Book{incident.BookOpen, incident.BookSensitive}, func(book incident.Book) bool {
					lines, ok := before[e]
					if !ok {
						lines = before[c.Path]
					}
					_, err := preparedFor(t, lines).typed(who, book, e)
					if err != nil {
						why = append(why, string(who)+", "+string(book)+": "+saidOf(err))
					}
					return err == nil
				})
			}) {
				t.Errorf("%s is taken of nobody:\n    %s", e, strings.Join(why, "\n    "))
			}
		}
	}
}

func saidOf(err error) string {
	if u, ok := errors.AsType[*bot.UserError](err); ok {
		return u.Say
	}
	return err.Error()
}

// played fails unless the transcript has the command in its script.
func played(t *testing.T, c *Command, file string) {
	b, err := os.ReadFile("testdata/" + file + ".txtar")
	if err != nil {
		t.Errorf("%s: %v", c.Path, err)
		return
	}
	script, _, _ := strings.Cut(string(b), "-- transcript --")
	if !strings.Contains(script, "/"+c.Path+" ") && !strings.Contains(script, "/"+c.Path+"\n") {
		t.Errorf("the transcript %s does not play /%s", file, c.Path)
	}
}

func preparedFor(t *testing.T, lines []string) *play {
	p := newPlay(t)
	p.wind(time.Minute)
	for _, line := range lines {
		if at, ok := strings.CutPrefix(line, "start "); ok {
			clock, err := time.Parse("1504", at)
			if err != nil {
				t.Fatal(err)
			}
			p = newPlayAt(t, time.Date(2027, 11, 11, clock.Hour(), clock.Minute(), 0, 0, time.UTC))
			continue
		}
		if d, ok := strings.CutPrefix(line, "wind "); ok {
			span, err := time.ParseDuration(d)
			if err != nil {
				t.Fatal(err)
			}
			p.wind(span)
			continue
		}
		if n, ok := strings.CutPrefix(line, "notes "); ok {
			for incident.Number(incident.BookOpen, p.Full.Open.NextSeq()-1) < "0"+strings.Repeat("0", 2-len(n))+n {
				p.Open("sgt.lee", &incident.Note{Text: "officers at the scene"})
			}
			continue
		}
		who, path, ok := strings.Cut(line, "! ")
		var words string
		if ok {
			words = lookup(path).Examples[0]
		} else {
			who, words, _ = strings.Cut(line, ": ")
		}
		out, err := p.typed(force.PersonID(who), incident.BookOpen, words)
		if err != nil {
			t.Errorf("%s types %s: %s", who, words, saidOf(err))
			return p
		}
		for i, d := range out.Register {
			p.Register.Apply(incident.Entry{Book: incident.BookRegister, Seq: uint64(2 + i), RecordedAt: p.Now, RecordedBy: p.Who(force.PersonID(who)), Body: d.Body})
		}
		if len(out.Entries)+len(out.Register) == 0 {
			t.Fatalf("%s types %s, and nothing comes of it: %s", who, words, out.Reply.Text)
		}
		p.Do(force.PersonID(who), out.Entries...)
	}
	return p
}

// type1 types one line in the room of a book, and does not yet record what comes of it.
func (p *play) typed(by force.PersonID, book incident.Book, line string) (Output, error) {
	slash, words, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	act, err := ReadLine(slash, words, testAccounts)
	if err != nil {
		return Output{}, err
	}
	in := p.input(by)
	in.Book = book
	return act.Run(in)
}
