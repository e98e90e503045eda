package commands

import (
	"regexp"
	"strings"

	"loggist/incident"
)

// personAsk names a person of the incident. Who it is goes to the sensitive book, whoever it is; the open room sees a
// handle (R3.2, R3.3).
type personAsk struct {
	Who       string `ask:"Person A, B, … and who it is" short:"Person and who it is" rest:"" lines:"" help:"Such as: Person A Gareth Cole, born 1961. Never where somebody has been taken to"`
	Role      string `ask:"Role" clause:"role" options:"targeted-person=Named or suspected by the community;victim=Victim;potential-victim=Potential victim;family-member=Family member;witness=Witness;suspect-in-disorder=Suspect in disorder;managed-person=Confirmed under management;potentially-dangerous=Potentially dangerous person"`
	Suspicion string `ask:"What is suspected is" short:"The suspicion is" clause:"suspicion,status" options:"unverified=Unverified;unfounded=Unfounded;founded-restricted=Founded (restricted)"`
	Because   string `ask:"Reason for a change" short:"Reason" clause:"because" lines:""`
}

var personCommand = Command{
	Path:     "ci person",
	Usage:    "/ci person A WHO IT IS [| role …] [| suspicion … | because …]",
	Short:    "Gives a person a handle. Who it is and what is suspected stand in the sensitive book; the open room sees Person A.",
	Examples: []string{"/ci person A Gareth Cole, born 1961", "/ci person A | suspicion unfounded | because the name on the poster is another man's"},
	Title:    "Person", Button: "Name a person of the incident",
	Private:  true,
	Question: func() any { return new(personAsk) },
	Check:    func(in *Input, q any) map[string]string { return in.personFaults(q.(*personAsk)) },
	Run:      func(in *Input, q any) (Output, error) { return in.person(q.(*personAsk)) },
}

var handlePattern = regexp.MustCompile(`^(?:(?i:person)[ -]+([A-Za-z])|([A-Z]))(?:[\s,:.]+|$)`)

// personFaults: a new person is somebody; what is suspected of one who is known changes with a reason.
func (in *Input) personFaults(a *personAsk) map[string]string {
	handle, identity := in.handle(a.Who)
	switch _, known := in.Full.Open.Persons[handle]; {
	case !known && identity == "":
		return map[string]string{"Who": "Say who " + handle + " is."}
	case known && a.Suspicion != "" && a.Because == "":
		return map[string]string{"Because": "Changing what is suspected of somebody is a decision and needs a reason."}
	}
	return nil
}

// person makes the same two entries for every new person, so that neither says anything of him.
func (in *Input) person(a *personAsk) (Output, error) {
	handle, identity := in.handle(a.Who)
	known, role := in.Full.Open.Persons[handle]
	k := &incident.PersonKnown{Handle: handle, Identity: identity, Role: incident.PersonRole(a.Role), Suspicion: incident.Suspicion(a.Suspicion), Reason: a.Because}
	if role && identity == "" && a.Role == "" && a.Suspicion == "" {
		return Output{}, Refuse("nothing", handle+" is known here as "+known.Words()+". Say what is to be recorded.")
	}
	b := in.Batch()
	if !role {
		if k.Role == "" {
			k.Role = incident.TargetedPerson
		}
		if k.Suspicion == "" {
			k.Suspicion = incident.Unverified
		}
		b.Add(incident.Draft{Book: incident.BookOpen, Body: &incident.PersonNoted{Handle: handle, Role: k.Role.Open()}})
	}
	b.Add(incident.Draft{Book: incident.BookSensitive, Body: k})
	return Output{Entries: b.Drafts()}, nil
}

// handle is the handle that stands first, and the rest of the words; without one it is the next that is free.
func (in *Input) handle(words string) (handle, rest string) {
	words = strings.TrimSpace(words)
	if m := handlePattern.FindStringSubmatch(words); m != nil {
		return "Person " + strings.ToUpper(m[1]+m[2]), strings.TrimSpace(words[len(m[0]):])
	}
	for r := 'A'; r <= 'Z'; r++ {
		if _, taken := in.Full.Open.Persons["Person "+string(r)]; !taken {
			return "Person " + string(r), words
		}
	}
	return "Person Z", words
}
