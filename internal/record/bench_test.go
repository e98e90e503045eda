package record_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

// benchmarkCommit measures one entry of half a kilobyte from commit to visible: one process, as many incidents as
// committers, on the disk of the temporary directory.
func benchmarkCommit(b *testing.B, s *recordtest.Site, committers int) {
	l, err := record.Open(b.Context(), s.Options("a"))
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	body := fmt.Appendf(nil, `{"text":"%0500d"}`, 1)
	var who, n atomic.Int64
	b.SetParallelism(committers)
	b.RunParallel(func(pb *testing.PB) {
		book := recordtest.Book(int(who.Add(1)))
		for pb.Next() {
			c := recordtest.Change(l, fmt.Sprint(n.Add(1)), book)
			c.Entries[0].Body = body
			if _, err := l.Commit(b.Context(), c); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkCommitEmbedded(b *testing.B) {
	for _, committers := range []int{1, 16} {
		b.Run(fmt.Sprint(committers), func(b *testing.B) { benchmarkCommit(b, &recordtest.Site{Dir: dirs(b)}, committers) })
	}
}

func BenchmarkCommitRedis(b *testing.B) {
	server := recordtest.StartServer(b)
	admin := recordtest.Client(b, server.Addr, nil)
	for _, committers := range []int{1, 16} {
		b.Run(fmt.Sprint(committers), func(b *testing.B) {
			if err := admin.FlushAll(b.Context()).Err(); err != nil {
				b.Fatal(err)
			}
			s := &recordtest.Site{Dir: dirs(b), Redis: func() redis.UniversalClient { return recordtest.Client(b, server.Addr, nil) }}
			benchmarkCommit(b, s, committers)
		})
	}
}

// BenchmarkOpen measures how long a start takes for each record that is there.
func BenchmarkOpen(b *testing.B) {
	s := &recordtest.Site{Dir: dirs(b)}
	l, err := record.Open(b.Context(), s.Options("a"))
	if err != nil {
		b.Fatal(err)
	}
	const records = 2000
	for i := range records {
		if _, err := l.Commit(b.Context(), recordtest.Change(l, fmt.Sprint(i), recordtest.Book(i%50))); err != nil {
			b.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		l, err := record.Open(b.Context(), s.Options("a"))
		if err != nil {
			b.Fatal(err)
		}
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/records, "ns/record")
}
