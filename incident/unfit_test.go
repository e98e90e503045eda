package incident_test

import (
	"strings"
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

// The card of an unfit room is one, however often other outsiders are told; who was rung is not rung again. That somebody cannot be
// taken out is said on it, also when a version of it was under way that did not know.
func TestUnfitRoomHasOneCard_R4_15(t *testing.T) {
	k := incidenttest.New(t, time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC))
	s := &k.Full.Open.Side
	lee, patel := incident.Lane{Person: "sgt.lee", Platform: "local"}, incident.Lane{Person: "insp.patel", Platform: "local"}
	cards := func(lane incident.Lane, key string) (out []incident.Item) {
		for _, it := range s.Pending(lane) {
			if key == "" && strings.HasPrefix(it.Key, "entry/") || it.Key == key {
				out = append(out, it)
			}
		}
		return out
	}
	sent := func(it incident.Item) {
		t.Helper()
		k.Receipt(incident.BookOpen, it, incident.Sending, time.Time{})
	}
	unfit := func(told incident.Who, outsiders ...string) {
		k.Open("", &incident.RoomUnfit{Room: "a@local", Why: "guest", Outsiders: outsiders, By: told, Told: []incident.Who{told}})
	}
	unfit(k.Who("sgt.lee"), "G1")
	first := cards(lee, "")
	if len(first) != 1 || first[0].Class != incident.ClassPage {
		t.Fatalf("rung with %v", first)
	}
	key := first[0].Key
	sent(first[0])
	unfit(k.Who("sgt.lee"), "G1", "G2")
	unfit(k.Who("insp.patel"), "G1", "G2", "G3")
	if got := cards(lee, ""); len(got) != 1 || got[0].Key != key || got[0].Class != incident.ClassCard {
		t.Errorf("who was rung has %v, want the one card, changed in place", got)
	}
	if got := cards(patel, ""); len(got) != 1 || got[0].Key != key || got[0].Class != incident.ClassPage {
		t.Errorf("who let another in has %v, want the same card, and rung", got)
	}
	underWay := cards(lee, key)[0]
	k.Open("fim.grant", &incident.RoomCleared{Room: "a@local", Outsiders: []string{"G1", "G2", "G3"}, Because: "added by mistake"})
	for _, it := range s.Pending(incident.Lane{Room: "a@local"}) {
		if it.Key == incident.OutsiderKey("G2") {
			k.Receipt(incident.BookOpen, it, incident.Failed, time.Time{})
		}
	}
	if got := s.Stuck("a@local"); got != 1 {
		t.Errorf("%d are stuck", got)
	}
	underWay.Version = s.NextSeq() - 1
	sent(underWay)
	if len(cards(lee, key)) != 1 {
		t.Error("the card that was under way is taken to say that one could not be taken out")
	}
	sent(cards(lee, key)[0])
	if got := cards(lee, key); len(got) != 0 {
		t.Errorf("it is sent for ever: %v", got)
	}
	k.Open("", &incident.RoomFit{Room: "a@local"})
	if got := cards(lee, key); len(got) != 1 {
		t.Errorf("fit again, the card is %v, want it changed", got)
	}
	unfit(k.Who("sgt.lee"), "G1")
	if got := cards(lee, ""); len(got) != 2 {
		t.Errorf("unfit once more: %v, want another card that rings", got)
	}
}
