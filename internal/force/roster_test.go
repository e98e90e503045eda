package force

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// rota is the demo's force with another roster.
func rota(t *testing.T, roster Roster) *Force {
	t.Helper()
	d := Demo()
	people := slices.Clone(d.People.All())
	for i := range people {
		if people[i].RankAtLeast(Inspector) {
			people[i].Posts = append(slices.Clone(people[i].Posts), DutyInspector)
		}
	}
	dir, err := NewDirectory(people)
	if err != nil {
		t.Fatal(err)
	}
	f, err := d.With(dir, roster)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func utc(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

const night, early = TimeOfDay(22 * 60), TimeOfDay(7 * 60)

func shift(person PersonID, from, to TimeOfDay) Window {
	return Window{Post: DutyInspector, Person: person, Days: EveryDay, From: from, To: to}
}

// A 2200-0700 night is 10 h long on the night the clocks go back and 8 h on the
// one they go forward; the day shift is the rest, with no instant between them.
func TestNightShiftAcrossClockChange_R5_10(t *testing.T) {
	f := rota(t, Roster{shift("insp.patel", night, early), shift("insp.ward", early, night)})
	for _, c := range []struct {
		name       string
		begin, end time.Time // of Patel's night
	}{
		{"ordinary", utc("2027-11-11 22:00"), utc("2027-11-12 07:00")},
		{"back 2026", utc("2026-10-24 21:00"), utc("2026-10-25 07:00")},
		{"forward 2027", utc("2027-03-27 22:00"), utc("2027-03-28 06:00")},
		{"back 2027", utc("2027-10-30 21:00"), utc("2027-10-31 07:00")},
		{"forward 2028", utc("2028-03-25 22:00"), utc("2028-03-26 06:00")},
	} {
		t.Run(c.name, func(t *testing.T) {
			for at := c.begin.Add(-2 * time.Hour); at.Before(c.end.Add(2 * time.Hour)); at = at.Add(time.Minute) {
				want := PersonID("insp.ward")
				if !at.Before(c.begin) && at.Before(c.end) {
					want = "insp.patel"
				}
				if got := f.OnDuty(DutyInspector, at); !slices.Equal(got, []PersonID{want}) {
					t.Fatalf("OnDuty at %s = %v, want %s", at, got, want)
				}
			}
			if gaps := dutyGaps(f, c.begin.Add(-12*time.Hour), 36*time.Hour); len(gaps) > 0 {
				t.Errorf("gaps %v on a night without one", gaps)
			}
		})
	}
}

// Shifts that meet in the hour that is skipped or comes twice leave nobody out
// and nobody in twice.
func TestShiftsThatMeetInsideTheClockChange_R5_10(t *testing.T) {
	const half = TimeOfDay(90) // 0130
	f := rota(t, Roster{shift("insp.patel", night, half), shift("insp.ward", half, night)})
	for _, c := range []struct {
		name string
		meet time.Time
	}{
		{"0130 is skipped: at the jump, 0200 BST", utc("2027-03-28 01:00")},
		{"0130 comes twice: at the first, BST", utc("2027-10-31 00:30")},
	} {
		t.Run(c.name, func(t *testing.T) {
			for m := -120; m <= 120; m++ {
				at := c.meet.Add(time.Duration(m) * time.Minute)
				want := PersonID("insp.patel")
				if m >= 0 {
					want = "insp.ward"
				}
				if got := f.OnDuty(DutyInspector, at); !slices.Equal(got, []PersonID{want}) {
					t.Fatalf("OnDuty at %s = %v, want %s", at, got, want)
				}
			}
		})
	}
}

func dutyGaps(f *Force, from time.Time, within time.Duration) []Gap {
	var out []Gap
	for _, g := range f.Gaps(from, within) {
		if g.Post == DutyInspector {
			out = append(out, g)
		}
	}
	return out
}

func TestWindowsByDayAndDate(t *testing.T) {
	fri := Window{Post: DutyInspector, Person: "insp.patel", Days: 1 << time.Friday, From: night, To: early}
	once := shift("insp.patel", night, early)
	once.First, once.Last = Date{2027, 10, 30}, Date{2027, 10, 30}
	round := shift("insp.patel", early, early)
	for _, c := range []struct {
		name string
		w    Window
		at   string
		want bool
	}{
		{"Friday's night on Friday", fri, "2027-11-12 23:00", true},
		{"belongs to the day it began", fri, "2027-11-13 06:59", true},
		{"ends", fri, "2027-11-13 07:00", false},
		{"not on Saturday", fri, "2027-11-13 23:00", false},
		{"not the night before", fri, "2027-11-12 03:00", false},
		{"one date", once, "2027-10-30 21:00", true},
		{"one date, its morning", once, "2027-10-31 06:59", true},
		{"not the next", once, "2027-10-31 22:00", false},
		{"the same time twice is a whole day", round, "2027-11-12 06:30", true},
		{"always", Always(DutyInspector, "insp.patel"), "2027-11-12 00:00", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.w.Covers(utc(c.at), Demo().Zone); got != c.want {
				t.Errorf("%v covers %s = %v, want %v", c.w, c.at, got, c.want)
			}
		})
	}
}

func TestWhoIsAsked_R5_10(t *testing.T) {
	at := utc("2027-11-11 21:04")
	always := func(id PersonID, d Duty, instead PersonID) Window {
		w := Always(DutyInspector, id)
		w.Duty, w.For = d, instead
		return w
	}
	cover := func(id, instead PersonID) Cover {
		return Cover{Post: DutyInspector, Person: id, For: instead, From: at.Add(-time.Hour), To: at.Add(time.Hour)}
	}
	two := Roster{always("insp.patel", Holder, ""), always("fim.grant", Holder, "")}
	deputy := append(slices.Clone(two), always("supt.khan", Deputy, ""))
	swap := append(slices.Clone(deputy), always("insp.ward", Swap, "insp.patel"))
	for _, c := range []struct {
		name      string
		roster    Roster
		covers    []Cover
		suspended []PersonID
		duty      []PersonID
		contacts  []PersonID
	}{
		{"holders in order", deputy, nil, nil, []PersonID{"insp.patel", "fim.grant"}, []PersonID{"insp.patel", "fim.grant", "supt.khan"}},
		{"a swap stands where he stood", swap, nil, nil, []PersonID{"insp.ward", "fim.grant"}, []PersonID{"insp.ward", "fim.grant", "supt.khan"}},
		{"a swap who lost his telephone is none", swap, nil, []PersonID{"insp.ward"}, []PersonID{"insp.patel", "fim.grant"}, []PersonID{"insp.patel", "fim.grant", "supt.khan"}},
		{"a swap for somebody suspended", swap, nil, []PersonID{"insp.patel"}, []PersonID{"insp.ward", "fim.grant"}, []PersonID{"insp.ward", "fim.grant", "supt.khan"}},
		{"a suspended holder is left out", deputy, nil, []PersonID{"insp.patel"}, []PersonID{"fim.grant"}, []PersonID{"fim.grant", "supt.khan"}},
		{"no holder: the deputy", deputy, nil, []PersonID{"insp.patel", "fim.grant"}, []PersonID{"supt.khan"}, []PersonID{"supt.khan"}},
		{"nobody", two, nil, []PersonID{"insp.patel", "fim.grant"}, nil, nil},
		{"cover of the post", deputy, []Cover{cover("insp.ward", "")}, nil, []PersonID{"insp.ward"}, []PersonID{"insp.ward", "supt.khan"}},
		{"cover for one", deputy, []Cover{cover("insp.ward", "fim.grant")}, nil, []PersonID{"insp.patel", "insp.ward"}, []PersonID{"insp.patel", "insp.ward", "supt.khan"}},
		{"the later cover first", deputy, []Cover{cover("insp.ward", ""), cover("acc.morris", "")}, nil, []PersonID{"acc.morris", "insp.ward"}, []PersonID{"acc.morris", "insp.ward", "supt.khan"}},
		{"a cover who lost his telephone is none", deputy, []Cover{cover("insp.ward", "")}, []PersonID{"insp.ward"}, []PersonID{"insp.patel", "fim.grant"}, []PersonID{"insp.patel", "fim.grant", "supt.khan"}},
		{"a stranger is none", deputy, []Cover{cover("insp.who", "")}, nil, []PersonID{"insp.patel", "fim.grant"}, []PersonID{"insp.patel", "fim.grant", "supt.khan"}},
		{"cover that is over", deputy, []Cover{{Post: DutyInspector, Person: "insp.ward", From: at.Add(-time.Hour), To: at}}, nil, []PersonID{"insp.patel", "fim.grant"}, []PersonID{"insp.patel", "fim.grant", "supt.khan"}},
		{"cover by a holder: once", deputy, []Cover{cover("fim.grant", "insp.patel")}, nil, []PersonID{"fim.grant"}, []PersonID{"fim.grant", "supt.khan"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := rota(t, c.roster).WithSuspended(c.suspended...)
			if d := cmp.Diff(c.duty, f.OnDuty(DutyInspector, at, c.covers...), cmpEmpty); d != "" {
				t.Errorf("OnDuty (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.contacts, f.Contacts(DutyInspector, at, c.covers...), cmpEmpty); d != "" {
				t.Errorf("Contacts (-want +got):\n%s", d)
			}
		})
	}
}

var cmpEmpty = cmp.Transformer("empty", func(l []PersonID) map[int]PersonID {
	m := map[int]PersonID{}
	for i, id := range l {
		m[i] = id
	}
	return m
})

func TestEmptyCoverInTheNextDayIsFound_R5_10(t *testing.T) {
	f := rota(t, Roster{shift("insp.patel", early, night), Always(FIM, "fim.grant")})
	from := utc("2027-03-27 12:00") // the night the clocks go forward
	want := []Gap{{DutyInspector, utc("2027-03-27 22:00"), utc("2027-03-28 06:00")}}
	if d := cmp.Diff(want, dutyGaps(f, from, 24*time.Hour)); d != "" {
		t.Errorf("Gaps (-want +got):\n%s", d)
	}
	posts := map[PostID]bool{}
	for _, g := range f.Gaps(from, 24*time.Hour) {
		posts[g.Post] = true
	}
	if posts[FIM] || posts[Probation] || !posts[ShiftSupervisor] {
		t.Errorf("posts with gaps = %v; fim is covered, probation may be empty, the supervisor is missing", posts)
	}
	ward := Cover{Post: DutyInspector, Person: "insp.ward", From: utc("2027-03-27 21:00"), To: utc("2027-03-28 02:00")}
	for _, g := range f.Gaps(from, 24*time.Hour, ward) {
		if g.Post == DutyInspector && (!g.From.Equal(ward.To) || !g.To.Equal(utc("2027-03-28 06:00"))) {
			t.Errorf("with a cover until 0200 UTC the gap is %v", g)
		}
	}
	if gaps := Demo().Gaps(from, 24*time.Hour); len(gaps) > 0 {
		t.Errorf("the demo has gaps: %v", gaps)
	}
}

func TestNextShift(t *testing.T) {
	f := Demo()
	for _, c := range []struct{ after, want string }{
		{"2027-11-11 21:04", "2027-11-11 23:00"},
		{"2027-11-11 23:00", "2027-11-12 07:00"},
		{"2027-03-27 23:00", "2027-03-28 06:00"}, // 0700 BST
		{"2027-10-30 22:00", "2027-10-31 07:00"}, // 0700 GMT
	} {
		if got := f.NextShift(utc(c.after)); !got.Equal(utc(c.want)) {
			t.Errorf("NextShift(%s) = %s, want %s", c.after, got, c.want)
		}
	}
}

// Whatever the day and the time, the wall clock shows it, or the jump stands in
// its place; and a later time is never an earlier instant.
func TestWallClockIsTotalAndRising(t *testing.T) {
	for _, name := range []string{"Europe/London", "UTC", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, first := range []Date{{2011, 12, 28}, {2026, 10, 24}, {2027, 2, 5}, {2027, 3, 13}, {2027, 3, 27}, {2027, 4, 3}, {2027, 10, 2}, {2027, 10, 30}, {2027, 11, 6}} {
			var before time.Time
			for day := first; day.Before(first.Add(4)); day = day.Add(1) {
				for m := TimeOfDay(0); m < 1440; m++ {
					at := day.At(m, zone)
					if at.Before(before) {
						t.Fatalf("%s: %s %s is before what stands before it", name, day, m)
					}
					before = at
					if got := at.In(zone); dateOf(at, zone) == day && TimeOfDay(got.Hour()*60+got.Minute()) == m {
						if earlier := at.Add(-time.Hour).In(zone); earlier.Hour() == got.Hour() && earlier.Day() == got.Day() {
							t.Fatalf("%s: %s %s comes twice and this is the second", name, day, m)
						}
						continue
					}
					start, _ := at.In(zone).ZoneBounds()
					if !at.Equal(start) {
						t.Fatalf("%s: %s %s is %s, which is neither that nor a jump", name, day, m, at.In(zone))
					}
				}
			}
		}
	}
}

// TestDutyEnd_R5_3: a duty ends when its window, swap or cover does, on the wall clock; who goes on from one window into the next
// has not ended, and of who is not on duty nothing ends.
func TestDutyEnd_R5_3(t *testing.T) {
	f := rota(t, Roster{shift("insp.patel", night, early), shift("insp.ward", early, night)})
	always := rota(t, Roster{Always(DutyInspector, "insp.patel")})
	cover := Cover{Post: DutyInspector, Person: "insp.ward", From: utc("2027-11-11 22:00"), To: utc("2027-11-12 02:00")}
	for _, c := range []struct {
		name   string
		f      *Force
		who    PersonID
		at     time.Time
		covers []Cover
		want   time.Time
	}{
		{"at the end of the night", f, "insp.patel", utc("2027-11-11 23:00"), nil, utc("2027-11-12 07:00")},
		{"the clocks go back", f, "insp.patel", utc("2027-10-30 22:00"), nil, utc("2027-10-31 07:00")},
		{"the clocks go forward", f, "insp.patel", utc("2028-03-25 23:00"), nil, utc("2028-03-26 06:00")},
		{"he is not on duty", f, "insp.ward", utc("2027-11-11 23:00"), nil, time.Time{}},
		{"a cover ends", always, "insp.ward", utc("2027-11-11 23:00"), []Cover{cover}, cover.To},
		{"a cover begins", always, "insp.patel", utc("2027-11-11 21:00"), []Cover{cover}, cover.From},
		{"never", always, "insp.patel", utc("2027-11-11 21:00"), nil, time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.f.DutyEnd(DutyInspector, c.who, c.at, c.covers...); !got.Equal(c.want) {
				t.Errorf("DutyEnd = %s, want %s", got, c.want)
			}
		})
	}
}
