package recordtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Client returns a client as Loggist uses it in earnest: it never sends a command twice, heeds contexts, and asks the
// server for nothing that is not Redis 7.0. dial may be nil.
func Client(t testing.TB, addr string, dial func(context.Context, string, string) (net.Conn, error)) *redis.Client {
	t.Helper()
	c := redis.NewClient(&redis.Options{
		Addr: addr, Dialer: dial, MaxRetries: -1, ContextTimeoutEnabled: true, DialerRetries: 1, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
	t.Cleanup(func() { c.Close() })
	return c
}

// Mini starts a Redis in memory that can live in a synctest bubble: it listens on nothing.
func Mini(t testing.TB) *miniredis.Miniredis {
	t.Helper()
	m := miniredis.NewMiniRedis()
	m.ClockTTL(true)
	t.Cleanup(m.Close)
	return m
}

// MiniClient returns a client of m. It is closed before m is: a pool goes on dialling for a caller that has given up, and
// m must not be dialled while it closes.
func MiniClient(t testing.TB, m *miniredis.Miniredis) *redis.Client {
	t.Helper()
	var mu sync.Mutex
	closed := false
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		closed = true
	})
	return Client(t, "miniredis", func(context.Context, string, string) (net.Conn, error) {
		mu.Lock()
		defer mu.Unlock()
		if closed {
			return nil, net.ErrClosed
		}
		c, err := m.Dial()
		if err != nil {
			return nil, err
		}
		return newPatient(c), nil
	})
}

// patient gives one end of a pipe the buffer that a socket has: without it, a client that sends a long pipeline and a
// server that begins to answer wait for each other.
type patient struct {
	net.Conn
	mu   sync.Mutex
	buf  []byte
	err  error
	more chan struct{}
	gone chan struct{}
	once sync.Once
}

func newPatient(c net.Conn) *patient {
	p := &patient{Conn: c, more: make(chan struct{}, 1), gone: make(chan struct{})}
	go p.drain()
	return p
}

func (p *patient) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return 0, p.err
	}
	p.buf = append(p.buf, b...)
	select {
	case p.more <- struct{}{}:
	default:
	}
	return len(b), nil
}

func (p *patient) drain() {
	for {
		select {
		case <-p.more:
		case <-p.gone:
			return
		}
		p.mu.Lock()
		b := p.buf
		p.buf = nil
		p.mu.Unlock()
		if _, err := p.Conn.Write(b); err != nil {
			p.mu.Lock()
			p.err = err
			p.mu.Unlock()
			return
		}
	}
}

// SetDeadline implements net.Conn; a write waits for nobody.
func (p *patient) SetDeadline(t time.Time) error { return p.Conn.SetReadDeadline(t) }

// SetWriteDeadline implements net.Conn.
func (p *patient) SetWriteDeadline(time.Time) error { return nil }

// Close implements net.Conn.
func (p *patient) Close() error {
	p.once.Do(func() { close(p.gone) })
	return p.Conn.Close()
}

// Server is a private redis-server.
type Server struct {
	Addr string
	Dir  string
	args []string
	bus  int // of a cluster's node: the port on which the others reach it
	cmd  *exec.Cmd
}

// StartServer starts a redis-server of its own for the test, on the loopback, as durable as Loggist asks for. Without a
// redis-server on this machine the test is skipped, unless LOGGIST_REQUIRE_REDIS is set: then it fails.
func StartServer(t testing.TB, args ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("LOGGIST_REQUIRE_REDIS") != "" {
			t.Fatal("LOGGIST_REQUIRE_REDIS is set and there is no redis-server")
		}
		t.Skip("no redis-server on this machine")
	}
	s := &Server{Dir: t.TempDir(), args: args}
	var err error
	for range 5 { // the free port may be taken by somebody else before the server has it
		if err = s.start(freePort(t)); err == nil {
			t.Cleanup(s.Kill)
			return s
		}
	}
	t.Fatal(err)
	return nil
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// StartSentinel starts a sentinel on the configuration in a file, which it rewrites. It is skipped, or fails, as StartServer
// does.
func StartSentinel(t testing.TB, file string) *Server {
	t.Helper()
	return StartServer(t, sentinelFlag, file)
}

// sentinelFlag comes first among a server's arguments when it is to be a sentinel: what follows is its file.
const sentinelFlag = "--sentinel"

