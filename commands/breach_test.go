package commands

import (
	"testing"
	"time"

	"loggist/incident"
)

// The clock of a breach rings with a day left and when it is over, those who were told of the report and no room, until it is decided
// (R3.21).
func TestBreachClock_R3_21_S48(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/ci breach a picture of the log | where a group of parents")
	told := func() (n int, over bool) {
		for i := range p.Entries {
			b, ok := p.Entries[i].Body.(*incident.BreachClock)
			if !ok {
				continue
			}
			n, over = n+1, b.Over
			if len(b.People) != 2 {
				t.Errorf("told: %v", b.People)
			}
			for room := range p.Full.Sensitive.Rooms {
				for _, it := range p.Full.Sensitive.Pending(incident.Lane{Room: room}) {
					if it.Key == incident.EntryKey(p.Entries[i].Seq) {
						t.Error("it is said in a room")
					}
				}
			}
		}
		return n, over
	}
	if p.wind(47 * time.Hour); count[*incident.BreachClock](p) != 0 {
		t.Error("it rang before a day was left")
	}
	if p.wind(2 * time.Hour); count[*incident.BreachClock](p) != 1 {
		t.Error("it did not ring with a day left")
	}
	p.wind(24 * time.Hour)
	if n, over := told(); n != 2 || !over {
		t.Errorf("it rang %d times; over: %v", n, over)
	}
	p.refuse("insp.patel", "/ci breach decided | told no | because it was late", "for professional standards")
	p.do("psd.quinn", "/ci breach decided | told no | because nobody can be recognised")
	if b := last[*incident.BreachDecided](p); b.Within || b.Entry == 0 {
		t.Errorf("decided: %+v", b)
	}
	p.wind(100 * time.Hour)
	if n, _ := told(); n != 2 {
		t.Errorf("it rings on, %d times", n)
	}
}
