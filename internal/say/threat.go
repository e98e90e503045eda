package say

import (
	"loggist/bot"
	"loggist/incident"
)

// threatQuestion asks whoever recorded an entry that says a word of the force's list. It does not say what the entry is.
func (a act) threatQuestion(e *incident.Entry) string {
	return "Is entry " + a.entry(e.Seq) + " a threat to life? It rings nobody as one until it is reported. You are asked because of a word on this force's list: " +
		a.Force.Named("/ci arrangements")
}

// Offers are the buttons below the answer to an act. Like the answer they are made from its entries alone.
func Offers(entries []incident.Entry) []bot.Action {
	e := threatAsked(entries)
	if e == nil {
		return nil
	}
	about := []string{"logged=" + incident.Number(e.Book, e.Seq)}
	if e.Book == incident.BookSensitive {
		about = append(about, "book_side="+string(e.Book))
	}
	return []bot.Action{
		{ID: ActionID("ci threat", e.Ref, about...), Label: "Report a threat to life"},
		{ID: ActionID("ci threat vigilante", e.Ref, about...), Label: "Report a vigilante threat"},
		{ID: ActionID("ci no threat", e.Ref, about[1:]...), Label: "No, it is no threat to life"},
	}
}

// threatAsked is the entry of an act about which whoever recorded it is asked; nil if there is none.
func threatAsked(entries []incident.Entry) *incident.Entry {
	for i := range entries {
		if b, ok := entries[i].Body.(incident.OwnWords); ok && b.Asked().Word != "" {
			return &entries[i]
		}
	}
	return nil
}
