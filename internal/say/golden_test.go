package say

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"

	gocmp "github.com/google/go-cmp/cmp"
)

var updateGolden = flag.Bool("update", false, "write the golden files anew")

// at2104 is the minute in which the demo's night begins.
var at2104 = time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)

// chat keeps an incident and writes down whatever leaves for a room or a person, as the sender would send it.
type chat struct {
	*incidenttest.Keeper
	out strings.Builder
}

func newChat(t testing.TB) *chat {
	c := &chat{Keeper: incidenttest.New(t, at2104)}
	c.send(func(incident.Lane, Rendered, incident.Item) {}) // what the call says is somebody else's test
	return c
}

// at moves the clock to a time of that night.
func (c *chat) at(hhmm string) *chat {
	t, err := time.Parse("1504", hhmm)
	if err != nil {
		panic(err)
	}
	to := time.Date(2027, 11, 11, t.Hour(), t.Minute(), 0, 0, time.UTC)
	if to.Before(c.Now) {
		to = to.AddDate(0, 0, 1)
	}
	c.Now = to
	return c
}

func (c *chat) view() View {
	return View{Force: c.Force, Register: c.Register, Now: c.Now, Profile: force.Full}
}

// tell sends all that is pending and writes it down.
func (c *chat) tell(title string) {
	fmt.Fprintf(&c.out, "## %s\n\n", title)
	c.send(func(lane incident.Lane, r Rendered, it incident.Item) {
		to := "room " + string(lane.Room)
		if lane.Person != "" {
			to = "direct to " + string(lane.Person)
		}
		if r.NotSent != "" {
			fmt.Fprintf(&c.out, "(%s: not sent, %s)\n\n", to, r.NotSent)
			return
		}
		how := "new"
		if it.Sent != nil {
			how = "changed"
		}
		if r.Message.Rings {
			how += ", RINGS"
		}
		fmt.Fprintf(&c.out, "[%s, %s]\n%s\n", to, how, r.Message.Text)
		for _, a := range r.Message.Actions {
			fmt.Fprintf(&c.out, "  [%s]\n", a.Label)
		}
		c.out.WriteByte('\n')
	})
}

func (c *chat) send(each func(incident.Lane, Rendered, incident.Item)) {
	for _, s := range []*incident.Side{&c.Full.Open.Side, c.Full.Sensitive} {
		lanes := s.PendingLanes()
		slices.SortFunc(lanes, func(a, b incident.Lane) int {
			return cmp.Or(cmp.Compare(b.Room, a.Room), cmp.Compare(a.Person, b.Person))
		})
		for _, lane := range lanes {
			for _, it := range s.Pending(lane) {
				r := c.render(s, it)
				outcome := incident.Sending
				if r.NotSent != "" {
					outcome = incident.NotSent
				}
				if it.Class != incident.ClassRoom && it.Key != incident.KeyHead && it.Key != incident.KeyHeader && it.Key != incident.KeyAnswer {
					each(lane, r, it)
				}
				c.Receipt(s.Book, it, outcome, r.Due)
			}
		}
	}
}

func (c *chat) render(s *incident.Side, it incident.Item) Rendered {
	if s.Book == incident.BookSensitive {
		return Sensitive(c.view(), c.Full, it)
	}
	return Open(c.view(), c.Full.Open, it)
}

// reply writes down what whoever acted is answered.
func (c *chat) reply(entries []incident.Entry) {
	fmt.Fprintf(&c.out, "(reply)\n%s\n\n", Recorded(c.view(), c.Full, entries))
}

// golden compares what was written down with the file of that name.
func (c *chat) golden(t *testing.T, name string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *updateGolden {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(c.out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := gocmp.Diff(strings.Split(string(want), "\n"), strings.Split(c.out.String(), "\n")); d != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", file, d)
	}
}
