package incident

import (
	"strconv"
	"strings"

	"loggist/internal/force"
)

// ReadAskKey is the reverse of AskKey on this side.
func (s *Side) ReadAskKey(key string) (*Escalation, *Ask, bool) {
	name, ask, found := strings.Cut(key, "/ask/")
	if !found {
		return nil, nil, false
	}
	number, found := strings.CutPrefix(name, strings.TrimSuffix(s.Name(SeriesEscalation, 0), "0"))
	n, err1 := strconv.Atoi(number)
	k, err2 := strconv.Atoi(ask)
	x, known := s.Escalation(n)
	if !found || !known || err1 != nil || err2 != nil || k < 1 || k > len(x.Asks) {
		return nil, nil, false
	}
	return x, x.Asks[k-1], true
}

// askReceipted hears what became of a ping. The wait runs from the first that was sent; when too few can be reached at
// all, the next contact is asked at once (R6.5).
func (s *Side) askReceipted(r *Receipt) {
	x, a, ok := s.ReadAskKey(r.Key)
	if !ok || r.Lane.Person == "" {
		return
	}
	for _, p := range a.People {
		if p.Who.ID != r.Lane.Person {
			continue
		}
		switch r.Outcome {
		case Sending:
			s.pinged(a, p, r)
		case Failed:
			if p.lost == nil {
				p.lost = map[force.Platform]bool{}
			}
			p.lost[r.Lane.Platform] = true
			if x.Open() && a == x.Current() && x.willing() < a.Need && x.moveAt.IsZero() {
				x.moveAt = r.At
			}
		}
	}
}

func (s *Side) pinged(a *Ask, p *Asked, r *Receipt) {
	if p.Sent.IsZero() {
		p.Sent = r.At
	}
	if a.Due.IsZero() {
		a.Due = r.Due
		if a.Due.IsZero() {
			a.Due = r.At.Add(a.Wait)
		}
	}
}