func (s *Server) start(port int) error {
	s.Addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	out, err := os.Create(filepath.Join(s.Dir, "redis.log"))
	if err != nil {
		return err
	}
	defer out.Close()
	args := append([]string{
		"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", s.Dir, "--save", "", "--appendonly", "yes",
		"--appendfsync", "always", "--maxmemory-policy", "noeviction", "--repl-diskless-sync-delay", "0",
	}, s.args...)
	if len(s.args) == 2 && s.args[0] == sentinelFlag {
		args = []string{s.args[1], sentinelFlag, "--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", s.Dir}
	}
	s.cmd = exec.Command("redis-server", args...)
	s.cmd.Stdout, s.cmd.Stderr = out, out
	if err := s.cmd.Start(); err != nil {
		return err
	}
	c := redis.NewClient(&redis.Options{Addr: s.Addr, MaxRetries: -1, DialerRetries: 1, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}})
	defer c.Close()
	for range 300 {
		if err = c.Ping(context.Background()).Err(); err == nil {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.Kill()
	return fmt.Errorf("redis-server did not start: %w", err)
}

// Kill ends the server as kill -9 does. It may be called again.
func (s *Server) Kill() {
	if s.cmd != nil && s.cmd.Process != nil && s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	}
}

// Restart starts a killed server on what it kept on disk.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	_, port, _ := net.SplitHostPort(s.Addr)
	p, _ := strconv.Atoi(port)
	if err := s.start(p); err != nil {
		t.Fatal(err)
	}
}

// Copy is what a Redis held at one moment, key by key.
type Copy struct {
	keys []copied
}

type copied struct {
	key, kind string
	ttl       int64    // milliseconds
	flat      []string // text; fields and values; members and scores; ids, r, x and n
}

// takeAll reads everything in one step, as a replica's state is that of one moment.
const takeAll = `
local out = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  local kind = redis.call('TYPE', key).ok
  local flat = {}
  if kind == 'string' then flat = {redis.call('GET', key)}
  elseif kind == 'hash' then flat = redis.call('HGETALL', key)
  elseif kind == 'zset' then flat = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  elseif kind == 'stream' then
    for _, e in ipairs(redis.call('XRANGE', key, '-', '+')) do
      local f = {r = '', x = '', n = ''}
      for i = 1, #e[2], 2 do f[e[2][i]] = e[2][i + 1] end
      for _, v in ipairs({e[1], f.r, f.x, f.n}) do flat[#flat + 1] = v end
    end
  end
  out[#out + 1] = {key, kind, tostring(redis.call('PTTL', key)), flat}
end
return out`

// Take copies all that a Redis holds, as a replica would that then falls behind.
func Take(ctx context.Context, c redis.UniversalClient) (Copy, error) {
	all, err := c.Eval(ctx, takeAll, nil).Slice()
	if err != nil {
		return Copy{}, err
	}
	var out Copy
	for _, k := range all {
		f, ok := k.([]any)
		if !ok || len(f) != 4 {
			return Copy{}, errors.New("copy of a Redis has another shape")
		}
		k := copied{key: fmt.Sprint(f[0]), kind: fmt.Sprint(f[1])}
		k.ttl, _ = strconv.ParseInt(fmt.Sprint(f[2]), 10, 64)
		values, _ := f[3].([]any)
		for _, v := range values {
			k.flat = append(k.flat, fmt.Sprint(v))
		}
		out.keys = append(out.keys, k)
	}
	return out, nil
}

// Put replaces all that a Redis holds with a copy, as promoting that replica does.
func (cp Copy) Put(ctx context.Context, c redis.UniversalClient) error {
	p := c.TxPipeline()
	p.FlushAll(ctx)
	for _, k := range cp.keys {
		switch k.kind {
		case "string":
			p.Set(ctx, k.key, k.flat[0], time.Duration(max(k.ttl, 0))*time.Millisecond)
		case "hash":
			p.HSet(ctx, k.key, k.flat)
		case "zset":
			for i := 0; i < len(k.flat); i += 2 {
				score, err := strconv.ParseFloat(k.flat[i+1], 64)
				if err != nil {
					return err
				}
				p.ZAdd(ctx, k.key, redis.Z{Member: k.flat[i], Score: score})
			}
		case "stream":
			for i := 0; i < len(k.flat); i += 4 {
				values := []string{"r", k.flat[i+1], "x", k.flat[i+2]}
				if n := k.flat[i+3]; n != "" {
					values = append(values, "n", n)
				}
				p.XAdd(ctx, &redis.XAddArgs{Stream: k.key, ID: k.flat[i], Values: values})
			}
		default:
			return errors.New("a key of a kind that Loggist does not use: " + k.kind)
		}
	}
	_, err := p.Exec(ctx)
	return err
}
