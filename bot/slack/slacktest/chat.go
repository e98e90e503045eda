package slacktest

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf16"

	"github.com/slack-go/slack"
)

// What Slack takes of one message. The sum over all blocks is not documented; 13,200 characters is where it was measured.
const (
	maxText      = 40000
	maxBlocks    = 50
	maxBlocksSum = 13200
	maxMetadata  = 8000
)

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// readMessage checks what is said as Slack does, and as slack-go does.
func readMessage(c call) (*Message, error) {
	m := &Message{Text: c.arg("text"), ThreadTS: c.arg("thread_ts"), User: BotUser, BotID: BotID}
	if units(m.Text) > maxText {
		return nil, refuse("msg_too_long")
	}
	if raw := c.arg("blocks"); raw != "" {
		blocks, err := readBlocks(raw, maxBlocks)
		if err != nil {
			return nil, err
		}
		if units(raw) > maxBlocksSum {
			return nil, refuse("msg_blocks_too_long")
		}
		m.Blocks = blocks
	}
	if m.Text == "" && len(m.Blocks) == 0 {
		return nil, refuse("no_text")
	}
	if raw := c.arg("metadata"); raw != "" {
		if units(raw) > maxMetadata || json.Unmarshal([]byte(raw), &m.Metadata) != nil || m.Metadata.EventType == "" {
			return nil, refuse("invalid_metadata_format")
		}
	}
	return m, nil
}

// place is the channel of a call that posts into it.
func (c call) place() (*channel, error) {
	ch := c.channels[c.arg("channel")]
	switch {
	case ch == nil:
		return nil, refuse("channel_not_found")
	case !ch.isMember(BotUser):
		if ch.IsPrivate {
			return nil, refuse("channel_not_found")
		}
		return nil, refuse("not_in_channel")
	case ch.IsArchived:
		return nil, refuse("is_archived")
	}
	return ch, nil
}

func postMessage(c call) (object, error) {
	ch, err := c.place()
	if err != nil {
		return nil, err
	}
	m, err := readMessage(c)
	if err != nil {
		return nil, err
	}
	if m.ThreadTS != "" && ch.message(m.ThreadTS) == nil {
		return nil, refuse("thread_not_found")
	}
	m.TS = c.ts()
	ch.messages = append(ch.messages, m)
	if ch.IsIM {
		c.shown(ch.Conversation.User, Shown{Text: m.Text, Blocks: m.Blocks, Kept: true})
	}
	return object{"channel": ch.ID, "ts": m.TS, "message": c.show(m, true)}, nil
}

func postEphemeral(c call) (object, error) {
	ch, err := c.place()
	if err != nil {
		return nil, err
	}
	if !ch.isMember(c.arg("user")) {
		return nil, refuse("user_not_in_channel")
	}
	m, err := readMessage(c)
	if err != nil {
		return nil, err
	}
	c.shown(c.arg("user"), Shown{Text: m.Text, Blocks: m.Blocks, Whispered: true})
	return object{"message_ts": c.ts()}, nil
}

func updateMessage(c call) (object, error) {
	ch, err := c.place()
	if err != nil {
		return nil, err
	}
	old := ch.message(c.arg("ts"))
	if old == nil {
		return nil, refuse("message_not_found")
	}
	if old.BotID != BotID {
		return nil, refuse("cant_update_message")
	}
	m, err := readMessage(c)
	if err != nil {
		return nil, err
	}
	old.Text, old.Blocks, old.Edited = m.Text, m.Blocks, true
	if m.Metadata != nil {
		old.Metadata = m.Metadata
	}
	return object{"channel": ch.ID, "ts": old.TS, "text": old.Text}, nil
}

func deleteMessage(c call) (object, error) {
	ch, err := c.place()
	if err != nil {
		return nil, err
	}
	m := ch.message(c.arg("ts"))
	if m == nil {
		return nil, refuse("message_not_found")
	}
	if m.BotID != BotID {
		return nil, refuse("cant_delete_message")
	}
	ch.messages = slices.DeleteFunc(ch.messages, func(x *Message) bool { return x == m })
	return object{"channel": ch.ID, "ts": m.TS}, nil
}

func permalink(c call) (object, error) {
	ch := c.channels[c.arg("channel")]
	if ch == nil || ch.message(c.arg("message_ts")) == nil {
		return nil, refuse("message_not_found")
	}
	return object{"channel": ch.ID, "permalink": c.http.URL + "/link/" + ch.ID + "/p" + c.arg("message_ts")}, nil
}

