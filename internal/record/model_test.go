package record_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
	"loggist/internal/seal"
)

// The model drives the real code with everything that may happen to it: crashes of processes and of their disks' caches,
// connections that break before or after the server has acted, FLUSHALL, a store that falls back to an older copy, the
// same request delivered again to the same or another process, leases that run out. It keeps every answer that was given,
// and in the end compares them with what is recorded.

type modelConfig struct {
	embedded  bool
	processes int
	steps     int
	fallback  bool // the store may fall back to an older copy
}

// answer is one reply that somebody was given.
type answer struct {
	what    record.Answer
	entries []record.Entry
}

type asked struct {
	mu       sync.Mutex
	answers  []answer
	withheld bool // an answer was lost with its process: nobody was told anything
}

type modelProcess struct {
	name   string
	fs     *recordtest.PowerFS
	fault  *recordtest.RedisFault
	log    *record.Log
	cancel context.CancelFunc
	done   chan struct{}
	dead   *bool // of this life; guarded by model.mu
}

type model struct {
	t       *testing.T
	cfg     modelConfig
	rnd     *rand.Rand
	mini    *miniredis.Miniredis
	ring    *seal.Ring
	mu      sync.Mutex
	procs   []*modelProcess
	asked   map[string]*asked
	causes  []string
	copies  []recordtest.Copy
	wg      sync.WaitGroup
	acks    int
	story   []string
	settled map[string]int // lane and due → settles that were acknowledged
}

func (m *model) note(format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.story = append(m.story, fmt.Sprintf("%v ", time.Now().Format("05.000"))+fmt.Sprintf(format, args...))
}

