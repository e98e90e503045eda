package incident_test

import (
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
)

func TestCheckpointIsSaidEveryFourHoursAndAtTheEnd(t *testing.T) {
	begin := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	k := incidenttest.New(t, begin)
	size := func() uint64 { return k.Full.NextIn(incident.BookOpen) - 1 }
	due := func(why string, b incident.Book, size uint64, want bool) {
		t.Helper()
		if got := k.Full.CheckpointDue(b, size, k.Now); got != want {
			t.Errorf("%s: due %v", why, got)
		}
	}
	say := func() {
		k.Do("", incident.Draft{Book: incident.BookDelivery, Body: &incident.Checkpoint{Size: size(), Head: "h", Stage: k.Full.Open.Stage}})
	}
	k.Open("sgt.lee", &incident.Note{Text: "at the scene"})
	due("within four hours of the call", incident.BookOpen, size(), false)
	k.Now = begin.Add(4 * time.Hour)
	due("after four hours", incident.BookOpen, size(), true)
	due("the delivery book", incident.BookDelivery, 1, false)
	due("a book that has less", incident.BookOpen, size()+1, false)
	due("the sensitive book, in which nothing is", incident.BookSensitive, 0, false)
	say()
	due("just said", incident.BookOpen, size(), false)
	k.Now = k.Now.Add(5 * time.Hour)
	due("nothing new", incident.BookOpen, size(), false)
	k.Open("sgt.lee", &incident.Note{Text: "quiet"})
	due("something new", incident.BookOpen, size(), true)
	say()
	k.Open("insp.patel", &incident.Declared{Reason: "confidence of the family"})
	k.Open("supt.khan", &incident.StoodDown{Reason: "the family is safe"})
	due("stood down", incident.BookOpen, size(), true)
	say()
	k.Open("supt.khan", &incident.Note{Text: "debrief tomorrow"})
	due("stood down, and said", incident.BookOpen, size(), false)
	k.Open("supt.khan", &incident.Closed{Reason: "debriefed"})
	due("closed", incident.BookOpen, size(), true)
}
