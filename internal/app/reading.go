package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"loggist/incident"
	"loggist/internal/engine"
	"loggist/internal/force"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// Query is one reading of the record on the server, or one of the two acts of a disposal.
type Query struct {
	Verb string // list, show or export
	Ref  string
	// Of an export.
	Book       string             `json:",omitempty"`
	Format     string             `json:",omitempty"`
	For        string             `json:",omitempty"`
	Redactions []record.Redaction `json:",omitempty"`
	Authority  string             `json:",omitempty"`
	// RepeatsMayBeRead lets words of a withheld entry stand in others.
	RepeatsMayBeRead bool `json:",omitempty"`
	// Disposal is one of the two acts of disposing of an incident.
	Disposal *engine.Disposal `json:",omitempty"`
	// Say, if set, hears how far it is.
	Say func(string) `json:"-"`
}

// The verbs of a Query that change something.
const (
	AskDisposal = "dispose request"
	Dispose     = "dispose approve"
)

// Source is where the record is: an installation's configuration, or the data directory of a demo.
type Source struct {
	Config *force.Config
	Data   string
}

func (s Source) config() *force.Config {
	if s.Config != nil {
		return s.Config
	}
	return &force.Config{Data: s.Data, Keys: filepath.Join(s.Data, "secrets"), Replicas: 1, Force: force.Demo()}
}

// ErrNothingThere says that a data directory holds no record.
var ErrNothingThere = errors.New("there is no record here")

// Read writes what the query asks for. Beside a running process it asks that process, through the socket in the data
// directory; otherwise it opens the record itself. Each reading is an audit entry.
func Read(ctx context.Context, s Source, q Query, w io.Writer) error {
	cfg := s.config()
	if _, err := os.Stat(filepath.Join(cfg.Data, "journal")); err != nil {
		return fmt.Errorf("%s: %w", cfg.Data, ErrNothingThere)
	}
	err := readRunning(ctx, socketPath(cfg.Data), q, w)
	if !errors.Is(err, errNobody) {
		return err
	}
	ring, err := seal.LoadRing(cfg.Keys)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	alone := *cfg
	alone.Platforms, alone.Listen = nil, ""
	a, err := New(ctx, &alone, ring, slog.New(slog.DiscardHandler), false)
	if err != nil {
		return err
	}
	err = a.read(ctx, q, operator(), w)
	a.engine.Flush(ctx)
	return errors.Join(err, a.Close())
}

// read answers a query from this process' own engine.
func (a *App) read(ctx context.Context, q Query, who string, w io.Writer) error {
	signer, err := record.NewSigner(a.ring, a.cfg.Force.ID)
	if err != nil {
		return err
	}
	r := engine.Reader{Name: who, Signer: signer}
	switch q.Verb {
	case "list":
		return a.engine.List(w, r)
	case "show":
		return a.engine.Show(w, r, incident.Ref(q.Ref))
	case AskDisposal:
		return a.engine.AskDisposal(ctx, w, r, *q.Disposal)
	case Dispose:
		return a.engine.Dispose(ctx, w, r, *q.Disposal)
	case "export":
		book := record.BookID{Incident: q.Ref, Book: q.Book}
		if q.Book == "audit" || q.Book == "register" {
			book.Incident = ""
		}
		return a.engine.Export(w, r, engine.Export{
			Book: book, Format: q.Format, For: q.For, Redactions: q.Redactions, Authority: q.Authority, RepeatsMayBeRead: q.RepeatsMayBeRead, Say: q.Say,
		})
	}
	return fmt.Errorf("no such reading: %q", q.Verb)
}

// operator is who reads, as the operating system knows him.
func operator() string {
	u, err := user.Current()
	if err != nil {
		return "somebody on the server"
	}
	return u.Username + " on the server"
}

func socketPath(data string) string { return filepath.Join(data, "loggist.sock") }

// errNobody says that no process answers on the socket.
var errNobody = errors.New("no process is running here")