func runModel(t *testing.T, seed uint64, cfg modelConfig) int {
	acks := 0
	synctest.Test(t, func(t *testing.T) {
		m := &model{t: t, cfg: cfg, rnd: rand.New(rand.NewPCG(seed, 1)), ring: seal.EphemeralRing(), asked: map[string]*asked{}, settled: map[string]int{}}
		defer func() {
			if t.Failed() {
				t.Logf("seed %d, %+v\n%s", seed, cfg, strings.Join(m.story, "\n"))
			}
		}()
		if !cfg.embedded {
			m.mini = recordtest.Mini(t)
		}
		for i := range cfg.processes {
			p := &modelProcess{name: fmt.Sprintf("p%d", i), fs: recordtest.NewPowerFS()}
			m.procs = append(m.procs, p)
			m.start(p)
		}
		recordtest.Must(t, m.procs[0].log, recordtest.Change(m.procs[0].log, "first", recordtest.Book(0)))
		for _, p := range m.procs {
			if err := p.log.WaitHead(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
		}
		for range cfg.steps {
			m.step()
			if t.Failed() {
				break
			}
		}
		m.heal()
		if !t.Failed() {
			m.check()
		}
		for _, p := range m.procs {
			m.stop(p)
		}
		acks = m.acks
	})
	return acks
}

func (m *model) step() {
	p := m.alive()
	switch k := m.rnd.IntN(100); {
	case k < 50:
		cause := fmt.Sprintf("c%d", len(m.causes))
		m.causes = append(m.causes, cause)
		m.asked[cause] = &asked{}
		m.ask(p, cause, m.rnd.IntN(3) == 0)
	case k < 60 && len(m.causes) > 0: // delivered again, most often soon
		i := len(m.causes) - 1 - m.rnd.IntN(min(len(m.causes), 1+m.rnd.IntN(20)))
		m.ask(p, m.causes[i], m.rnd.IntN(3) == 0)
	case k < 70:
		m.lane(p)
	case k < 76 && p.fault != nil:
		when := recordtest.When(m.rnd.IntN(2))
		n, times := 1+m.rnd.IntN(4), 1+m.rnd.IntN(3)
		m.note("%s: round trip %d fails %d times, %v", p.name, n, times, when)
		p.fault.Fail(n, times, when)
	case k < 81:
		m.note("%s crashes", p.name)
		m.crash(p, true)
	case k < 83:
		m.note("%s is stopped", p.name)
		m.wg.Wait()
		m.stop(p)
	case k < 85 && !m.cfg.embedded:
		m.note("FLUSHALL")
		m.mini.FlushAll()
	case k < 89 && m.cfg.fallback:
		cp, err := recordtest.Take(m.t.Context(), m.admin())
		if err != nil {
			m.t.Fatal(err)
		}
		m.copies = append(m.copies, cp)
	case k < 91 && len(m.copies) > 0:
		i := max(0, len(m.copies)-1-m.rnd.IntN(3))
		m.note("the store falls back to copy %d", i)
		if err := m.copies[i].Put(m.t.Context(), m.admin()); err != nil {
			m.t.Fatal(err)
		}
		m.copies = m.copies[:i+1]
	default:
		d := time.Duration(m.rnd.IntN(1500)) * time.Millisecond
		if m.rnd.IntN(10) == 0 {
			d *= 30
		}
		time.Sleep(d)
	}
}

func (m *model) admin() redis.UniversalClient { return recordtest.MiniClient(m.t, m.mini) }

// ask has a process record something, deciding anew while it is stale, as the engine does for a person.
func (m *model) ask(p *modelProcess, cause string, wait bool) {
	log, dead := p.log, p.dead
	var number uint64
	_, _ = fmt.Sscanf(cause, "c%d", &number)
	rnd := rand.New(rand.NewPCG(number, 2)) // a request asks for the same whenever it is delivered
	incidents := []record.BookID{recordtest.Book(rnd.IntN(4))}
	for range rnd.IntN(2) {
		incidents = append(incidents, recordtest.Book(rnd.IntN(4)), record.Register)
	}
	if rnd.IntN(4) == 0 {
		incidents = append(incidents, record.BookID{Incident: incidents[0].Incident, Book: "sensitive"})
	}
	due := time.Now().Add(time.Duration(m.rnd.IntN(60)) * time.Second)
	a := m.asked[cause]
	do := func() {
		var res record.Result
		var err error
		var unknown error
		for begin := time.Now(); time.Since(begin) < 3*time.Second; time.Sleep(20 * time.Millisecond) {
			c := recordtest.Change(log, cause, incidents...)
			c.Lanes = []record.LaneDue{{Lane: "t/" + incidents[0].Incident, Due: due, Page: due.Second()%2 == 0}}
			ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
			res, err = log.Commit(ctx, c)
			cancel()
			if errors.Is(err, record.ErrUnknown) {
				unknown = err
			}
			if err == nil || !errors.Is(err, record.ErrStale) && !errors.Is(err, record.ErrUnknown) {
				break
			}
		}
		if err != nil && unknown != nil {
			err = unknown // once unknown, unknown until it is recorded
		}
		what := record.AnswerOf(err)
		m.note("%s: %s %v %d %v", p.name, cause, what, res.N, err)
		m.mu.Lock()
		gone := *dead
		if !gone && what == record.Recorded {
			m.acks++
		}
		m.mu.Unlock()
		a.mu.Lock()
		defer a.mu.Unlock()
		if gone {
			a.withheld = true
			return
		}
		a.answers = append(a.answers, answer{what, res.Entries})
	}
	m.wg.Add(1)
	done := make(chan struct{})
	go func() { defer m.wg.Done(); defer close(done); do() }()
	if wait {
		<-done
	}
}

// lane works what is due, as the engine does: claim, wait for the head, commit a receipt with the lease. Now and then the
// worker is paused for longer than its lease.
func (m *model) lane(p *modelProcess) {
	log, name := p.log, p.name
	leases, err := log.Claim(m.t.Context(), m.rnd.IntN(2) == 0, time.Now(), 3)
	if err != nil {
		return
	}
	for _, lease := range leases {
		pause := m.rnd.IntN(4) == 0
		m.wg.Go(func() {
			if pause {
				time.Sleep(40 * time.Second)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			if log.WaitHead(ctx, lease.Head) != nil {
				return
			}
			incident := strings.TrimPrefix(lease.Lane, "t/")
			c := recordtest.Change(log, "fired/"+lease.Token+lease.Lane, record.BookID{Incident: incident, Book: "delivery"})
			c.Settle, c.Lanes = &lease, []record.LaneDue{{Lane: lease.Lane}}
			_, err := log.Commit(ctx, c)
			if pause && err == nil {
				m.note("%s: lane %s was settled after a pause longer than its lease", name, lease.Lane)
			}
			if err == nil {
				m.mu.Lock()
				m.settled[lease.Lane+lease.Token]++
				m.mu.Unlock()
			}
		})
	}
}

// heal ends all faults, starts every process and waits until all show the same.
func (m *model) heal() {
	m.wg.Wait()
	for _, p := range m.procs {
		if p.fault != nil {
			p.fault.Fail(0, 0, recordtest.Before)
		}
		if p.log == nil {
			m.start(p)
		}
	}
	m.note("healed")
	ok := func() bool {
		for _, p := range m.procs {
			if _, err := p.log.Commit(m.t.Context(), recordtest.Change(p.log, "last/"+p.name, recordtest.Book(9))); err != nil {
				return false
			}
		}
		for _, p := range m.procs {
			if p.log.Last() != m.procs[0].log.Last() {
				return false
			}
		}
		return true
	}
	for range 1200 {
		if ok() {
			// Recovered records may still be under way: nothing may have come for a while.
			n := m.procs[0].log.Last()
			time.Sleep(5 * time.Second)
			if ok() && m.procs[0].log.Last() == n {
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	m.t.Error("the processes did not come together within two minutes")
}

// Nothing that was acknowledged is lost, doubled or silently renumbered; nothing of which it was said that it was not
// recorded is recorded; no book has a gap.
func TestModelOfTheProtocol(t *testing.T) {
	seeds, steps := 12, 80
	if testing.Short() {
		seeds = 4
	}
	if os.Getenv("LOGGIST_SOAK") != "" {
		seeds, steps = 200, 250
	}
	for _, c := range []struct {
		name string
		cfg  modelConfig
	}{
		{"embedded", modelConfig{embedded: true, processes: 1}},
		{"flush", modelConfig{processes: 2}},
		{"fallback", modelConfig{processes: 3, fallback: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			acks := 0
			for seed := range seeds {
				cfg := c.cfg
				cfg.steps = steps
				acks += runModel(t, uint64(seed), cfg)
				if t.Failed() {
					return
				}
			}
			if acks < seeds*steps/10 {
				t.Errorf("only %d acknowledged: the model tests nothing", acks)
			}
			t.Logf("%d seeds of %d steps, %d acknowledged", seeds, steps, acks)
		})
	}
}
