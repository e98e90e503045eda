package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"loggist/bot"
	"loggist/bot/local"
	"loggist/commands"
	"loggist/internal/force"
)

func (a *App) localRoom(p force.PlatformConfig) (bot.Platform, error) {
	dir := filepath.Join(a.cfg.Data, "local")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f := a.cfg.Force
	o := local.Options{
		People: a.players, Dir: dir, Marking: f.MarkingLine(), Zone: f.Zone, Logger: a.logger,
		Tour: local.DefaultTour(f.Named), NextDue: a.nextDue, Waiting: a.waiting, PlayAs: "sgt.lee",
	}
	for _, h := range commands.Hints(f) {
		o.Hints = append(o.Hints, local.Hint{Usage: h[0], What: h[1]})
	}
	for _, r := range f.Rooms {
		room := local.Room{ID: bot.RoomID(r.ID)}
		for _, m := range r.Members {
			room.Members = append(room.Members, string(m))
		}
		o.Rooms = append(o.Rooms, room)
	}
	if f.Exercise {
		o.Clock = clock{a}
	}
	room, err := local.New(o)
	if err != nil {
		return nil, err
	}
	a.closers = append(a.closers, namedCloser{"local room", room.Close})
	a.local, a.localAddr = room, p.Listen
	return room, nil
}

// clock is the exercise clock as the local room sees it: the engine's, which is made after the platforms.
type clock struct{ a *App }

func (c clock) Now() time.Time {
	if c.a.engine == nil {
		return time.Now().UTC()
	}
	return c.a.engine.Now()
}

func (c clock) Advance(ctx context.Context, d time.Duration) error { return c.a.engine.Advance(ctx, d) }

func (a *App) players(now time.Time) []local.Person {
	f := a.cfg.Force
	if a.engine != nil {
		f = a.engine.Force()
	}
	var out []local.Person
	for _, p := range f.People.All() {
		player := local.Person{ID: string(p.ID), Name: p.Label()}
		for _, post := range f.PostsHeld(p.ID, now) {
			player.Posts = append(player.Posts, f.PostLabel(post))
			player.OnDuty = true
		}
		out = append(out, player)
	}
	return out
}

// waiting is what waits for a person, as the page lists it.
func (a *App) waiting(_ context.Context, person string, _ time.Time) []local.Waiting {
	var out []local.Waiting
	content := a.served[force.Local].Profile != force.Pointer
	for _, k := range a.engine.Waiting(force.PersonID(person)) {
		out = append(out, local.Waiting{Text: k.Line(content), Incident: string(k.Ref), Due: k.Due, Actions: k.Actions()})
	}
	return out
}

func (a *App) nextDue() (time.Time, bool) {
	due, ok, err := a.log.NextDue(context.Background())
	return due, ok && err == nil
}

// listen opens the listeners, so that an address in use is said before anything starts.
func (a *App) listen() error {
	if a.local != nil {
		if err := a.open("local room", a.localAddr, a.local.Handler()); err != nil {
			return err
		}
	}
	for _, w := range a.posted {
		if err := a.open(w.name, w.addr, w.handler); err != nil {
			return err
		}
	}
	if a.cfg.Listen != "" {
		if err := a.open("health", a.cfg.Listen, a.health()); err != nil {
			return err
		}
	}
	return a.socket()
}

func (a *App) open(name, addr string, h http.Handler) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	a.serve(name, l, h)
	return nil
}

// serve takes a listener over: it is served by Run and closed with the App.
func (a *App) serve(name string, l net.Listener, h http.Handler) {
	a.servers = append(a.servers, &server{name: name, listener: l, handler: h})
	a.closers = append(a.closers, namedCloser{name, func() error {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}})
}

// Address is where the local room is served, "" where it is not.
func (a *App) Address() string {
	for _, s := range a.servers {
		if s.name == "local room" {
			return "http://" + s.listener.Addr().String() + "/"
		}
	}
	return ""
}
