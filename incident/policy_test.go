package incident_test

import (
	"testing"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// TestWhoMayWhat_CONTRACT3 is the table of rights, by person of the demo. Supt Khan is Gold in the second column.
func TestWhoMayWhat_CONTRACT3(t *testing.T) {
	f := force.Demo()
	at := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	b := called()
	b.record(incident.BookOpen, incident.Who{ID: "insp.patel"}, &incident.LevelSet{Level: "force", Was: "local"})
	people := []force.PersonID{"pc.adeyemi", "sgt.lee", "sgt.okafor", "insp.patel", "insp.ward", "supt.khan", "acc.morris", "fim.grant", "ds.hughes", "comms.reid", "log.evans", "psd.quinn"}
	for act, who := range map[incident.Act][]force.PersonID{
		incident.ActPotential:       {"sgt.lee", "sgt.okafor", "insp.patel", "insp.ward", "supt.khan", "acc.morris", "fim.grant", "ds.hughes"},
		incident.ActDeclare:         {"insp.patel", "fim.grant", "supt.khan", "acc.morris"},
		incident.ActNotDeclared:     {"insp.patel", "fim.grant", "supt.khan", "acc.morris"},
		incident.ActRaise:           {"insp.patel", "insp.ward", "supt.khan", "acc.morris", "fim.grant"},
		incident.ActLower:           {"supt.khan", "acc.morris"}, // the level is force
		incident.ActStandDown:       {"supt.khan"},
		incident.ActClose:           {"supt.khan"},
		incident.ActReopen:          {"supt.khan"},
		incident.ActOfferGold:       {"insp.patel", "insp.ward", "supt.khan", "acc.morris", "fim.grant"},
		incident.ActOfferCommand:    {},
		incident.ActRestrict:        {"supt.khan", "acc.morris", "ds.hughes"},
		incident.ActBreakGlass:      {"supt.khan", "acc.morris"},
		incident.ActClearLine:       {"insp.patel"},
		incident.ActReleaseLine:     {"comms.reid"},
		incident.ActExportOpen:      {"insp.patel"},
		incident.ActExportSensitive: {"ds.hughes"},
		incident.ActExportAudit:     {"psd.quinn"},
		"nothing that has a rule":   people,
	} {
		may := map[force.PersonID]bool{}
		for _, id := range who {
			may[id] = true
		}
		for _, id := range people {
			p, _ := f.People.Person(id)
			if got := (incident.Asker{Person: p, Force: f, At: at, Full: b.whole}).May(act); got != may[id] {
				t.Errorf("%s by %s: %v", act, id, got)
			}
		}
	}
}

// TestRightsFollowRolesAndCovers: Gold may stand down whoever he is, a loggist for a commander decides nothing, and whoever
// covers a post has its rights.
func TestRightsFollowRolesAndCovers(t *testing.T) {
	f := force.Demo()
	at := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	b := called()
	asker := func(id force.PersonID, covers ...force.Cover) incident.Asker {
		p, _ := f.People.Person(id)
		return incident.Asker{Person: p, Force: f, At: at, Covers: covers, Full: b.whole}
	}
	ward := incident.Who{ID: "insp.ward", Name: "Insp Ward"}
	if asker("insp.ward").May(incident.ActStandDown) {
		t.Error("Ward may stand down without being Gold")
	}
	b.record(incident.BookOpen, ward, &incident.RoleOffered{N: 1, Role: incident.RoleGold, To: ward})
	b.record(incident.BookOpen, ward, &incident.RoleAccepted{Offer: 1, Role: incident.RoleGold})
	if !asker("insp.ward").May(incident.ActStandDown) || !asker("insp.ward").May(incident.ActOfferCommand) {
		t.Error("Gold may not stand down or offer Silver")
	}
	lee := incident.Who{ID: "sgt.lee", Name: "PS Lee"}
	b.record(incident.BookOpen, ward, &incident.RoleOffered{N: 2, Role: "loggist:gold", To: lee})
	b.record(incident.BookOpen, lee, &incident.RoleAccepted{Offer: 2, Role: "loggist:gold"})
	if asker("sgt.lee").May(incident.ActPotential) {
		t.Error("the loggist for Gold decides")
	}
	cover := force.Cover{Post: force.DutyInspector, Person: "sgt.okafor", From: at.Add(-time.Hour), To: at.Add(time.Hour)}
	if asker("sgt.okafor").May(incident.ActDeclare) || !asker("sgt.okafor", cover).May(incident.ActDeclare) {
		t.Error("a cover has not the rights of the post")
	}
	if asker("insp.patel", cover).May(incident.ActDeclare) {
		t.Error("who is covered still has the rights of the post")
	}
}

func TestLevelOwners_R1_9(t *testing.T) {
	f := force.Demo()
	for level, want := range map[force.Level]force.PostID{
		"local": force.ShiftSupervisor, "area": force.DutyInspector, "force": force.OnCallSuperintendent,
		"cross-force": force.OnCallChiefOfficer, "national": force.OnCallChiefOfficer,
	} {
		if got := f.LevelOwner(level); got != want {
			t.Errorf("%s is owned by %s", level, got)
		}
	}
}
