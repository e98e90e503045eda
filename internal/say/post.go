package say

import (
	"slices"
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// post is what one message says, before it is laid out for a room or a person.
type post struct {
	// Title is what this is, with its number. It names no person, street or offence: in a direct message it is the line
	// that a locked screen shows.
	Title string
	// Lines are the content, in order; a blank one is left out.
	Lines []string
	// Kept are those lines that hold no content and are said in a room whatever the profile: what stands still to be done,
	// whom to ring.
	Kept    []string
	Actions []bot.Action
	Pin     bool
	// Topic and Facts are a room's header.
	Topic string
	Facts []bot.Fact
	// Due is until when an answer is waited for.
	Due time.Time
	// NotSent, if set, is why nothing needs to be said.
	NotSent string
}

// notHere is said in a room in the place of content that may not go to its platform.
const notHere = "The words are not shown on this platform."

// inRoom lays a post out for a room: the marking first, then what this is. How much of the content follows is the profile's
// (R4.18).
func (v View) inRoom(p post) string {
	lines := []string{v.Force.MarkingLine(), p.Title}
	if v.Profile != force.Pointer && v.Profile != force.Summary {
		return join(append(lines, p.Lines...))
	}
	kept := p.Kept
	if v.Profile == force.Summary {
		kept = p.summary()
	}
	lines = append(lines, kept...)
	if len(p.Lines) > len(kept) {
		lines = append(lines, notHere)
	}
	return join(lines)
}

// toPerson lays a post out for a person: what this is first, safe on a locked screen, then the marking. With the profile
// pointer the content stays behind, with summary all but a line of it.
func (v View) toPerson(p post) string {
	head := []string{p.Title, v.Force.MarkingLine()}
	switch v.Profile {
	case force.Pointer:
		return join(head)
	case force.Summary:
		return join(append(head, p.first()...))
	}
	return join(append(head, p.Lines...))
}

// first is the first line of the content, if there is any: of one of several lines the beginning.
func (p post) first() []string {
	for _, l := range p.Lines {
		if l, _, _ := strings.Cut(strings.TrimSpace(l), "\n"); l != "" {
			return []string{l}
		}
	}
	return nil
}

// summary is the first line of the content, and what is said whatever the profile.
func (p post) summary() []string {
	out := p.first()
	for _, k := range p.Kept {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

func join(lines []string) string {
	out := lines[:0:0]
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// scope is what one rendering may see: one side, the head of the incident, and whether it is read in the incident's own
// room (numbers stand alone there; elsewhere they carry the incident's: 142/E-1).
type scope struct {
	View
	side *incident.Side
	head *incident.Head
	lane incident.Lane
}

// name writes the number of a thing as the lane's reader needs it: E-1 in the room, 142/E-1 elsewhere.
func (c scope) name(series incident.Series, n int) string { return c.local(c.side.Name(series, n)) }

// entry writes the number of an entry in the same way: 014, or 142/014.
func (c scope) entry(seq uint64) string { return c.local(incident.Number(c.side.Book, seq)) }

func (c scope) local(number string) string {
	if c.lane.Room != "" {
		return number
	}
	return c.side.Ref.Short() + "/" + number
}

// button makes an act on this incident: Label says it in full, path is the command's, args its numbers and words.
func (c scope) button(label, path string, args ...string) bot.Action {
	return bot.Action{ID: ActionID(path, c.side.Ref, args...), Label: label}
}
