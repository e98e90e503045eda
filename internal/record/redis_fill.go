package record

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

const fillPage = 1000 // entries of the stream that are looked through at once

// read returns the records after n. Where the stream was trimmed it looks for them among those that were put back.
func (s *redisStore) read(ctx context.Context, n uint64, limit int) ([]rawRecord, error) {
	msgs, err := s.page(ctx, strconv.FormatUint(n, 10)+"-0", limit)
	if err != nil {
		return nil, err
	}
	out := make([]rawRecord, 0, len(msgs))
	for _, m := range msgs {
		r, filled, err := rawOf(m)
		if err != nil {
			return nil, err
		}
		if !filled {
			out = append(out, r)
		}
	}
	if len(msgs) == 0 || len(out) > 0 && out[0].N == n+1 {
		return out, nil
	}
	filled, err := s.filled(ctx, n, limit)
	if err != nil || len(filled) == 0 {
		return out, err
	}
	return filled, nil
}

// filled returns the records after n that follow one another among those that were put back.
func (s *redisStore) filled(ctx context.Context, n uint64, limit int) ([]rawRecord, error) {
	found := map[uint64]rawRecord{}
	for from := strconv.FormatUint(n, 10) + "-0"; ; {
		msgs, err := s.page(ctx, from, fillPage)
		if err != nil {
			return nil, err
		}
		for _, m := range msgs {
			r, filled, err := rawOf(m)
			if err != nil {
				return nil, err
			}
			if filled && r.N > n && r.N <= n+uint64(limit) {
				found[r.N] = r
			}
		}
		if len(msgs) < fillPage {
			break
		}
		from = msgs[len(msgs)-1].ID
	}
	var out []rawRecord
	for k := n + 1; ; k++ {
		r, ok := found[k]
		if !ok {
			return out, nil
		}
		out = append(out, r)
	}
}

// page returns entries of the stream after an id.
func (s *redisStore) page(ctx context.Context, after string, limit int) ([]redis.XMessage, error) {
	msgs, err := s.c.XRangeN(ctx, keyLog(s.force), "("+after, "+", int64(limit)).Result()
	if err != nil {
		return nil, fmt.Errorf("read the store's log: %w: %w", ErrAway, err)
	}
	return msgs, nil
}

// rawOf reads one entry of the stream, and says whether it was put back.
func rawOf(m redis.XMessage) (r rawRecord, filled bool, err error) {
	number, sub, _ := strings.Cut(m.ID, "-")
	if sub != "0" {
		number, _ = m.Values["n"].(string)
	}
	n, err := strconv.ParseUint(number, 10, 64)
	rec, okr := m.Values["r"].(string)
	x, okx := m.Values["x"].(string)
	if err != nil || !okr || !okx {
		return r, false, &DamagedError{Where: "the store's log", What: "entry " + m.ID + " was not written by a commit"}
	}
	return rawRecord{N: n, X: x, Bytes: []byte(rec)}, sub != "0", nil
}

// holds reports whether the stream still has record n where a commit put it, or put back.
func (s *redisStore) holds(ctx context.Context, n uint64) (bool, error) {
	recs, err := s.read(ctx, n-1, 1)
	return slices.ContainsFunc(recs, func(r rawRecord) bool { return r.N == n }), err
}

// fill puts records back that were trimmed.
func (s *redisStore) fill(ctx context.Context, epoch string, recs []rawRecord) error {
	if err := scriptFill.Load(ctx, s.c).Err(); err != nil {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	p := s.c.Pipeline()
	answers := make([]*redis.Cmd, len(recs))
	for i, r := range recs {
		answers[i] = scriptFill.EvalSha(ctx, p, []string{keyHead(s.force), keyLog(s.force)}, epoch, r.N, r.Bytes, r.X)
	}
	_, _ = p.Exec(ctx) // each command has its own error
	for _, a := range answers {
		if w, err := wordsOf(a); err != nil {
			return fmt.Errorf("%w: %w", ErrAway, err)
		} else if w.word() != "ok" {
			return ErrLost
		}
	}
	return nil
}
