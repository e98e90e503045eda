package slacktest

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// client is the library's own client of the workspace.
func client(s *Server) *slack.Client {
	return slack.New(BotToken, slack.OptionAPIURL(s.APIURL()), slack.OptionAppLevelToken(AppToken))
}

// TestHistoryIsThatOfTheReference: newest first, in pages; oldest and latest exclude unless inclusive; what is in a thread is not there;
// metadata that was not asked for is the type alone.
func TestHistoryIsThatOfTheReference(t *testing.T) {
	s := New()
	defer s.Close()
	api, ctx := client(s), t.Context()
	room := s.OpenChannel("room", true, "U1", BotUser)
	var stamps []string
	for i := range 5 {
		_, ts, err := api.PostMessageContext(ctx, room, slack.MsgOptionText(fmt.Sprint("message ", i), false),
			slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "kind", EventPayload: map[string]any{"key": fmt.Sprint(i)}}))
		if err != nil {
			t.Fatal(err)
		}
		stamps = append(stamps, ts)
	}
	if _, _, err := api.PostMessageContext(ctx, room, slack.MsgOptionText("reply", false), slack.MsgOptionTS(stamps[0])); err != nil {
		t.Fatal(err)
	}
	ask := func(p slack.GetConversationHistoryParameters) (out []string, next string) {
		t.Helper()
		p.ChannelID = room
		r, err := api.GetConversationHistoryContext(ctx, &p)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Messages {
			out = append(out, m.Text)
			if full := m.Metadata.EventPayload["key"] != nil; full != p.IncludeAllMetadata || m.Metadata.EventType != "kind" {
				t.Errorf("metadata %+v, asked for all: %v", m.Metadata, p.IncludeAllMetadata)
			}
		}
		return out, r.ResponseMetaData.NextCursor
	}
	first, next := ask(slack.GetConversationHistoryParameters{Limit: 3, IncludeAllMetadata: true})
	rest, end := ask(slack.GetConversationHistoryParameters{Limit: 3, Cursor: next})
	if fmt.Sprint(first, rest) != "[message 4 message 3 message 2] [message 1 message 0]" || end != "" {
		t.Errorf("pages %v, %v, then %q", first, rest, end)
	}
	if got, _ := ask(slack.GetConversationHistoryParameters{Oldest: stamps[1], Latest: stamps[3]}); fmt.Sprint(got) != "[message 2]" {
		t.Errorf("between two: %v", got)
	}
	if got, _ := ask(slack.GetConversationHistoryParameters{Oldest: stamps[1], Latest: stamps[3], Inclusive: true}); len(got) != 3 {
		t.Errorf("between two, with both: %v", got)
	}
	replies, _, _, err := api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: room, Timestamp: stamps[0]})
	if err != nil || len(replies) != 2 || replies[1].Text != "reply" {
		t.Errorf("the thread has %d messages, %v", len(replies), err)
	}
}

// TestRefusalsAreThoseOfTheReference: the three shapes of a rate limit as the library reads them, a name that is taken, a scope that
// is missing, a trigger that has run out or was used, an answer that is lost though it took effect.
func TestRefusalsAreThoseOfTheReference(t *testing.T) {
	s := New()
	defer s.Close()
	s.AddUser(User{ID: "U1"})
	api, ctx := client(s), t.Context()
	room := s.OpenChannel("room", true, "U1", BotUser)
	say := func() error {
		_, _, err := api.PostMessageContext(ctx, room, slack.MsgOptionText("x", false))
		return err
	}
	s.Break("chat.postMessage", Fault{Status: http.StatusTooManyRequests, RetryAfter: 7})
	if limited, ok := errors.AsType[*slack.RateLimitedError](say()); !ok || limited.RetryAfter != 7*time.Second {
		t.Errorf("429 with a time: %v", limited)
	}
	s.Break("chat.postMessage", Fault{Status: http.StatusTooManyRequests})
	if status, ok := errors.AsType[slack.StatusCodeError](say()); !ok || status.Code != http.StatusTooManyRequests {
		t.Errorf("429 without: %v", status)
	}
	s.Break("chat.postMessage", Fault{Error: "ratelimited"})
	is := func(err error, want string) {
		t.Helper()
		if answer, ok := errors.AsType[slack.SlackErrorResponse](err); !ok || answer.Err != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	is(say(), "ratelimited")
	s.Break("chat.postMessage", Fault{Lost: true})
	if err := say(); err == nil {
		t.Error("a lost answer is an answer")
	}
	if list, _ := s.Look("U1", room); len(list) != 1 {
		t.Errorf("%d messages: of four posts the one whose answer is lost takes effect", len(list))
	}
	_, err := api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: "room", IsPrivate: true})
	is(err, "name_taken")
	s.Grant("commands")
	is(say(), "missing_scope")
	s.Grant(AllScopes...)

	s.Patience = 0 // what is made from now on has run out at once
	view := slack.ModalViewRequest{Type: slack.VTModal, Title: slack.NewTextBlockObject(slack.PlainTextType, "Title", false, false)}
	view.Blocks.BlockSet = []slack.Block{slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, "words", false, false), nil, nil)}
	open := func() error {
		s.mu.Lock()
		id := s.trigger(&Act{User: "U1", fresh: make(chan struct{}, 1)})
		s.mu.Unlock()
		_, err := api.OpenViewContext(ctx, id, view)
		if s.Patience > 0 && err == nil {
			_, err = api.OpenViewContext(ctx, id, view)
		}
		return err
	}
	is(open(), "expired_trigger_id")
	s.Patience = time.Minute
	is(open(), "exchanged_trigger_id")
}

// TestSignaturesAreSlacks: what is delivered over HTTP the library's own verifier takes, and not with another body.
func TestSignaturesAreSlacks(t *testing.T) {
	body := []byte("command=%2Fci&text=call")
	for _, c := range []struct {
		body []byte
		ok   bool
	}{{body, true}, {append([]byte("x"), body...), false}} {
		v, err := slack.NewSecretsVerifier(Sign(SigningSecret, time.Now(), body), SigningSecret)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Write(c.body); err != nil {
			t.Fatal(err)
		}
		if err := v.Ensure(); (err == nil) != c.ok {
			t.Errorf("%v, want ok %v", err, c.ok)
		}
	}
}
