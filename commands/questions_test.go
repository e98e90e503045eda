package commands

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

const (
	rightsLine = "/ci rights Officers at the door | person 2 engaged: he was threatened | person 3 avoided | person 3 why he is not left alone | person 8 engaged: nothing of his life is told | public 2 not engaged because nobody threatens others | public 3 not-engaged | public 3 why none is reported | public 8 not engaged because nobody else is named | proportionate nothing less held the crowd | legal common law | accountable Gold, in this log | necessary the crowd returned twice"
	weighLine  = "/ci confirm-deny Is he on the register? | asked by a neighbour | public neighbours may act on what we say | person silence is read as yes | deny he is believed | neither rumour goes on | victims none is known | future people will ask of everybody | decided deny | because it is untrue and he is in danger"
	impactLine = "/ci impact The street fears | facts forty people (PS Lee) | effect officers at doors calm it | rumours none known"
)

// TestQuestions_R1_16_R2_14_S30_S33_S35 is the table of what is asked: by what, of whom, by when, and what it holds up.
func TestQuestions_R1_16_R2_14_S30_S33_S35(t *testing.T) {
	down := []incident.Block{incident.BlocksStandDown}
	declare := [2]string{"insp.patel", "/ci declare | because the crowd grows"}
	potential := [2]string{"insp.patel", "/ci potential | because residents say we do nothing"}
	home := [2]string{"insp.patel", "/ci flag residence-identified | source social | because a video shows the door"}
	children := [2]string{"insp.patel", "/ci flag children | because a school is near"}
	vigilante := [][2]string{{"sgt.lee", "/ci threat vigilante They come at ten | against Person A"}, {"insp.patel", "/escalate accept E-1"}}
	for _, tt := range []struct {
		name   string
		played [][2]string // who, what
		key    string
		of     string        // how the card says whom it is asked of
		told   string        // who is asked in his own messages where he is no member of the room
		due    time.Duration // after the last line played; 0: none
		blocks []incident.Block
	}{
		{"where, of the caller", nil, incident.AskWhere, "whoever called, PS Lee", "", 0, nil},
		{"why it matters, of the caller", nil, incident.AskWhy, "whoever called, PS Lee", "", 0, nil},
		{"who is at risk", nil, incident.AskRisk, "duty inspector", "", 30 * time.Minute, nil},
		{"is he also a victim", nil, incident.AskVictim, "duty inspector", "", 30 * time.Minute, nil},
		{"declare, potential or not", nil, incident.AskDeclare, "duty inspector", "", 30 * time.Minute, nil},
		{"is an assessment needed", nil, incident.AskImpact, "duty inspector", "insp.patel", 2 * time.Hour, down},
		{"a home: the assessment", [][2]string{home}, incident.AskImpact, "duty inspector", "insp.patel", time.Hour, down},
		{"a home, assessed before", [][2]string{{"insp.patel", impactLine}, home}, incident.AskStands, "duty inspector", "insp.patel", time.Hour, down},
		{"a home: threat to life", [][2]string{home}, incident.AskThreat, "Riverside NPT sergeant", "sgt.lee", time.Hour, down},
		{"a home: safety plan", [][2]string{home}, incident.AskSafety, "Riverside NPT sergeant", "sgt.lee", time.Hour, down},
		{"a home: the media", [][2]string{home}, incident.AskMedia, "Riverside NPT sergeant", "sgt.lee", time.Hour, down},
		{"children: a school", [][2]string{children}, incident.AskSchool, "Riverside NPT sergeant", "sgt.lee", time.Hour, down},
		{"children: services", [][2]string{children}, incident.AskServices, "Riverside NPT sergeant", "sgt.lee", time.Hour, down},
		{"vigilante: which offence", vigilante, incident.AskOffence, "Insp Patel, who accepted E-1", "insp.patel", 30 * time.Minute, nil},
		{"vigilante: what evidence", vigilante, incident.AskEvidence, "Insp Patel, who accepted E-1", "insp.patel", 30 * time.Minute, nil},
		{"communications, potential", [][2]string{potential}, incident.AskComms, "on-call communications", "comms.reid", 12 * time.Hour, []incident.Block{incident.BlocksRelease}},
		{"communications, declared", [][2]string{declare}, incident.AskComms, "on-call communications", "comms.reid", 2 * time.Hour, []incident.Block{incident.BlocksRelease}},
		{"human rights", [][2]string{declare}, incident.AskRights, "Gold", "insp.patel", 12 * time.Hour,
			[]incident.Block{incident.BlocksWords, incident.BlocksSharing, incident.BlocksStandDown}},
		{"why this level is enough", [][2]string{declare, {"insp.patel", "/review done 1 confirmed because the crowd is still there"}},
			incident.AskLevel, "duty inspector", "insp.patel", 12 * time.Hour, nil},
		{"could it become critical", [][2]string{{"sgt.lee", "/review 2h the incident as a whole"}, {"insp.patel", "/review done 1 confirmed because two officers are there"}},
			incident.AskCritical, "whoever did the review, Insp Patel", "insp.patel", 0, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlay(t)
			called := incident.Called{
				What: "neighbours accuse a man", Type: incident.CommunitySuspicion, Level: "local", NPT: "riverside",
				Owner:    incident.Owner{Post: force.NPTSergeant("riverside"), Person: p.Who("sgt.lee"), Label: "Riverside NPT sergeant"},
				AssessBy: p.Now.Add(p.Force.Settings.Assess), Prompts: p.input("sgt.lee").prompts(incident.AskImpact),
			}
			p.Open("sgt.lee", &called)
			for _, line := range tt.played {
				p.Now = p.Now.Add(time.Minute)
				p.do(force.PersonID(line[0]), line[1])
			}
			i := slices.IndexFunc(p.Full.Open.Questions(), func(q incident.Question) bool { return q.Key == tt.key })
			if i < 0 {
				t.Fatalf("it is not asked: %v", p.Full.Open.Questions())
			}
			q := p.Full.Open.Questions()[i]
			of := q.Of.Label
			if of == "" {
				of = p.Force.PostLabel(q.Of.Post)
			}
			var due time.Duration
			if !q.Due.IsZero() {
				due = q.Due.Sub(p.Now)
			}
			if of != tt.of || due != tt.due || !slices.Equal(q.Blocks, tt.blocks) {
				t.Errorf("asked of %q within %s, holds up %q; wanted %q, %s, %q", of, due, q.Blocks, tt.of, tt.due, tt.blocks)
			}
			if tt.told == "" {
				return
			}
			people := p.Full.Open.Asked[tt.key].People
			if !slices.ContainsFunc(people, func(w incident.Who) bool { return w.ID == force.PersonID(tt.told) }) {
				t.Errorf("asked are %v, not %s", people, tt.told)
			}
		})
	}
}

