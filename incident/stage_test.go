package incident_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loggist/incident"
)

var follows = map[incident.Stage][]incident.Stage{
	incident.StageCalled:      {incident.StageAssessing, incident.StagePotential, incident.StageDeclared, incident.StageNotDeclared},
	incident.StageAssessing:   {incident.StagePotential, incident.StageDeclared, incident.StageNotDeclared, incident.StageStoodDown},
	incident.StagePotential:   {incident.StagePotential, incident.StageDeclared, incident.StageNotDeclared, incident.StageStoodDown},
	incident.StageNotDeclared: {incident.StageAssessing, incident.StageNotDeclared, incident.StagePotential, incident.StageDeclared, incident.StageStoodDown},
	incident.StageDeclared:    {incident.StageDeclared, incident.StageRestoring, incident.StageStoodDown},
	incident.StageRestoring:   {incident.StageDeclared, incident.StageRestoring, incident.StageStoodDown},
	incident.StageStoodDown:   {incident.StageAssessing, incident.StageClosed},
	incident.StageClosed:      {incident.StageAssessing},
}

// TestStagesFollowTheTable_R1_8: entries in any order, those included that no command would make, leave a stage that may
// follow the one before; no entry takes a declaration back.
func TestStagesFollowTheTable_R1_8(t *testing.T) {
	by := incident.Who{ID: "insp.patel", Name: "Insp Patel"}
	rapid.Check(t, func(t *rapid.T) {
		b := called()
		for range rapid.IntRange(1, 40).Draw(t, "entries") {
			b.now = b.now.Add(time.Minute)
			before := b.whole.Open.Stage
			body := rapid.SampledFrom([]incident.Body{
				&incident.Potential{Reason: "r"}, &incident.Declared{Reason: "r"}, &incident.NotDeclared{Reason: "r"}, &incident.Restoring{Reason: "r"},
				&incident.StoodDown{Reason: "r"}, &incident.Closed{Reason: "r"}, &incident.Reopened{Reason: "r", AssessBy: b.now.Add(time.Hour)},
				&incident.Answered{Question: incident.AskRisk, Answer: "him"}, &incident.AssessmentOverdue{}, &incident.Unowned{}, &incident.DeclareAsked{What: incident.StageDeclared},
			}).Draw(t, "body")
			b.record(incident.BookOpen, by, body)
			h := &b.whole.Open.Head
			if h.Stage != before && !slices.Contains(follows[before], h.Stage) {
				t.Fatalf("%s makes %s of %s", body.Kind(), h.Stage, before)
			}
			if before == incident.StageDeclared && h.Stage != before {
				if h.Stage != incident.StageRestoring && h.Stage != incident.StageStoodDown {
					t.Fatalf("a declaration was taken back by %s", body.Kind())
				}
			}
			if h.Stage == incident.StageClosed && (h.Live() || len(h.Questions()) > 0 || !h.AssessBy.IsZero()) {
				t.Fatal("a closed incident asks for something")
			}
			switch h.Stage {
			case incident.StagePotential, incident.StageDeclared, incident.StageNotDeclared, incident.StageRestoring:
				if !h.AssessBy.IsZero() || h.Assessed.IsZero() {
					t.Fatalf("%s, and to be assessed by %v", h.Stage, h.AssessBy)
				}
			}
		}
	})
}

func TestQuestionsInOrder_R1_1_S29_S35(t *testing.T) {
	b := called()
	keys := func() []string {
		var out []string
		for _, q := range b.whole.Open.Questions() {
			out = append(out, q.Key)
		}
		return out
	}
	want := []string{incident.AskNPT, incident.AskWhere, incident.AskWhy, incident.AskRisk, incident.AskVictim, incident.AskDeclare, incident.AskImpact}
	if got := keys(); !slices.Equal(got, want) {
		t.Fatalf("asked: %v", got)
	}
	by := incident.Who{ID: "sgt.lee", Name: "PS Lee"}
	b.record(incident.BookOpen, by, &incident.Amended{Where: "RV2", Why: "he may be hurt", NPT: "riverside"})
	b.record(incident.BookOpen, by, &incident.Answered{Question: incident.AskRisk, Answer: "him"})
	b.record(incident.BookOpen, by, &incident.NotDeclared{Reason: "it is calm"})
	if got := keys(); !slices.Equal(got, []string{incident.AskVictim, incident.AskImpact, incident.AskUnless}) {
		t.Errorf("asked: %v", got)
	}
	b.record(incident.BookOpen, by, &incident.NotDeclared{Reason: "it is calm", Unless: "it comes back"})
	if got := keys(); !slices.Equal(got, []string{incident.AskVictim, incident.AskImpact}) {
		t.Errorf("asked: %v", got)
	}
}
