package record

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"loggist/internal/obs"
	"loggist/internal/seal"
)

// Options says where a log is kept.
type Options struct {
	Dir        string                // the data directory; one process at a time
	Force      string                // the force whose log this is; it names the keys in Redis and the checkpoints
	Instance   string                // this process among those of the force; "" is one made of chance
	Redis      redis.UniversalClient // nil: embedded. Its retries must be off (MaxRetries -1) and its contexts on
	Keys       *seal.Ring
	FS         FS  // nil: the operating system's
	Copies     int // replicas that must confirm a commit before it counts as having a second copy
	Replicas   int // instances that push what they hold before a restored store opens; less than 1 is 1
	Init       bool
	Attested   bool         // the operator says that the store's settings are durable, where they may not be read
	Logger     *slog.Logger // nil: none
	ConfigHash string       // shown to the other instances
	Metrics    *obs.Metrics // nil: nothing is counted
}

func (o *Options) validate() error {
	var errs []error
	if o.Dir == "" {
		errs = append(errs, errors.New("no data directory"))
	}
	if o.Keys == nil {
		errs = append(errs, errors.New("no keys"))
	}
	if o.Force == "" || (BookID{o.Force, "open"}).valid() != nil {
		errs = append(errs, errors.New("the force's name must be letters, digits, hyphens and underscores"))
	}
	if o.Copies < 0 || o.Replicas < 0 {
		errs = append(errs, errors.New("copies and replicas cannot be negative"))
	}
	return errors.Join(errs...)
}

// Log is one force's log as this process sees it: what it has journaled, and nothing else. It is safe for concurrent use.
type Log struct {
	o       Options
	fs      FS
	slog    *slog.Logger
	store   store
	journal *journal
	books   *bookKeys

	writing chan struct{} // holds one token: who has it writes the journal
	kick    chan struct{} // wakes Follow
	notes   *checkpoints
	signer  *Signer

	minuteMu sync.Mutex // held by Minute throughout
	clockAt  time.Time  // when Follow last compared clocks

	mu         sync.Mutex
	idx        *index
	pending    map[uint64]rawRecord // answered by the store, not yet journaled
	epoch      string               // of the store as last seen in agreement with this journal; "" while there is none
	blocked    map[string]bool      // reasons not to commit or claim
	skewSaid   bool
	minute     minuteState
	changed    chan struct{}
	generation uint64
	orphans    []rawRecord // superseded records, still to be committed again
	searched   bool        // orphans holds all there are
	running    bool        // Open has returned
	alive      [2]time.Time
	closed     bool
}

