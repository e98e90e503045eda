package record

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

func (s *redisStore) claim(ctx context.Context, c storeClaim) ([]Lease, error) {
	queue := keyDue(s.force)
	if c.page {
		queue = keyPages(s.force)
	}
	w, err := wordsOf(scriptClaim.Run(ctx, s.c, []string{keyHead(s.force), queue, keyLease(s.force), keyTry(s.force)},
		c.epoch, c.now.UnixMilli(), c.limit, c.now.Add(leaseTime).UnixMilli(), c.token))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAway, err) // what was leased and not heard of falls due again
	}
	if w.word() != "ok" || len(w)%2 != 0 {
		return nil, ErrLost
	}
	head, err := w.number(1)
	if err != nil {
		return nil, err
	}
	var out []Lease
	for i := 2; i < len(w); i += 2 {
		try, err := strconv.Atoi(w[i+1])
		if err != nil {
			return nil, fmt.Errorf("%w: the store answered with a count that is none", ErrAway)
		}
		out = append(out, Lease{Lane: w[i], Token: c.token, Try: try, Head: head, Page: c.page})
	}
	return out, nil
}

func (s *redisStore) hold(ctx context.Context, h storeHold) error {
	f := s.force
	script, keys := scriptDefer, []string{keyPages(f), keyDue(f), keyLease(f), keyWant(f), keyTry(f)}
	if h.keep {
		script, keys = scriptExtend, keys[:3]
	}
	w, err := wordsOf(script.Run(ctx, s.c, keys, h.lease.Lane, h.lease.Token, h.at.UnixMilli()))
	if err != nil {
		return fate(err)
	}
	if w.word() != "ok" {
		return ErrLate
	}
	return nil
}

func (s *redisStore) earliest(ctx context.Context) (time.Time, bool, error) {
	p := s.c.Pipeline()
	queues := []*redis.ZSliceCmd{
		p.ZRangeWithScores(ctx, keyPages(s.force), 0, 0), p.ZRangeWithScores(ctx, keyDue(s.force), 0, 0),
	}
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return time.Time{}, false, fmt.Errorf("%w: %w", ErrAway, err)
	}
	var first time.Time
	for _, q := range queues {
		for _, z := range q.Val() {
			if at := time.UnixMilli(int64(z.Score)).UTC(); first.IsZero() || at.Before(first) {
				first = at
			}
		}
	}
	return first, !first.IsZero(), nil
}

func (s *redisStore) depth(ctx context.Context) (pages, times Depth, _ error) {
	p := s.c.Pipeline()
	var lanes [2]*redis.IntCmd
	var first [2]*redis.ZSliceCmd
	for i, key := range []string{keyPages(s.force), keyDue(s.force)} {
		lanes[i], first[i] = p.ZCard(ctx, key), p.ZRangeWithScores(ctx, key, 0, 0)
	}
	if _, err := p.Exec(ctx); err != nil {
		return Depth{}, Depth{}, fmt.Errorf("%w: %w", ErrAway, err)
	}
	var out [2]Depth
	for i := range out {
		out[i].Lanes = int(lanes[i].Val())
		for _, z := range first[i].Val() {
			out[i].First = time.UnixMilli(int64(z.Score)).UTC()
		}
	}
	return out[0], out[1], nil
}

func (s *redisStore) mend(ctx context.Context, m storeMend) ([]string, error) {
	f := s.force
	keys := []string{keyHead(f), keyVersions(f), keyPages(f), keyDue(f), keyLease(f), keyWant(f), keyTry(f)}
	w, err := wordsOf(scriptMend.Run(ctx, s.c, keys, laneArgs([]any{m.epoch, m.incident, m.version}, m.lanes)...))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAway, err)
	}
	switch w.word() {
	case "ok":
		return w[1:], nil
	case "lost":
		return nil, ErrLost
	}
	return nil, nil // the incident moved on: its lanes are newer than what we wanted
}
