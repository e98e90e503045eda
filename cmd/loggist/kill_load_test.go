package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"time"
)

// deed is one act that somebody did, and what he was answered. The id stays the same however often it is sent.
type deed struct {
	path, token, cause string
	body               map[string]any
	answers            []answer
	entries            []string // what the record holds of it: book and number
}

func (d *deed) text() string { return fmt.Sprint(d.body["text"], d.body["action"]) }

// sight is a message as somebody saw it.
type sight struct{ as, room, id, text string }

// witness remembers everything that anybody was told or saw, over all lives of the process.
type witness struct {
	mu     sync.Mutex
	n      int
	deeds  []*deed
	sights map[sight]bool
}

// token is a word that no other act has.
func (w *witness) token() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	return fmt.Sprintf("kestrel%05d", w.n)
}

var tokens = regexp.MustCompile(`kestrel\d{5}`)

func (w *witness) did(d *deed) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deeds = append(w.deeds, d)
}

func (w *witness) answered(d *deed, a answer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	d.answers = append(d.answers, a)
}

func (w *witness) saw(as, room string, list []seen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range list {
		if m.Author == "Loggist" {
			w.sights[sight{as, room, m.ID, m.Text}] = true
		}
	}
}

// causeOf is the cause under which the record keeps what a person did in the local room: the same for every delivery.
func causeOf(as, room, id string) string {
	sum := sha256.Sum256([]byte("local\x00" + as + "\x00" + id))
	if room == "direct" {
		room = ""
	}
	h := sha256.New()
	for _, part := range []string{"local", "local", room, as, hex.EncodeToString(sum[:])} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return "request/" + hex.EncodeToString(h.Sum(nil))
}

// players act in the load: between them they call, command, log and are asked.
var players = []string{"sgt.lee", "insp.patel", "fim.grant", "log.evans", "sgt.okafor"}

// mostIncidents is enough for incidents to be independent of each other, and few enough for a night's worth of entries in
// each.
const mostIncidents = 6

// client is one person who acts at random until the process is gone.
type client struct {
	p   *process
	w   *witness
	rnd *rand.Rand
}

func (c *client) run(ctx context.Context) {
	for ctx.Err() == nil {
		as := players[c.rnd.IntN(len(players))]
		rooms, err := c.p.rooms(ctx, as)
		if err != nil {
			return
		}
		room := rooms[c.rnd.IntN(len(rooms))]
		if c.rnd.IntN(3) == 0 {
			if list, err := c.p.room(ctx, as, room); err == nil {
				c.w.saw(as, room, list)
			}
			if list, err := c.p.room(ctx, as, "direct"); err == nil {
				c.w.saw(as, "direct", list)
			}
		}
		switch k := c.rnd.IntN(20); {
		case k == 0:
			_, _ = c.p.advance(ctx, time.Duration(1+c.rnd.IntN(40))*time.Minute)
		case k < 4:
			c.press(ctx, as)
		default:
			c.say(ctx, as, room, len(rooms))
		}
	}
}

// say types a command of the kinds that make entries, timers and messages.
func (c *client) say(ctx context.Context, as, room string, rooms int) {
	token := c.w.token()
	var line string
	switch k := c.rnd.IntN(20); {
	case room == "control-room":
		if rooms > mostIncidents {
			return
		}
		line = fmt.Sprintf("/ci call %[1]s shouting in the street | where Riverside house %[1]s | because %[1]s may be hurt", token)
	case k < 8:
		line = "/log " + token + " seen at the corner"
	case k < 12:
		line = fmt.Sprintf("/decision patrol %[1]s because %[1]s is known | review %d0m", token, 2+c.rnd.IntN(6))
	case k < 14:
		line = fmt.Sprintf("/task riverside knock at %s | due in %d0m", token, 2+c.rnd.IntN(6))
	case k < 16:
		line = "/escalate " + token + " is out of control"
	case k < 18:
		line = fmt.Sprintf("/review in %dm is %s enough", 5+c.rnd.IntN(40), token)
	case k < 19:
		line = "/ci declare because " + token + " is in danger"
	default:
		line = fmt.Sprintf("/escalate end E-1 | because %s has calmed down", token)
	}
	c.do(ctx, &deed{path: "say", token: token, body: map[string]any{"as": as, "room": room, "text": line}}, room)
}

// press taps a button that answers at one tap.
func (c *client) press(ctx context.Context, as string) {
	where := "direct"
	list, err := c.p.room(ctx, as, where)
	if err != nil {
		return
	}
	c.w.saw(as, where, list)
	var buttons []map[string]any
	for _, m := range list {
		for _, b := range m.Actions {
			if strings.HasPrefix(b.Label, "Acknowledge") || strings.HasPrefix(b.Label, "Accept") || strings.HasPrefix(b.Label, "Read") {
				buttons = append(buttons, map[string]any{"as": as, "message": m.ID, "action": b.ID})
			}
		}
	}
	if len(buttons) > 0 {
		c.do(ctx, &deed{path: "press", body: buttons[c.rnd.IntN(len(buttons))]}, where)
	}
}

// do sends a deed under an id of its own and notes what came back, if anything did.
func (c *client) do(ctx context.Context, d *deed, room string) {
	id := fmt.Sprintf("%s-%016x", d.path, c.rnd.Uint64())
	d.body["id"], d.cause = id, causeOf(d.body["as"].(string), room, id)
	c.w.did(d)
	if a, err := c.p.act(ctx, d.path, d.body); err == nil {
		c.w.answered(d, a)
	}
}
