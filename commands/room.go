package commands

import (
	"slices"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

type roomAsk struct {
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Opening another room needs a reason."`
}

type clearRoomAsk struct {
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Taking somebody out needs a reason."`
}

var roomCommand = Command{
	Path:     "ci room",
	Usage:    "/ci room | because …",
	Short:    "Opens a clean room in the place of one that is not safe. Its members are invited; the old one is left as it is.",
	Examples: []string{"/ci room | because a guest has read along"},
	Title:    "Open a clean room", Button: "Open a clean room",
	OnlyClauses: true,
	Question:    func() any { return new(roomAsk) },
	Run: func(in *Input, q any) (Output, error) {
		if err := in.may(incident.ActRoom, "Opening another room"); err != nil {
			return Output{}, err
		}
		act, err := in.about()
		if err != nil {
			return Output{}, err
		}
		var platforms []force.Platform
		for _, r := range in.Side().Rooms {
			if r.Unfit != "" && !r.Replaced && !r.Adopted {
				platforms = append(platforms, r.Platform)
			}
		}
		if len(platforms) == 0 {
			return Output{}, Refuse("fit", "No room of "+refOf(in)+" is unfit for content. A clean one is opened in the place of one that is.")
		}
		slices.Sort(platforms)
		add := func(b incident.Body) { act.batch.Add(incident.Draft{Book: in.Book, Body: b}) }
		for _, p := range slices.Compact(platforms) {
			add(in.Side().CleanRoom(p))
		}
		add(&incident.Note{Text: "A clean room was asked for: " + q.(*roomAsk).Because})
		return act.output(), nil
	},
}

var clearRoomCommand = Command{
	Path:     "ci room clear",
	Usage:    "/ci room clear | because …",
	Short:    "Takes every guest out of a room that is unfit because of them. What could not be posted there follows.",
	Examples: []string{"/ci room clear | because he was added by mistake"},
	Title:    "Remove every guest", Button: "Remove every guest",
	OnlyClauses: true,
	Question:    func() any { return new(clearRoomAsk) },
	Run: func(in *Input, q any) (Output, error) {
		if err := in.may(incident.ActRoom, "Taking a guest out of a room"); err != nil {
			return Output{}, err
		}
		act, err := in.about()
		if err != nil {
			return Output{}, err
		}
		found := false
		for _, key := range in.Side().RoomKeys() {
			if r := in.Side().Rooms[key]; r.Unfit == string(bot.UnfitGuest) && len(r.Outsiders) > 0 && !r.Replaced {
				found = true
				act.batch.Add(incident.Draft{Book: in.Book, Body: &incident.RoomCleared{Room: key, Outsiders: r.Outsiders, Because: q.(*clearRoomAsk).Because}})
			}
		}
		if !found {
			return Output{}, Refuse("fit", "No room of "+refOf(in)+" is known to have a guest in it who could be taken out from here.")
		}
		return act.output(), nil
	},
}
