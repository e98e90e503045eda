package force

import "time"

// Demo is the fictional force of the demo, of exercises and of tests. The
// shipped example configuration loads to the same force.
func Demo() *Force {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // tzdata is linked in
	}
	people, err := NewDirectory(demoPeople())
	if err != nil {
		panic(err) // fixed data; a test makes it
	}
	f, err := New(Force{
		ID: "demo", Name: "Riverside and Hillside Police", Zone: zone,
		ControlRoom: "01632 960100",
		Marking:     "OFFICIAL-SENSITIVE", Handling: "Recipients only; do not forward",
		Exercise: true,
		People:   people,
		Posts:    demoPosts(),
		NPTs: []NPT{
			{ID: "riverside", Name: "Riverside NPT", Beats: []string{"RV1", "RV2"}},
			{ID: "hillside", Name: "Hillside NPT", Beats: []string{"HL1"}},
		},
		Ladders:  []Ladder{demoLadder()},
		Levels:   DefaultLevels(),
		Tension:  DefaultScale(),
		Guidance: demoGuidance(),
		Roster:   demoRoster(),
		Rooms:    demoRooms(people),
		Settings: DefaultSettings(),
	})
	if err != nil {
		panic(err)
	}
	return f
}

// demoGuidance shows how references are kept: dated, with what has taken their place. A force keeps its own.
func demoGuidance() []Guide {
	seen := time.Date(2027, 10, 4, 0, 0, 0, 0, time.UTC)
	const app = "https://www.college.police.uk/app"
	return []Guide{
		{Topic: "communications", Title: "Engagement and communication", Link: app, Seen: seen, Successor: "Media and communications"},
		{Topic: "communications", Title: "Media and communications", Link: app, Seen: seen},
		{Topic: "critical incidents", Title: "Critical incident management", Link: app, Seen: seen},
		{Topic: "investigation", Title: "Investigation", Link: app, Seen: seen},
		{Topic: "information", Title: "Managing public protection information", Link: app, Seen: seen},
		{Topic: "suicide", Title: "Suicide risk of people under investigation for online child abuse", Link: app, Seen: seen},
	}
}

func demoPeople() []Person {
	riverside, hillside := NPTSergeant("riverside"), NPTSergeant("hillside")
	return []Person{
		{ID: "pc.adeyemi", Rank: "PC", Name: "Adeyemi", NPT: "riverside"},
		{ID: "sgt.lee", Rank: "PS", Name: "Lee", NPT: "riverside", Posts: []PostID{riverside, ShiftSupervisor}},
		{ID: "sgt.okafor", Rank: "PS", Name: "Okafor", NPT: "hillside", Posts: []PostID{hillside}},
		{ID: "insp.patel", Rank: "Insp", Name: "Patel", Posts: []PostID{DutyInspector}},
		{ID: "insp.ward", Rank: "Insp", Name: "Ward"},
		{ID: "supt.khan", Rank: "Supt", Name: "Khan", Posts: []PostID{OnCallSuperintendent}},
		{ID: "acc.morris", Rank: "ACC", Name: "Morris", Posts: []PostID{OnCallChiefOfficer}},
		{ID: "fim.grant", Rank: "Insp", Name: "Grant", Posts: []PostID{FIM}},
		{ID: "ds.hughes", Rank: "DS", Name: "Hughes", Posts: []PostID{MOSOVO}},
		{ID: "comms.reid", Name: "Reid", Posts: []PostID{OnCallCommunications}},
		{ID: "log.evans", Name: "Evans", Posts: []PostID{LoggistPost}, Loggist: true},
		{ID: "log.baker", Name: "Baker", Posts: []PostID{LoggistPost}, Loggist: true},
		{ID: "psd.quinn", Name: "Quinn", Posts: []PostID{ProfessionalStandards}},
		{ID: "prob.shah", Name: "Shah", Posts: []PostID{Probation}, Partner: true},
		{ID: "guest.stone", Name: "Stone", Guest: true},
	}
}

func demoPosts() []Post {
	return []Post{
		{ID: NPTSergeant("riverside"), Label: "Riverside NPT sergeant"},
		{ID: NPTSergeant("hillside"), Label: "Hillside NPT sergeant"},
		{ID: ShiftSupervisor, Label: "shift supervisor"},
		{ID: DutyInspector, Label: "duty inspector", Words: []string{"duty insp"}},
		{ID: OnCallSuperintendent, Label: "on-call Superintendent", Words: []string{"superintendent", "duty superintendent", "on-call supt"}},
		{ID: OnCallChiefOfficer, Label: "on-call chief officer", Words: []string{"chief officer", "duty chief officer"}},
		{ID: FIM, Label: "Force Incident Manager"},
		{ID: OnCallCommunications, Label: "on-call communications", Words: []string{"comms", "communications", "press office"}},
		{ID: ProfessionalStandards, Label: "professional standards", Words: []string{"psd"}},
		{ID: MOSOVO, Label: "MOSOVO"},
		{ID: LoggistPost, Label: "loggist"},
		{ID: Probation, Label: "probation", AtNeed: true},
	}
}

func demoLadder() Ladder {
	return Ladder{
		Name: "default",
		Rungs: []Rung{
			{Post: ShiftSupervisor, Wait: 5 * time.Minute, Repeat: 1},
			{Post: DutyInspector, Wait: 5 * time.Minute, Repeat: 1},
			{Post: OnCallSuperintendent, Wait: 10 * time.Minute, Repeat: 1},
			{Post: OnCallChiefOfficer, Wait: 10 * time.Minute, Serious: true},
		},
		Entry:   DutyInspector,
		ByClock: ClockWaits{ThreatToLife: 5 * time.Minute, Declared: 10 * time.Minute, Otherwise: 30 * time.Minute},
		Entries: ClockEntries{AssessmentOverdue: DutyInspector, GoldVacant: OnCallSuperintendent},
		Rounds:  3,
		Then:    time.Hour,
		Finally: 24 * time.Hour,
	}
}

// demoRoster has everybody on duty in all their posts at all hours.
func demoRoster() Roster {
	var r Roster
	for _, p := range demoPeople() {
		for _, post := range p.Posts {
			r = append(r, Always(post, p.ID))
		}
	}
	return r
}

func demoRooms(people *Directory) []Room {
	outside := []PersonID{"ds.hughes", "psd.quinn", "prob.shah", "guest.stone"}
	return []Room{{
		ID: "control-room", Name: "control-room", Private: true,
		Members: everybodyBut(people, outside), except: outside,
	}}
}
