package force

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRankIsTextWithAnOrder_R5_13(t *testing.T) {
	for _, c := range []struct {
		text string
		want Rank
		ok   bool
	}{
		{"", Staff, true}, {"PCSO", Staff, true},
		{"PC", Constable, true}, {"DC", Constable, true},
		{"PS", Sergeant, true}, {"DS", Sergeant, true}, {"Sgt", Sergeant, true},
		{"Insp", Inspector, true}, {"DI", Inspector, true}, {"Insp.", Inspector, true},
		{"DCI", ChiefInspector, true}, {"T/CI", ChiefInspector, true}, {"ch  insp", ChiefInspector, true},
		{"Supt", Superintendent, true}, {"A/Supt", Superintendent, true},
		{"A/Ch Supt", ChiefSuperintendent, true},
		{"ACC", ChiefOfficer, true}, {"Commander", ChiefOfficer, true}, {"CC", ChiefOfficer, true},
		{"A/", Staff, false}, {"Captain", Staff, false}, {"A/A/PS", Staff, false},
	} {
		got, ok := RankOf(c.text)
		if got != c.want || ok != c.ok {
			t.Errorf("RankOf(%q) = %v, %v; want %v, %v", c.text, got, ok, c.want, c.ok)
		}
	}
}

func TestRankAtLeastAndLabel_CONTRACT2(t *testing.T) {
	f := Demo()
	for _, c := range []struct {
		id    PersonID
		label string
		rank  Rank // the highest it is at least
	}{
		{"pc.adeyemi", "PC Adeyemi", Constable}, {"sgt.lee", "PS Lee", Sergeant}, {"ds.hughes", "DS Hughes", Sergeant},
		{"fim.grant", "Insp Grant", Inspector}, {"supt.khan", "Supt Khan", Superintendent},
		{"acc.morris", "ACC Morris", ChiefOfficer}, {"comms.reid", "Reid", Staff}, {"log.evans", "Evans", Staff},
	} {
		p, ok := f.People.Person(c.id)
		if !ok || p.Label() != c.label {
			t.Errorf("Label of %s = %q, %v; want %q", c.id, p.Label(), ok, c.label)
		}
		for r := Staff; r <= ChiefOfficer; r++ {
			if got, want := p.RankAtLeast(r), r <= c.rank; got != want {
				t.Errorf("%s at least %v = %v, want %v", c.id, r, got, want)
			}
		}
	}
	if (Person{Rank: "Captain"}).RankAtLeast(Staff) {
		t.Error("a rank that is not known is at least staff")
	}
}

func TestWhoMayCommand_CONTRACT3(t *testing.T) {
	f := Demo().WithSuspended("sgt.lee")
	for _, p := range f.People.All() {
		want := !slices.Contains([]PersonID{"prob.shah", "guest.stone", "sgt.lee"}, p.ID)
		if p.Police() != want {
			t.Errorf("%s may command = %v, want %v", p.ID, p.Police(), want)
		}
		if p.Loggist != (p.ID == "log.evans" || p.ID == "log.baker") {
			t.Errorf("%s is a loggist: %v", p.ID, p.Loggist)
		}
	}
	if p, _ := Demo().People.Person("sgt.lee"); p.Suspended {
		t.Error("suspending in one force suspended in another")
	}
}

