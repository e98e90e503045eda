package slacktest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Fault is something that goes wrong with calls of the Web API. The zero value changes nothing.
type Fault struct {
	// Times is how many calls it concerns; below zero it goes on until it is cleared.
	Times int
	// Channel, if set, lets it concern only calls about this channel.
	Channel string
	// Delay is how much later the answer comes.
	Delay time.Duration
	// Before the call has any effect: Status is answered, with RetryAfter (seconds) in the header where it is above zero;
	// or Error is answered with status 200 and ok false; or the connection is Cut.
	Status, RetryAfter int
	Error              string
	Cut                bool
	// Lost: the call takes effect, and its answer is lost with the connection. After: it takes effect, and the answer is a
	// server error. Hold: it takes effect, and the answer comes so much later.
	Lost, After bool
	Hold        time.Duration
}

// Break lets a fault happen to calls of a method; "*" is every method.
func (s *Server) Break(method string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults[method] = append(s.faults[method], &f)
}

// BreakAfter lets a fault happen after so many calls of a method that go well.
func (s *Server) BreakAfter(method string, n int, f Fault) {
	s.Break(method, Fault{Times: n})
	s.Break(method, f)
}

// Mend ends all faults.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.faults)
}

// Revoke lets a token be refused as token_revoked, or lets it work again. What is connected stays so: a socket needs its token
// only to be opened.
func (s *Server) Revoke(token string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked[token] = on
}

// fault takes the fault that happens to this call. The lock is held.
func (s *Server) fault(method, channel string) *Fault {
	for _, key := range []string{method, "*"} {
		for i, f := range s.faults[key] {
			if f.Channel != "" && f.Channel != channel {
				continue
			}
			if f.Times > 0 {
				if f.Times--; f.Times == 0 {
					s.faults[key] = append(s.faults[key][:i:i], s.faults[key][i+1:]...)
				}
			}
			return f
		}
	}
	return nil
}

// before does what a fault does before the call takes effect; done is true when that was all.
func (f *Fault) before(w http.ResponseWriter) (done bool) {
	if f == nil {
		return false
	}
	time.Sleep(f.Delay)
	switch {
	case f.Cut:
		cut(w)
	case f.Status != 0:
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		w.WriteHeader(f.Status)
		fmt.Fprint(w, "<html>no JSON here</html>")
	case f.Error != "":
		answer(w, map[string]any{"ok": false, "error": f.Error})
	default:
		return false
	}
	return true
}

// cut closes the connection without an answer.
func cut(w http.ResponseWriter) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		c.Close()
	}
}
