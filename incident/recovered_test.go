package incident_test

import (
	"testing"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// TestRenumberedEntriesAreAnnounced: a number that people were told never changes silently; the sensitive book's changes
// are said in the second room alone.
func TestRenumberedEntriesAreAnnounced(t *testing.T) {
	f := incident.New("CI-2027-0001")
	at := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	for _, b := range []incident.Book{incident.BookOpen, incident.BookSensitive} {
		f.Apply(incident.Entry{Ref: "CI-2027-0001", Book: b, Seq: 1, RecordedAt: at, Body: &incident.Bound{Platform: force.Local}})
	}
	f.Recover(9, []incident.Renumbered{{Book: incident.BookOpen, Old: 3, New: 1}, {Book: incident.BookDelivery, Old: 8, New: 9}})
	pending := func(s *incident.Side, room incident.RoomKey) (n int) {
		for _, it := range s.Pending(incident.Lane{Room: room}) {
			if it.Key == incident.RecoveredKey(9) {
				n++
			}
		}
		return n
	}
	if n := pending(&f.Open.Side, "a@local"); n != 1 {
		t.Errorf("%d announcements in the open room, wanted 1", n)
	}
	if n := pending(f.Sensitive, "b@local"); n != 0 {
		t.Errorf("%d announcements in the second room, wanted none", n)
	}
	if got := f.Open.Recovered(9); len(got) != 1 || got[0].Old != 3 {
		t.Errorf("recovered %v", got)
	}
}
