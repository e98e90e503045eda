package mattermost

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"loggist/bot"
)

// use says what a ticket is good for.
type use string

const (
	usePress use = "press" // a button of ours
	useStep  use = "step"  // a dialog that is open: one step of a form
	useOpen  use = "open"  // a button that opens a step
	useSend  use = "send"  // a button that sends what was typed so far
)

// ticket is what a button or a dialog carries through other hands: sealed, so that nobody can make, change or read one. It is
// valid in one room, for one person if it was shown to him alone, and not for ever.
type ticket struct {
	Use   use               `json:"u"`
	Room  string            `json:"r"`           // the channel
	User  string            `json:"p,omitempty"` // empty: anybody in the room
	Until int64             `json:"x"`           // unix seconds
	Act   string            `json:"a,omitempty"` // of a button of ours: the action; it names the incident
	Form  *bot.Form         `json:"f,omitempty"`
	Step  int               `json:"s,omitempty"`
	Typed map[string]string `json:"v,omitempty"`
	// At is where the form was asked for, if not in Room: a long form goes on in the person's own conversation.
	At string `json:"o,omitempty"`
	// Hook is where the answer to a slash command can be said for half an hour.
	Hook string `json:"h,omitempty"`
	// Card is the post in the person's own conversation by which this step was opened; it goes when the step was sent.
	Card  string `json:"c,omitempty"`
	Nonce string `json:"n,omitempty"` // one for each time a form is opened
}

const (
	// Buttons under a post stay as long as an incident may; what is shown to one person, a day; a form an hour.
	postFor  = 400 * 24 * time.Hour
	replyFor = 24 * time.Hour
	formFor  = time.Hour
)

// purpose is the additional data of every ticket.
var purpose = []byte("loggist/1 mattermost ticket")

// The refusals of a ticket.
var (
	errForged  = errors.New("not made by us")
	errExpired = errors.New("no longer valid")
	errMisused = errors.New("made for another person, room or use")
)

func (p *Platform) seal(t ticket) string {
	b, err := json.Marshal(t)
	if err != nil {
		panic("mattermost: a ticket cannot be written: " + err.Error()) // strings and numbers only
	}
	return base64.RawURLEncoding.EncodeToString(p.Sealer.Seal(b, purpose))
}

// open opens what seal made, if it is shown by user in room for one of uses. On errExpired the ticket is returned, too.
func (p *Platform) open(s, room, user string, uses ...use) (ticket, error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return ticket{}, errForged
	}
	plain, err := p.Sealer.Open(b, purpose)
	if err != nil {
		return ticket{}, errForged
	}
	var t ticket
	if err := json.Unmarshal(plain, &t); err != nil {
		return ticket{}, errForged
	}
	good := false
	for _, u := range uses {
		good = good || t.Use == u
	}
	if !good || t.Room != room || user == "" || t.User != "" && t.User != user {
		return ticket{}, errMisused
	}
	if time.Now().Unix() > t.Until {
		return t, errExpired
	}
	return t, nil
}

func until(d time.Duration) int64 { return time.Now().Add(d).Unix() }