// Open opens the log in o.Dir and, with Redis, compares it with the store. It starts nothing: Follow does the work that
// goes on. Errors: ErrInUse, ErrDamaged, ErrNewInstallation (without o.Init).
//
// A store that cannot be reached is no error when there is a journal, nor is one that others are still restoring: what is
// recorded can be read, and commits are refused until Follow has brought store and journal together.
func Open(ctx context.Context, o Options) (*Log, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	if o.FS == nil {
		o.FS = OS{}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Instance == "" {
		o.Instance = newToken()[:12]
	}
	o.Replicas = max(o.Replicas, 1)
	l := &Log{
		o: o, fs: o.FS, slog: o.Logger, idx: newIndex(), pending: map[uint64]rawRecord{}, blocked: map[string]bool{}, changed: make(chan struct{}),
		writing: make(chan struct{}, 1), kick: make(chan struct{}, 1),
	}
	if err := l.open(ctx); err != nil {
		return nil, fmt.Errorf("open log: %w", errors.Join(err, l.Close()))
	}
	l.running = true
	return l, nil
}

func (l *Log) open(ctx context.Context) (err error) {
	if err := makeDir(l.fs, l.o.Dir); err != nil {
		return err
	}
	found := newIndexing()
	if l.journal, err = openJournal(l.fs, filepath.Join(l.o.Dir, "journal"), l.slog, found.take); err != nil {
		return err
	}
	if l.books, err = openBookKeys(l.fs, filepath.Join(l.o.Dir, "keys"), l.o.Keys); err != nil {
		return err
	}
	if l.notes, err = openCheckpoints(l.fs, filepath.Join(l.o.Dir, "checkpoints")); err != nil {
		return err
	}
	if l.signer, err = NewSigner(l.o.Keys, l.o.Force); err != nil {
		return err
	}
	if l.idx, err = found.x, found.err; l.journal.forked() {
		l.idx, err = l.buildIndex()
	}
	if err != nil {
		return err
	}
	if err := l.readAlive(); err != nil {
		return err
	}
	if l.o.Redis == nil {
		if l.idx.n == 0 && !l.o.Init {
			return ErrNewInstallation
		}
		l.store, l.epoch = newMemory(l.idx), "embedded"
		l.minute.durable = true
		return nil
	}
	l.store = newRedisStore(l.o.Redis, l.o.Force, l.o.Copies, l.o.Attested)
	switch err := l.meet(ctx); {
	case errors.Is(err, ErrAway) && l.Last() > 0, errors.Is(err, errGap), errors.Is(err, errWait), errors.Is(err, ErrLost):
		l.slog.WarnContext(ctx, "the store is not ready yet", obs.Error(err))
		return nil // there is something to read, or there will be: Follow goes on from here
	default:
		return err
	}
}

// buildIndex reads the journal's headers. A start does without, unless a cut put aside some of what was found.
func (l *Log) buildIndex() (*index, error) {
	x := newIndex()
	var read []rawRecord
	take := func() error {
		hs, err := x.plan(read)
		if errors.Is(err, errFork) || errors.Is(err, errGap) {
			err = damaged(read[len(hs)].N, "it does not continue the record before it")
		}
		if err != nil {
			return err
		}
		for _, h := range hs {
			x.add(h)
		}
		read = read[:0]
		return nil
	}
	err := l.journal.scan(1, func(r rawRecord) error {
		if read = append(read, r); len(read) < 256 {
			return nil
		}
		return take()
	})
	if err == nil {
		err = take()
	}
	return x, err
}

// Close gives the data directory back. What was committed is durable already.
func (l *Log) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	l.mu.Unlock()
	if l.journal == nil {
		return nil
	}
	return l.journal.close()
}

// Version returns the hash of the last record that touches the incident, and its number. "" is the register. It is what
// a Change says in Bases.
func (l *Log) Version(incident string) (string, uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.idx.versions[incident]
	return v.x, v.n
}

// Generation counts how often records that this process had shown were superseded after a fork. Whoever folded records
// under another generation folds again from the start.
func (l *Log) Generation() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.generation
}

func (l *Log) record(n uint64) (Record, error) {
	r, err := l.journal.read(n)
	if err != nil {
		return Record{}, err
	}
	return decode(r, l.books)
}

// Incidents returns the references of all incidents that have a record, sorted.
func (l *Log) Incidents() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for incident := range l.idx.versions {
		if incident != "" {
			out = append(out, incident)
		}
	}
	slices.Sort(out)
	return out
}

// Caused returns what a cause made, however long ago.
func (l *Log) Caused(cause string) (Record, bool, error) {
	l.mu.Lock()
	n, ok := l.idx.causes[causeDigest(cause)]
	l.mu.Unlock()
	if !ok {
		return Record{}, false, nil
	}
	rec, err := l.record(n)
	if err != nil {
		return Record{}, false, fmt.Errorf("read what a cause made: %w", err)
	}
	return rec, true, nil
}

// Head returns the number and the hash of the last entry of a book; 0 and "" of an empty one.
func (l *Log) Head(b BookID) (uint64, string) {
	l.mu.Lock()
	h, ok := l.idx.heads[b]
	l.mu.Unlock()
	if !ok {
		return 0, ""
	}
	return h.seq, h.hash.String()
}

// Last returns the number of the last record that this process has journaled.
func (l *Log) Last() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.idx.n
}

// Changed returns a channel that is closed when something was journaled or a lane fell due earlier. Take it before
// looking, then wait on it.
func (l *Log) Changed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

// broadcast wakes all who wait on Changed. l.mu is held.
func (l *Log) broadcast() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// wake makes Follow look at the store at once.
func (l *Log) wake() {
	select {
	case l.kick <- struct{}{}:
	default:
	}
}

// newToken returns 32 hex digits of chance.
func newToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}
