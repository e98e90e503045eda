package commands

import (
	"loggist/incident"
)

// tensionAsk is the tension of one community.
type tensionAsk struct {
	incident.Tension
	By Who `ask:"Assessed by" clause:"by" free:"" decides:"" help:"Empty: you, or the commander for whom you log"`
}

var tensionCommand = Command{
	Path: "ci tension", Synonyms: []string{"ci community tension"},
	Usage: "/ci tension COMMUNITY | evidenced LEVEL | experienced LEVEL | potential LEVEL | trend rising|steady|falling | facts … [| assessment …]",
	Short: "Records the tension of a community: evidenced, experienced, potential, where it is going, and the facts it rests on.",
	Examples: []string{
		"/ci tension Riverside residents | evidenced raised | potential high | trend rising | facts two windows broken since 1800 (log 004); 40 people at 2100",
	},
	Title: "Community tension", Button: "Record community tension",
	Question: func() any { return new(tensionAsk) },
	Check:    func(in *Input, q any) map[string]string { return in.tensionLevels(&q.(*tensionAsk).Tension) },
	Run:      func(in *Input, q any) (Output, error) { return in.tension(q.(*tensionAsk)) },
}

func (in *Input) tension(a *tensionAsk) (Output, error) {
	body := a.Tension
	f, err := in.fillOpen(a.By)
	if err != nil {
		return Output{}, err
	}
	if was := incident.TensionOf(&in.Full.Open.Side, body.Community); was != nil && was.Trend == incident.Rising && body.Trend == incident.Rising {
		body.Asks = append(body.Asks, in.prompt(incident.AskLevel, "tension rising twice running, "+body.Community)) // S5, X16
	}
	body.ToConfirm = f.toConfirm()
	f.add(&body)
	return f.output(), nil
}

// tensionLevels puts the force's own labels in, and their places in words. All that is wrong is said at once.
func (in *Input) tensionLevels(t *incident.Tension) map[string]string {
	fields := map[string]string{}
	given := false
	for _, x := range []struct {
		name  string
		level *string
	}{{"Evidenced", &t.Evidenced}, {"Experience", &t.Experience}, {"Potential", &t.Potential}} {
		if *x.level == "" {
			continue
		}
		given = true
		label, place, ok := in.Force.Tension.Label(*x.level)
		if !ok {
			fields[x.name] = "“" + clip(*x.level, 40) + "” is no level of tension of this force. Levels are " + orList(in.Force.Tension.Labels) + "."
			continue
		}
		*x.level = label + ", " + place
	}
	if !given {
		fields["Potential"] = "Say at least one of evidenced, experienced and potential. Levels are " + orList(in.Force.Tension.Labels) + "."
	}
	return fields
}