// everyAsking is every question that entries ask.
var everyAsking = []string{
	incident.AskImpact, incident.AskImpactMade, incident.AskStands, incident.AskComms, incident.AskThreat, incident.AskWarning, incident.AskSuicide,
	incident.AskSafety, incident.AskOffence, incident.AskEvidence, incident.AskSchool, incident.AskServices, incident.AskRights, incident.AskConfirm,
	incident.AskMedia, incident.AskOrder, incident.AskNextOwner, incident.AskHandover, incident.AskCritical, incident.AskThird, incident.AskRepeat,
	incident.AskAgainst, incident.AskView, incident.AskLevel,
}

// What each question on the card holds up, it holds up, and nothing else: every act is tried with that one question open.
func TestEachQuestionHoldsUpWhatItSays_R2_14_S21(t *testing.T) {
	acts := map[incident.Block][2]string{
		incident.BlocksStandDown: {"supt.khan", "/ci standdown | because it has been calm"},
		incident.BlocksWords:     {"insp.patel", "/ci confirm-deny words There is no truth in what is said of this man. | given by NPT officers | to whoever asks | when tonight"},
		incident.BlocksSharing:   {"insp.patel", "/ci share that officers call | to the school | precedence children pass the crowd | basis common law | necessary nothing less | conditions not passed on | told he agreed"},
		incident.BlocksRelease:   {"comms.reid", "/ci line release 1 | where to the Riverside Echo"},
	}
	for _, key := range append([]string{incident.AskRisk, incident.AskVictim}, everyAsking...) {
		for block, act := range acts {
			t.Run(key+"/"+string(block), func(t *testing.T) {
				p := withOnly(t, key)
				var blocks []incident.Block
				if a, ok := incident.AskingOf(key); ok {
					blocks = a.Blocks
				}
				_, _, err := p.try(force.PersonID(act[0]), act[1])
				u, _ := errors.AsType[*bot.UserError](err)
				held := u != nil && u.Code == heldUp
				if held != slices.Contains(blocks, block) {
					t.Errorf("held up: %t (%v), and it says that it holds up %q", held, err, blocks)
				}
			})
		}
	}
}