// readRunning asks the process that holds the data directory.
func readRunning(ctx context.Context, path string, q Query, w io.Writer) error {
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}}}
	defer client.CloseIdleConnections()
	asked, err := json.Marshal(q)
	if err != nil {
		return err
	}
	values := url.Values{"q": {string(asked)}, "who": {operator()}}
	if q.Say != nil { // what is said before the answer begins comes as answers in advance
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{Got1xxResponse: func(_ int, h textproto.MIMEHeader) error {
			if words, err := url.QueryUnescape(h.Get(sayHeader)); err == nil && words != "" {
				q.Say(words)
			}
			return nil
		}})
	}
	method := http.MethodGet
	if q.Disposal != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://loggist/read?"+values.Encode(), http.NoBody)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return errNobody
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
		switch resp.StatusCode {
		case http.StatusForbidden:
			return &engine.DisposalError{Say: strings.TrimSpace(string(text))}
		case http.StatusNotFound:
			return engine.ErrNoIncident
		case http.StatusUnprocessableEntity:
			return fmt.Errorf("%w%s", record.ErrNoSuchEntry, strings.TrimPrefix(string(text), record.ErrNoSuchEntry.Error()))
		case http.StatusConflict:
			var r engine.RepeatsError
			if err := json.Unmarshal(text, &r); err != nil {
				return err
			}
			return &r
		}
		return errors.New(string(text))
	}
	if _, err := io.Copy(w, resp.Body); err != nil {
		return err
	}
	if failed := resp.Trailer.Get("Failed"); failed != "" {
		return errors.New(failed)
	}
	return nil
}

// socket serves readings to this machine's administrator: the socket is his alone (0600).
func (a *App) socket() error {
	path := socketPath(a.cfg.Data)
	_ = os.Remove(path) // of a process that was killed: the data directory's lock is ours
	l, err := net.Listen("unix", path)
	if err != nil {
		return fmt.Errorf("socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return errors.Join(fmt.Errorf("socket: %w", err), l.Close())
	}
	m := http.NewServeMux()
	m.HandleFunc("GET /read", a.serveRead)
	m.HandleFunc("POST /read", a.serveRead)
	a.serve("socket", l, m)
	return nil
}

func (a *App) serveRead(w http.ResponseWriter, r *http.Request) {
	v := r.URL.Query()
	var q Query
	if err := json.Unmarshal([]byte(v.Get("q")), &q); err != nil {
		http.Error(w, "this process does not understand the question: it is another version of loggist", http.StatusBadRequest)
		return
	}
	out := &late{w: w}
	q.Say = func(words string) {
		if !out.begun {
			w.Header().Set(sayHeader, url.QueryEscape(words))
			w.WriteHeader(http.StatusProcessing)
			w.Header().Del(sayHeader)
		}
	}
	if (q.Disposal != nil) != (r.Method == http.MethodPost) {
		http.Error(w, "what changes something is posted, and nothing else", http.StatusBadRequest)
		return
	}
	err := a.read(r.Context(), q, v.Get("who"), out)
	repeats, isRepeats := errors.AsType[*engine.RepeatsError](err)
	refused, isRefused := errors.AsType[*engine.DisposalError](err)
	a.engine.Flush(r.Context()) // who has read it has been recorded, whatever happens next
	switch {
	case err == nil:
		return
	case out.begun:
		w.Header().Set("Failed", err.Error())
	case isRefused:
		http.Error(w, refused.Say, http.StatusForbidden)
	case errors.Is(err, engine.ErrNoIncident):
		http.Error(w, err.Error(), http.StatusNotFound)
	case isRepeats:
		w.WriteHeader(http.StatusConflict)
		_ = json.NewEncoder(w).Encode(repeats)
	case errors.Is(err, record.ErrNoSuchEntry):
		http.Error(w, trimmed(err, record.ErrNoSuchEntry), http.StatusUnprocessableEntity)
	default:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// sayHeader carries what is said while an answer is being made.
const sayHeader = "Loggist-Say"

// trimmed is err from where target's words begin.
func trimmed(err, target error) string {
	_, after, _ := strings.Cut(err.Error(), target.Error())
	return target.Error() + after
}

// late knows whether anything was written yet: until then an error can still be a status.
type late struct {
	w     io.Writer
	begun bool
}

func (l *late) Write(b []byte) (int, error) {
	if h, ok := l.w.(http.ResponseWriter); ok && !l.begun {
		h.Header().Set("Trailer", "Failed")
	}
	l.begun = true
	return l.w.Write(b)
}
