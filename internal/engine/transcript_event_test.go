package engine

import (
	"slices"
	"strings"
	"time"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/internal/force"
)

// event makes of a verb what happens in a room besides commands; it reports whether the verb is one of those.
func (s *stage) event(r *bot.Request, verb, words string) bool {
	actor := r.Person
	switch verb {
	case "marks", "unmarks":
		author, text, _ := strings.Cut(words, ": ")
		m := s.message(actor, r.Room, text)
		r.Kind, r.Source = bot.KindMarked, &bot.Source{Message: m.ID, Author: author, At: time.Now().Add(s.offset).UTC(), Text: m.Text}
		if verb == "unmarks" {
			r.Kind = bot.KindUnmarked
		}
	case "changes", "deletes":
		was, now, _ := strings.Cut(words, " => ")
		m := s.message(actor, r.Room, was)
		r.Kind, r.Person, r.By = bot.KindChanged, "", actor
		r.Source = &bot.Source{Message: m.ID, Author: actor, At: time.Now().Add(s.offset).UTC(), Text: now, Deleted: verb == "deletes"}
	case "unfit", "fit":
		why, outsiders, _ := strings.Cut(words, " ")
		r.Kind, r.Person, r.By, r.Unfit = bot.KindRoom, "", actor, bot.Unfit(why)
		r.Outsiders = strings.Fields(outsiders)
		for _, o := range r.Outsiders {
			s.memory.OpenRoom(string(r.Room), o) // he is in it
		}
	case "puts":
		r.Kind, r.Person, r.By, r.Unfit = bot.KindArrived, "", actor, bot.Unfit(words)
	default:
		return false
	}
	return true
}

// message is the newest in a room that a person can see and that has a line beginning with some words.
func (s *stage) message(person string, room bot.RoomID, words string) bottest.Seen {
	s.t.Helper()
	seen, ok := s.memory.Read(person, room)
	if !ok {
		s.t.Fatalf("%s is not in %s", person, room)
	}
	for i := len(seen) - 1; i >= 0; i-- {
		if strings.Contains("\n"+seen[i].Text, "\n"+words) {
			return seen[i]
		}
	}
	s.t.Fatalf("%s sees no message that begins with %q in %s", person, words, room)
	return bottest.Seen{}
}

// configure gives a reference to guidance another link, as an edit of the configuration and a start of the same binary do.
func (s *stage) configure(words string) {
	s.t.Helper()
	title, link, _ := strings.Cut(words, " => ")
	f := *s.force
	f.Guidance = slices.Clone(f.Guidance)
	i := slices.IndexFunc(f.Guidance, func(g force.Guide) bool { return g.Title == title })
	if i < 0 {
		s.t.Fatalf("the force refers to no guidance %q", title)
	}
	f.Guidance[i].Link, f.Guidance[i].Seen = link, s.engine.Now()
	s.stop()
	s.force = &f
	s.start(false)
	s.out.WriteString("(the configuration has another link for " + title + ", and Loggist was started again)\n")
}