// show is a message as the API returns it; without metadata asked for, only the type of it.
func (s *Server) show(m *Message, metadata bool) object {
	o := object{"type": "message", "user": m.User, "text": m.Text, "ts": m.TS, "blocks": m.Blocks}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
	}
	if m.BotID != "" {
		o["bot_id"], o["app_id"] = m.BotID, AppID
	}
	if m.Subtype != "" {
		o["subtype"] = m.Subtype
	}
	if len(m.Files) > 0 {
		o["files"] = s.fileObjects(m.Files)
	}
	if m.Metadata != nil {
		o["metadata"] = object{"event_type": m.Metadata.EventType}
		if metadata {
			o["metadata"] = m.Metadata
		}
	}
	if m.Edited {
		o["edited"] = object{"user": m.User, "ts": m.TS}
	}
	return o
}

// history is newest first, without thread replies; oldest and latest are exclusive unless inclusive.
func history(c call) (object, error) {
	ch := c.channels[c.arg("channel")]
	if ch == nil || !ch.isMember(BotUser) {
		return nil, refuse("channel_not_found")
	}
	var found []*Message
	for _, m := range slices.Backward(ch.messages) {
		if (m.ThreadTS == "" || m.ThreadTS == m.TS) && c.within(m.TS) {
			found = append(found, m)
		}
	}
	return c.page(found, 100)
}

// replies is oldest first, the parent among them.
func replies(c call) (object, error) {
	ch := c.channels[c.arg("channel")]
	if ch == nil || !ch.isMember(BotUser) {
		return nil, refuse("channel_not_found")
	}
	if ch.message(c.arg("ts")) == nil {
		return nil, refuse("thread_not_found")
	}
	var found []*Message
	for _, m := range ch.messages {
		if m.TS == c.arg("ts") || m.ThreadTS == c.arg("ts") && c.within(m.TS) {
			found = append(found, m)
		}
	}
	return c.page(found, 1000)
}

// within reports whether a timestamp lies between oldest and latest; timestamps of one length compare as text.
func (c call) within(ts string) bool {
	oldest, latest, inclusive := c.arg("oldest"), c.arg("latest"), c.flag("inclusive")
	if oldest != "" && oldest != "0" && (ts < oldest || ts == oldest && !inclusive) {
		return false
	}
	return latest == "" || ts < latest || ts == latest && inclusive
}

// page cuts a list by limit and cursor; limit is at most 999.
func (c call) page(all []*Message, standard int) (object, error) {
	limit, from := standard, 0
	if n, err := strconv.Atoi(c.arg("limit")); err == nil && n > 0 {
		limit = min(n, 999)
	}
	if cur := c.arg("cursor"); cur != "" {
		n, err := strconv.Atoi(cur)
		if err != nil || n > len(all) {
			return nil, refuse("invalid_cursor")
		}
		from = n
	}
	to := min(from+limit, len(all))
	list := []object{}
	for _, m := range all[from:to] {
		list = append(list, c.show(m, c.flag("include_all_metadata")))
	}
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return object{"messages": list, "has_more": next != "", "response_metadata": object{"next_cursor": next}}, nil
}

func addPin(c call) (object, error) {
	ch, err := c.place()
	if err != nil {
		return nil, err
	}
	ts := c.arg("timestamp")
	if ch.message(ts) == nil {
		return nil, refuse("message_not_found")
	}
	if slices.Contains(ch.pins, ts) {
		return nil, refuse("already_pinned")
	}
	ch.pins = append(ch.pins, ts)
	return object{}, nil
}

func addBookmark(c call) (object, error) {
	ch := c.channels[c.arg("channel_id")]
	if ch == nil {
		return nil, refuse("channel_not_found")
	}
	b := slack.Bookmark{ID: c.id("Bk"), ChannelID: ch.ID, Title: c.arg("title"), Link: c.arg("link"), Type: "link"}
	ch.bookmarks = append(ch.bookmarks, b)
	return object{"bookmark": object{"id": b.ID, "title": b.Title, "link": b.Link}}, nil
}

func editBookmark(c call) (object, error) {
	ch := c.channels[c.arg("channel_id")]
	if ch == nil {
		return nil, refuse("channel_not_found")
	}
	for i := range ch.bookmarks {
		if b := &ch.bookmarks[i]; b.ID == c.arg("bookmark_id") {
			b.Link = c.arg("link")
			return object{"bookmark": object{"id": b.ID, "title": b.Title, "link": b.Link}}, nil
		}
	}
	return nil, refuse("not_found")
}

func listBookmarks(c call) (object, error) {
	ch := c.channels[c.arg("channel_id")]
	if ch == nil {
		return nil, refuse("channel_not_found")
	}
	list := []object{}
	for _, b := range ch.bookmarks {
		list = append(list, object{"id": b.ID, "title": b.Title, "link": b.Link, "channel_id": ch.ID})
	}
	return object{"bookmarks": list}, nil
}
