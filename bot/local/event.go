package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"loggist/bot"
)

// The kinds of events: one line of the file each.
const (
	eventRoom     = "room"     // Room was opened, or opened again
	eventSay      = "say"      // Message was said in Room or to Person
	eventEdit     = "edit"     // Message reads otherwise now
	eventIn       = "in"       // Person is in Room
	eventOut      = "out"      // Person is not in Room
	eventDescribe = "describe" // Topic and Facts of Room
	eventArchive  = "archive"  // Room is closed for new messages
	eventAnswer   = "answer"   // Request of Person was answered
	eventKey      = "key"      // only after compaction: Key was receipted with Message, Room, At
)

// botAuthor is the author of the bot's messages.
const botAuthor = "Loggist"

// event is one thing that happened. Its JSON is the format of the file.
type event struct {
	Kind    string        `json:"t"`
	Key     string        `json:"key,omitempty"`
	At      time.Time     `json:"at,omitzero"`
	Room    bot.RoomID    `json:"room,omitempty"`
	Person  string        `json:"person,omitempty"`
	Message bot.MessageID `json:"message,omitempty"`
	Author  string        `json:"author,omitempty"`
	Text    string        `json:"text,omitempty"`
	Actions []action      `json:"actions,omitempty"`
	Pin     bool          `json:"pin,omitempty"`
	Rings   bool          `json:"rings,omitempty"`
	// RangAt is when Message rang last.
	RangAt time.Time `json:"rang_at,omitzero"`
	Edited bool      `json:"edited,omitempty"`
	// Offered are the ids of earlier buttons of Message (compaction).
	Offered []string `json:"offered,omitempty"`
	Name    string   `json:"name,omitempty"`
	Topic   string   `json:"topic,omitempty"`
	Facts   []fact   `json:"facts,omitempty"`
	Request string   `json:"request,omitempty"`
	Answer  *answer  `json:"answer,omitempty"`
}

// fact is a bot.Fact as it is kept.
type fact struct {
	Label string    `json:"label"`
	Value string    `json:"value"`
	Due   time.Time `json:"due,omitzero"`
	Alarm bool      `json:"alarm,omitempty"`
}

func factsOf(in []bot.Fact) []fact {
	var out []fact
	for _, f := range in {
		out = append(out, fact{Label: f.Label, Value: f.Value, Due: f.Due.UTC(), Alarm: f.Alarm})
	}
	return out
}

// encode returns events as lines.
func encode(events []event) ([]byte, error) {
	var b []byte
	for _, e := range events {
		line, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("encode a %s: %w", e.Kind, err)
		}
		b = append(append(b, line...), '\n')
	}
	return b, nil
}

// decode is the opposite of encode for one line.
func decode(line []byte) (event, error) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil {
		return e, fmt.Errorf("decode: %w", err)
	}
	if e.Kind == "" {
		return e, errors.New("decode: the line says no kind")
	}
	return e, nil
}
