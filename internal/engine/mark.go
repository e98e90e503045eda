package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"loggist/bot"
	"loggist/commands"
	"loggist/incident"
)

// marks keeps the messages about which somebody was asked why they matter, until he says it. They are in memory alone, for an
// hour, and only for whom they were asked of: nothing is recorded before.
type marks struct {
	mu    sync.Mutex
	asked map[string]bot.Request
}

// keep keeps a request to log a message, under a key that is the same however often it is delivered.
func (m *marks) keep(r bot.Request) string {
	cause, _ := commands.CauseOf(r)
	sum := sha256.Sum256([]byte(cause + "/" + r.Person))
	key := hex.EncodeToString(sum[:12])
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.asked == nil {
		m.asked = map[string]bot.Request{}
	}
	for k, old := range m.asked {
		if r.At.Sub(old.At) > keepTyped || len(m.asked) > mostTyped {
			delete(m.asked, k)
		}
	}
	m.asked[key] = r
	return key
}

// answered makes of a form that says why a message matters the request to log that message, and the reason. Every other
// request is left as it is.
func (m *marks) answered(r bot.Request) (_ bot.Request, why string, err error) {
	key, ok := commands.MarkKey(r.Form)
	if r.Kind != bot.KindSubmit || !ok {
		return r, "", nil
	}
	if why, err = commands.Why(r.Values); err != nil {
		return r, "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	asked, ok := m.asked[key]
	if !ok || asked.Person != r.Person || asked.Platform != r.Platform || r.At.Sub(asked.At) > keepTyped {
		return r, "", &bot.UserError{Code: "stale", Say: "I no longer have the words of that message. Nothing was recorded. " +
			"Please choose Log that on it once more. You typed: " + why}
	}
	at := r.At
	r, r.Asks = asked, false
	r.At = at
	return r, why, nil
}

// otherReason refuses a reason for a message that somebody had logged already.
func otherReason(q *asked, entries []incident.Entry) error {
	for i := range entries {
		if b, ok := entries[i].Body.(*incident.Captured); ok && q.why != "" && (b.Reason != q.why || entries[i].RecordedBy.ID != q.person.ID) {
			return commands.OtherReason(incident.Number(entries[i].Book, entries[i].Seq), q.why)
		}
	}
	return nil
}
