package commands

import (
	"slices"
	"strings"
	"testing"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// TestLevelTellsItsPosts_R1_9: owner and told posts of the level that is left and of the one that is come to hear of it in
// direct messages that are receipted; whoever set it does not, nobody hears that it stays, and the flag cross-border is no
// level.
func TestLevelTellsItsPosts_R1_9(t *testing.T) {
	p := newPlay(t)
	said := func() (out []string) {
		set := p.Entries[len(p.Entries)-1]
		for _, lane := range p.Full.Open.PendingLanes() {
			for _, it := range p.Full.Open.Pending(lane) {
				if lane.Person == "" || it.Key != incident.EntryKey(set.Seq) {
					continue
				}
				if it.Class == incident.ClassPage {
					t.Errorf("%s is rung for a level", lane.Person)
				}
				out = append(out, string(lane.Person))
			}
		}
		slices.Sort(out)
		return out
	}
	p.do("insp.patel", "/ci level local | because it is one street")
	if got := said(); len(got) > 0 {
		t.Errorf("that it stays was told %v", got)
	}
	p.do("insp.patel", "/ci flag cross-border | because he lives across the river")
	p.do("insp.patel", "/ci level force | because two beats are affected")
	if got, want := said(), []string{"comms.reid", "fim.grant", "sgt.lee", "supt.khan"}; !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	set := p.Entries[len(p.Entries)-1]
	v := say.View{Force: p.Force, Register: p.Register, Now: p.Now, Profile: force.Full}
	lane := incident.Lane{Person: "supt.khan", Platform: force.Local}
	var told string
	for _, it := range p.Full.Open.Pending(lane) {
		if it.Key == incident.EntryKey(set.Seq) {
			told = say.Open(v, p.Full.Open, it).Message.Text
		}
	}
	if first, _, _ := strings.Cut(told, "\n"); !strings.Contains(first, "142/") && !strings.Contains(first, "0001/") || !strings.Contains(told, "raised from local to force") || !strings.Contains(told, "Told: on-call Superintendent (Supt Khan)") {
		t.Errorf("it reads:\n%s", told)
	}
	if p.Full.Open.Level != "force" || p.Full.Open.Flags["cross-border"] == 0 {
		t.Errorf("level and flag are one: %s, %v", p.Full.Open.Level, p.Full.Open.Flags)
	}
	if _, err := p.send("supt.khan", "ci level", map[string]string{"level": "area", "because": "it is calmer"}); err != nil {
		t.Fatal(err)
	}
	if got, want := said(), []string{"comms.reid", "fim.grant", "insp.patel"}; !slices.Equal(got, want) {
		t.Errorf("of the lowered level %v were told, want %v", got, want)
	}
}

// TestLevelsAreTheForces_R1_9: names, order, owners and told posts are the force's own.
func TestLevelsAreTheForces_R1_9(t *testing.T) {
	p := newPlay(t)
	p.Force.Levels = []force.LevelRule{
		{Level: "beat", Owner: force.ShiftSupervisor}, {Level: "district", Owner: force.FIM, Tells: []force.PostID{force.DutyInspector}},
	}
	p.Full.Open.Level = "beat"
	if reply, _, err := p.try("insp.patel", "/ci help level"); err != nil || !strings.Contains(reply, "/ci level beat|district | because …") {
		t.Errorf("help does not know the levels: %s, %v", reply, err)
	}
	p.refuse("insp.patel", "/ci level area | because two beats are affected", "Levels are beat or district")
	p.do("insp.patel", "/ci level district | because two beats are affected")
	p.refuse("supt.khan", "/ci level beat | because it is calmer", "is for the post that owns that level: Force Incident Manager")
	if _, err := p.send("fim.grant", "ci level", map[string]string{"level": "beat", "because": "it is calmer"}); err != nil {
		t.Fatal(err)
	}
}
