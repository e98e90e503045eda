package say

import (
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

func (c scope) invited(_ *incident.Line, i *incident.Invited) entryWords {
	names := make([]string, len(i.People))
	for n, p := range i.People {
		names[n] = p.Name
	}
	return entryWords{Name: "ADDED", Text: strings.Join(names, ", ") + " added to this room: " + i.Why}
}

func (c scope) removed(_ *incident.Line, r *incident.Removed) entryWords {
	return entryWords{Name: "REMOVED", Text: r.Person.Name + " removed from this room: " + r.Reason}
}

func (c scope) joined(_ *incident.Line, j *incident.Joined) entryWords {
	return entryWords{Name: "JOINED", Text: j.Person.Name}
}

// welcome is what a person is told who joins: what this is, and where it stands.
func (c scope) welcome(force.PersonID) post {
	return post{Title: "You are in the room of " + string(c.side.Ref) + "."}
}
