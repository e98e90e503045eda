package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"loggist/bot"
	"loggist/commands"
	"loggist/internal/force"
)

// read finds out what a request asks for. It returns no act for an ordinary message, which is none of Loggist's business,
// and for what is answered already.
func (e *Engine) read(q *asked) (*commands.Act, bot.Reply, error) {
	accounts := func(account string) (force.PersonID, bool) {
		p, ok := personOf(q.force, force.Platform(q.Platform), account)
		return p.ID, ok
	}
	var act commands.Act
	var err error
	switch q.Kind {
	case bot.KindCommand:
		slash, line := commands.Meant(q.force, q.Command, q.Text)
		act, err = commands.ReadLine(slash, line, accounts)
	case bot.KindText:
		return e.readText(q, accounts)
	case bot.KindPress:
		act, err = commands.ReadAction(q.Action)
		if err == nil && act.AsTyped != "" {
			words, ok := e.typed.take(act.AsTyped, q.person.ID)
			if !ok {
				return nil, bot.Reply{}, &bot.UserError{Code: "stale", Say: "I no longer have the words of that message. Nothing was recorded. Please type them as a command."}
			}
			act, err = commands.ReadAsTyped(commands.MeantText(q.force, words), accounts)
		}
	case bot.KindSubmit:
		act, err = commands.ReadForm(q.Form, q.Values, accounts)
	default:
		return nil, bot.Reply{}, fmt.Errorf("request of unknown kind %q", q.Kind)
	}
	q.readAs(&act)
	if err != nil {
		return nil, bot.Reply{}, err
	}
	return &act, bot.Reply{}, nil
}

func (e *Engine) readText(q *asked, accounts commands.Accounts) (*commands.Act, bot.Reply, error) {
	said := commands.Said{Text: commands.MeantText(q.force, q.Text), Direct: q.Direct, Asked: func() []commands.Asked { return e.waiting(q, false) }}
	said.Key = e.typed.keep(q)
	act, ours, err := commands.ReadText(said, accounts)
	q.readAs(&act)
	if err != nil {
		return nil, bot.Reply{}, err
	}
	if !ours {
		q.outcome = ordinary
		return nil, bot.Reply{OK: true}, nil
	}
	return &act, bot.Reply{}, nil
}

// typed keeps the words of messages that looked like commands, for the button that logs them as typed. They are in memory
// alone, for an hour, and only for whom they are of.
type typed struct {
	mu   sync.Mutex
	said map[string]typedWords
}

type typedWords struct {
	by    force.PersonID
	words string
	at    time.Time
}

const (
	keepTyped = time.Hour
	mostTyped = 500
)

func (t *typed) keep(q *asked) string {
	sum := sha256.Sum256([]byte(q.cause))
	key := hex.EncodeToString(sum[:12])
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.said == nil {
		t.said = map[string]typedWords{}
	}
	for k, w := range t.said {
		if q.At.Sub(w.at) > keepTyped || len(t.said) > mostTyped {
			delete(t.said, k)
		}
	}
	t.said[key] = typedWords{q.person.ID, q.Text, q.At}
	return key
}

func (t *typed) take(key string, by force.PersonID) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w, ok := t.said[key]
	return w.words, ok && w.by == by
}

// Waiting is what waits for a person's answer in all live incidents.
func (e *Engine) Waiting(id force.PersonID) []commands.Asked {
	reg, err := e.register()
	if err != nil {
		return nil
	}
	f := e.force(reg)
	p, ok := f.People.Person(id)
	if !ok || !p.Police() {
		return nil
	}
	return e.waiting(&asked{now: e.Now(), force: f, reg: reg, person: p, Request: bot.Request{Direct: true}}, true)
}

// health is what /ci health answers: whether what is said here can be relied on.
func (e *Engine) health() []string {
	ok, why := e.Log.Durable()
	durable := "Recording: what is recorded is on disk."
	if !ok {
		durable = "Recording: NOT durable: " + why + "."
	}
	lines := []string{durable, fmt.Sprintf("Log: %s.", count(int(e.Log.Last()), "record"))}
	if from, to := e.down(e.began); !from.IsZero() {
		lines = append(lines, "Last outage: "+force.Between(from, to, e.Force().Zone, e.Now())+".")
	}
	for _, name := range slices.Sorted(maps.Keys(e.Platforms)) {
		line := "Serving: " + string(name) + "."
		if !e.Platforms[name].Up.Usable() {
			line = "Serving: " + string(name) + ": CANNOT BE USED now. What is to be said there waits."
		}
		lines = append(lines, line)
	}
	return lines
}

// count says how many of something there are.
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
