package commands

import (
	"strings"

	"loggist/internal/force"
)

var arrangementsCommand = Command{
	Path:     "ci arrangements",
	Usage:    "/ci arrangements",
	Short:    "The standing arrangements of this force: ladder, posts and who holds them, times; what is missing is said.",
	Examples: []string{"/ci arrangements"},
	Title:    "Arrangements", Button: "Show the arrangements",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true,
	Run: func(in *Input, _ any) (Output, error) { return answer(strings.Join(in.arrangements(), "\n")), nil },
}

func (in *Input) arrangements() []string {
	f, t := in.Force, in.Force.Settings
	lines := []string{"Arrangements of " + f.Name + ". A configuration that lacks a ladder, a post or a level is refused when Loggist starts."}
	var rungs []string
	for _, r := range f.Ladder().Rungs {
		rungs = append(rungs, f.PostLabel(r.Post))
	}
	lines = append(lines, "Ladder: "+strings.Join(rungs, ", then "), "Levels of tension: "+orList(f.Tension.Labels)+".")
	for _, l := range f.Levels {
		line := "Level " + string(l.Level) + ": owned by the " + f.PostLabel(l.Owner)
		if len(l.Tells) > 0 {
			var told []string
			for _, p := range l.Tells {
				told = append(told, f.PostLabel(p))
			}
			line += "; told as well: " + strings.Join(told, ", ")
		}
		lines = append(lines, line+".")
	}
	for _, p := range f.Posts {
		held := in.onDuty(p.ID)
		names := make([]string, len(held))
		for i, w := range held {
			names[i] = w.Name
		}
		who := strings.Join(names, ", ")
		if who == "" {
			who = "NOBODY ON DUTY NOW"
		}
		lines = append(lines, "- "+p.Label+": "+who)
	}
	lines = append(lines,
		"A call is assessed within "+force.Span(t.Assess)+"; a declared incident is reviewed after "+force.Span(t.Review.Declared)+", its impact assessment after "+force.Span(t.Review.ImpactDeclared)+".",
		"Asked within: impact assessment "+force.Span(t.Ask.Impact)+", communications "+force.Span(t.Ask.CommsDeclared)+" declared and "+force.Span(t.Ask.Comms)+" potential, human rights "+
			force.Span(t.Ask.Rights)+", what a flag asks "+force.Span(t.Ask.Flag)+".",
		"Wanted at a strategy meeting: "+strings.Join(t.Meeting.Wanted, ", ")+"; in a Gold group: "+strings.Join(t.GoldGroup.Wanted, ", ")+".")
	lines = append(lines, "Whoever records an entry is asked whether it is a threat to life, where it says: "+f.Settings.ThreatWords.String()+".")
	if len(f.Guidance) == 0 {
		lines = append(lines, "MISSING: references to guidance (guidance: in the configuration).")
	}
	return lines
}
