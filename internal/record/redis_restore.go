package record

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

func (s *redisStore) restore(ctx context.Context, rs []storeRestore) error {
	answers := make([]*redis.Cmd, len(rs))
	load := func(c redis.Scripter) *redis.StringCmd { return scriptRestore.Load(ctx, c) }
	if err := load(s.c).Err(); err != nil { // a pipeline cannot fall back to the script's text
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	p := s.c.Pipeline()
	for i, r := range rs {
		keys, args := s.restoreArgs(r)
		answers[i] = scriptRestore.EvalSha(ctx, p, keys, args...)
	}
	_, _ = p.Exec(ctx) // each command has its own error
	for _, a := range answers {
		w, err := wordsOf(a)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrAway, err)
		}
		switch w.word() {
		case "same":
		case "fork":
			return errFork
		case "gap":
			return errGap
		default:
			return ErrLost
		}
	}
	return nil
}

func (s *redisStore) restoreArgs(r storeRestore) ([]string, []any) {
	f := s.force
	keys := []string{keyHead(f), keyVersions(f), keyLog(f), keyPages(f), keyDue(f), keyLease(f), keyWant(f), keyTry(f), keyBooks(f)}
	for _, d := range r.causes {
		keys = append(keys, keyCause(f, d))
	}
	args := []any{r.epoch, r.rec.N, r.rec.Bytes, r.rec.X, r.prev, r.now.UnixMilli(), int(causeTime / time.Second), len(r.touched)}
	for _, t := range r.touched {
		args = append(args, t)
	}
	args = append(laneArgs(args, r.lanes), len(r.keys))
	for _, book := range slices.Sorted(maps.Keys(r.keys)) {
		args = append(args, book, r.keys[book])
	}
	return keys, args
}

func (s *redisStore) open(ctx context.Context, o storeOpen) (string, error) {
	f := s.force
	if o.fresh {
		w, err := wordsOf(scriptInit.Run(ctx, s.c, []string{keyHead(f), keyLog(f)}, o.epoch))
		if err != nil {
			return "", fate(err)
		}
		if w.word() != "open" || len(w) != 2 {
			return "", errors.New("there is something in the store already")
		}
		return w[1], nil
	}
	w, err := wordsOf(scriptOpen.Run(ctx, s.c, []string{keyHead(f), keyWho(f)}, o.epoch, o.beat.Instance, o.beat.N,
		o.beat.line(), o.beat.Now.UnixMilli(), o.replicas, musterWait.Milliseconds()))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrAway, err)
	}
	switch {
	case w.word() == "open" && len(w) == 2:
		return w[1], nil
	case w.word() == "wait":
		return "", errWait
	}
	return "", errGap
}

func (s *redisStore) beat(ctx context.Context, epoch string, b beat) ([]beat, error) {
	w, err := wordsOf(scriptBeat.Run(ctx, s.c, []string{keyHead(s.force), keyWho(s.force)}, epoch, b.Instance, b.line()))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAway, err)
	}
	if w.word() != "ok" {
		return nil, ErrLost
	}
	var out []beat
	for i := 1; i+1 < len(w); i += 2 {
		if other, ok := parseBeat(w[i], w[i+1]); ok {
			out = append(out, other)
		}
	}
	return out, nil
}

// line is a beat as it stands in who: n, x, now and skew in milliseconds, config.
func (b beat) line() string {
	return fmt.Sprintf("%d %s %d %d %s", b.N, orDash(b.X), b.Now.UnixMilli(), b.Skew.Milliseconds(), orDash(b.Config))
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return strings.ReplaceAll(s, " ", "_")
}

func parseBeat(instance, line string) (beat, bool) {
	f := strings.Fields(line)
	if len(f) != 5 {
		return beat{}, false
	}
	n, err1 := strconv.ParseUint(f[0], 10, 64)
	now, err2 := strconv.ParseInt(f[2], 10, 64)
	skew, err3 := strconv.ParseInt(f[3], 10, 64)
	if errors.Join(err1, err2, err3) != nil {
		return beat{}, false
	}
	b := beat{Instance: instance, N: n, X: f[1], Now: time.UnixMilli(now).UTC(), Skew: time.Duration(skew) * time.Millisecond, Config: f[4]}
	if b.X == "-" {
		b.X = ""
	}
	return b, true
}

func (s *redisStore) keys(ctx context.Context, books []string, n uint64, x string) (map[string][]byte, bool, error) {
	id := strconv.FormatUint(n, 10) + "-0"
	p := s.c.TxPipeline()
	published := p.HMGet(ctx, keyBooks(s.force), books...)
	head := p.HGet(ctx, keyHead(s.force), "n")
	log := p.XRange(ctx, keyLog(s.force), id, id)
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, false, fmt.Errorf("read published keys: %w: %w", ErrAway, err)
	}
	out := map[string][]byte{}
	for i, w := range published.Val() {
		if line, ok := w.(string); ok {
			out[books[i]] = []byte(line)
		}
	}
	msgs := log.Val()
	if len(msgs) == 0 { // trimmed, or lost
		last, _ := head.Uint64()
		return out, last >= n, nil
	}
	return out, msgs[0].Values["x"] == x, nil
}

// clock asks the server for its time. Scripts never do.
func (s *redisStore) clock(ctx context.Context) (time.Time, error) {
	c, err := s.master(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("ask the store for the time: %w: %w", ErrAway, err)
	}
	t, err := c.Time(ctx).Result()
	if err != nil {
		return time.Time{}, fmt.Errorf("ask the store for the time: %w: %w", ErrAway, err)
	}
	return t, nil
}

// duty reads the settings on which durability rests.
func (s *redisStore) duty(ctx context.Context) (string, error) {
	want := [][2]string{{"appendonly", "yes"}, {"appendfsync", "always"}, {"maxmemory-policy", "noeviction"}}
	var faults []string
	c, err := s.master(ctx)
	if err != nil {
		return "", fmt.Errorf("read the store's settings: %w: %w", ErrAway, err)
	}
	for _, w := range want {
		v, err := c.ConfigGet(ctx, w[0]).Result()
		if err != nil {
			var said redis.Error
			if errors.As(err, &said) && s.attested {
				return "", nil
			}
			if errors.As(err, &said) {
				return "its settings cannot be read, so that the operator has to attest them (durability_attested: true)", nil
			}
			return "", fmt.Errorf("read the store's settings: %w: %w", ErrAway, err)
		}
		if v[w[0]] != w[1] {
			faults = append(faults, fmt.Sprintf("%s is %q and must be %q", w[0], v[w[0]], w[1]))
		}
	}
	if s.copies > 0 {
		v, err := c.ConfigGet(ctx, "min-replicas-to-write").Result()
		if k, _ := strconv.Atoi(v["min-replicas-to-write"]); err == nil && k < s.copies {
			faults = append(faults, fmt.Sprintf("min-replicas-to-write is %d and must be at least %d", k, s.copies))
		}
	}
	return strings.Join(faults, "; "), nil
}
