package commands

import (
	"errors"
	"maps"
	"strings"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// assessAsk answers in one go what is asked of every call: three questions, and a decision if one can be taken.
type assessAsk struct {
	Risk    string `ask:"Who is at risk now" clause:"risk" lines:"" help:"By name of the role: Person A, his family, neighbours, officers"`
	Victim  string `ask:"Is the person named also a victim" short:"Also a victim?" clause:"victim" help:"yes, no or not known, and why; count earlier contacts"`
	Declare string `ask:"Declare, potential or not" short:"Declare or not" clause:"declare,decision" options:"declare=Declare a critical incident;potential=Potential critical incident;not=Not declared;later=Not decided yet"`
	Because string `ask:"Reason for that decision" short:"Reason" clause:"because" lines:"" help:"The effectiveness of the police response is likely to have a significant impact on the confidence of victim, family or community."`
	Whose   string `ask:"Whose confidence is at stake" short:"Whose confidence" clause:"whose" options:"victim=The victim;family=The family;community=The community;several=More than one of them"`
	Unless  string `ask:"If not declared: what would change this" short:"What would change this" clause:"unless" lines:""`
	Review  When   `ask:"Review" clause:"review" future:"" help:"Such as 24h; empty: the force's time for this decision"`
}

var assessCommand = Command{
	Path:     "ci assess",
	Usage:    "/ci assess [| risk …] [| victim …] [| decision declare|potential|not | because …] [| unless …]",
	Short:    "Answers the assessment: who is at risk now, is the person named also a victim, declare, potential or not.",
	Examples: []string{"/ci assess | risk Person A and his mother | victim yes, his windows were broken | decision potential | because the crowd grows"},
	Title:    "Assessment", Button: "Answer the assessment",
	OnlyClauses: true,
	Question:    func() any { return new(assessAsk) },
	Check: func(_ *Input, q any) map[string]string {
		if a := q.(*assessAsk); a.Declare != "" && a.Because == "" {
			return map[string]string{"Because": "A decision whether to declare needs a reason."}
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) {
		return in.assess(q.(*assessAsk))
	},
}

func (in *Input) assess(a *assessAsk) (Output, error) {
	v := in.verdictOf(a)
	if a.Risk == "" && a.Victim == "" && v == nil {
		return in.opensForm("ci assess"), nil
	}
	o, err := in.about()
	if err != nil {
		return Output{}, err
	}
	if v != nil {
		if err := in.mayBecome(v.to); err != nil {
			return Output{}, err
		}
	}
	for _, x := range []struct{ question, answer string }{{incident.AskRisk, a.Risk}, {incident.AskVictim, a.Victim}} {
		if x.answer != "" {
			o.open(&incident.Answered{Question: x.question, Answer: x.answer})
		}
	}
	switch {
	case v == nil:
	case in.asker().May(v.act):
		o.decided(*v)
	default:
		o.asked(&incident.DeclareAsked{What: v.to, Reason: v.reason}, incident.Policy[v.act].Asks)
	}
	return o.output(), nil
}

// verdictOf is the decision in an assessment; nil when none was taken.
func (in *Input) verdictOf(a *assessAsk) *verdict {
	whose, unless := a.Whose, a.Unless
	var v verdict
	switch a.Declare {
	case "declare":
		v = in.declares(a.Because, whose)
	case "potential":
		v = in.potential(a.Because, whose)
	case "not":
		v = in.notDeclares(a.Because, unless)
	default:
		return nil
	}
	v.review = a.Review
	return &v
}

// answerAsk answers one of the questions that are still open, or says why it need not be answered: a decision, with a
// review (R1.16).
type answerAsk struct {
	Question  string `ask:"Question" word:"" need:"Which question?" help:"risk, victim, impact, where, why, what, npt or unless"`
	Answer    string `ask:"Answer" rest:"" lines:""`
	NotNeeded string `ask:"Not needed because" short:"Not needed because" clause:"not needed because,not needed,because" lines:"" help:"Then this is a decision, and it is looked at again"`
	Review    When   `ask:"Review of “not needed”" short:"Review" clause:"review" future:""`
	By        Who    `ask:"“Not needed” decided by" short:"Decided by" clause:"by" free:"" help:"Empty: you, or the commander for whom you log"`
}

var answerCommand = Command{
	Path:     "ci answer",
	Usage:    "/ci answer QUESTION ANSWER, or | not needed because …",
	Short:    "Answers what is still to answer, or says why it need not be answered.",
	Examples: []string{"/ci answer risk Person A and his mother, at home", "/ci answer impact | not needed because nobody but two neighbours knows of it"},
	Title:    "Still to answer", Button: "Answer what is still open",
	Question: func() any { return new(answerAsk) },
	Check:    func(in *Input, q any) map[string]string { return in.answerFaults(q.(*answerAsk)) },
	Run:      func(in *Input, q any) (Output, error) { return in.answerOpen(q.(*answerAsk)) },
}

func (in *Input) answerOpen(a *answerAsk) (Output, error) {
	q, err := in.question(a.Question)
	if u, ok := errors.AsType[*bot.UserError](err); ok && len(u.Fields) > 0 { // “not needed” in the form of a question that is not open
		err = Refuse("not-asked", capital(incident.QuestionText(a.Question))+": that is not asked now. "+u.Say)
	}
	if err != nil {
		return Output{}, err
	}
	if q == incident.AskView && !in.asker().May(incident.ActPotential) {
		return Output{}, Refuse("not-permitted", "A supervisor's view is for "+incident.Policy[incident.ActPotential].Words+" to give.")
	}
	o, err := in.about()
	if err != nil {
		return Output{}, err
	}
	if a.NotNeeded == "" {
		body, err := in.answerBody(q, a.Answer)
		if err != nil {
			return Output{}, err
		}
		o.open(body)
		o.ended(q)
		if q == incident.AskCritical {
			c, _ := criticality(a.Answer)
			o.couldBecome(c, a.Answer)
		}
		if q == incident.AskNPT {
			o.settle("npt", "a neighbourhood team was named")
		}
		return o.output(), nil
	}
	by, err := decidedBy(in, a.By)
	if err == nil {
		err = in.mayNotNeed(q, by)
	}
	if err != nil {
		return Output{}, err
	}
	n := o.batch.NextReview(incident.BookOpen)
	seq := o.batch.Add(incident.Draft{Book: incident.BookOpen, DecidedBy: by.Who, Body: &incident.Answered{
		Question: q, NotNeeded: a.because(), Review: n, ToConfirm: incident.ToConfirm{ConfirmBy: by.ConfirmBy},
	}})
	due := a.Review.At
	if due.IsZero() {
		due = in.Now.Add(reviewAfter(in, incident.NoAction))
	}
	if q == incident.AskNPT {
		o.settle("npt", "no neighbourhood team is needed: "+a.because())
	}
	o.ended(q)
	o.open(in.reviewAt(&incident.ReviewSet{What: "not needed: " + incident.QuestionText(q), Of: seq, Owner: o.charge(), Due: due}))
	return o.output(), nil
}

// because is why it need not be answered. “not needed because …” is typed with that word and without it.
func (a *answerAsk) because() string {
	return strings.TrimSpace(strings.TrimPrefix(a.NotNeeded, "because"))
}

// answerFaults are the fields that say nothing, say two things, or are not what this question asks.
func (in *Input) answerFaults(a *answerAsk) map[string]string {
	q, err := in.question(a.Question)
	wrong := wrongFields(err)
	switch {
	case a.Answer == "" && a.NotNeeded == "":
		wrong["Answer"] = "Blank is no answer. Answer it, or say why it need not be answered: | not needed because …"
	case a.Answer != "" && a.NotNeeded != "":
		wrong["NotNeeded"] = "It is answered or not needed, not both."
	case a.NotNeeded != "" && saysNothing(a.because()):
		wrong["NotNeeded"] = "“" + a.because() + "” is no reason that somebody could read in two years; say it in words."
	}
	if a.Answer != "" {
		maps.Copy(wrong, wrongFields(errOf(in.answerBody(q, a.Answer))))
		return wrong
	}
	by, err := decidedBy(in, a.By)
	if maps.Copy(wrong, wrongFields(err)); err == nil {
		maps.Copy(wrong, wrongFields(in.mayNotNeed(q, by)))
	}
	return wrong
}

// question finds which of the open questions the words mean.
func (in *Input) question(words string) (string, error) {
	var open []string
	for _, q := range in.Full.Open.Questions() {
		if squash(words) == squash(q.Key) {
			if q.Key == incident.AskDeclare {
				return "", RefuseTry("decide", "That is a decision of its own.", "/ci assess | decision potential | because …")
			}
			return q.Key, nil
		}
		open = append(open, q.Key+" ("+q.Text+")")
	}
	if squash(words) == incident.AskRights && in.Full.Open.RightsUnasked() { // they hold things up before they are on the card
		return incident.AskRights, nil
	}
	if len(open) == 0 {
		return "", Refuse("nothing-open", "Nothing is still to be answered.")
	}
	return "", RefuseField("no-question", "Question", "Still to answer are: "+strings.Join(open, ", ")+".")
}

// answerBody is the entry of an answer: what the call left open is amended by it.
func (in *Input) answerBody(q, answer string) (incident.Body, error) {
	switch q {
	case incident.AskWhat:
		return &incident.Amended{What: answer}, nil
	case incident.AskWhy:
		return &incident.Amended{Why: answer}, nil
	case incident.AskWhere:
		amended := &incident.Amended{Where: answer}
		if in.Full.Open.NPT == "" {
			amended.NPT = teamIn(in.Force, answer)
		}
		return amended, nil
	case incident.AskNPT:
		n, ok := in.Force.NPTByWords(answer)
		if !ok {
			return nil, RefuseField("no-team", "Answer", "“"+clip(answer, 40)+"” is no neighbourhood policing team that I know. Known are "+orList(teamNames(in.Force))+".")
		}
		return &incident.Amended{NPT: n.ID}, nil
	}
	body := &incident.Answered{Question: q, Answer: answer}
	if asking, ok := incident.AskingOf(q); ok && asking.By != "" && !asking.Words {
		return nil, RefuseTry("form", upper(asking.Text)+": that is answered with its form, or not needed because …", "/"+asking.By)
	}
	if _, ok := criticality(answer); q == incident.AskCritical && !ok {
		return nil, RefuseField("no-answer", "Answer", "Say no, maybe or yes first, and then why: /ci answer critical maybe, they come back every night.")
	}
	if q == incident.AskImpact { // that it is needed is no assessment yet
		body.Prompts = in.prompts(incident.AskImpactMade)
	}
	return body, nil
}

// mayNotNeed refuses a “not needed” that is not the person's to say: in a complex or high-risk incident the community impact
// assessment is not needed only for a superintendent (S34).
func (in *Input) mayNotNeed(q string, by maker) error {
	if q == incident.AskRights {
		return in.mayAs(by, incident.ActRights, "Saying that human rights need not be weighed")
	}
	if q != incident.AskImpact && q != incident.AskImpactMade {
		return nil
	}
	p, _ := in.Force.People.Person(by.Who.ID)
	for _, flag := range []string{incident.FlagComplex, incident.FlagHighRisk} {
		if _, set := in.Full.Open.Flags[flag]; set && !p.RankAtLeast(force.Superintendent) {
			return RefuseField("not-permitted", "NotNeeded", "This incident is flagged "+say.FlagName(flag)+": that no community impact assessment is needed is for a superintendent or above to say.")
		}
	}
	return nil
}

// opensForm opens the form of a command that was typed without anything to record.
func (in *Input) opensForm(path string) Output {
	a := Act{Command: lookup(path), values: map[string]string{}, way: byButton}
	return Output{Reply: bot.Reply{OK: true, Text: a.opens(), Form: a.form(in, a.read(in)), Incident: refOf(in)}}
}
