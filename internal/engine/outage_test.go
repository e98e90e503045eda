package engine

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/internal/force"
	"loggist/internal/obs"
	"loggist/internal/obs/obstest"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// twoPlaces is an engine that serves two platforms, and the state of the first.
func twoPlaces(t *testing.T, dir string, ring *seal.Ring) (e *Engine, up *obs.Up, other *bottest.Memory) {
	t.Helper()
	log, err := record.Open(t.Context(), record.Options{Dir: dir, Force: "demo", Keys: ring, Init: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	logger := obstest.Logger(t, "a platform cannot be used", "an outage of a platform could not be told")
	first := bottest.NewMemory(bottest.MemoryOptions{People: []string{"F1"}, Platform: "slack"})
	other = bottest.NewMemory(bottest.MemoryOptions{People: []string{"fim.grant", "sgt.lee"}, Platform: "local"})
	up = obs.NewUp(nil, logger, "slack", obs.PartToken)
	f := force.Demo()
	e, err = New(Options{
		Log: log, Pseudonym: ring.Pseudonym, Force: func() *force.Force { return f }, Logger: logger,
		Platforms: map[force.Platform]Served{force.Slack: {Platform: first, Profile: force.Pointer, Up: up}, force.Local: {Platform: other, Profile: force.Full}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return e, up, other
}

// TestOutageIsToldByTheOtherPlatform: a platform that cannot be used for a minute is told to the Force Incident Manager by the
// other, once, though the process is started again in the middle of it; that it can be used again is told too; and both are
// entries of the register. A connection that is replaced is no outage.
func TestOutageIsToldByTheOtherPlatform_R6_4(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, ring := t.TempDir(), seal.EphemeralRing()
		e, up, other := twoPlaces(t, dir, ring)
		ctx, stop := context.WithCancel(t.Context())
		go e.selfWatch(ctx)
		broken := func(why string) { up.Down(ctx, obs.PartToken, errors.New(why), "mend it") }
		said := func() (out []string) {
			list, _ := other.Read("fim.grant", "")
			for _, m := range list {
				out = append(out, m.Text)
			}
			return out
		}
		up.Well(ctx, obs.PartToken)
		time.Sleep(2 * time.Minute)
		broken("replaced")
		time.Sleep(30 * time.Second)
		up.Well(ctx, obs.PartToken)
		time.Sleep(2 * time.Minute)
		if got := said(); len(got) != 0 {
			t.Fatalf("told of no outage: %q", got)
		}
		broken("token_revoked")
		time.Sleep(10 * time.Minute)
		got := said()
		if len(got) != 1 || !strings.HasPrefix(got[0], "For you, Force Incident Manager: slack cannot be used since ") ||
			!strings.Contains(got[0], "\nEXERCISE · OFFICIAL-SENSITIVE") || !strings.Contains(got[0], "01632 960100") {
			t.Fatalf("told %q", got)
		}
		stop()
		synctest.Wait()
		if err := e.Log.Close(); err != nil {
			t.Fatal(err)
		}

		e, up, other = twoPlaces(t, dir, ring) // started again: it has not been usable since
		ctx, stop = context.WithCancel(t.Context())
		defer stop()
		go e.selfWatch(ctx)
		time.Sleep(10 * time.Minute)
		if got := said(); len(got) != 0 {
			t.Errorf("told again after a restart: %q", got)
		}
		up.Well(ctx, obs.PartToken)
		time.Sleep(2 * time.Minute)
		if got := said(); len(got) != 1 || !strings.Contains(got[0], "slack can be used again") {
			t.Errorf("told %q", got)
		}
		reg, err := e.register()
		if err != nil || len(reg.Outages) != 0 {
			t.Errorf("outages %v, %v", reg.Outages, err)
		}
	})
}

// TestOutageIsTriedUntilItIsTold: where the other platform takes nothing at first it is tried again; where there is none it is
// recorded all the same.
func TestOutageIsTriedUntilItIsTold_R6_4(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, up, _ := twoPlaces(t, t.TempDir(), seal.EphemeralRing())
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		deaf := &failing{Memory: bottest.NewMemory(bottest.MemoryOptions{People: []string{"fim.grant", "sgt.lee"}, Platform: "local"}), left: 5}
		e.Platforms[force.Local] = Served{Platform: deaf, Profile: force.Full}
		up.Well(ctx, obs.PartToken)
		go e.selfWatch(ctx)
		up.Down(ctx, obs.PartToken, errors.New("token_revoked"), "mend it")
		time.Sleep(5 * time.Minute)
		if list, _ := deaf.Read("fim.grant", ""); len(list) != 1 {
			t.Errorf("%d messages", len(list))
		}
		reg, err := e.register()
		if err != nil {
			t.Fatal(err)
		}
		if o := reg.Outages[force.Slack]; len(o.Told) != 1 || o.Told[0].ID != "fim.grant" || o.By != force.Local {
			t.Errorf("recorded %+v", o)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		e, up, _ := twoPlaces(t, t.TempDir(), seal.EphemeralRing())
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		delete(e.Platforms, force.Local)
		go e.selfWatch(ctx)
		up.Down(ctx, obs.PartToken, errors.New("token_revoked"), "mend it")
		time.Sleep(5 * time.Minute)
		if reg, err := e.register(); err != nil || len(reg.Outages) != 1 || len(reg.Outages[force.Slack].Told) != 0 {
			t.Errorf("recorded %+v, %v", reg.Outages, err)
		}
	})
}

// failing takes nothing so many times.
type failing struct {
	*bottest.Memory
	left int
}

func (f *failing) Send(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	if f.left > 0 {
		f.left--
		return bot.Receipt{}, &bot.SendError{Class: bot.Retry, Err: errors.New("not now")}
	}
	return f.Memory.Send(ctx, m)
}
