package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	"loggist/bot"
)

// Person is somebody who may be played.
type Person struct {
	ID     string
	Name   string // with rank, as on the radio: "PS Lee"
	Posts  []string
	OnDuty bool
}

// Room is a room that is there from the start.
type Room struct {
	ID      bot.RoomID
	Members []string
}

// Clock is the clock of an exercise.
type Clock interface {
	Now() time.Time
	// Advance moves the clock on by d through every due time in order, and returns when all of it is done and delivered.
	Advance(ctx context.Context, d time.Duration) error
}

// Waiting is one thing that waits for a person.
type Waiting struct {
	Text     string
	Incident string
	Due      time.Time
	Actions  []bot.Action
}

// Hint is one line of help beside the field where commands are typed.
type Hint struct{ Usage, What string }

// TourStep is one step of the tour. A step fills the field where one types, as the person As, and never sends.
type TourStep struct {
	Title string
	As    string
	// Room is where it is typed: a room's id, "direct", or "incident" for the newest incident's room that As is in.
	Room string
	// Text is what is filled in; may be empty. An ellipsis in braces, {…}, stands for the first group of Take in the
	// newest message in Room that it matches.
	Text string
	Take *regexp.Regexp
	// Say is what to do and what to look for.
	Say string
}

// Options are what the local room needs. Only People, Dir and Rooms must be given.
type Options struct {
	// People returns everybody who may be played. It is called often.
	People func(now time.Time) []Person
	// Dir is an existing directory of this platform alone.
	Dir string
	// Rooms are there from the start.
	Rooms []Room
	// Clock is the exercise clock; nil is the real time, which nobody winds, and then the page does not say EXERCISE.
	Clock Clock
	// NextDue returns when the next thing falls due; nil when that is not known.
	NextDue func() (time.Time, bool)
	// Waiting returns what waits for a person; nil takes the direct messages whose buttons still stand.
	Waiting func(ctx context.Context, person string, now time.Time) []Waiting
	// PlayAs is the person that the page opens as; empty is the first.
	PlayAs string
	// Marking is said at the top of the page.
	Marking string
	// Hints help to type commands.
	Hints []Hint
	// Tour is the tour; nil is none. See DefaultTour.
	Tour []TourStep
	// Zone is how the page says times; nil is UTC.
	Zone *time.Location
	// Logger takes what goes wrong, without content; nil discards it.
	Logger *slog.Logger
}

func (o *Options) validate() error {
	var faults []error
	if o.People == nil {
		faults = append(faults, errors.New("local room: nobody to play: no people"))
	}
	if o.Dir == "" {
		faults = append(faults, errors.New("local room: no directory"))
	}
	if len(o.Rooms) == 0 {
		faults = append(faults, errors.New("local room: no room to start in"))
	}
	for _, r := range o.Rooms {
		if !roomName.MatchString(string(r.ID)) || r.ID == directRoom {
			faults = append(faults, fmt.Errorf("local room: %q cannot name a room", r.ID))
		}
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return errors.Join(faults...)
}

// directRoom is how the API calls a person's own conversation with the bot.
const directRoom = "direct"

var roomName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,79}$`)
