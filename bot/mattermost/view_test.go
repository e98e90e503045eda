package mattermost

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/bot/bottest"
)

// tapped is a callback as the server sent it.
type tapped struct {
	path, kind, body string
}

// tap keeps each callback of the server on its way to next.
func (h *house) tap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			h.t.Error(err)
		}
		h.mu.Lock()
		h.last = tapped{r.URL.Path, r.Header.Get("Content-Type"), string(body)}
		h.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

// again delivers it once more, as it was.
func (x tapped) again(h *house) (bot.Reply, error) {
	r := httptest.NewRequest(http.MethodPost, x.path, strings.NewReader(x.body))
	r.Header.Set("Content-Type", x.kind)
	w := httptest.NewRecorder()
	h.p.Handler().ServeHTTP(w, r)
	var a model.CommandResponse
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		return bot.Reply{}, fmt.Errorf("%d %s", w.Code, w.Body)
	}
	text := reading(a.Text)
	return bot.Reply{Text: text, OK: !strings.Contains(text, "Nothing was recorded.")}, nil
}

// read is what a person sees in a room.
func (h *house) read(person string, room bot.RoomID) ([]bottest.Seen, bool) {
	u, ok := h.users[person]
	channel := string(room)
	if !ok {
		return nil, false
	}
	if room == "" {
		channel = h.direct(person)
	}
	var out []bottest.Seen
	for page := 0; ; page++ {
		list, _, err := u.GetPostsForChannel(h.t.Context(), channel, page, 200, "", false, false)
		if err != nil {
			return nil, false
		}
		for _, x := range list.ToSlice() {
			if !strings.HasPrefix(x.Type, "system_") {
				out = append([]bottest.Seen{h.seen(x)}, out...)
			}
		}
		if len(list.Order) < 200 {
			return out, true
		}
	}
}

func (h *house) seen(x *model.Post) bottest.Seen {
	self, _ := h.p.whoami(context.Background())
	s := bottest.Seen{ID: bot.MessageID(x.Id), FromBot: x.UserId == self.user, Text: x.Message, Edited: x.EditAt > 0, Pinned: x.IsPinned}
	if s.FromBot || x.Type == "system_ephemeral" || x.Type == model.PostTypeMessageAttachment {
		s.Text = reading(x.Message)
	}
	for _, a := range x.Attachments() {
		if a.Text != "" {
			if a.Fallback != goesOnMark {
				s.Text += "\n"
			}
			s.Text += reading(a.Text)
		}
		for _, b := range a.Actions {
			h.mu.Lock()
			made := h.made[b.Id]
			h.mu.Unlock()
			s.Actions = append(s.Actions, bot.Action{ID: made.ID, Label: b.Name})
		}
	}
	return s
}

func (h *house) topic(room bot.RoomID) string {
	c, _, err := h.users[h.ids["sgt.lee"]].GetChannel(h.t.Context(), string(room))
	if err != nil {
		h.t.Fatal(err)
	}
	return reading(c.Header)
}

var backslash = regexp.MustCompile(`\\([\\!"#$%&'()*+,\-./:;<=>?@\[\]^_{|}~` + "`" + `])`)

// reading is what Markdown shows of a text in which nothing is marked up: a backslash before a sign is not shown, an entity is
// its sign.
func reading(s string) string {
	var b strings.Builder
	for {
		at := backslash.FindStringIndex(s)
		if at == nil {
			b.WriteString(html.UnescapeString(s))
			return b.String()
		}
		b.WriteString(html.UnescapeString(s[:at[0]]))
		b.WriteString(s[at[0]+1 : at[1]])
		s = s[at[1]:]
	}
}
