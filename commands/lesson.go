package commands

import "loggist/incident"

type lessonAsk struct {
	incident.Lesson
	To  Who  `ask:"Owner" clause:"owner" need:"A lesson has exactly one owner: a post."`
	Due When `ask:"Done by" clause:"due" future:"" need:"Say by when: due 24/12 0900."`
}

var lessonCommand = Command{
	Path:     "ci lesson",
	Usage:    "/ci lesson WHAT IS TO BE DIFFERENT | because … | owner POST | due 24/12 0900",
	Short:    "A lesson with one owner and a day: it is asked about until it is done.",
	Examples: []string{"/ci lesson A third call from one address goes to an inspector at once | because the third call waited for an hour | owner duty inspector | due 24/12 0900"},
	Title:    "Lesson", Button: "Record a lesson",
	Question: func() any { return new(lessonAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.lessonOwner(q.(*lessonAsk).To))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*lessonAsk)
		owner, err := in.lessonOwner(a.To)
		if err != nil {
			return Output{}, err
		}
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		body := a.Lesson
		body.Owner, body.Review = owner, f.batch.NextReview(f.book)
		seq := f.add(&body)
		f.review("lesson: "+body.What, seq, body.Owner, a.Due.At)
		return f.output(), nil
	},
}

func (in *Input) lessonOwner(to Who) (incident.Charge, error) {
	return in.chargeOf(to, "To", "A lesson is owned by a post, so that somebody always holds it. Name one, such as duty inspector.")
}

type holdAsk struct {
	incident.Hold
	decider
}

var holdCommand = Command{
	Path:     "ci hold",
	Usage:    "/ci hold FOR WHAT | authority … [| off]",
	Short:    "Preserves everything of the incident for an inquest, an inquiry or proceedings; or lifts that.",
	Examples: []string{"/ci hold The inquest into the death in Ash Road | authority the coroner, letter of 12 November"},
	Title:    "Preservation hold", Button: "Preserve the incident",
	WhenClosed: true,
	Question:   func() any { return new(holdAsk) },
	Check: func(in *Input, q any) map[string]string {
		if q.(*holdAsk).Off && !in.Full.Held() {
			return map[string]string{"Off": "No hold stands."}
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*holdAsk)
		f, err := in.fillOpen(a.By)
		if err != nil {
			return Output{}, err
		}
		body := a.Hold
		body.ToConfirm = f.toConfirm()
		f.add(&body)
		return f.output(), nil
	},
}

type methaneAsk struct{ incident.Methane }

var methaneCommand = Command{
	Path: "ci methane", Synonyms: []string{"ci brief methane"},
	Usage:    "/ci methane EXACT LOCATION | major declared|standby|no | type … | hazards … | access … | number … | emergency …",
	Short:    "A METHANE report of what is at the scene; without a major incident an ETHANE.",
	Examples: []string{"/ci methane Ash Road, outside number 4 | major no | type disorder, about 40 people | hazards stones, petrol seen | access from Mill Lane only | number 0 | emergency two police units; fire service asked"},
	Title:    "METHANE", Button: "Report METHANE",
	Question: func() any { return new(methaneAsk) },
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		body := q.(*methaneAsk).Methane
		f.add(&body)
		return f.output(), nil
	},
}
