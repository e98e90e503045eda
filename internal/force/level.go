package force

import (
	"fmt"
	"slices"
)

// A Level is how far an incident is commanded: local, area, force and so on. The
// names are the force's own.
type Level string

// A LevelRule is one level of the force: the post that owns it, which alone may
// lower it, and the posts that are told when an incident comes to it or leaves it
// (R1.9). The owner is told in any case.
type LevelRule struct {
	Level Level
	Owner PostID
	Tells []PostID
}

// DefaultLevels are the levels of a force that configures none, rising.
func DefaultLevels() []LevelRule {
	return []LevelRule{
		{Level: "local", Owner: ShiftSupervisor},
		{Level: "area", Owner: DutyInspector, Tells: []PostID{FIM}},
		{Level: "force", Owner: OnCallSuperintendent, Tells: []PostID{FIM, OnCallCommunications}},
		{Level: "cross-force", Owner: OnCallChiefOfficer, Tells: []PostID{OnCallSuperintendent, FIM, OnCallCommunications}},
		{Level: "national", Owner: OnCallChiefOfficer, Tells: []PostID{OnCallSuperintendent, FIM, OnCallCommunications}},
	}
}

// LevelRank is the place of the level in the force's order, -1 for none of them.
func (f *Force) LevelRank(l Level) int {
	return slices.IndexFunc(f.Levels, func(r LevelRule) bool { return r.Level == l })
}

// LevelOwner is the post that owns the level. A level that the force no longer has
// is owned as the lowest is.
func (f *Force) LevelOwner(l Level) PostID { return f.Levels[max(f.LevelRank(l), 0)].Owner }

// LevelOwners are the post that owns the level and those that own the ones above it.
func (f *Force) LevelOwners(l Level) []PostID {
	var out []PostID
	for _, r := range f.Levels[max(f.LevelRank(l), 0):] {
		if !slices.Contains(out, r.Owner) {
			out = append(out, r.Owner)
		}
	}
	return out
}

// LevelTells are the posts that are told when an incident goes from one level to
// another: owner and told of the new one, then those of the old, each once. Nobody
// is told that it stays.
func (f *Force) LevelTells(from, to Level) []PostID {
	var out []PostID
	if from == to {
		return nil
	}
	for _, l := range []Level{to, from} {
		i := f.LevelRank(l)
		if i < 0 {
			continue
		}
		for _, p := range append([]PostID{f.Levels[i].Owner}, f.Levels[i].Tells...) {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// neverTold are posts whose holders are asked in the second room alone: that they
// were told of an open incident would say that somebody in it is managed (R3.22).
var neverTold = []PostID{MOSOVO, Probation, ProfessionalStandards}

func (f *Force) checkLevels(fs *faults) {
	if len(f.Levels) == 0 {
		fs.add("force/levels", "must not be empty")
	}
	seen := map[string]bool{}
	for i, l := range f.Levels {
		at := fmt.Sprintf("force/levels/%d", i)
		if plain(string(l.Level)) == "" {
			fs.add(at+"/level", "must not be empty")
		}
		if seen[plain(string(l.Level))] {
			fs.add(at+"/level", "level %s is there twice", l.Level)
		}
		seen[plain(string(l.Level))] = true
		if _, ok := f.Post(l.Owner); !ok {
			fs.add(at+"/owner", "there is no post %q to own level %s", l.Owner, l.Level)
		}
		for j, p := range append([]PostID{l.Owner}, l.Tells...) {
			where := at + "/owner"
			if j > 0 {
				where = fmt.Sprintf("%s/tells/%d", at, j-1)
				if _, ok := f.Post(p); !ok {
					fs.add(where, "there is no post %q", p)
				}
			}
			if slices.Contains(neverTold, p) {
				fs.add(where, "%s is asked in the second room alone, and told of no level", p)
			}
		}
	}
}
