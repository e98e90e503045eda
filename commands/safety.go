package commands

import (
	"strconv"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// safetyAsk is a version of the safety plan.
type safetyAsk struct {
	incident.SafetyPlan
	Next When `ask:"Next contact with the person" short:"Next contact" clause:"next contact,next" future:"" help:"Such as 4h or tomorrow 0800; empty: the force's time"`
	To   Who  `ask:"Owner" clause:"owner" help:"A post; empty: the post that owns the incident"`
	By   Who  `ask:"Made by" clause:"by" free:"" decides:"" help:"Empty: you, or the commander for whom you log"`
}

var safetyCommand = Command{
	Path: "ci safety", Synonyms: []string{"ci safety plan"},
	Usage: "/ci safety FOR WHOM AND THE PLAN | family … | contact … | wishes … | accommodation offered|accepted|declined|arranged|not-needed [| place REFERENCE] | suicide … | point of contact … [| next contact 4h]",
	Short: "A version of the safety plan, for the person and his family. Sensitive book; where somebody was taken to is in no message at all.",
	Examples: []string{
		"/ci safety Person A: out of the house tonight | family mother goes with him | contact PS Lee at 2120, in person | wishes to stay together | accommodation arranged | arranged by duty inspector until Friday | suicide assessed by PS Lee 2125, next 0900 | point of contact PS Lee | next contact 4h",
	},
	Title: "Safety plan", Button: "Make a safety plan",
	Private:  true,
	Intro:    func(in *Input) string { return in.guidanceOn("suicide") },
	Question: func() any { return new(safetyAsk) },
	Check:    func(in *Input, q any) map[string]string { return in.safetyFaults(q.(*safetyAsk)) },
	Run:      func(in *Input, q any) (Output, error) { return in.safety(q.(*safetyAsk)) },
}

// safetyFaults are what a plan lacks for this incident (S3), and a place that goes with nothing.
func (in *Input) safetyFaults(a *safetyAsk) map[string]string {
	wrong := wrongFields(errOf(in.safetyOwner(a.To)))
	if _, set := in.Full.Open.Flags[incident.FlagUnderInvestigation]; set && a.Suicide == "" {
		wrong["Suicide"] = "Somebody here is under investigation: say who assessed the risk of suicide and self-harm, when, and when next."
	}
	if a.Place != "" && a.Accommodation != incident.AccommodationArranged {
		wrong["Accommodation"] = "A reference of the place goes with accommodation that is arranged."
	}
	return wrong
}

func (in *Input) safety(a *safetyAsk) (Output, error) {
	f, err := in.fillPrivate(a.By)
	if err != nil {
		return Output{}, err
	}
	owner, err := in.safetyOwner(a.To)
	if err != nil {
		return Output{}, err
	}
	_, before, _ := incident.Latest[*incident.SafetyPlan](in.Full.Sensitive)
	body := a.SafetyPlan
	body.Version, body.Lacks, body.ToConfirm = incident.Versions[*incident.SafetyPlan](in.Full.Sensitive)+1, a.Missing(), f.toConfirm()
	body.Owner = owner
	body.Review = f.batch.NextReview(f.book)
	seq := f.add(&body)
	f.review("contact with the person, safety plan version "+strconv.Itoa(body.Version), seq, body.Owner, dueOr(in, a.Next, in.Force.Settings.SafetyContact))
	f.supersedes(before, "a new version takes its place")
	f.answeredElsewhere(incident.AskSafety, "it is made")
	if a.Suicide != "" {
		f.answeredElsewhere(incident.AskSuicide, "assessed")
	}
	return f.output(), nil
}

func (in *Input) safetyOwner(to Who) (incident.Charge, error) {
	if to == (Who{}) {
		return in.owner(), nil
	}
	return in.chargeOf(to, "To", "A safety plan is owned by a post, so that somebody always holds it. Name one, such as duty inspector.")
}

// answeredElsewhere takes a question off the open card when its answer stands in the sensitive book. It is asked in every
// incident alike, so that it was answered proves nothing.
func (f *filling) answeredElsewhere(question, answer string) {
	h := &f.full.Open.Head
	if _, answered := h.Answers[question]; answered || h.Asked[question] == nil {
		return
	}
	f.open(&incident.Answered{Question: question, Answer: answer + "; it stands in the sensitive book"})
	f.ended(question)
}

type riskPlanAsk struct {
	incident.RiskPlan
}

var riskPlanCommand = Command{
	Path:     "ci riskplan",
	Synonyms: []string{"ci risk plan"},
	Usage:    "/ci riskplan yes|no|none [BY WHOM, WHEN, REFERENCE]",
	Short:    "Says whether the risk plan was reviewed: a reference, never what is in it. Second room; every incident asks it.",
	Examples: []string{"/ci riskplan none", "/ci riskplan yes DS Hughes 0910, under RP-17"},
	Title:    "Risk plan", Button: "Say whether it was reviewed",
	Private:  true,
	Question: func() any { return new(riskPlanAsk) },
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookSensitive)
		if err != nil {
			return Output{}, err
		}
		if in.Book != incident.BookSensitive {
			return Output{}, Refuse("second-room", "That is asked and answered in the second room alone, of every incident.")
		}
		body := q.(*riskPlanAsk).RiskPlan
		f.add(&body)
		for _, r := range in.Full.Sensitive.LiveReviews() {
			if strings.HasPrefix(r.What, riskPlanReview) && body.Reviewed != no {
				f.batch.Add(incident.Draft{Book: f.book, Body: &incident.ReviewDone{
					Review: r.N, Due: r.NextDue(), Outcome: incident.ReviewConfirmed, Reason: strings.TrimSpace(body.Reviewed + " " + body.Text),
				}})
			}
		}
		return f.output(), nil
	},
}

// riskPlanReview reminds in every second room, whether or not anybody is managed (S32, R3.22).
const riskPlanReview = "the risk plan, where there is one: has it been reviewed"

func (in *Input) riskPlanReview() *incident.ReviewSet {
	return in.reviewAt(&incident.ReviewSet{
		What: riskPlanReview + in.Force.Named(" (/ci riskplan)"), Owner: incident.ChargePost(in.Force, force.MOSOVO), Due: in.Now.Add(in.Force.Settings.Review.Declared),
	})
}
