package say

import (
	"strconv"
	"strings"

	"loggist/incident"
)

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{
		"access": act.accessLimited, "glass-broken": act.glassBroken, "access-read": act.accessRead,
	})
}

// toActor are kinds of the sensitive book that whoever did it is told, whatever room he is in: he did it.
var toActor = map[string]bool{"access": true, "glass-broken": true, "access-read": true}

// aboutAccess are kinds that say who did what with an incident and nothing of what stands in it: to its custodian they are said
// whole, also where an incident is sealed.
var aboutAccess = map[string]bool{"access": true, "glass-broken": true, "glass-ended": true, "access-read": true}

// AboutAccess reports whether an item of the sensitive side says who did what with the incident, and nothing of what is in it: such
// an entry, or the review of one.
func AboutAccess(s *incident.Side, it incident.Item) bool {
	kind, rest, _ := strings.Cut(it.Key, "/")
	number := rest
	if series, n, ok := strings.Cut(strings.TrimPrefix(kind, "S-"), "-"); ok && series == string(incident.SeriesReview) {
		n, err := strconv.Atoi(n)
		if r, known := s.Review(n); err == nil && known {
			number = strconv.FormatUint(r.Of, 10)
		}
	} else if kind != "entry" {
		return false
	}
	seq, err := strconv.ParseUint(number, 10, 64)
	l, ok := s.Line(seq)
	return err == nil && ok && aboutAccess[l.Body.Kind()]
}

func (a act) accessLimited(e *incident.Entry) string {
	b := e.Body.(*incident.Access)
	out := string(a.side.Ref) + " is " + string(b.State) + ". It is recorded in the sensitive book, and said in no open room."
	if b.State == incident.AccessOpen {
		out = string(a.side.Ref) + " is open again to whoever its members add. It is recorded in the sensitive book, and said in no open room."
	}
	var left []string
	for i := range a.entries {
		if r, ok := a.entries[i].Body.(*incident.Removed); ok {
			left = append(left, r.Person.Name)
		}
	}
	if len(b.Kept) > 0 {
		out += "\nWho stays: " + strings.Join(b.Kept, ", ") + "."
	}
	if len(left) > 0 {
		out += "\nTaken out: " + strings.Join(left, ", ") + "."
	}
	if b.State != incident.AccessOpen {
		out += "\nCustodian: " + b.Custodian.Label + told(b.People) + "."
	}
	if b.State == incident.AccessSealed {
		out += " Of every read the custodian is told, yours as well."
	}
	return out
}

func told(people []incident.Who) string {
	if len(people) == 0 {
		return ", NOBODY now"
	}
	return ", told now: " + names(people)
}

func (a act) glassBroken(e *incident.Entry) string {
	b := e.Body.(*incident.GlassBroken)
	ref := string(a.side.Ref)
	return "Recorded. You read the open book of " + ref + " until " + a.Clock(b.Until) + a.Force.Named(": /ci status ") + ref + a.Force.Named(", /ci log ") + ref + ". Its custodian, " + b.Custodian.Label +
		told(b.People) + a.Force.Named(". All that you read is told to him; it is looked at afterwards. To act there, be added: /ci add ") + ref + " @… | because …"
}

// accessRead answers a read that was delivered twice: what it showed is not kept. Beside what else was done it says nothing.
func (a act) accessRead(*incident.Entry) string {
	if len(a.entries) > 1 {
		return ""
	}
	return "That was answered before. Ask again to read it."
}
