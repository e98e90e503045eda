package reminders

import "time"

// Next is the first firing strictly after an instant, in UTC. ok is false when there is none any more. It never panics and it
// depends on nothing but s, after and the tz database; what it costs does not grow with the distance between s and after.
func (s Schedule) Next(after time.Time) (due time.Time, ok bool) {
	unix := after.Unix()
	if unix >= lastSecond {
		return time.Time{}, false
	}
	if unix < firstSecond {
		after, unix = time.Time{}, firstSecond
	}
	switch s.kind {
	case kindOnce:
		due, ok = s.instant(), s.at > unix
	case kindEvery:
		due, ok = s.nextOnGrid(unix), true
	case kindDaily, kindCron:
		zone, err := loadZone(s.zone)
		if err != nil { // it was there when s was made; the tz database does not shrink
			return time.Time{}, false
		}
		switch {
		case s.kind == kindDaily:
			due, ok = nextOnWall(after, zone, s.nextDay)
		case s.line.elapsed:
			due, ok = nextElapsed(after, zone, s.line.next)
		default:
			due, ok = nextOnWall(after, zone, s.line.next)
		}
	}
	if !ok || due.Unix() > lastSecond {
		return time.Time{}, false
	}
	return due.UTC(), true
}

// nextOnGrid is arithmetic on whole seconds: a firing is a whole second, so it lies after an instant when it
// lies after the second in which that instant is.
func (s Schedule) nextOnGrid(after int64) time.Time {
	if after < s.at {
		return s.instant()
	}
	step := int64(s.every / time.Second)
	return time.Unix(s.at+((after-s.at)/step+1)*step, 0).UTC()
}

func (s Schedule) nextDay(wall time.Time) (time.Time, bool) {
	day := time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, time.UTC).Add(s.every)
	if !day.After(wall) {
		day = day.AddDate(0, 0, 1)
	}
	return day, true
}

// Preview is the next n firings after an instant, fewer when there are not as many, at most 100.
func (s Schedule) Preview(after time.Time, n int) []time.Time {
	var firings []time.Time
	for range min(n, 100) {
		due, ok := s.Next(after)
		if !ok {
			break
		}
		firings = append(firings, due)
		after = due
	}
	return firings
}

// Missed is what fell due while nobody was there to see it: the first and the last firing, how many there were with both of
// them, and the next one to come.
type Missed struct {
	First, Last time.Time
	Count       int
	AtLeast     bool      // there were more than Count: counting stopped
	Next        time.Time // zero when it is never due again
}

// maxCounted bounds what counting a cron line may cost; 15 min apart it is ten days, after which nobody asks how many.
const maxCounted = 1000

// Missed tells what fell due from first up to and including now. first is the instant that was promised, and counts as a
// firing whatever the schedule would say of it today. With first still ahead nothing was missed and Next is first.
// It costs the same however far the schedule is behind, but for cron lines, which are counted up to 1,000.
func (s Schedule) Missed(first, now time.Time) Missed {
	first = first.UTC()
	if first.After(now) {
		return Missed{Next: first}
	}
	m := Missed{First: first, Last: first, Count: 1}
	second, ok := s.Next(first)
	if !ok || second.After(now) {
		m.Next = second
		return m
	}
	switch s.kind {
	case kindEvery:
		m.Last, m.Count = s.lastOnGrid(second, now)
		m.Count++
	case kindDaily:
		m.Last, m.Count = s.lastDay(second, now)
		m.Count++
	default:
		m.Last, m.Count = second, 2
		for m.Count < maxCounted {
			due, ok := s.Next(m.Last)
			if !ok || due.After(now) {
				break
			}
			m.Last, m.Count = due, m.Count+1
		}
		if due, ok := s.Next(m.Last); ok && !due.After(now) {
			m.Last, m.AtLeast = s.lastUpTo(now), true
		}
	}
	m.Next, _ = s.Next(now)
	return m
}

// lastOnGrid finds the last firing up to now of a grid, and how many there are from a firing up to it.
func (s Schedule) lastOnGrid(from, now time.Time) (time.Time, int) {
	steps := (now.Unix() - from.Unix()) / int64(s.every/time.Second)
	return time.Unix(from.Unix()+steps*int64(s.every/time.Second), 0).UTC(), int(steps) + 1
}

// lastDay does the same for a daily time, which is due once for every date of the zone's calendar.
func (s Schedule) lastDay(from, now time.Time) (time.Time, int) {
	zone, err := loadZone(s.zone)
	if err != nil {
		return from, 1
	}
	date := midnight(now.In(zone))
	last := ReadWall(date.Add(s.every), zone).Due()
	for last.After(now) {
		date = date.AddDate(0, 0, -1)
		last = ReadWall(date.Add(s.every), zone).Due()
	}
	days := int(date.Sub(midnight(from.In(zone))) / (24 * time.Hour))
	return last.UTC(), days + 1
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// lastUpTo finds the last firing of a cron line up to now: it looks back twice as far each time until there is one, and walks on from it.
// Sixteen years back are enough for 29 February.
func (s Schedule) lastUpTo(now time.Time) time.Time {
	for back := time.Hour; back < 20*366*24*time.Hour; back *= 2 {
		last, ok := s.Next(now.Add(-back))
		if !ok || last.After(now) {
			continue
		}
		for {
			due, ok := s.Next(last)
			if !ok || due.After(now) {
				return last
			}
			last = due
		}
	}
	return time.Time{}
}
