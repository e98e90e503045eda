package commands

import (
	"slices"

	"loggist/incident"
	"loggist/internal/force"
)

// levelAsk sets the level: raising, lowering and staying all need a reason that fits the local situation (S14).
type levelAsk struct {
	Level   string `ask:"Level" word:"" need:"Which level: local, area, force, cross-force or national?"`
	Because string `ask:"Reason" clause:"because" lines:"" need:"A level needs a reason." help:"The area, its history, what is coming: why this level is enough, or is not"`
}

var levelCommand = Command{
	Path:     "ci level",
	Usage:    "/ci level local|area|force|cross-force|national | because …",
	Short:    "Raises, lowers or confirms the level. Staying is an entry too; lowering is for the owner of the higher level.",
	Examples: []string{"/ci level area | because two beats are affected and there is a history of disorder", "/ci level local | because it is still one street"},
	Title:    "Level", Button: "Set the level",
	OnlyClauses: true,
	Confirm:     "Lower the level of %s",
	Confirms: func(in *Input, q any) bool {
		to, ok := in.level(q.(*levelAsk).Level)
		return ok && in.Force.LevelRank(to) < in.levelNow() && in.asker().May(incident.ActLower)
	},
	Question: func() any { return new(levelAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*levelAsk)
		to, ok := in.level(a.Level)
		if !ok {
			return Output{}, RefuseField("no-level", "Level", "“"+clip(a.Level, 40)+"” is no level of this force. Levels are "+orList(levelNames(in.Force))+".")
		}
		o, err := in.about()
		if err != nil {
			return Output{}, err
		}
		switch rank := in.Force.LevelRank(to); {
		case rank > in.levelNow() && !in.asker().May(incident.ActRaise):
			o.asked(&incident.DeclareAsked{Level: string(to), Reason: a.Because}, incident.Policy[incident.ActRaise].Asks)
			return o.output(), nil
		case rank < in.levelNow():
			owner := incident.LevelOwner(in.Force, force.Level(in.Full.Open.Level))
			if !in.asker().May(incident.ActLower) {
				return Output{}, Refuse("not-permitted", "Lowering the level from "+in.Full.Open.Level+" is for the post that owns that level: "+in.Force.PostLabel(owner)+".")
			}
		}
		o.open(&incident.LevelSet{Level: string(to), Was: in.Full.Open.Level, Reason: a.Because})
		o.ended(incident.AskLevel, incident.AskThird)
		return o.output(), nil
	},
}

func (in *Input) levelNow() int { return in.Force.LevelRank(force.Level(in.Full.Open.Level)) }

// level reads the words for a level; spaces and hyphens make no difference.
func (in *Input) level(words string) (force.Level, bool) {
	i := slices.IndexFunc(in.Force.Levels, func(l force.Level) bool { return squash(string(l)) == squash(words) })
	if i < 0 {
		return "", false
	}
	return in.Force.Levels[i], true
}

func levelNames(f *force.Force) []string {
	var out []string
	for _, l := range f.Levels {
		out = append(out, string(l))
	}
	return out
}
