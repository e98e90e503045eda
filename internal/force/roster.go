package force

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Duty says as what somebody is on the roster.
type Duty int

// Holder holds the post. Deputy holds it when no holder can be asked, and is
// the next contact of the post otherwise. Swap stands in for one holder.
const (
	Holder Duty = iota
	Deputy
	Swap
)

var dutyNames = [...]string{Holder: "holder", Deputy: "deputy", Swap: "swap"}

// String is the duty as it stands in a roster.
func (d Duty) String() string {
	if d < Holder || d > Swap {
		return "unknown"
	}
	return dutyNames[d]
}

// Days is a set of days of the week.
type Days uint8

// EveryDay is all seven days.
const EveryDay Days = 1<<7 - 1

// Has says whether the day is in the set.
func (d Days) Has(w time.Weekday) bool { return d&(1<<w) != 0 }

// A Window is one line of the roster: a person in a post, on certain days,
// between two times of the wall clock. One that ends at or before its beginning
// ends on the next day, and belongs to the day it began (R5.10).
type Window struct {
	Post        PostID
	Person      PersonID
	Duty        Duty
	For         PersonID // the holder a swap stands in for
	Days        Days
	First, Last Date // the days on which it may begin; a zero Date is no bound
	From, To    TimeOfDay
}

// Always is the window of somebody who is in the post at all hours.
func Always(post PostID, person PersonID) Window {
	return Window{Post: post, Person: person, Days: EveryDay, From: 0, To: 1440}
}

// begins says whether the window begins on the day.
func (w Window) begins(d Date) bool {
	return w.Days.Has(d.Weekday()) &&
		(w.First.IsZero() || !d.Before(w.First)) && (w.Last.IsZero() || !w.Last.Before(d))
}

// on is the window that begins on the day, as instants.
func (w Window) on(d Date, zone *time.Location) (from, to time.Time) {
	end := d
	if w.To <= w.From {
		end = d.Add(1)
	}
	return d.At(w.From, zone), end.At(w.To, zone)
}

// Covers says whether the instant is in the window: its beginning is, its end
// is not.
func (w Window) Covers(at time.Time, zone *time.Location) bool {
	today := dateOf(at, zone)
	for _, d := range [...]Date{today, today.Add(-1)} { // yesterday's night may still last
		if !w.begins(d) {
			continue
		}
		if from, to := w.on(d, zone); !at.Before(from) && at.Before(to) {
			return true
		}
	}
	return false
}

// A Roster is who is in which post when. Its order is the order of asking.
type Roster []Window

// A Cover is a post held for a while by somebody else than the roster says. It
// is an entry of the record, so it is passed in, in the order of the entries.
type Cover struct {
	Post     PostID
	Person   PersonID
	For      PersonID // whom it stands in for; empty: everybody in the post
	From, To time.Time
}

// OnDuty is who holds the post at the instant, in the order of asking, each
// person once: the roster's holders, a swap in the place of whom it is for,
// covers in the place of both, the latest first. Whoever cannot be asked
// (suspended, deactivated, no longer in the directory) is left out, a swap or
// cover of such a person counts as none, and where nobody is left the deputies
// hold the post. It is empty only when there is really nobody.
func (f *Force) OnDuty(post PostID, at time.Time, covers ...Cover) []PersonID {
	if held := f.holders(post, at, covers); len(held) > 0 {
		return held
	}
	return f.rostered(post, at, Deputy)
}

// Contacts is whom to ask for the post, one after the other: who is on duty,
// then the deputies.
func (f *Force) Contacts(post PostID, at time.Time, covers ...Cover) []PersonID {
	return once(append(f.holders(post, at, covers), f.rostered(post, at, Deputy)...))
}

func (f *Force) holders(post PostID, at time.Time, covers []Cover) []PersonID {
	held := f.rostered(post, at, Holder)
	for _, w := range f.Roster {
		if w.Post == post && w.Duty == Swap && f.askable(w.Person) && w.Covers(at, f.Zone) {
			held = replace(held, w.For, w.Person)
		}
	}
	var whole []PersonID // the latest cover of the whole post stands first
	for _, c := range covers {
		if c.Post != post || !f.askable(c.Person) || at.Before(c.From) || !at.Before(c.To) {
			continue
		}
		if c.For != "" {
			held, whole = replace(held, c.For, c.Person), replace(whole, c.For, c.Person)
			continue
		}
		whole = slices.Insert(whole, 0, c.Person)
	}
	if len(whole) > 0 {
		held = whole
	}
	return once(slices.DeleteFunc(held, func(id PersonID) bool { return !f.askable(id) }))
}

