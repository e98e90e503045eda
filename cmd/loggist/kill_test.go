package main

import (
	"context"
	"math/rand/v2"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"loggist/internal/record/recordtest"
)

// The process is killed with -9 at random moments under load, and started again. Whatever anybody was told or saw agrees
// with the record, over all lives; the record only grows; what was due has fired and was sent, once; an act that is sent
// again under its id is answered as before.
func TestKilledAtAnyMoment_Embedded(t *testing.T) {
	killed(t, nil)
}

// The same on a redis-server with appendfsync always, which goes on running.
func TestKilledAtAnyMoment_Redis(t *testing.T) {
	killed(t, recordtest.StartServer(t))
}

func killed(t *testing.T, server *recordtest.Server) {
	if testing.Short() {
		t.Skip("starts and kills processes for seconds")
	}
	if !soak() {
		lives(t, server, 6)
		return
	}
	// 200 kills, in rounds: an incident that nobody ever answers grows without end, and says nothing new.
	for range 10 {
		t.Run("round", func(t *testing.T) { lives(t, server, 20) })
	}
}

// lives kills a process so many times on one data directory.
func lives(t *testing.T, server *recordtest.Server, lives int) {
	data := t.TempDir() + "/data"
	args := []string{"demo", "--addr", "127.0.0.1:0", "--data", data}
	if server != nil {
		args = append(args, "--redis", "redis://"+server.Addr)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	w := &witness{sights: map[sight]bool{}}
	var before *exported
	begin := time.Now()
	var starting time.Duration
	for life := range lives {
		if rnd.IntN(4) == 0 { // now and then it dies while it starts
			p, _ := launch(t, args...)
			time.Sleep(time.Duration(rnd.IntN(150)) * time.Millisecond)
			p.kill()
		}
		at := time.Now()
		p := start(t, args...)
		starting += time.Since(at)
		load(t, p, w, rnd)
		p.kill()
		if soak() && life%5 != 0 && life != lives-1 {
			continue // checked with the next
		}
		p = start(t, args...)
		before = checkLife(t, p, w, data, before, rnd)
		p.kill()
		if t.Failed() {
			t.Fatalf("after life %d:\n%s", life+1, p.errs)
		}
	}
	t.Logf("%d kills in %s: %d acts, %d sights, %s; a start takes %s", lives, time.Since(begin).Round(time.Millisecond),
		len(w.deeds), len(w.sights), before.count(), (starting / time.Duration(lives)).Round(time.Millisecond))
	out, err := exec.Command("loggist", "verify", data).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "verified: ") {
		t.Errorf("loggist verify: %v: %s", err, out)
	}
}

// load lets people act for a random moment and kills the process in the midst of it.
func load(t *testing.T, p *process, w *witness, rnd *rand.Rand) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	for range 3 {
		c := &client{p: p, w: w, rnd: rand.New(rand.NewPCG(rnd.Uint64(), 2))}
		wg.Go(func() { c.run(ctx) })
	}
	time.Sleep(time.Duration(50+rnd.IntN(500)) * time.Millisecond)
	p.kill()
	cancel()
	wg.Wait()
}

// checkLife lets all that is due happen, sends acts again, and compares everything with the record.
func checkLife(t *testing.T, p *process, w *witness, data string, before *exported, rnd *rand.Rand) *exported {
	t.Helper()
	// Leases of the dead run out within half a minute of the exercise clock.
	must[clock](t)(p.advance(t.Context(), time.Minute))
	w.again(t.Context(), p, func(int) bool { return rnd.IntN(20) == 0 })
	now := must[clock](t)(p.advance(t.Context(), time.Minute))
	for now.NextDue.Sub(now.Now) < 10*time.Second { // as little as possible shall happen while the record is read
		now = must[clock](t)(p.advance(t.Context(), 10*time.Second))
	}
	there := rooms(t, p)
	x := readRecord(t, data)
	x.grewFrom(t, before)
	x.checkDeeds(t, w)
	x.checkSights(t, w)
	x.checkRooms(t, there, rooms(t, p), w)
	x.checkTime(t, now)
	return x
}
