package mattermost

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// What Mattermost takes.
const (
	postMax    = 15000 // characters of a post; a server whose database is old takes less, and check says so
	headerMax  = 1024
	titleMax   = 24 // in bytes, as the server counts
	helpMax    = 150
	goesOnMark = "…" // of an attachment that goes on in the line of what stands before it
)

// digest names a text without saying it.
func digest(parts ...string) string {
	sum := sha256.New()
	for _, x := range parts {
		fmt.Fprintf(sum, "%d:%s", len(x), x)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// laid is a text as a post takes it.
type laid struct {
	text        string
	attachments []*model.MessageAttachment
}

// lay lays out what is said: as the words of a post and, of what it does not take, in attachments under it.
func lay(text string, actions []bot.Action, press func(bot.Action) string, callback string) laid {
	parts := cut(escape(text))
	out := laid{text: parts[0].text}
	for _, x := range parts[1:] {
		a := &model.MessageAttachment{Text: x.text}
		if x.goesOn {
			a.Fallback = goesOnMark
		}
		out.attachments = append(out.attachments, a)
	}
	var row []*model.PostAction
	seen := map[string]int{}
	for _, a := range actions {
		if a.Link != "" {
			out.attachments = append(out.attachments, &model.MessageAttachment{Text: "[" + escape(a.Label) + "](" + a.Link + ")"})
			continue
		}
		id := buttonID(a.ID)
		if seen[id]++; seen[id] > 1 {
			id = fmt.Sprintf("%sx%d", id, seen[id])
		}
		b := &model.PostAction{Id: id, Name: a.Label, Type: model.PostActionTypeButton, Integration: &model.PostActionIntegration{
			URL: callback + pathPress, Context: map[string]any{contextTicket: press(a)},
		}}
		if a.Danger {
			b.Style = "danger"
		}
		row = append(row, b)
	}
	if len(row) > 0 {
		out.attachments = append(out.attachments, &model.MessageAttachment{Actions: row})
	}
	return out
}

// buttonID names a button by what it does: the same after the post was changed, and unlike that of any other act.
func buttonID(action string) string { return "b" + digest(action)[:24] }

// piece is a stretch of escaped text.
type piece struct {
	text   string
	goesOn bool
}

// cut cuts a text that is longer than a post takes at the ends of lines, and a line that is longer yet anywhere.
func cut(s string) []piece {
	var out []piece
	goesOn := false
	for utf8.RuneCountInString(s) > postMax {
		end := byteOf(s, postMax)
		var next int
		if i := strings.LastIndexByte(s[:end], '\n'); i > 0 {
			end, next = i, i+1
		} else {
			// Not between a backslash or an entity's beginning and what they stand for.
			if i := strings.LastIndexAny(s[:end], "&\\"); i > end-10 && i > 0 {
				end = i
			}
			next = end
		}
		out = append(out, piece{s[:end], goesOn})
		goesOn = next == end
		s = s[next:]
	}
	return append(out, piece{s, goesOn})
}

// byteOf is where the character number n of s begins.
func byteOf(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// clip cuts a text to most bytes and says so by an ellipsis.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := most - len("…")
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return strings.TrimRight(s[:end], " ") + "…"
}
