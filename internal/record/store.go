package record

import (
	"context"
	"errors"
	"time"
)

// leaseTime is how long a claim lasts before the lane falls due again by itself.
const leaseTime = 30 * time.Second

// causeTime is how long a store answers for a cause by itself; the journal's index answers for older ones.
const causeTime = 7 * 24 * time.Hour

// Further refusals of a store. Each means that nothing was recorded.
var (
	// ErrAway: the store cannot be reached, or refused before it did anything. Nothing was recorded.
	ErrAway = errors.New("store cannot be reached")
	// ErrChange: the change is not well formed. Nothing was sent.
	ErrChange = errors.New("change is not well formed")

	errBehind = errors.New("the store is behind this journal")  // the store fell back to an older copy
	errFork   = errors.New("the store holds another history")   // same number, other x
	errGap    = errors.New("records are missing in between")    // a restore or a follower found a hole
	errWait   = errors.New("other instances have not restored") // muster is not complete
)

// ledger is the log itself: it decides order and nothing else.
type ledger interface {
	// commit numbers the record and applies what goes with it, or refuses. Errors: ErrLost, errBehind, ErrLate,
	// ErrStale, ErrAway (all of them: nothing happened) and ErrUnknown.
	commit(ctx context.Context, c storeCommit) (storeAnswer, error)
	// read returns up to limit records after n in order; it may wait a moment for the first. There may be a hole before
	// the first one: the caller compares numbers.
	read(ctx context.Context, n uint64, limit int) ([]rawRecord, error)
	// head returns where the store is. A store that was lost has no epoch.
	head(ctx context.Context) (storeHead, error)
}

// queue holds the lanes.
type queue interface {
	claim(ctx context.Context, c storeClaim) ([]Lease, error)
	// hold moves the due time of a lane that is still leased by the token: keep is extend, otherwise the lease is given
	// up and the lane's own due time counts if it is later. Error: ErrLate.
	hold(ctx context.Context, h storeHold) error
	// earliest returns the first due time of any lane.
	earliest(ctx context.Context) (time.Time, bool, error)
	// depth returns how much waits in each queue.
	depth(ctx context.Context) (pages, times Depth, err error)
}

// rebuilder puts a store back, and looks after it.
type rebuilder interface {
	// restore writes records, in order, into a store that lacks them. Nil means that the store holds exactly them now.
	// Errors: errFork, errGap, ErrLost.
	restore(ctx context.Context, rs []storeRestore) error
	// open makes a restored or new store usable and returns its epoch; errWait while others have still to restore.
	open(ctx context.Context, o storeOpen) (string, error)
	// mend compares what the store holds for some lanes and puts right what differs, unless the incident has moved on.
	mend(ctx context.Context, m storeMend) ([]string, error)
}

// keeper is what only a shared store has.
type keeper interface {
	// beat says that this instance lives and returns what all instances said last.
	beat(ctx context.Context, epoch string, b beat) ([]beat, error)
	// keys returns the published wrapped keys of the books that were asked for and, of the same moment, whether the store
	// holds record n with that x: then a key that is missing was not published, or was disposed of.
	keys(ctx context.Context, books []string, n uint64, x string) (found map[string][]byte, holds bool, err error)
	// duty returns in words what of the store's settings is not durable, "" when all is.
	duty(ctx context.Context) (string, error)
}

// store is the seam between the log and where its order is decided: Redis, or memory.
type store interface {
	ledger
	queue
	rebuilder
	keeper
}

type storeHead struct {
	epoch string
	n     uint64
	x     string
}

// storeCommit is the whole of a commit as the store sees it.
type storeCommit struct {
	epoch  string
	jn     uint64 // what the journal held when the change was decided
	bases  []Base // each moves to the new record
	causes []digest
	rec    []byte
	lanes  []LaneDue
	settle *Lease
	keys   map[string][]byte // wrapped keys of books that may be new
}

// storeAnswer is the store's answer to a commit that it took, now or before.
type storeAnswer struct {
	dup    bool
	n      uint64
	x      string // "" for dup
	copies bool
}

type storeClaim struct {
	epoch string
	page  bool
	now   time.Time
	limit int
	token string
}

type storeHold struct {
	lease Lease
	at    time.Time
	keep  bool
}

type storeRestore struct {
	epoch   string // of the open store that is behind, "" when it has none
	rec     rawRecord
	prev    string // x of the record before
	touched []string
	causes  []digest
	lanes   []LaneDue
	keys    map[string][]byte
	now     time.Time
}

type storeOpen struct {
	epoch    string // proposed
	beat     beat   // of this instance, which has pushed all it holds
	replicas int
	fresh    bool // init: only on an empty store, at once
}

type storeMend struct {
	epoch    string
	incident string
	version  string // the version on which the lanes were computed
	lanes    []LaneDue
}

// beat is what one instance says of itself each minute.
type beat struct {
	Instance string
	N        uint64
	X        string
	Now      time.Time
	Skew     time.Duration // its clock minus the store's
	Config   string
}