// rostered is who is on the roster in the post as that, whether askable or not
// for a Holder, because a swap may stand in for one who is not.
func (f *Force) rostered(post PostID, at time.Time, duty Duty) []PersonID {
	var out []PersonID
	for _, w := range f.Roster {
		if w.Post == post && w.Duty == duty && w.Covers(at, f.Zone) && (duty == Holder || f.askable(w.Person)) {
			out = append(out, w.Person)
		}
	}
	return once(out)
}

func (f *Force) askable(id PersonID) bool {
	p, ok := f.People.Person(id)
	return ok && p.Active()
}

// replace puts by in the place of who; where who is not there nothing changes.
func replace(list []PersonID, who, by PersonID) []PersonID {
	if i := slices.Index(list, who); i >= 0 {
		list = slices.Clone(list)
		list[i] = by
	}
	return list
}

// once keeps the first of each.
func once(list []PersonID) []PersonID {
	seen := make(map[PersonID]bool, len(list))
	return slices.DeleteFunc(list, func(id PersonID) bool {
		dup := seen[id]
		seen[id] = true
		return dup
	})
}

// PostsHeld are the posts that the person holds at the instant, in the force's
// order of posts.
func (f *Force) PostsHeld(id PersonID, at time.Time, covers ...Cover) []PostID {
	var out []PostID
	for _, p := range f.Posts {
		if slices.Contains(f.OnDuty(p.ID, at, covers...), id) {
			out = append(out, p.ID)
		}
	}
	return out
}

// DutyEnd is when somebody who is on duty in the post at the instant no longer is; zero where that is not within a week, and
// where he is not on duty in it.
func (f *Force) DutyEnd(post PostID, id PersonID, at time.Time, covers ...Cover) time.Time {
	const ahead = 7 * 24 * time.Hour
	if !slices.Contains(f.OnDuty(post, at, covers...), id) {
		return time.Time{}
	}
	edges := f.edges(post, at, at.Add(ahead), covers)
	for _, t := range edges[1 : len(edges)-1] {
		if !slices.Contains(f.OnDuty(post, t, covers...), id) {
			return t
		}
	}
	return time.Time{}
}

// A Gap is a time in which nobody is on duty in a post.
type Gap struct {
	Post     PostID
	From, To time.Time
}

// Gaps are the times between from and from+within in which a post is empty,
// per post in order (R5.10). A post that may stand empty is left out.
func (f *Force) Gaps(from time.Time, within time.Duration, covers ...Cover) []Gap {
	var out []Gap
	until := from.Add(within)
	for _, p := range f.Posts {
		if p.AtNeed {
			continue
		}
		edges := f.edges(p.ID, from, until, covers)
		for i := 0; i+1 < len(edges); i++ {
			if len(f.OnDuty(p.ID, edges[i], covers...)) > 0 {
				continue
			}
			if n := len(out); n > 0 && out[n-1].Post == p.ID && out[n-1].To.Equal(edges[i]) {
				out[n-1].To = edges[i+1]
				continue
			}
			out = append(out, Gap{p.ID, edges[i], edges[i+1]})
		}
	}
	return out
}

// edges are the instants between which who is on duty cannot change.
func (f *Force) edges(post PostID, from, until time.Time, covers []Cover) []time.Time {
	edges := []time.Time{from, until}
	add := func(ts ...time.Time) {
		for _, t := range ts {
			if t.After(from) && t.Before(until) {
				edges = append(edges, t)
			}
		}
	}
	for _, w := range f.Roster {
		if w.Post != post {
			continue
		}
		last := dateOf(until, f.Zone)
		for d := dateOf(from, f.Zone).Add(-1); !last.Before(d); d = d.Add(1) {
			if w.begins(d) {
				add(w.on(d, f.Zone))
			}
		}
	}
	for _, c := range covers {
		if c.Post == post {
			add(c.From, c.To)
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	return slices.CompactFunc(edges, time.Time.Equal)
}

// NextShift is the first start of a shift after the instant.
func (f *Force) NextShift(after time.Time) time.Time {
	for d := dateOf(after, f.Zone); ; d = d.Add(1) {
		for _, s := range f.Settings.Shifts {
			if t := d.At(s, f.Zone); t.After(after) {
				return t
			}
		}
		if len(f.Settings.Shifts) == 0 {
			return d.Add(1).At(0, f.Zone) // no shifts: the day is one
		}
	}
}

// String is the set as a roster has it: "daily", "Mon Tue".
func (d Days) String() string {
	if d == EveryDay {
		return "daily"
	}
	var names []string
	for i := range 7 {
		if w := time.Weekday((i + 1) % 7); d.Has(w) {
			names = append(names, w.String()[:3])
		}
	}
	return strings.Join(names, " ")
}

// String is the line as a person reads it in a fault.
func (w Window) String() string {
	return fmt.Sprintf("%s %s as %s, %s %s-%s", w.Person, w.Duty, w.Post, w.Days, w.From, w.To)
}
