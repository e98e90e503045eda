package record

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	copyWait   = 500 * time.Millisecond // how long a commit waits for its second copy
	musterWait = 20 * time.Second       // how long a restored store waits for instances that do not come
)

// redisStore is the store in Redis. Every method is one round trip, two where a script has to be loaded.
type redisStore struct {
	c        redis.UniversalClient
	force    string
	copies   int
	attested bool // its settings may not be read, and the operator says that they are durable
}

func newRedisStore(c redis.UniversalClient, force string, copies int, attested bool) *redisStore {
	return &redisStore{c, force, copies, attested}
}

func (s *redisStore) commit(ctx context.Context, c storeCommit) (storeAnswer, error) {
	f := s.force
	keys := []string{keyHead(f), keyVersions(f), keyLog(f), keyPages(f), keyDue(f), keyLease(f), keyWant(f), keyTry(f), keyBooks(f)}
	for _, d := range c.causes {
		keys = append(keys, keyCause(f, d))
	}
	lane, token := "", ""
	if c.settle != nil {
		lane, token = c.settle.Lane, c.settle.Token
	}
	args := []any{c.epoch, c.jn, c.rec, lane, token, int(causeTime / time.Second), len(c.bases)}
	for _, b := range c.bases {
		args = append(args, b.Incident, b.Version)
	}
	args = append(laneArgs(args, c.lanes), len(c.keys))
	for book, wrapped := range c.keys {
		args = append(args, book, wrapped)
	}
	words, copies, err := s.write(ctx, keys, args)
	if err != nil {
		return storeAnswer{}, fate(err)
	}
	switch w := words.word(); {
	case w == "dup" && len(words) == 2:
		n, err := words.number(1)
		return storeAnswer{dup: true, n: n}, err
	case w == "ok" && len(words) == 3:
		n, err := words.number(1)
		return storeAnswer{n: n, x: words[2], copies: copies >= s.copies}, err
	case w == "late":
		return storeAnswer{}, ErrLate
	case w == "stale":
		return storeAnswer{}, ErrStale
	case w == "behind":
		return storeAnswer{}, errBehind
	case w == "lost":
		return storeAnswer{}, ErrLost
	}
	return storeAnswer{}, fmt.Errorf("%w: the store answered %q", ErrUnknown, words.word())
}

// write runs the commit script and, where copies are asked for, WAIT on the same connection.
func (s *redisStore) write(ctx context.Context, keys []string, args []any) (words, int, error) {
	if s.copies == 0 {
		w, err := wordsOf(scriptCommit.Run(ctx, s.c, keys, args...))
		return w, 0, err
	}
	c, err := s.master(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrAway, err)
	}
	try := func(eval func(redis.Pipeliner) *redis.Cmd) (words, int, error) {
		p := c.Pipeline()
		script := eval(p)
		wait := p.Do(ctx, "WAIT", s.copies, copyWait.Milliseconds())
		_, _ = p.Exec(ctx) // each command has its own error
		w, err := wordsOf(script)
		copies, _ := wait.Int() // an error is no copy
		return w, copies, err
	}
	w, copies, err := try(func(p redis.Pipeliner) *redis.Cmd { return scriptCommit.EvalSha(ctx, p, keys, args...) })
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		w, copies, err = try(func(p redis.Pipeliner) *redis.Cmd { return scriptCommit.Eval(ctx, p, keys, args...) })
	}
	return w, copies, err
}

// master returns a client whose pipelines go to the one node that holds this force's slot.
func (s *redisStore) master(ctx context.Context) (redis.UniversalClient, error) {
	if cc, ok := s.c.(*redis.ClusterClient); ok {
		return cc.MasterForKey(ctx, keyHead(s.force))
	}
	return s.c, nil
}

// afterAll completes an id to one behind a record and behind all that was put back under its number.
const afterAll = "-18446744073709551615"

// wait returns when the store may have something after n, or after d.
func (s *redisStore) wait(ctx context.Context, n uint64, d time.Duration) error {
	err := s.c.XRead(ctx, &redis.XReadArgs{
		Streams: []string{keyLog(s.force), strconv.FormatUint(n, 10) + afterAll}, Count: 1, Block: d,
	}).Err()
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("wait for the store's log: %w: %w", ErrAway, err)
	}
	return nil
}

func (s *redisStore) head(ctx context.Context) (storeHead, error) {
	v, err := s.c.HMGet(ctx, keyHead(s.force), "epoch", "n", "x").Result()
	if err != nil {
		return storeHead{}, fmt.Errorf("read the store's head: %w: %w", ErrAway, err)
	}
	var h storeHead
	h.epoch, _ = v[0].(string)
	h.x, _ = v[2].(string)
	if n, ok := v[1].(string); ok {
		if h.n, err = strconv.ParseUint(n, 10, 64); err != nil {
			return storeHead{}, &DamagedError{Where: "the store's head", What: "its number is none"}
		}
	}
	return h, nil
}

// fate says what an error of a write means for what was to be written.
func fate(err error) error {
	if err == nil || errors.Is(err, ErrAway) {
		return err
	}
	var dial *net.OpError
	var said redis.Error
	switch {
	case errors.Is(err, redis.ErrPoolTimeout), errors.Is(err, redis.ErrClosed), errors.As(err, &dial) && dial.Op == "dial":
		return fmt.Errorf("%w: %w", ErrAway, err)
	case errors.As(err, &said):
		for _, p := range refusals {
			if redis.HasErrorPrefix(err, p) {
				return fmt.Errorf("%w: %w", ErrAway, err)
			}
		}
	}
	return fmt.Errorf("%w: %w", ErrUnknown, err)
}

// refusals are the errors with which a server answers before a script's first write, or at it.
var refusals = []string{
	"NOSCRIPT", "READONLY", "OOM", "NOREPLICAS", "MISCONF", "LOADING", "BUSY", "CLUSTERDOWN", "MOVED", "ASK", "TRYAGAIN",
	"NOPERM", "NOAUTH", "WRONGPASS", "MASTERDOWN", "CROSSSLOT",
}

// words is what a script answers: strings, the first of which says what became of it.
type words []string

func (w words) word() string {
	if len(w) == 0 {
		return ""
	}
	return w[0]
}

func (w words) number(i int) (uint64, error) {
	n, err := strconv.ParseUint(w[i], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: the store answered with a number that is none", ErrUnknown)
	}
	return n, nil
}

func wordsOf(cmd *redis.Cmd) (words, error) {
	w, err := cmd.StringSlice()
	if err != nil {
		return nil, err
	}
	return w, nil
}

// laneArgs appends how many lanes there are, and each as the scripts take it.
func laneArgs(args []any, lanes []LaneDue) []any {
	args = append(args, len(lanes))
	for _, l := range lanes {
		k := "2"
		if l.Page {
			k = "1"
		}
		args = append(args, l.Lane, k, laneMillis(l.Due))
	}
	return args
}

// laneMillis writes a due time as scripts take it: ” removes.
func laneMillis(t time.Time) string {
	ms := dueMillis(t)
	if ms == 0 {
		return ""
	}
	return strconv.FormatInt(ms, 10)
}
