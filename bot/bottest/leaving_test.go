package bottest

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const place = "12 Hidden Lane"

// TestSays: words are found however they are written, and other words are not.
func TestSays(t *testing.T) {
	said := "taken to 12 Hidden Lane, until Friday"
	encoded, err := json.Marshal(map[string]string{"message": strings.ReplaceAll(said, " ", "\n")})
	if err != nil {
		t.Fatal(err)
	}
	twice, err := json.Marshal(string(encoded))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		said, strings.ToUpper(said), url.QueryEscape(said), url.PathEscape(said), url.QueryEscape(string(encoded)), string(encoded), string(twice),
		"12 Hidd\u0065n L\\u0061ne", `12 \*Hidden\* \_Lane\_`, html.EscapeString("12 <Hidden> Lane"), "12&#32;Hidden&#32;Lane",
		"x." + base64.RawURLEncoding.EncodeToString([]byte("to: "+said)) + ".y", base64.StdEncoding.EncodeToString(encoded),
	} {
		if !Says(text, place) {
			t.Errorf("not found in %s", text)
		}
	}
	for _, text := range []string{"", "12 Hidden", "Lane 12, Hidden", base64.StdEncoding.EncodeToString([]byte("12 Hidden Street"))} {
		if Says(text, place) {
			t.Errorf("found in %s", text)
		}
	}
}

// masked is one frame of a web socket's client.
func masked(text string) []byte {
	out := []byte{0x81}
	switch n := len(text); {
	case n < 126:
		out = append(out, 0x80|byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, 0x80|126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, 0x80|127), uint64(n))
	}
	mask := []byte{3, 1, 4, 1}
	out = append(out, mask...)
	for i := range len(text) {
		out = append(out, text[i]^mask[i%4])
	}
	return out
}

// TestLeavingHearsTheWire: what is asked of a server, what is sent over a socket, and what a callback answers is kept, and arrives.
func TestLeavingHearsTheWire(t *testing.T) {
	frames := [][]byte{masked("hello"), masked(place), masked(strings.Repeat("x", 300)), masked(place + strings.Repeat("x", 70000))}
	got := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") == "" {
			_ = r.ParseForm()
			got <- r.Form.Get("said")
			return
		}
		c, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = c.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"))
		all := make([]byte, len(bytes.Join(frames, nil)))
		_, err = io.ReadFull(rw, all)
		got <- fmt.Sprint(err, bytes.Equal(all, bytes.Join(frames, nil)))
	}))
	defer server.Close()
	to, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	var l Leaving
	door := httptest.NewServer(l.Requests(httputil.NewSingleHostReverseProxy(to)))
	defer door.Close()
	resp, err := http.PostForm(door.URL+"/posts", url.Values{"said": {place}})
	if err != nil || <-got != place {
		t.Fatalf("it does not arrive: %v", err)
	}
	_ = resp.Body.Close()
	c, err := net.Dial("tcp", strings.TrimPrefix(door.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, _ = c.Write([]byte("GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"))
	if line, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.Contains(line, "101 Switching Protocols") {
		t.Fatalf("%q, %v", line, err)
	}
	for _, f := range frames { // in pieces
		_, _ = c.Write(f[:len(f)/2])
		_, _ = c.Write(f[len(f)/2:])
	}
	if all := <-got; all != "<nil> true" {
		t.Errorf("over the socket arrives something else: %s", all)
	}
	ear := httptest.NewServer(l.Answers(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(place)) })))
	defer ear.Close()
	if resp, err = http.Post(ear.URL+"/command", "text/plain", strings.NewReader("what was typed is not what leaves")); err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	want := []string{"POST /posts", "socket /socket", "socket /socket", "answer of /command"}
	if where := l.Saying(place); !slices.Equal(where, want) || len(l.Saying("what was typed")) != 0 {
		t.Errorf("it left as %q, want %q", where, want)
	}
}
