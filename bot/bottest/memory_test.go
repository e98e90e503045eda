package bottest_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"loggist/bot"
	"loggist/bot/bottest"
)

func TestMemoryPassesTheSuite(t *testing.T) {
	bottest.Run(t, func(*testing.T) bottest.Fixture {
		people := []string{"sgt.lee", "insp.patel", "supt.khan"}
		m := bottest.NewMemory(bottest.MemoryOptions{People: people})
		act := func(ctx context.Context, r bot.Request) (bot.Reply, error) {
			for { // Receive sets the handler from its own goroutine
				reply, err := m.Act(ctx, r)
				if err == nil || ctx.Err() != nil || err.Error() != "act: nobody receives" {
					return reply, err
				}
				time.Sleep(time.Millisecond)
			}
		}
		return bottest.Fixture{Platform: m, People: people, Stranger: "nobody", Act: act, Read: m.Read, Topic: m.Topic}
	})
}

func TestTranscriptReadsAsItHappened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := bottest.NewMemory(bottest.MemoryOptions{People: []string{"sgt.lee", "insp.patel"}})
		m.OpenRoom("control-room", "sgt.lee")
		m.Handle(func(_ context.Context, r bot.Request) bot.Reply {
			if r.Kind == bot.KindCommand {
				return bot.Reply{OK: true, Text: "CI-2027-0001 is open.", Actions: []bot.Action{{ID: "open", Label: "Open room ci-2027-0001"}}}
			}
			return bot.Reply{}
		})
		send := func(msg bot.Message) bot.Receipt {
			r, err := m.Send(t.Context(), msg)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		act := func(r bot.Request) {
			if _, err := m.Act(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		act(bot.Request{Kind: bot.KindCommand, Person: "sgt.lee", Room: "control-room", Command: "ci", Text: "call neighbours\nwhere RV2"})
		room := send(bot.Message{Key: "1", Act: bot.ActOpenRoom, Name: "ci-2027-0001", Topic: "Called"}).Room
		send(bot.Message{Key: "2", Act: bot.ActInvite, Room: room, Person: "insp.patel"})
		card := send(bot.Message{Key: "3", Act: bot.ActPost, Room: room, Text: "OFFICIAL-SENSITIVE\n\nCI-2027-0001 called", Pin: true})
		time.Sleep(36 * time.Minute)
		send(bot.Message{Key: "4", Act: bot.ActDirect, Person: "insp.patel", Text: "Escalation 0001/E-1 for you.", Rings: true,
			Actions: []bot.Action{{ID: "a", Label: "Accept escalation E-1"}}})
		act(bot.Request{Kind: bot.KindSubmit, Person: "insp.patel", Direct: true, Form: "accept:E-1", Values: map[string]string{"there_by": "2230"}})
		send(bot.Message{Key: "5", Act: bot.ActPost, Room: room, Text: "OFFICIAL-SENSITIVE\nassessed", Replace: card.Message})
		send(bot.Message{Key: "6", Act: bot.ActArchive, Room: room})
		want := `0000 sgt.lee in control-room: /ci call neighbours
       where RV2
     only sgt.lee sees:
       CI-2027-0001 is open.
       [Open room ci-2027-0001]
0000 room ci-2027-0001: Called
0000 insp.patel invited to ci-2027-0001
0000 post in ci-2027-0001, pinned:
       OFFICIAL-SENSITIVE

       CI-2027-0001 called
0036 to insp.patel, rings:
       Escalation 0001/E-1 for you.
       [Accept escalation E-1]
0036 insp.patel to Loggist: sends form accept:E-1
       there_by = 2230
0036 post in ci-2027-0001, edited:
       OFFICIAL-SENSITIVE
       assessed
0036 room ci-2027-0001 closed for new messages
`
		if d := cmp.Diff(want, m.Transcript()); d != "" {
			t.Errorf("transcript (-want +got):\n%s", d)
		}
		if again := m.Transcript(); again != "" {
			t.Errorf("what was taken comes again: %q", again)
		}
	})
}
