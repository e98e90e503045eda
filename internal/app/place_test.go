package app

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loggist/bot/bottest"
	"loggist/internal/force"
)

// hidden is where somebody was taken to.
const hidden = "12 Hidden Lane"

// TestPlaceLeavesOnNoPlatform_S19_R3_15: where somebody was taken to is said in every way in which it can be, with the whole of the
// content allowed on the platform. It is in no call to it and in nothing that was shown there, and in clear in no file of the
// installation: what the local room keeps of what it was sent is one of them. What an incident is about is in no call about a room.
func TestPlaceLeavesOnNoPlatform_S19_S51_R3_12_R3_15(t *testing.T) {
	t.Run("slack", func(t *testing.T) {
		w, data := newWorkspace(t), t.TempDir()
		cfg := onSlack(t, w, force.SlackSocket, data, true)
		cfg.Platforms[0].Profile = force.Full
		n := runOn(t, w, cfg)
		n.types("sgt.lee", w.control, bottest.Accusation)
		bottest.TellPlace(t, slackTeller{n, n.room()}, hidden)
		var left bottest.Leaving
		for _, c := range n.Calls("") {
			for name, value := range c.Args {
				left.Keep(c.Method+" "+name, value)
			}
		}
		n.stop()
		saysNoPlace(t, &left, data)
		roomsSayNothing(t, left.Through("conversations.create", "conversations.setTopic", "conversations.setPurpose", "bookmarks."))
	})
	t.Run("mattermost", func(t *testing.T) {
		data := t.TempDir()
		n := onMattermost(t, data)
		n.call()
		bottest.TellPlace(t, n, hidden)
		n.stop()
		saysNoPlace(t, &n.left, data)
		roomsSayNothing(t, n.left.Through("POST /api/v4/channels", "PUT /api/v4/channels"))
	})
}

// saysNoPlace searches what left, and the files that are kept.
func saysNoPlace(t *testing.T, left *bottest.Leaving, data string) {
	t.Helper()
	if left.Len() < 40 {
		t.Errorf("only %d calls were read", left.Len())
	}
	if where := left.Saying(hidden); len(where) > 0 {
		t.Errorf("it left by %q", where)
	}
	var kept bottest.Leaving
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		kept.Keep(path, string(b))
		return err
	})
	if err != nil || kept.Len() < 3 {
		t.Errorf("%d files were read, %v", kept.Len(), err)
	}
	if where := kept.Saying(hidden); len(where) > 0 {
		t.Errorf("in clear in %q", where)
	}
}

// roomsSayNothing searches what made the names, topics and purposes of rooms (S51).
func roomsSayNothing(t *testing.T, left *bottest.Leaving) {
	t.Helper()
	if left.Len() < 3 {
		t.Errorf("only %d calls about rooms were read", left.Len())
	}
	for _, word := range bottest.RoomsSayNot {
		if where := left.Saying(word); len(where) > 0 {
			t.Errorf("%q is said by %q", word, where)
		}
	}
}

// slackTeller tells it on Slack.
type slackTeller struct {
	*night
	incident string
}

func (s slackTeller) Types(who string, room bottest.Room, line string) string {
	channel := map[bottest.Room]string{bottest.Direct: s.Direct(account(force.PersonID(who))), bottest.Open: s.incident, bottest.Second: s.second()}[room]
	return s.types(force.PersonID(who), channel, line)
}

func (s slackTeller) second() string { return s.Room(fmt.Sprintf("ci-%d-0001-b", time.Now().Year())) }

func (s slackTeller) Fills(who, line string, values map[string]string) string {
	return s.sends(s.opens(force.PersonID(who), s.incident, line), values)
}

func (s slackTeller) Writes(who, words string) string {
	return s.tells(force.PersonID(who), s.Direct(account(force.PersonID(who))), words)
}

func (s slackTeller) Wind(d time.Duration) { s.wind(d) }

// TestPlaceIsFound: a platform that said it would be found out.
func TestPlaceIsFound(t *testing.T) {
	n := onMattermost(t, t.TempDir())
	n.call()
	n.Types("sgt.lee", bottest.Open, "/log he is at 12 Hidden Lane") // somebody writes it into the room
	n.Wind(time.Second)
	where := strings.Join(n.left.Saying(hidden), " ")
	for _, want := range []string{"POST /api/v4/posts", "answer of /loggist/command"} {
		if !strings.Contains(where, want) {
			t.Errorf("not found in %s, but in %s", want, where)
		}
	}
}
