package engine

import (
	"context"

	"loggist/bot"
	"loggist/commands"
	"loggist/internal/force"
)

// pressable finds every button that stands in somebody's direct messages to be one that he may press: whoever is sent a button is
// not then told that he knows of no such incident.
func (s *stage) pressable() {
	s.t.Helper()
	for _, p := range s.force.People.All() {
		seen, _ := s.memory.Read(string(p.ID), "")
		for _, m := range seen {
			for _, a := range m.Actions {
				act, err := commands.ReadAction(a.ID)
				if err != nil || act.Command == nil {
					continue // as typed, or a page
				}
				q := &asked{}
				known, err := s.engine.ask(q, bot.Request{Platform: string(force.Local), Person: string(p.ID), Direct: true, Kind: bot.KindPress, Action: a.ID})
				if err != nil || !known {
					continue // suspended meanwhile, or never to give commands
				}
				place, err := s.engine.locate(q, &act)
				if err != nil {
					s.t.Errorf("%s is sent a button that he may not press, %q: %v\n%s", p.ID, a.Label, err, m.Text)
					continue
				}
				place.unlock()
			}
		}
	}
	s.engine.Flush(context.Background())
}
