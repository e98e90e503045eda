package deploy

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const password = "correct horse battery staple"

// server is a redis-server with the shipped redis.conf and users.acl, on a
// socket in a directory of the test. The shipped files are adapted in their
// paths only, and by a user "tester" who may do everything.
type server struct{ socket string }

func startRedis(t *testing.T) *server {
	t.Helper()
	bin, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("LOGGIST_REQUIRE_REDIS") != "" {
			t.Fatal("redis-server is not installed, and LOGGIST_REQUIRE_REDIS asks for it")
		}
		t.Skip("redis-server is not installed")
	}
	dir, err := os.MkdirTemp("", "redis") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &server{socket: filepath.Join(dir, "s")}
	acl := filepath.Join(dir, "users.acl")
	write(t, acl, strings.ReplaceAll(read(t, "users.acl"), "@PASSWORD_SHA256@", fmt.Sprintf("%x", sha256.Sum256([]byte(password))))+
		"user tester on nopass ~* &* +@all\n")
	conf := filepath.Join(dir, "redis.conf")
	write(t, conf, replaced(t, read(t, "redis.conf"),
		"aclfile /etc/redis/users.acl", "aclfile "+acl,
		"dir /var/lib/redis", "dir "+dir,
		"port 6379", "port 0\nunixsocket "+s.socket))
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, conf)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait(); _ = out.Close() })
	for range 200 {
		if c, err := net.Dial("unix", s.socket); err == nil {
			_ = c.Close()
			return s
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("redis-server does not answer:\n%s", read(t, out.Name()))
	return nil
}

// replaced replaces each text that must be there, once, by the one after it.
func replaced(t *testing.T, s string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if n := strings.Count(s, pairs[i]); n != 1 {
			t.Fatalf("%q is there %d times, want once", pairs[i], n)
		}
		s = strings.Replace(s, pairs[i], pairs[i+1], 1)
	}
	return s
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// conn speaks just enough of the protocol; the driver is internal/record's.
type conn struct {
	t *testing.T
	c net.Conn
	r *bufio.Reader
}

// as is a connection of the user, logged in.
func (s *server) as(t *testing.T, user, pass string) *conn {
	t.Helper()
	c, err := net.Dial("unix", s.socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(30 * time.Second))
	cn := &conn{t: t, c: c, r: bufio.NewReader(c)}
	if _, err := cn.do("AUTH", user, pass); err != nil {
		t.Fatalf("log in as %s: %v", user, err)
	}
	return cn
}

// replyError is an error that the server answered.
type replyError string

func (e replyError) Error() string { return string(e) }

func (c *conn) do(args ...string) (any, error) {
	c.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(args))
	for _, a := range args {
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(a), a)
	}
	if _, err := io.WriteString(c.c, b.String()); err != nil {
		c.t.Fatal(err)
	}
	v, err := c.reply()
	var re replyError
	if err != nil && !errors.As(err, &re) {
		c.t.Fatalf("%q: %v", args, err)
	}
	return v, err
}

func (c *conn) reply() (any, error) {
	line, err := c.r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	kind, rest := line[0], strings.TrimRight(line[1:], "\r\n")
	switch kind {
	case '+', ':':
		return rest, nil
	case '-':
		return nil, replyError(rest)
	case '$':
		n, err := strconv.Atoi(rest)
		if err != nil || n < 0 {
			return nil, err
		}
		b := make([]byte, n+2)
		_, err = io.ReadFull(c.r, b)
		return string(b[:n]), err
	case '*':
		n, err := strconv.Atoi(rest)
		if err != nil || n < 0 {
			return nil, err
		}
		list := make([]any, n)
		for i := range list {
			v, err := c.reply()
			var re replyError
			if errors.As(err, &re) {
				v, err = re, nil
			}
			if err != nil {
				return nil, err
			}
			list[i] = v
		}
		return list, nil
	}
	return nil, fmt.Errorf("reply %q", line)
}
