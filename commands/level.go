package commands

import (
	"slices"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// levelAsk sets the level: raising, lowering and staying all need a reason that fits the local situation (S14).
type levelAsk struct {
	Level   string `ask:"Level" word:"" need:"Say which level, and why."`
	Because string `ask:"Reason" clause:"because" lines:"" need:"A level needs a reason." help:"The area, its history, what is coming: why this level is enough, or is not"`
}

// usualLevels stand in the usage; where a force has others, it is said with them.
const usualLevels = "local|area|force|cross-force|national"

var levelCommand = Command{
	Path:     "ci level",
	Usage:    "/ci level " + usualLevels + " | because …",
	Short:    "Raises, lowers or confirms the level. Staying is an entry too; lowering is for the owner of the higher level.",
	Examples: []string{"/ci level area | because two beats are affected and there is a history of disorder", "/ci level local | because it is still one street"},
	Title:    "Level", Button: "Set the level",
	OnlyClauses: true,
	Confirm:     "Lower the level of %s",
	Confirms: func(in *Input, q any) bool {
		to, ok := in.level(q.(*levelAsk).Level)
		return ok && in.Force.LevelRank(to) < in.levelNow() && in.asker().May(incident.ActLower)
	},
	Intro: func(in *Input) string {
		return "Levels, rising: " + strings.Join(levelNames(in.Force), ", ") + ". Now: " + in.Full.Open.Level + "."
	},
	Question: func() any { return new(levelAsk) },
	Check: func(in *Input, q any) map[string]string {
		level := q.(*levelAsk).Level
		if _, ok := in.level(level); ok {
			return nil
		}
		return map[string]string{"Level": "“" + clip(level, 40) + "” is no level of this force. Levels are " + orList(levelNames(in.Force)) + "."}
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*levelAsk)
		to, _ := in.level(a.Level)
		o, err := in.about()
		if err != nil {
			return Output{}, err
		}
		switch rank := in.Force.LevelRank(to); {
		case rank > in.levelNow() && !in.asker().May(incident.ActRaise):
			o.asked(&incident.DeclareAsked{Level: string(to), Reason: a.Because}, incident.Policy[incident.ActRaise].Asks)
			return o.output(), nil
		case rank < in.levelNow():
			owner := in.Force.LevelOwner(force.Level(in.Full.Open.Level))
			if !in.asker().May(incident.ActLower) {
				return Output{}, Refuse("not-permitted", "Lowering the level from "+in.Full.Open.Level+" is for the post that owns that level: "+in.Force.PostLabel(owner)+".")
			}
		}
		o.open(in.levelSet(to, a.Because))
		o.ended(incident.AskLevel, incident.AskThird)
		return o.output(), nil
	},
}

// levelSet is the entry, with the posts that are told of it and who holds them now (R1.9). Whoever sets it is not told, and
// a post that he alone holds is not said to be; of a restricted incident nobody is told who is not let in.
func (in *Input) levelSet(to force.Level, because string) *incident.LevelSet {
	out := &incident.LevelSet{Level: string(to), Was: in.Full.Open.Level, Reason: because}
	restricted := in.Full.Access() != incident.AccessOpen
	told := map[force.PersonID]bool{}
	for _, post := range in.Force.LevelTells(force.Level(out.Was), to) {
		t := incident.Telling{Charge: incident.ChargePost(in.Force, post)}
		knows := false
		for _, w := range in.holders(t.Charge) {
			if w.ID == in.Actor.ID {
				knows = true
				continue
			}
			if restricted && !in.Full.Open.IsMember(w.ID) {
				continue
			}
			t.People = append(t.People, w)
			if !told[w.ID] {
				told[w.ID] = true
				out.People = append(out.People, w)
			}
		}
		if len(t.People) > 0 || !restricted && !knows {
			out.Tells = append(out.Tells, t)
		}
	}
	return out
}

func (in *Input) levelNow() int { return in.Force.LevelRank(force.Level(in.Full.Open.Level)) }

// level reads the words for a level; spaces and hyphens make no difference.
func (in *Input) level(words string) (force.Level, bool) {
	i := slices.IndexFunc(in.Force.Levels, func(l force.LevelRule) bool { return squash(string(l.Level)) == squash(words) })
	if i < 0 {
		return "", false
	}
	return in.Force.Levels[i].Level, true
}

func levelNames(f *force.Force) []string {
	var out []string
	for _, l := range f.Levels {
		out = append(out, string(l.Level))
	}
	return out
}
