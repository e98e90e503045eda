package incident_test

import (
	"fmt"
	"testing"
	"time"

	"loggist/incident"
)

// long is an incident with n entries, every tenth a decision that a loggist recorded, that was confirmed and whose review was
// done; whatever n is, five reviews are open at the end.
func long(n int) *books {
	b := called()
	by, loggist := incident.Who{ID: "insp.patel", Name: "Insp Patel"}, incident.Who{ID: "log.evans", Name: "Evans"}
	review := func(of uint64) int {
		b.record(incident.BookOpen, by, &incident.ReviewSet{What: "officers to stay", Of: of, Spec: "once 2027-11-12T00:00:00Z", Due: b.now.Add(time.Hour)})
		return len(b.whole.Open.Reviews)
	}
	for int(b.whole.Open.NextSeq()) <= n {
		b.now = b.now.Add(time.Second)
		seq := b.whole.Open.NextSeq()
		if seq%10 != 0 {
			b.record(incident.BookOpen, by, &incident.Note{Text: "patrol passed, quiet"})
			deliver(b)
			continue
		}
		b.keep(incident.Entry{
			Ref: b.whole.Open.Ref, Book: incident.BookOpen, Seq: seq, DecidedAt: b.now, RecordedAt: b.now, RecordedBy: loggist, DecidedBy: by,
			Body: &incident.Decision{Text: "officers to stay", Reason: "the crowd is there", Review: len(b.whole.Open.Reviews) + 1},
		})
		r := review(seq)
		deliver(b)
		b.record(incident.BookOpen, by, &incident.Confirmed{Entry: seq})
		b.record(incident.BookOpen, by, &incident.ReviewDone{Review: r, Due: b.now, Outcome: incident.ReviewRescinded, Reason: "done"})
		deliver(b)
	}
	for range 5 {
		review(1)
	}
	deliver(b)
	return b
}

// deliver receipts what the open room has to be sent, as the platform does.
func deliver(b *books) {
	lane := incident.Lane{Room: "a@local"}
	for _, it := range b.whole.Open.Pending(lane) {
		b.record(incident.BookDelivery, incident.Itself, &incident.Receipt{Lane: lane, Key: it.Key, Version: it.Version, Outcome: incident.Sending, Message: "m", At: b.now})
	}
}

// BenchmarkFold10000 folds the books of an incident of 10,000 entries that nobody has looked at.
func BenchmarkFold10000(b *testing.B) {
	w := long(10_000)
	b.ReportAllocs()
	for b.Loop() {
		g := incident.New("CI-2027-0142")
		for _, e := range w.all {
			g.Apply(e)
		}
	}
}

// BenchmarkStatus is what /ci status reads: the head, what is open, what is due, whether it costs the same at 10 and at
// 100,000 entries.
func BenchmarkStatus(b *testing.B) {
	for _, n := range []int{10, 100_000} {
		f := long(n).whole
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				_ = f.Open.Questions()
				_ = f.Open.OpenEscalations()
				_, _, _ = f.Open.NextReview()
				_ = f.Timers()
				_ = f.Due(incident.QueueTime, f.LastRecorded())
			}
		})
	}
}

// BenchmarkDecision records a decision with its review, and delivers what it says.
func BenchmarkDecision(b *testing.B) {
	by := incident.Who{ID: "insp.patel", Name: "Insp Patel"}
	for _, n := range []int{10, 100_000} {
		w := long(n)
		f := w.whole
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				number := len(f.Open.Reviews) + 1
				seq := f.Open.NextSeq()
				w.record(incident.BookOpen, by, &incident.Decision{Text: "officers to stay", Reason: "the crowd is there", Review: number})
				w.record(incident.BookOpen, by, &incident.ReviewSet{What: "officers to stay", Of: seq, Spec: "once 2027-11-12T00:00:00Z", Due: w.now.Add(time.Hour)})
				w.record(incident.BookOpen, by, &incident.ReviewDone{Review: number, Due: w.now, Outcome: incident.ReviewRescinded, Reason: "done"})
				deliver(w)
			}
		})
	}
}
