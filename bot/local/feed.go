package local

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"loggist/bot"
)

// keptNotices is how many notices a page that was away can catch up on; beyond that it loads anew.
const keptNotices = 2000

// notice is something that those who look are told.
type notice struct {
	kind   string
	to     map[string]bool // nil is everybody
	direct bool            // of the one person's own conversation
	data   any
}

// feed is the latest notices. It is safe for concurrent use.
type feed struct {
	mu    sync.Mutex
	first uint64 // number of ring[0]
	ring  []notice
	more  chan struct{} // closed when something is added
	block cipher.Block
}

func newFeed() (*feed, error) {
	key := make([]byte, 16)
	_, _ = rand.Read(key) // never fails
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make the feed: %w", err)
	}
	return &feed{first: 1, more: make(chan struct{}), block: block}, nil
}

func (f *feed) add(n notice) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ring = append(f.ring, n)
	if extra := len(f.ring) - keptNotices; extra > 0 {
		f.ring = append([]notice(nil), f.ring[extra:]...)
		f.first += uint64(extra)
	}
	close(f.more)
	f.more = make(chan struct{})
}

// after returns what came after number n, the number of the last of them, and a channel that says when there is more.
// ok is false when some of it is no longer kept.
func (f *feed) after(n uint64) (ns []notice, last uint64, more <-chan struct{}, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	last = f.first + uint64(len(f.ring)) - 1
	if n+1 < f.first || n > last {
		return nil, last, f.more, false
	}
	return append(ns, f.ring[n+1-f.first:]...), last, f.more, true
}

// cursor says a number so that it tells nobody how much happens in rooms that he cannot see, and so that another start
// of the program does not understand it.
func (f *feed) cursor(n uint64) string {
	var b [aes.BlockSize]byte
	binary.BigEndian.PutUint64(b[8:], n)
	f.block.Encrypt(b[:], b[:])
	return hex.EncodeToString(b[:])
}

// number is the opposite of cursor.
func (f *feed) number(cursor string) (uint64, bool) {
	b, err := hex.DecodeString(cursor)
	if err != nil || len(b) != aes.BlockSize {
		return 0, false
	}
	f.block.Decrypt(b, b)
	return binary.BigEndian.Uint64(b[8:]), binary.BigEndian.Uint64(b[:8]) == 0
}

// spoken is a message in a notice: where, and what.
type spoken struct {
	Room    string      `json:"room"`
	Person  string      `json:"person,omitempty"` // of a direct message
	Message jsonMessage `json:"message"`
}

// rang says whose phone made a sound, with the line that a locked screen shows.
type rang struct {
	Person string    `json:"person"`
	Line   string    `json:"line"`
	At     time.Time `json:"at"`
}

// changed says which room is another now.
type changed struct {
	Room bot.RoomID `json:"room,omitempty"`
}

// tell turns e, just folded, into notices for those whom it concerns.
func (p *Platform) tell(e event) {
	switch e.Kind {
	case eventSay, eventEdit:
		m := p.state.messages[e.Message]
		if m.Person != "" {
			p.feed.add(notice{kind: "message", to: map[string]bool{m.Person: true}, direct: true,
				data: spoken{Room: directRoom, Person: m.Person, Message: m.json()}})
			if e.Rings {
				line, _, _ := strings.Cut(m.Text, "\n")
				p.feed.add(notice{kind: "rang", data: rang{Person: m.Person, Line: line, At: e.At}})
			}
			return
		}
		p.feed.add(notice{kind: "message", to: p.state.rooms[m.Room].members(),
			data: spoken{Room: string(m.Room), Message: m.json()}})
	case eventIn, eventOut:
		p.feed.add(notice{kind: "rooms", to: map[string]bool{e.Person: true}, data: changed{}})
	case eventRoom, eventDescribe, eventArchive:
		p.feed.add(notice{kind: "room", to: p.state.rooms[e.Room].members(), data: changed{Room: e.Room}})
	}
}
