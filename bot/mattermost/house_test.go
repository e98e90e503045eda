package mattermost

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// patience is how long anything may take on a machine that has other work, too.
const patience = 2 * time.Minute

// served is an adapter that receives, and what reached its handler so far.
type served struct {
	t    *testing.T
	stop func()

	mu     sync.Mutex
	got    []bot.Request
	answer func(bot.Request) bot.Reply
}

// serve lets the adapter receive until the test ends, or stop is called.
func (h *house) serve(answer func(bot.Request) bot.Reply) *served {
	h.t.Helper()
	s := &served{t: h.t, answer: answer}
	ctx, cancel := context.WithCancel(context.WithoutCancel(h.t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := h.p.Receive(ctx, s.handle); err != nil {
			h.t.Error(err)
		}
	}()
	s.stop = sync.OnceFunc(func() { cancel(); <-done })
	h.t.Cleanup(s.stop)
	h.ready()
	return s
}

func (s *served) handle(_ context.Context, r bot.Request) bot.Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, r)
	if s.answer == nil {
		return bot.Reply{OK: true}
	}
	return s.answer(r)
}

// requests are those so far that are of one of the kinds; of all kinds if none is named.
func (s *served) requests(kinds ...bot.RequestKind) []bot.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.got), func(r bot.Request) bool { return len(kinds) > 0 && !slices.Contains(kinds, r.Kind) })
}

// await waits until a request has come for which is holds, and returns it.
func (s *served) await(what string, is func(bot.Request) bool) bot.Request {
	s.t.Helper()
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(20 * time.Millisecond) {
		all := s.requests()
		if i := slices.IndexFunc(all, is); i >= 0 {
			return all[i]
		}
	}
	s.t.Fatalf("%s did not arrive; there are %s", what, kindsOf(s.requests()))
	return bot.Request{}
}

func kindsOf(all []bot.Request) (out []string) {
	for _, r := range all {
		out = append(out, string(r.Kind)+" "+string(r.Unfit))
	}
	return out
}

// room opens a room with people in it.
func (h *house) room(name string, who ...string) bot.RoomID {
	h.t.Helper()
	r := h.send(bot.Message{Act: bot.ActOpenRoom, Name: name})
	for _, person := range who {
		h.send(bot.Message{Act: bot.ActInvite, Room: r.Room, Person: h.ids[person]})
	}
	return r.Room
}

func (h *house) send(m bot.Message) bot.Receipt {
	h.t.Helper()
	r, err := spy{h.p, h}.Send(h.t.Context(), m)
	if err != nil {
		h.t.Fatalf("%s: %v", m.Act, err)
	}
	return r
}

// says posts a message as a person.
func (h *house) says(who string, room bot.RoomID, text string, files ...string) *model.Post {
	h.t.Helper()
	x, _, err := h.users[h.ids[who]].CreatePost(h.t.Context(), &model.Post{ChannelId: string(room), Message: text, FileIds: files})
	if err != nil {
		h.t.Fatal(err)
	}
	return x
}

// must fails the test where the server refused what a test needs.
func (h *house) must(_ *model.Response, err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}
