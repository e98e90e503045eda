package record_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"loggist/internal/obs"
	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

// A clock that is far from the store's, while another instance agrees with the store, is wrong: nothing is committed or
// claimed by it until it is right again. Alone, or a little off, it is only reported.
func TestAWrongClockStopsRecording(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := recordtest.Mini(t)
		s := &recordtest.Site{Dir: dirs(t), Redis: func() redis.UniversalClient { return recordtest.MiniClient(t, m) }}
		a, err := record.Open(t.Context(), s.Options("a"))
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		minute := func(storeAhead time.Duration) record.Report {
			t.Helper()
			m.SetTime(time.Now().Add(storeAhead))
			rep, err := a.Minute(t.Context(), time.Now(), noLanes, nil)
			if err != nil {
				t.Fatal(err)
			}
			return rep
		}
		recordtest.Must(t, a, recordtest.Change(a, "one", recordtest.Book(1)))
		if rep := minute(10 * time.Second); rep.Skew.Round(time.Second) != -10*time.Second || rep.Blocked != "" {
			t.Fatalf("alone, 10 s off: %+v", rep)
		}
		m.HSet("{test}:who", "b", fmt.Sprintf("1 - %d 3 -", time.Now().UnixMilli()))
		minute(10 * time.Second) // hears of b
		if rep := minute(4 * time.Second); rep.Blocked != "" {
			t.Fatalf("4 s off: %+v", rep)
		}
		if rep := minute(10 * time.Second); rep.Blocked == "" {
			t.Fatalf("10 s off and b agrees with the store: %+v", rep)
		}
		_, err = a.Commit(t.Context(), recordtest.Change(a, "two", recordtest.Book(1)))
		if !errors.Is(err, record.ErrReadOnly) || record.AnswerOf(err) != record.None {
			t.Errorf("committed by a wrong clock: %v", err)
		}
		if _, err := a.Claim(t.Context(), true, time.Now(), 1); !errors.Is(err, record.ErrReadOnly) {
			t.Errorf("claimed by a wrong clock: %v", err)
		}
		if ok, _ := a.Durable(); ok {
			t.Error("ready with a wrong clock")
		}
		minute(0)
		recordtest.Must(t, a, recordtest.Change(a, "two", recordtest.Book(1)))
	})
}

// A store whose settings would lose what it has acknowledged is said to be so.
func TestSettingsThatAreNotDurableAreSaid(t *testing.T) {
	t.Parallel()
	server := recordtest.StartServer(t)
	s := &recordtest.Site{Dir: dirs(t), Redis: func() redis.UniversalClient { return recordtest.Client(t, server.Addr, nil) }}
	a, _ := s.Open(t, "a")
	minute := func() record.Report {
		t.Helper()
		rep, err := a.Minute(t.Context(), time.Now(), noLanes, nil)
		if err != nil {
			t.Fatal(err)
		}
		return rep
	}
	if rep := minute(); !rep.Durable || rep.NotDurable != "" {
		t.Fatalf("as asked for: %+v", rep)
	}
	if ok, why := a.Durable(); !ok {
		t.Errorf("not durable: %s", why)
	}
	admin := s.Redis()
	for setting, value := range map[string]string{"appendfsync": "everysec", "maxmemory-policy": "allkeys-lru", "appendonly": "no"} {
		old := admin.ConfigGet(t.Context(), setting).Val()[setting]
		if err := admin.ConfigSet(t.Context(), setting, value).Err(); err != nil {
			t.Fatal(err)
		}
		if rep := minute(); rep.Durable || !strings.Contains(rep.NotDurable, setting) {
			t.Errorf("%s %s: %+v", setting, value, rep)
		}
		if err := admin.ConfigSet(t.Context(), setting, old).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// Instances that hold different logs sign nothing, and go on recording.
func TestAContradictionStopsSigningButNotRecording(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := recordtest.Mini(t)
		metrics := obs.NewMetrics(obs.Labels{})
		s := &recordtest.Site{Dir: dirs(t), Redis: func() redis.UniversalClient { return recordtest.MiniClient(t, m) }, Metrics: metrics}
		a, _ := s.Open(t, "a")
		recordtest.Must(t, a, recordtest.Change(a, "one", recordtest.Book(1)))
		for range 3 {
			m.HSet("{test}:who", "b", fmt.Sprintf("1 %s %d 0 -", strings.Repeat("0", 40), time.Now().UnixMilli()))
			rep, err := a.Minute(t.Context(), time.Now(), noLanes, nil)
			if err != nil || rep.Contradicts == "" {
				t.Fatalf("%+v %v", rep, err)
			}
			time.Sleep(time.Minute)
		}
		w := httptest.NewRecorder()
		metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		if !strings.Contains(w.Body.String(), "\nloggist_checkpoint_contradictions_total 3\n") {
			t.Error("three checks found a contradiction, and the metric does not say so")
		}
		if msg, err := a.Checkpoint(recordtest.Book(1)); msg != nil || err != nil {
			t.Errorf("signed: %s %v", msg, err)
		}
		recordtest.Must(t, a, recordtest.Change(a, "two", recordtest.Book(1)))
		m.HDel("{test}:who", "b")
		for range 2 {
			if _, err := a.Minute(t.Context(), time.Now(), noLanes, nil); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		if msg, err := a.Checkpoint(recordtest.Book(1)); msg == nil || err != nil {
			t.Errorf("not signed when they agree again: %v", err)
		}
	})
}
