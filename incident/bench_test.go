package incident_test

import (
	"fmt"
	"testing"
	"time"

	"loggist/incident"
)

// long is an incident with n entries, every tenth a decision with a review that was done, the last ones open.
func long(n int) *incident.Full {
	b := called()
	by := incident.Who{ID: "insp.patel", Name: "Insp Patel"}
	for int(b.whole.Open.NextSeq()) <= n {
		b.now = b.now.Add(time.Second)
		switch seq := b.whole.Open.NextSeq(); {
		case seq%10 == 0:
			number := len(b.whole.Open.Reviews) + 1
			b.record(incident.BookOpen, by, &incident.Decision{Text: "officers to stay", Reason: "the crowd is there", Review: number})
			b.record(incident.BookOpen, by, &incident.ReviewSet{What: "officers to stay", Of: seq, Spec: "once 2027-11-12T00:00:00Z", Due: b.now.Add(time.Hour)})
			if int(seq) < n-50 {
				b.record(incident.BookOpen, by, &incident.ReviewDone{Review: number, Due: b.now, Outcome: incident.ReviewRescinded, Reason: "done"})
			}
		default:
			b.record(incident.BookOpen, by, &incident.Note{Text: "patrol passed, quiet"})
		}
		deliver(b)
	}
	return b.whole
}

// deliver receipts what the open room has to be sent, as the platform does.
func deliver(b *books) {
	lane := incident.Lane{Room: "a@local"}
	for _, it := range b.whole.Open.Pending(lane) {
		b.record(incident.BookDelivery, incident.Itself, &incident.Receipt{Lane: lane, Key: it.Key, Version: it.Version, Outcome: incident.Sending, Message: "m", At: b.now})
	}
}

// BenchmarkFold folds the open and delivery books of an incident of 10,000 entries that nobody has looked at.
func BenchmarkFold10000(b *testing.B) {
	f := long(10_000)
	var entries []incident.Entry
	for _, l := range f.Open.Lines {
		entries = append(entries, l.Entry)
	}
	b.ReportAllocs()
	for b.Loop() {
		g := incident.New(f.Open.Ref)
		for _, e := range entries {
			g.Apply(e)
		}
	}
}

// BenchmarkStatus is what /ci status reads: the head, what is open, what is due, whether it costs the same at 10 and at
// 100,000 entries.
func BenchmarkStatus(b *testing.B) {
	for _, n := range []int{10, 100_000} {
		f := long(n)
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
		f := long(n)
		w := &books{whole: f, open: incident.New(f.Open.Ref), now: f.LastRecorded()}
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