func TestLookUps(t *testing.T) {
	people := append(slices.Clone(Demo().People.All()),
		Person{ID: "pc.lee", Rank: "PC", Name: "Lee", Accounts: map[Platform]string{Slack: "U7"}})
	d, err := NewDirectory(people)
	if err != nil {
		t.Fatal(err)
	}
	id := func(p Person, ok bool) string {
		if !ok {
			return "none"
		}
		return string(p.ID)
	}
	for _, c := range []struct{ name, got, want string }{
		{"surname", id(d.BySurname("khan", nil)), "supt.khan"},
		{"surname of two", id(d.BySurname("Lee", nil)), "none"},
		{"surname of one among those", id(d.BySurname("LEE", []PersonID{"sgt.lee", "supt.khan"})), "sgt.lee"},
		{"surname of none among those", id(d.BySurname("Khan", []PersonID{"sgt.lee"})), "none"},
		{"surname among nobody", id(d.BySurname("Khan", []PersonID{})), "none"},
		{"no surname", id(d.BySurname("", nil)), "none"},
		{"mention", id(d.ByMention("@Supt.Khan,")), "supt.khan"},
		{"id", id(d.ByMention("sgt.lee")), "sgt.lee"},
		{"no mention", id(d.ByMention("@")), "none"},
		{"account", id(d.ByAccount(Slack, "U7")), "pc.lee"},
		{"account of another platform", id(d.ByAccount(Mattermost, "U7")), "none"},
		{"local account", id(d.ByAccount(Local, "sgt.lee")), "sgt.lee"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	if _, err := NewDirectory([]Person{{ID: "a"}, {ID: "a"}, {ID: "b", Accounts: map[Platform]string{Slack: "U"}}, {ID: "c", Accounts: map[Platform]string{Slack: "U"}}, {}}); err == nil ||
		strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("NewDirectory = %v, want three faults", err)
	}
}

func TestWords(t *testing.T) {
	f := Demo()
	f.NPTs = append(slices.Clone(f.NPTs), NPT{ID: "riverton", Name: "Riverton NPT", Beats: []string{"RT1"}})
	for _, c := range []struct {
		words string
		post  PostID
	}{
		{"duty-inspector", DutyInspector}, {"Duty Inspector", DutyInspector}, {"the duty inspector.", DutyInspector},
		{"on‑call Superintendent", OnCallSuperintendent}, {"FIM", FIM}, {"Force incident manager", FIM},
		{"press office", OnCallCommunications}, {"inspector", ""}, {"", ""}, {"the", ""},
	} {
		if p, ok := f.PostByWords(c.words); p.ID != c.post || ok != (c.post != "") {
			t.Errorf("PostByWords(%q) = %q, %v; want %q", c.words, p.ID, ok, c.post)
		}
	}
	for _, c := range []struct {
		words string
		npt   NPTID
	}{
		{"riverside", "riverside"}, {"Riverside NPT", "riverside"}, {"rv2", "riverside"}, {"RV 2", "riverside"},
		{"hill", "hillside"}, {"river", ""}, {"rivers", "riverside"}, {"xx", ""}, {"", ""},
	} {
		if n, ok := f.NPTByWords(c.words); n.ID != c.npt || ok != (c.npt != "") {
			t.Errorf("NPTByWords(%q) = %q, %v; want %q", c.words, n.ID, ok, c.npt)
		}
	}
}

func TestLadderOfTheDemo_CONTRACT2(t *testing.T) {
	l := Demo().Ladder()
	var got []string
	for i, r := range l.Rungs {
		hand := Cause{}
		line := fmt.Sprintf("%s %v+%dx", r.Post, l.Wait(i, hand), l.Repeat(i, hand))
		for _, c := range []Cause{{ByClock: true, ThreatToLife: true, Declared: true}, {ByClock: true, Declared: true}, {ByClock: true}} {
			line += fmt.Sprintf(" %v:%v+%dx", l.Asks(i, c), l.Wait(i, c), l.Repeat(i, c))
		}
		if !l.Asks(i, hand) {
			t.Errorf("by hand %s is not asked", r.Post)
		}
		got = append(got, line)
	}
	want := []string{
		"shift-supervisor 5m0s+1x true:5m0s+0x true:10m0s+0x true:30m0s+0x",
		"duty-inspector 5m0s+1x true:5m0s+0x true:10m0s+0x true:30m0s+0x",
		"on-call-superintendent 10m0s+1x true:5m0s+0x true:10m0s+0x true:30m0s+0x",
		"on-call-chief-officer 10m0s+0x true:5m0s+0x true:10m0s+0x false:30m0s+0x",
	}
	if !slices.Equal(got, want) {
		t.Errorf("ladder:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if l.Rounds != 3 || l.Then != time.Hour || l.Finally != 24*time.Hour {
		t.Errorf("rounds %d, then every %v, at shifts after %v", l.Rounds, l.Then, l.Finally)
	}
	holds := func(ps ...PostID) func(PostID) bool {
		return func(p PostID) bool { return slices.Contains(ps, p) }
	}
	for _, c := range []struct {
		name  string
		holds func(PostID) bool
		want  PostID
	}{
		{"PS Lee", holds(ShiftSupervisor, "npt-sergeant:riverside"), DutyInspector},
		{"nobody's post", holds(FIM), DutyInspector},
		{"two rungs: above the higher", holds(ShiftSupervisor, DutyInspector), OnCallSuperintendent},
		{"the top asks itself round", holds(OnCallChiefOfficer), OnCallChiefOfficer},
	} {
		if got := l.Rungs[l.Enter(c.holds)].Post; got != c.want {
			t.Errorf("%s enters at %s, want %s", c.name, got, c.want)
		}
	}
	if got := l.Rungs[l.Above(DutyInspector)].Post; got != OnCallSuperintendent {
		t.Errorf("above the duty inspector is %s", got)
	}
	if got := (Ladder{}).Enter(holds()); got != -1 {
		t.Errorf("a ladder without rungs is entered at %d", got)
	}
}

func TestMarkingLine(t *testing.T) {
	f := Demo()
	if got, want := f.MarkingLine(), "EXERCISE · OFFICIAL-SENSITIVE · Recipients only; do not forward"; got != want {
		t.Errorf("MarkingLine = %q, want %q", got, want)
	}
	f.Exercise, f.Handling = false, ""
	if got := f.MarkingLine(); got != "OFFICIAL-SENSITIVE" {
		t.Errorf("MarkingLine = %q", got)
	}
}

func TestWarnings_R5_10_S28(t *testing.T) {
	now := utc("2027-11-11 21:04")
	d := Demo()
	if w := d.Warnings(now); len(w) > 0 {
		t.Errorf("the demo is incomplete: %v", w)
	}
	people := slices.DeleteFunc(slices.Clone(d.People.All()), func(p Person) bool { return p.ID == "sgt.okafor" || p.ID == "ds.hughes" })
	dir, err := NewDirectory(people)
	if err != nil {
		t.Fatal(err)
	}
	roster := slices.DeleteFunc(slices.Clone(d.Roster), func(w Window) bool {
		return w.Person == "sgt.okafor" || w.Person == "ds.hughes" || w.Post == FIM
	})
	f, err := d.With(dir, append(roster, Window{Post: FIM, Person: "fim.grant", Days: EveryDay, From: 7 * 60, To: 23 * 60}))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range f.Warnings(now) {
		got = append(got, w.Text)
	}
	want := []string{
		"nobody may hold the post Hillside NPT sergeant",
		"nobody may hold the post MOSOVO",
		"nobody is on duty as Force Incident Manager: Thu 11 Nov 2027 2300 hrs GMT – Fri 12 Nov 2027 0700 hrs GMT",
		"nobody belongs to Hillside NPT",
	}
	if !slices.Equal(got, want) {
		t.Errorf("warnings:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestSecretsAndPeopleAreNotPrinted(t *testing.T) {
	secret := NewSecret("hunter2")
	c := &Config{Path: "/etc/loggist/x.yaml", Instance: "one", Force: Demo(),
		Redis:     &Redis{URL: "redis://loggist@redis.example:6379", Password: secret},
		Platforms: []PlatformConfig{{Platform: Local, Profile: Full}}}
	lee, _ := c.Force.People.Person("sgt.lee")
	var b strings.Builder
	log := slog.New(slog.NewJSONHandler(&b, nil))
	log.Info("configured", slog.Any("config", c), slog.Any("redis", c.Redis), slog.Any("secret", secret), slog.Any("force", c.Force), slog.Any("person", lee))
	enc, err := json.Marshal(c.Redis)
	if err != nil {
		t.Fatal(err)
	}
	all := b.String() + string(enc) + fmt.Sprintf("%v %+v %#v %s %q %x %d", secret, c.Redis, *c.Redis, secret, secret, secret, secret)
	for _, not := range []string{"hunter2", "68756e74657232"} {
		if strings.Contains(all, not) {
			t.Errorf("%q is in %s", not, all)
		}
	}
	for _, not := range []string{"redis.example", "/etc", "Lee", "Patel"} {
		if strings.Contains(b.String(), not) {
			t.Errorf("the log holds %q: %s", not, b.String())
		}
	}
	for _, want := range []string{`"local":"full"`, `"force":"demo"`, `"person":"sgt.lee"`, `"secret":"[redacted]"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the log lacks %s: %s", want, b.String())
		}
	}
	if secret.Reveal() != "hunter2" {
		t.Error("Reveal does not")
	}
}
