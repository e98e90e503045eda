package incident_test

import (
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
)

// Of a room that outsiders can read nothing but its members can be changed; of one in which nothing arrives, nothing; and all
// that waited follows when it is fit again.
func TestUnfitRoomIsSentMembersAlone_R3_12(t *testing.T) {
	k := incidenttest.New(t, time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC))
	s := &k.Full.Open.Side
	lane := incident.Lane{Room: "a@local"}
	keys := func() (out []string) {
		for _, it := range s.Sendable(lane, k.Now) {
			out = append(out, it.Key)
		}
		return out
	}
	for _, it := range s.Pending(lane) {
		k.Receipt(incident.BookOpen, it, incident.Sending, time.Time{})
	}
	if got := keys(); len(got) > 0 {
		t.Fatalf("before anything happened: %v", got)
	}
	k.Open("", &incident.RoomUnfit{Room: "a@local", Why: "guest"})
	k.Open("insp.patel", &incident.Note{Text: "quiet"}, &incident.Removed{Person: k.Who("log.baker"), Reason: "off duty"})
	if got := keys(); len(got) != 1 || got[0] != incident.MemberKey("log.baker") {
		t.Errorf("while a guest reads along: %v", got)
	}
	k.Open("", &incident.RoomUnfit{Room: "a@local", Why: "archived"})
	if got := keys(); len(got) > 0 || !s.SendAt(lane).IsZero() {
		t.Errorf("while nothing arrives: %v", got)
	}
	k.Open("", &incident.RoomFit{Room: "a@local"})
	if got := keys(); len(got) < 5 {
		t.Errorf("fit again: %v", got)
	}
}
