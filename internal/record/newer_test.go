package record_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

// A process that is not upgraded yet meets a record of a later layout. It keeps it, follows on, records in all other
// incidents, and shows of that record what stands in clear; it keeps it over a restart, and puts it back into a store that was lost.
func TestARecordOfALaterVersionIsKeptAndLeftAlone(t *testing.T) {
	inMini(t, func(t *testing.T, s *recordtest.Site) {
		a, stop := s.Open(t, "a")
		recordtest.Must(t, a, recordtest.Change(a, "before", recordtest.Book(1)))
		stop()
		b, stop := s.Open(t, "b")
		recordtest.Must(t, b, recordtest.Change(b, "by the newer one", recordtest.Book(1)))
		stop()
		makeLater(t, s.Redis())

		look := func(l *record.Log) {
			t.Helper()
			foreign := 0
			err := l.Since(recordtest.Book(1).Incident, 0, func(r record.Record) error {
				if r.Foreign {
					foreign++
					if e := r.Entries[0]; len(r.Entries) != 1 || e.Seq != 2 || !e.Withheld || e.Book != recordtest.Book(1) {
						t.Errorf("it shows %+v", r.Entries)
					}
				}
				return nil
			})
			if err != nil || foreign != 1 {
				t.Errorf("%d records of a later version: %v", foreign, err)
			}
		}
		a, stop = s.Open(t, "a")
		look(a)
		recordtest.Must(t, a, recordtest.Change(a, "elsewhere", recordtest.Book(2)))
		stop()
		if _, err := record.VerifyJournal(record.VerifyOptions{Dir: s.Dir("a")}); err == nil || !strings.Contains(err.Error(), "later version") {
			t.Errorf("verify says %v", err)
		}
		if err := s.Redis().FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		a, _ = s.Open(t, "a")
		look(a)
		recordtest.Must(t, a, recordtest.Change(a, "after the loss", recordtest.Book(2)))
		n, err := s.Redis().XLen(t.Context(), "{test}:log").Result()
		if err != nil || n != int64(a.Last()) {
			t.Errorf("the store holds %d records of %d: %v", n, a.Last(), err)
		}
	})
}

// makeLater makes the newest record in the store one of layout 2, which has something behind the part in clear that nobody
// knows.
func makeLater(t *testing.T, c redis.UniversalClient) {
	t.Helper()
	ctx := t.Context()
	log, err := c.XRange(ctx, "{test}:log", "-", "+").Result()
	if err != nil || len(log) != 2 {
		t.Fatal(len(log), err)
	}
	last := log[1].Values
	rec := bytes.Clone([]byte(last["r"].(string)))
	rec[2] = 2
	rec = append(rec, "and more"...)
	x := record.NextX(log[0].Values["x"].(string), rec)
	p := c.TxPipeline()
	p.Del(ctx, "{test}:log")
	p.XAdd(ctx, &redis.XAddArgs{Stream: "{test}:log", ID: log[0].ID, Values: []any{"r", log[0].Values["r"], "x", log[0].Values["x"]}})
	p.XAdd(ctx, &redis.XAddArgs{Stream: "{test}:log", ID: log[1].ID, Values: []any{"r", rec, "x", x}})
	p.HSet(ctx, "{test}:head", "x", x)
	p.HSet(ctx, "{test}:v", recordtest.Book(1).Incident, x)
	if _, err := p.Exec(ctx); err != nil {
		t.Fatal(err)
	}
}
