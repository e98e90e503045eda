package incident

import (
	"fmt"
	"strings"

	"loggist/internal/force"
)

// Keys of messages, stable per lane. Numbers of things (E-1, NPT-2, R-3, S-R-1) are keys of their cards in the room.
const (
	KeyRoom   = "room"   // the room itself
	KeyHeader = "header" // its topic and facts
	KeyHead   = "head"   // the pinned card: what this incident is
	KeyAnswer = "answer" // the card Still to answer
)

// keyWaiting begins the keys of the cards Waiting for you in a person's lane.
const keyWaiting = "waiting"

// EntryKey is the post of an entry.
func EntryKey(seq uint64) string { return fmt.Sprintf("%s/%d", entryKind, seq) }

// entryKind begins the keys of posts of entries.
const entryKind = "entry"

// MemberKey is a person's place in a room: invited or removed.
func MemberKey(p force.PersonID) string { return "member/" + string(p) }

// OutsiderKey is the place in a room of an account that nobody in the directory has: he is taken out.
func OutsiderKey(account string) string { return outsiderKind + account }

// OutsiderOf is the account of such a key.
func OutsiderOf(key string) (account string, ok bool) { return strings.CutPrefix(key, outsiderKind) }

const outsiderKind = "outsider/"

// WelcomeKey is what a person is told who joins: the notice and a catch-up.
func WelcomeKey(p force.PersonID) string { return "welcome/" + string(p) }

// AskKey is the n-th asking of an escalation.
func (s *Side) AskKey(escalation, ask int) string {
	return fmt.Sprintf("%s/ask/%d", s.Name(SeriesEscalation, escalation), ask)
}
