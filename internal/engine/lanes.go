package engine

import (
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/record"
)

// A lane's name is what the store knows of it: e/REF the ladder of an incident, t/REF its other times, p/REF/… a person's
// messages under a pseudonym, r/REF/… a room's.

func ladderLane(ref incident.Ref) string { return "e/" + string(ref) }
func timeLane(ref incident.Ref) string   { return "t/" + string(ref) }

// sendLane names the lane of messages of one side.
func (e *Engine) sendLane(s *incident.Side, l incident.Lane) string {
	if l.Room != "" {
		return "r/" + string(s.Ref) + "/" + string(l.Room)
	}
	who := strings.Join([]string{string(s.Ref), string(s.Book), string(l.Person), string(l.Platform)}, "|")
	return "p/" + string(s.Ref) + "/" + e.Pseudonym(who)
}

// laneRef is the incident of a lane.
func laneRef(lane string) (kind string, ref incident.Ref) {
	kind, rest, _ := strings.Cut(lane, "/")
	r, _, _ := strings.Cut(rest, "/")
	return kind, incident.Ref(r)
}

// findLane is the reverse of sendLane among the lanes that have something to send.
func (e *Engine) findLane(f *incident.Full, name string) (*incident.Side, incident.Lane, bool) {
	for _, s := range []*incident.Side{&f.Open.Side, f.Sensitive} {
		for _, l := range s.PendingLanes() {
			if e.sendLane(s, l) == name {
				return s, l, true
			}
		}
	}
	return nil, incident.Lane{}, false
}

// wants is when each lane of an incident falls due. It comes from the state alone: whoever folds the same entries wants the
// same, so that the minute's check finds what is amiss and nothing else.
func (e *Engine) wants(f *incident.Full) map[string]record.LaneDue {
	out := map[string]record.LaneDue{}
	put := func(lane string, page bool, due time.Time) {
		if due.IsZero() {
			return
		}
		out[lane] = record.LaneDue{Lane: lane, Page: page, Due: due}
	}
	put(ladderLane(f.Open.Ref), true, f.Next(incident.QueueLadder))
	put(timeLane(f.Open.Ref), false, f.Next(incident.QueueTime))
	for _, s := range []*incident.Side{&f.Open.Side, f.Sensitive} {
		for _, l := range s.PendingLanes() {
			put(e.sendLane(s, l), l.Person != "", s.SendAt(l))
		}
	}
	return out
}

// changedWants lists what the store has to be told: lanes that are new, due at another time, or due no more.
func changedWants(before, after map[string]record.LaneDue) []record.LaneDue {
	var out []record.LaneDue
	for name, a := range after {
		if b, ok := before[name]; !ok || !b.Due.Equal(a.Due) || b.Page != a.Page {
			out = append(out, a)
		}
	}
	for name, b := range before {
		if _, ok := after[name]; !ok {
			out = append(out, record.LaneDue{Lane: name, Page: b.Page})
		}
	}
	return out
}