// withOnly is a declared incident with a decision about confirming and a cleared line, of which one question alone is open.
func withOnly(t *testing.T, key string) *play {
	p := newPlay(t)
	p.do("insp.patel", "/ci declare | because the crowd grows")
	p.do("insp.patel", weighLine)
	p.do("sgt.lee", "/log Four officers are in Ash Road")
	p.do("sgt.lee", "/ci line Officers are in Riverside. | for media | facts "+incident.Number(incident.BookOpen, p.Full.NextIn(incident.BookOpen)-1))
	p.do("insp.patel", "/ci line clear 1 | accuracy PS Lee | fair yes, it says what police do | confidential nothing of anybody | victims not necessary because none is named | partners asked at 2200, content | lead not applicable because no other agency leads | national checked at 2205 | identifies no")
	for _, q := range append(p.Full.Open.Questions(), incident.Question{Asking: incident.Asking{Key: incident.AskRights}}) {
		if q.Key != key {
			p.Open("insp.patel", &incident.Answered{Question: q.Key, Answer: "answered"})
		}
	}
	if _, ok := incident.AskingOf(key); ok {
		p.Open("", &incident.Answered{Question: "x", Prompts: p.input("insp.patel").prompts(key)})
	}
	if got := p.Full.Open.Questions(); len(got) != 1 || got[0].Key != key {
		t.Fatalf("open is %v", got)
	}
	return p
}

// With every question that there is on the card, all that an incident lives on is done: nothing ever holds up calling for help,
// deciding, declaring or logging (R1.7, R2.14, X1).
func TestNoQuestionHoldsUpWhatMatters_R2_14_X1(t *testing.T) {
	for _, act := range [][2]string{
		{"insp.patel", "/ci declare | because the crowd grows"}, {"insp.patel", "/ci potential | because residents say we do nothing"},
		{"insp.patel", "/ci not-declared | because it is calm | unless they come back"}, {"insp.patel", "/ci level area | because there was disorder in May"},
		{"insp.patel", "/ci assess | risk Person A | victim yes | decision declare | because the crowd grows"},
		{"sgt.lee", "/log The crowd is about forty"}, {"insp.patel", "/decision Two officers stay because he will not leave"},
		{"sgt.lee", "/escalate command at the scene"}, {"sgt.lee", "/ci threat He will be burned out"}, {"sgt.lee", "/ci threat vigilante They come at ten"},
		{"insp.patel", "/task riverside Stay at the house | due in 2h"}, {"sgt.lee", "/review in 4h is he safe"},
		{"sgt.lee", "/ci contact They film me | from Person A | offence none: no threat | victim not known yet | done PC Adeyemi goes there"},
		{"insp.patel", "/ci role gold @supt.khan"}, {"sgt.lee", "/ci safety He stays | family none | wishes to stay"},
		{"insp.patel", impactLine}, {"insp.patel", rightsLine}, {"insp.patel", weighLine},
		{"sgt.lee", "/ci handover He is at home | to duty inspector | critical no, calm"}, {"insp.patel", "/ci owner duty inspector | because he commands"},
		{"sgt.lee", "/ci breach a picture of the log | where a group of parents"}, {"insp.patel", "/ci differ Who is told | between police and housing | views today, tomorrow"},
		{"sgt.lee", "/ci rumour He films children | where Ash Road | status unverified | response monitor | because nobody saw it"},
		{"sgt.lee", "/ci flag children | because a school is near"}, {"insp.patel", "/ci add @supt.khan | because he comes"},
	} {
		t.Run(act[1][:min(24, len(act[1]))], func(t *testing.T) {
			p := newPlay(t)
			p.Open("", &incident.Answered{Question: "x", Prompts: p.input("insp.patel").prompts(everyAsking...)})
			if len(p.Full.Open.Questions()) < len(everyAsking) {
				t.Fatalf("open is only %v", p.Full.Open.Questions())
			}
			p.do(force.PersonID(act[0]), act[1])
		})
	}
}

// TestBecauseInAnAnswer: a because in an answer is part of it; after "not needed", or with no answer, it is why none is needed.
func TestBecauseInAnAnswer(t *testing.T) {
	for _, x := range []struct{ line, answer, notNeeded string }{
		{"/ci answer impact yes, because three streets talk of it", "yes, because three streets talk of it", ""},
		{"/ci answer impact not needed because two neighbours know", "", "two neighbours know"},
		{"/ci answer impact because two neighbours know", "", "two neighbours know"},
		{"/ci answer impact | not needed because two neighbours know", "", "two neighbours know"},
	} {
		p := newPlay(t)
		slash, words, _ := strings.Cut(strings.TrimPrefix(x.line, "/"), " ")
		act, err := ReadLine(slash, words, func(string) (force.PersonID, bool) { return "", false })
		if err != nil {
			t.Fatal(err)
		}
		q, err := act.read(p.input("insp.patel")).fill()
		if err != nil {
			t.Errorf("%s: %v", x.line, err)
			continue
		}
		if a := q.(*answerAsk); a.Question != "impact" || a.Answer != x.answer || a.NotNeeded != x.notNeeded {
			t.Errorf("%s: %+v", x.line, a)
		}
	}
}
