package commands

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// ErrLook is the error of an act that has to know who is in the room (Input.Look): it is run again with that.
var ErrLook = errors.New("the room has to be looked at")

type bindAsk struct {
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Binding a room needs a reason."`
}

var bindCommand = Command{
	Path:     "ci bind",
	Usage:    "/ci bind CI-142 | because …",
	Short:    "Binds this room, which was there before, to an incident that you are in. Who is in it becomes a member.",
	Examples: []string{"/ci bind CI-142 | because the team at the scene has talked here since 2100"},
	Title:    "Bind this room", Button: "Bind this room to an incident",
	OnlyClauses: true,
	Question:    func() any { return new(bindAsk) },
	Run: func(in *Input, q any) (Output, error) {
		if err := in.may(incident.ActRoom, "Binding a room"); err != nil {
			return Output{}, err
		}
		act, err := in.about()
		if err != nil {
			return Output{}, err
		}
		if in.Direct {
			return Output{}, Refuse("direct", "This is your own conversation with me, and stays that. Type it in the room that is to be bound.")
		}
		if _, bound := in.Register.Room(in.Platform, string(in.Room)); bound {
			return Output{}, Refuse("bound", "This room is that of an incident already, and of one only.")
		}
		if in.Look == nil {
			return Output{}, ErrLook
		}
		people, err := in.adopted()
		if err != nil {
			return Output{}, err
		}
		act.open(in.Side().AdoptedRoom(in.Platform, string(in.Room)))
		if len(people) > 0 {
			act.open(&incident.Invited{People: people, Why: "was in the room that is bound", Quiet: true})
		}
		act.open(&incident.Note{Text: boundNote(people) + " " + q.(*bindAsk).Because})
		out := act.output()
		out.Register = append(out.Register, incident.Draft{Book: incident.BookRegister, Body: &incident.RoomBound{
			Platform: in.Platform, ID: string(in.Room), Binding: incident.Binding{Ref: in.Full.Open.Ref, Book: in.Book},
		}})
		return out, nil
	},
}

func boundNote(people []incident.Who) string {
	if len(people) == 0 {
		return "A room was bound in which everybody was a member before. Reason:"
	}
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	return "A room was bound. Members from now on, because they were in it: " + strings.Join(names, ", ") + ". Reason:"
}

// adopted are those in the room who become members by its binding. Where somebody is in it who may never be one the room is
// not bound: he would read on until he is taken out.
func (in *Input) adopted() ([]incident.Who, error) {
	if in.Look.Unfit != "" {
		return nil, Refuse("unfit", "This room cannot be bound: "+unfitWords[in.Look.Unfit]+".")
	}
	var people []incident.Who
	var no []string
	strangers := 0
	for _, account := range in.Look.People {
		p, ok := in.Force.People.ByAccount(in.Platform, account)
		if !ok && in.Platform == force.Local {
			p, ok = in.Force.People.Person(force.PersonID(account))
		}
		switch {
		case !ok:
			strangers++
		case in.mayBeAdded(p) != nil:
			no = append(no, p.Label())
		case !in.Side().IsMember(p.ID):
			people = append(people, incident.Person(p))
		}
	}
	slices.Sort(no)
	if strangers == 1 {
		no = append(no, "an account that I do not know as police staff")
	}
	if strangers > 1 {
		no = append(no, fmt.Sprintf("%d accounts that I do not know as police staff", strangers))
	}
	if len(no) > 0 {
		return nil, Refuse("not-members", "This room cannot be bound as it is: in it are "+strings.Join(no, ", ")+
			", who cannot be members of an incident's room. Take them out, or use the room that the incident has.")
	}
	return people, nil
}

// unfitWords say why no incident may be spoken of in a room.
var unfitWords = map[bot.Unfit]string{
	bot.UnfitPublic:   "everybody can read it",
	bot.UnfitGuest:    "a guest or somebody of another organisation is in it",
	bot.UnfitShared:   "it is shared with another organisation",
	bot.UnfitArchived: "it is archived",
	bot.UnfitGone:     "I am not in it",
}

// Arrived is what Loggist says in a room that others put it into: what it is, and what can be done there. It says nothing in
// one that is bound, and that it cannot stay in one that is unfit.
func Arrived(f *force.Force, bound bool, unfit bot.Unfit) bot.Reply {
	const am = "I am Loggist, the log of critical incidents."
	switch {
	case unfit != "":
		return bot.Reply{OK: true, Text: am + " I cannot stay in this room: " + unfitWords[unfit] + ". Put me into a private room of police staff alone."}
	case bound:
		return bot.Reply{OK: true}
	}
	return bot.Reply{
		OK: true,
		Text: am + " What is recorded with me is numbered, kept, and disclosable.\n" +
			"This room is bound to no incident: nothing that is said here is recorded.\n" +
			f.Named("To call an incident, type /ci call and what has happened; it gets a private room of its own.\n"+
				"To bind this room to one that is open, type /ci bind, its reference, and | because …; who is in this room becomes a member of it."),
		Actions: []bot.Action{
			{ID: say.ActionID(callCommand.Path, ""), Label: callCommand.button()}, {ID: say.ActionID(bindCommand.Path, ""), Label: bindCommand.button()},
		},
	}
}
