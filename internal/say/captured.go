package say

import (
	"fmt"
	"strconv"
	"strings"

	"loggist/incident"
)

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{
		"captured":       act.captured,
		"source-changed": unsaid,
		"room-unfit":     unsaid,
		"room-fit":       unsaid,
		"room-cleared":   act.roomCleared,
	})
}

// captured is a message that somebody wrote: his words, in direct speech, and when he said them.
func (c scope) captured(b *incident.Captured) entryWords {
	w := entryWords{Name: "LOG", Text: "“" + b.Text + "”", Lines: []string{"Written by " + b.Author.Name + " in the room at " + c.Clock(b.SaidAt)}}
	if b.Text == "" {
		w.Text = "a file, without words"
	}
	for _, f := range b.Files {
		line := fmt.Sprintf("File: %s, %d bytes", f.Name, f.Size)
		switch {
		case f.SHA256 != "":
			line += ", SHA-256 " + f.SHA256
		case f.Unread != "":
			line += ", SHA-256 not taken: " + f.Unread
		default:
			line += ", SHA-256 not taken"
		}
		w.Lines = append(w.Lines, line)
	}
	if b.Reason != "" {
		w.Lines = append(w.Lines, "Why it matters: "+b.Reason)
	}
	return w
}

// sourceChanged says what became of a message after it was captured, or of a post of our own.
func (c scope) sourceChanged(b *incident.SourceChanged) entryWords {
	by := ""
	if !b.By.IsZero() {
		by = " by " + b.By.Name
	}
	if b.Entry == 0 {
		what := "a post of Loggist"
		if n, err := strconv.ParseUint(strings.TrimPrefix(b.Key, "entry/"), 10, 64); err == nil {
			what = "the post of entry " + c.entry(n)
		} else if !strings.Contains(b.Key, "/") {
			what = "the card " + b.Key
		}
		return entryWords{Name: "POST DELETED", Text: what + " was deleted in this room" + by + c.Force.Named(". The record stands as it was: /ci log")}
	}
	n := c.entry(b.Entry)
	if b.Deleted {
		return entryWords{Name: "MESSAGE DELETED", Text: "the message of entry " + n + " was deleted in this room" + by + c.Force.Named(". The entry stands: /ci show ") + n}
	}
	w := entryWords{Name: "MESSAGE CHANGED", Text: "the message of entry " + n + " was changed in this room" + by + c.Force.Named(". The entry stands: /ci show ") + n}
	if b.Text != "" {
		w.Lines = []string{"It says now: “" + b.Text + "”"}
	}
	return w
}

// whyUnfit are the words for why a room is not fit for content, where n accounts make it so.
func whyUnfit(why string, n int) string {
	if why == "guest" && n > 1 {
		return strconv.Itoa(n) + " guests or people of other organisations are in it"
	}
	return map[string]string{
		"public":   "it was made public",
		"guest":    "a guest or somebody of another organisation is in it",
		"shared":   "it is shared with another organisation",
		"archived": "it was archived",
		"gone":     "Loggist was taken out of it, or it was deleted",
	}[why]
}

// roomUnfit is said to whoever has to know, and in the room when it is fit again. While it lasts it says how many outsiders are there
// now, never who; then when it was put right.
func (c scope) roomUnfit(l *incident.Line, b *incident.RoomUnfit) entryWords {
	r, spell, n := c.side.Rooms[b.Room], (*incident.Spell)(nil), len(b.Outsiders)
	if r != nil {
		spell = r.SpellOf(l.Seq)
	}
	lasts := spell != nil && spell.Ended == 0 && !r.Replaced
	if lasts {
		n = len(r.Outsiders)
	}
	is, why := " is not fit for content: ", whyUnfit(b.Why, n)
	if spell != nil {
		if end, ok := c.side.Line(spell.Ended); ok {
			is = " was not fit for content until " + c.Clock(end.RecordedAt) + ", entry " + c.entry(end.Seq) + ": "
			why = strings.NewReplacer(" is ", " was ", " are ", " were ").Replace(why)
		}
	}
	w := entryWords{Name: "ROOM NOT SAFE", Text: c.nameOf(b.Room) + is + why + "."}
	by := []incident.Who{b.By}
	if spell != nil {
		by = spell.By
	}
	if done := names(by); done != "" {
		w.Lines = append(w.Lines, "Done by "+done+".")
	}
	if spell == nil || spell.Ended == 0 {
		w.Lines = append(w.Lines, "Nothing is posted there until it is put right. Commands, direct messages and escalations go on.")
	}
	w.Lines = append(w.Lines, "Told: "+names(b.Told)+". Control room: "+c.Force.ControlRoom+".")
	if !lasts {
		return w
	}
	if stuck := c.side.Stuck(b.Room); stuck > 0 {
		w.Lines = append(w.Lines, plural(stuck, "guest", "guests")+" could not be taken out from here: somebody who runs the platform has to, or open a clean room.")
	}
	if len(r.Outsiders) > 0 {
		w.Actions = append(w.Actions, c.button("Remove "+theGuests(n)+" and resume in "+string(c.side.Ref), "ci room clear"))
	}
	if !r.Adopted {
		w.Actions = append(w.Actions, c.button("Open a clean room for "+string(c.side.Ref), "ci room"))
	}
	return w
}

// theGuests are those who make a room unfit by being in it.
func theGuests(n int) string {
	if n < 2 {
		return "the guest"
	}
	return "the " + plural(n, "guest", "guests")
}

func (a act) roomCleared(e *incident.Entry) string {
	b := e.Body.(*incident.RoomCleared)
	is, he := " is", "he is"
	if len(b.Outsiders) > 1 {
		is, he = " are", "they are"
	}
	return a.as(e) + ": " + theGuests(len(b.Outsiders)) + is + " taken out. " + a.nameOf(b.Room) + " is fit for content again when " + he +
		" gone, and what could not be posted follows."
}

// clearedWords say that accounts are taken out of a room, and not whose they are.
func (c scope) clearedWords(b *incident.RoomCleared) entryWords {
	who := "somebody who is not in the directory is"
	if n := len(b.Outsiders); n > 1 {
		who = strconv.Itoa(n) + " people who are not in the directory are"
	}
	return entryWords{Name: "TAKEN OUT", Text: c.nameOf(b.Room) + ": " + who + " taken out of it", Lines: []string{because(b.Because)}}
}

func (c scope) roomFit(b *incident.RoomFit) entryWords {
	return entryWords{Name: "ROOM FIT AGAIN", Text: c.nameOf(b.Room) + " is fit for content again. What could not be posted meanwhile follows."}
}

func (c scope) nameOf(key incident.RoomKey) string {
	switch r := c.side.Rooms[key]; {
	case r == nil:
		return "Room " + string(c.side.Ref)
	case r.Adopted:
		return "The room that was bound to " + string(c.side.Ref)
	default:
		return "Room " + r.Name
	}
}

func (a act) captured(e *incident.Entry) string {
	b := e.Body.(*incident.Captured)
	said := a.as(e) + ": what " + b.Author.Name + " wrote at " + a.Clock(b.SaidAt) + "."
	if b.Reason == "" {
		said += a.Force.Named(" Say with /log why it matters.")
	}
	return said
}
