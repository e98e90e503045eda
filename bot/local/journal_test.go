package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loggist/bot"
)

// A kill may tear the last line anywhere: whatever was receipted is there, and the next post is taken.
func TestTornTailLosesNothingReceipted(t *testing.T) {
	dir := t.TempDir()
	h := open(t, options(dir))
	for i := range 3 {
		h.send(bot.Message{Key: fmt.Sprint(i), Act: bot.ActPost, Room: "control-room", Text: fmt.Sprintf("post %d", i)})
	}
	whole, err := os.ReadFile(filepath.Join(dir, journalName))
	if err != nil {
		t.Fatal(err)
	}
	start := strings.LastIndex(strings.TrimSpace(string(whole)), "\n") + 1
	cuts := []int{start + 1, len(whole) - 2, len(whole) - 1, len(whole)}
	for cut := start; cut < len(whole); cut += 11 {
		cuts = append(cuts, cut)
	}
	for i, cut := range cuts {
		for _, tail := range []string{"", "\x00\x00\x00", "\x00\n"} {
			if (cut == len(whole) && tail == "") || (i > 4 && tail != "") {
				continue
			}
			to := t.TempDir()
			if err := os.WriteFile(filepath.Join(to, journalName), append(slices.Clone(whole[:cut]), tail...), 0o600); err != nil {
				t.Fatal(err)
			}
			p, err := New(options(to))
			if err != nil {
				t.Fatalf("cut at %d with tail %q: %v", cut, tail, err)
			}
			want := 2
			if cut == len(whole) {
				want = 3
			}
			list, _ := p.messages("sgt.lee", "control-room", "")
			if len(list) != want {
				t.Fatalf("cut at %d with tail %q: %d posts, want %d", cut, tail, len(list), want)
			}
			if _, err := p.Send(t.Context(), bot.Message{Key: "next", Act: bot.ActPost, Room: "control-room", Text: "next"}); err != nil {
				t.Fatal(err)
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			if p, err = New(options(to)); err != nil {
				t.Fatalf("the second start: %v", err)
			}
			if list, _ = p.messages("sgt.lee", "control-room", ""); len(list) != want+1 || list[want].Text != "next" {
				t.Fatalf("after the second start: %+v", list)
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A bad line before good ones is no unfinished write: it is said, and nothing is thrown away.
func TestDamagedFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	h := open(t, options(dir))
	for i := range 3 {
		h.send(bot.Message{Key: fmt.Sprint(i), Act: bot.ActPost, Room: "control-room", Text: fmt.Sprintf("post %d", i)})
	}
	left := remains(t, dir)
	path := filepath.Join(left, journalName)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(b), "\n")
	lines[1] = "x" + lines[1]
	if err := os.WriteFile(path, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(options(left)); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("New on a damaged file: %v, want line 2 named", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != strings.Join(lines, "") {
		t.Errorf("the damaged file was changed (%v)", err)
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	dir := t.TempDir()
	open(t, options(dir))
	if _, err := New(options(dir)); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("New on rooms that are in use: %v", err)
	}
}

// faulty is a file whose operations fail when they are told to.
type faulty struct {
	*os.File
	fault func(op string) error
	short bool
}

func (f *faulty) Write(b []byte) (int, error) {
	if err := f.fault("write"); err != nil {
		n := 0
		if f.short {
			n, _ = f.File.Write(b[:len(b)/2])
		}
		return n, err
	}
	return f.File.Write(b)
}

func (f *faulty) Sync() error {
	if err := f.fault("sync"); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *faulty) Truncate(n int64) error {
	if err := f.fault("truncate"); err != nil {
		return err
	}
	return f.File.Truncate(n)
}

// A full or failing disk: the sender is told, what was receipted before stays, and it goes on when the disk does.
func TestFailingDisk(t *testing.T) {
	for _, c := range []struct {
		name  string
		fails map[string]int // how often each operation fails
		class bot.Class
	}{
		{"full", map[string]int{"write": 1}, bot.Retry},
		{"fsync", map[string]int{"sync": 1}, bot.Retry},
		{"full, then the mending too", map[string]int{"write": 1, "truncate": 1}, bot.Unknown},
		{"fsync twice", map[string]int{"sync": 2}, bot.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			h := open(t, options(dir))
			h.send(bot.Message{Key: "before", Act: bot.ActPost, Room: "control-room", Text: "before"})
			left := map[string]int{}
			h.p.journal.torn = true
			h.p.journal.open = func(path string) (appendFile, error) {
				f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
				if err != nil {
					return nil, err
				}
				return &faulty{File: f, short: true, fault: func(op string) error {
					if left[op]--; left[op] >= 0 {
						return syscall.ENOSPC
					}
					return nil
				}}, nil
			}
			if err := h.p.journal.mend(); err != nil {
				t.Fatal(err)
			}
			for k, v := range c.fails {
				left[k] = v
			}
			post := bot.Message{Key: "k", Act: bot.ActPost, Room: "control-room", Text: "on a full disk"}
			_, err := h.p.Send(t.Context(), post)
			if got := bot.ClassOf(err); err == nil || got != c.class || !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("Send: %v, class %s, want %s", err, got, c.class)
			}
			if strings.Contains(err.Error(), post.Text) {
				t.Errorf("the error has content: %v", err)
			}
			if _, found, _ := h.p.Find(t.Context(), post); found {
				t.Error("what was not kept is found")
			}
			clear(left)
			h.send(post)
			after := open(t, options(remains(t, dir)))
			seen, _ := after.read("sgt.lee", "control-room")
			var texts []string
			for _, s := range seen {
				texts = append(texts, s.Text)
			}
			if d := cmp.Diff([]string{"before", "on a full disk"}, texts); d != "" {
				t.Errorf("after a restart (-want +got):\n%s", d)
			}
		})
	}
}

// A full disk under a person: told that nothing was recorded; the handler never hears of words that are not kept.
func TestFailingDiskIsSaidToThePerson(t *testing.T) {
	o := options(t.TempDir())
	o.Logger = slog.New(slog.DiscardHandler) // both are logged, and are the point
	h := open(t, o).receive()
	h.p.journal.torn = true
	h.p.journal.open = func(string) (appendFile, error) { return nil, syscall.ENOSPC }
	status, got := h.call(http.MethodPost, "/api/say", `{"as":"sgt.lee","room":"control-room","text":"hello"}`)
	if status != http.StatusServiceUnavailable || !strings.Contains(got, "Nothing was recorded") || len(h.requests()) != 0 {
		t.Errorf("%d %s, %d requests", status, got, len(h.requests()))
	}
	// A command needs nothing of ours to be recorded: its answer is the handler's.
	if a := h.post("/api/say", map[string]any{"as": "sgt.lee", "room": "control-room", "text": "/log x", "id": "1"}); a.Reply.Text != "answered x" {
		t.Errorf("answer %+v", a)
	}
}

// What the file is compacted to folds to what it was.
func TestCompactionKeepsEverything(t *testing.T) {
	dir := t.TempDir()
	h := open(t, options(dir)).receive()
	h.answers(func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{OK: true, Text: "a", Form: &bot.Form{ID: "f", Title: "F"}}
	})
	h.send(bot.Message{Key: "o", Act: bot.ActOpenRoom, Name: "ci-2027-0001", Topic: "Called", Facts: []bot.Fact{{Label: "State", Value: "Called"}}})
	h.send(bot.Message{Key: "i", Act: bot.ActInvite, Room: "ci-2027-0001", Person: "insp.patel"})
	h.send(bot.Message{Key: "r", Act: bot.ActRemove, Room: "control-room", Person: "supt.khan"})
	card := h.send(bot.Message{Key: "c", Act: bot.ActPost, Room: "ci-2027-0001", Text: "card 0", Actions: []bot.Action{{ID: "old", Label: "Old"}}})
	h.send(bot.Message{Key: "d", Act: bot.ActDirect, Person: "sgt.lee", Text: "ring", Rings: true})
	h.post("/api/say", map[string]any{"as": "insp.patel", "room": "ci-2027-0001", "text": "words", "id": "7"})
	for i := range compactAfter + 1 {
		if err := h.p.commit(func(s *state) ([]event, error) {
			return []event{{Kind: eventEdit, Key: fmt.Sprintf("e%d", i), At: h.p.now(), Room: "ci-2027-0001", Message: card.Message, Text: fmt.Sprintf("card %d", i+1)}}, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	h.send(bot.Message{Key: "a", Act: bot.ActArchive, Room: "ci-2027-0001"})

	left := remains(t, dir)
	size := func() int64 {
		info, err := os.Stat(filepath.Join(left, journalName))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size()
	after := open(t, options(left))
	if now := size(); now >= before {
		t.Errorf("the file has %d bytes after compaction, %d before", now, before)
	}
	want, err := encode(h.p.state.events())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		got, err := encode(after.p.state.events())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Fatalf("after compaction (-want +got):\n%s", d)
		}
		after = open(t, options(remains(t, left)))
	}
	if m := after.p.state.messages[card.Message]; !m.offered["old"] || !m.Edited || m.Text != fmt.Sprintf("card %d", compactAfter+1) {
		t.Errorf("the card is %+v", m)
	}
	if r := after.p.state.keys["e3"]; r.Message != card.Message {
		t.Error("a key of an edit was forgotten")
	}
}

func TestOptionsSayEveryFault(t *testing.T) {
	_, err := New(Options{Rooms: []Room{{ID: "direct"}, {ID: "Bad Name"}}})
	for _, want := range []string{"no people", "no directory", `"direct"`, `"Bad Name"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New: %v, want it to name %s", err, want)
		}
	}
}
