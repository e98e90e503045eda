package bottest

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Leaving keeps all that leaves for a platform, to be searched for words that may leave for none. It is safe for concurrent use.
type Leaving struct {
	mu   sync.Mutex
	kept []payload
}

type payload struct{ where, text string }

// Keep keeps a text that left; where says how.
func (l *Leaving) Keep(where, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = append(l.kept, payload{where, text})
}

// Len is how many texts left.
func (l *Leaving) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.kept)
}

// Saying returns how texts left that say the words, as [Says] finds them.
func (l *Leaving) Saying(words string) (where []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.kept {
		if Says(p.text, words) {
			where = append(where, p.where)
		}
	}
	return where
}

// Through is what of it left by one of the ways, which are said by how they begin.
func (l *Leaving) Through(ways ...string) *Leaving {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := &Leaving{}
	for _, p := range l.kept {
		if slices.ContainsFunc(ways, func(way string) bool { return strings.HasPrefix(p.where, way) }) {
			out.kept = append(out.kept, p)
		}
	}
	return out
}

// Requests keeps what is asked of a server: addresses, bodies, and what is sent over a socket once it is open.
func (l *Leaving) Requests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		where := r.Method + " " + r.URL.Path
		if r.Header.Get("Upgrade") != "" {
			w = tapped{w, func(b []byte) { l.Keep("socket "+r.URL.Path, string(b)) }}
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		l.Keep(where, r.URL.RequestURI()+"\n"+string(body))
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

// Answers keeps what a callback answers.
func (l *Leaving) Answers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{ResponseWriter: w}
		next.ServeHTTP(a, r)
		l.Keep("answer of "+r.URL.Path, fmt.Sprint(w.Header())+"\n"+a.text.String())
	})
}

type answer struct {
	http.ResponseWriter
	text bytes.Buffer
}

func (a *answer) Write(b []byte) (int, error) {
	a.text.Write(b)
	return a.ResponseWriter.Write(b)
}

// tapped is a response that becomes a socket.
type tapped struct {
	http.ResponseWriter
	keep func([]byte)
}

// Hijack implements [http.Hijacker].
func (t tapped) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	return &tappedConn{Conn: c, keep: t.keep}, rw, nil
}

// tappedConn keeps the frames of a web socket's client, unmasked, as they are read.
type tappedConn struct {
	net.Conn
	keep  func([]byte)
	ahead []byte // of a frame that has not arrived whole
}

func (c *tappedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.ahead = append(c.ahead, b[:n]...)
	for {
		text, rest, whole := frame(c.ahead)
		if !whole {
			return n, err
		}
		c.ahead = rest
		c.keep(text)
	}
}

// frame takes one frame of a web socket's client off the beginning of b (RFC 6455, 5.2).
func frame(b []byte) (text, rest []byte, whole bool) {
	if len(b) < 2 {
		return nil, b, false
	}
	size, at := uint64(b[1]&0x7f), 2
	switch {
	case size == 126 && len(b) >= 4:
		size, at = uint64(binary.BigEndian.Uint16(b[2:])), 4
	case size == 127 && len(b) >= 10:
		size, at = binary.BigEndian.Uint64(b[2:]), 10
	case size >= 126:
		return nil, b, false
	}
	if uint64(len(b)) < uint64(at)+4+size {
		return nil, b, false
	}
	mask, text := b[at:at+4], bytes.Clone(b[at+4:uint64(at)+4+size])
	for i := range text {
		text[i] ^= mask[i%4]
	}
	return text, b[uint64(at)+4+size:], true
}

// Says reports whether a text says the words, however it is written: with other signs between them, in capitals, escaped for an
// address, for JSON, for HTML or for Markdown, or in base64.
func Says(text, words string) bool {
	want := bare(words)
	read := func(s string) bool {
		for range 3 { // what is escaped may be escaped again
			if strings.Contains(bare(s), want) {
				return true
			}
			s = html.UnescapeString(unescaped(s))
		}
		return false
	}
	if read(text) {
		return true
	}
	for _, run := range encoded.FindAllString(text, -1) {
		run = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(run, "="))
		if b, err := base64.RawStdEncoding.DecodeString(run[:len(run)-len(run)%4]); err == nil && read(string(b)) {
			return true
		}
	}
	return false
}

var (
	breaks  = regexp.MustCompile(`\\+[nrt]`)
	encoded = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`)
	escape  = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+|\\u[0-9A-Fa-f]{4}`)
)

func unescaped(s string) string {
	return escape.ReplaceAllStringFunc(s, func(x string) string {
		if x[0] == '%' {
			if y, err := url.PathUnescape(x); err == nil {
				return y
			}
			return x
		}
		n, _ := strconv.ParseUint(x[2:], 16, 32)
		return string(rune(n))
	})
}

// bare is a text without all that is no letter or number, in small letters. The end of a line as JSON escapes it is none.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, breaks.ReplaceAllString(s, ""))
}
