package app

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loggist/internal/engine"
	"loggist/internal/force"
	"loggist/internal/obs/obstest"
	"loggist/internal/record"
)

// demo runs a demo until the test ends or the returned function is called.
func demo(t *testing.T, data string) (*App, func()) {
	t.Helper()
	a, err := NewDemo(t.Context(), Demo{Addr: "127.0.0.1:0", Data: data}, obstest.Logger(t))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	stopped := false
	stop := func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := errors.Join(<-done, a.Close()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return a, stop
}

// Beside a running process a reading goes through its socket, which is its user's alone; without one the record is opened.
// Both are entries of the audit book.
func TestReadingBesideAProcessAndWithout(t *testing.T) {
	data := t.TempDir()
	_, stop := demo(t, data)
	st, err := os.Stat(socketPath(data))
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Fatalf("socket: %v, %v", st, err)
	}
	var out bytes.Buffer
	read := func(q Query) error { out.Reset(); return Read(t.Context(), Source{Data: data}, q, &out) }
	for range 2 {
		if err := read(Query{Verb: "list"}); err != nil {
			t.Fatal(err)
		}
		if err := read(Query{Verb: "show", Ref: "CI-2026-0404"}); !errors.Is(err, engine.ErrNoIncident) {
			t.Errorf("what is not there: %v", err)
		}
		if err := read(Query{Verb: "export", Ref: "CI-2026-0404", Book: "open"}); !errors.Is(err, engine.ErrNoIncident) {
			t.Errorf("what is not there: %v", err)
		}
		stop()
	}
	if err := read(Query{Verb: "export", Book: "audit"}); err != nil {
		t.Fatal(err)
	}
	for what, n := range map[string]int{`"what":"list"`: 2, `"what":"show"`: 2, `"what":"export open"`: 2} {
		if got := strings.Count(out.String(), what); got != n {
			t.Errorf("%d entries with %s, want %d", got, what, n)
		}
	}
	if s, err := record.Verify(&out, ""); err != nil || s.Count < 6 {
		t.Errorf("the audit book: %+v, %v", s, err)
	}
	if err := Read(t.Context(), Source{Data: t.TempDir()}, Query{Verb: "list"}, io.Discard); !errors.Is(err, ErrNothingThere) {
		t.Errorf("an empty directory: %v", err)
	}
}

// What New took it gives back when it fails: the directory can be used at once.
func TestNewGivesBackWhatItTook(t *testing.T) {
	data := t.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if a, err := NewDemo(t.Context(), Demo{Addr: l.Addr().String(), Data: data}, obstest.Logger(t)); err == nil {
		_ = a.Close()
		t.Fatal("listened where somebody else does")
	}
	_, stop := demo(t, data)
	if _, err := NewDemo(t.Context(), Demo{Addr: "127.0.0.1:0", Data: data}, obstest.Logger(t)); !errors.Is(err, record.ErrInUse) {
		t.Errorf("a second process on the same directory: %v", err)
	}
	stop()
	demo(t, data)
}

// An ephemeral demo leaves nothing behind.
func TestEphemeralDemoLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	a, err := NewDemo(t.Context(), Demo{Addr: "127.0.0.1:0", Ephemeral: true}, obstest.Logger(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestHealth(t *testing.T) {
	a, stop := demo(t, t.TempDir())
	get := func(path string) (int, string) {
		w := &answerWriter{}
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
		a.health().ServeHTTP(w, r)
		return w.code, w.String()
	}
	eventually(t, "it is ready", func() bool { ok, _ := a.ready(); return ok })
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, body := get(path); code != http.StatusOK {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	stop()
	if code, body := get("/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("ready after the end: %d %s", code, body)
	}
}

type answerWriter struct {
	bytes.Buffer
	code int
	h    http.Header
}

func (w *answerWriter) WriteHeader(code int) { w.code = code }
func (w *answerWriter) Header() http.Header {
	if w.h == nil {
		w.h = http.Header{}
	}
	return w.h
}

// A backup holds the record and never a private key; what is restored from it verifies.
func TestBackupAndRestore(t *testing.T) {
	data := t.TempDir()
	demo(t, data) // it may run
	if err := os.WriteFile(filepath.Join(data, "journal", "half.new"), []byte("half of what will be there"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := Backup(Source{Data: data}, &out); err != nil {
		t.Fatal(err)
	}
	private := regexp.MustCompile(`secret|\.key$`)
	z, err := gzip.NewReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := filepath.Glob(filepath.Join(data, "secrets", "*"))
	if err != nil || len(secrets) == 0 {
		t.Fatalf("no secrets: %v", err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(h.Name, ".new") {
			t.Errorf("%s was still being written", h.Name)
		}
		if strings.HasPrefix(h.Name, "secrets") || private.MatchString(filepath.Base(h.Name)) && !strings.HasPrefix(h.Name, "keys/") {
			t.Errorf("a private key may be in %s", h.Name)
		}
		for _, name := range secrets {
			if secret, err := os.ReadFile(name); err == nil && len(secret) > 0 && bytes.Contains(b, bytes.TrimSpace(secret)) {
				t.Errorf("%s is in %s", filepath.Base(name), h.Name)
			}
		}
	}
	file := filepath.Join(t.TempDir(), "backup.tgz")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "again")
	if n, err := Restore(file, to); err != nil || n == 0 {
		t.Fatalf("restored %d files: %v", n, err)
	}
	if _, err := Restore(file, to); err == nil {
		t.Error("restored over a record")
	}
	if err := os.WriteFile(file, out.Bytes()[:out.Len()/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(file, filepath.Join(t.TempDir(), "half")); err == nil {
		t.Error("half a backup was restored")
	}
}

// An archive that somebody else made cannot write where it wants.
func TestRestoreRefusesWhatIsNoRecord(t *testing.T) {
	for _, h := range []tar.Header{
		{Name: "../evil", Typeflag: tar.TypeReg},
		{Name: "/etc/evil", Typeflag: tar.TypeReg},
		{Name: "journal/../../evil", Typeflag: tar.TypeReg},
		{Name: "secrets/force.key", Typeflag: tar.TypeReg},
		{Name: "journal/link", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "journal", Typeflag: tar.TypeDir},
	} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		w := tar.NewWriter(z)
		h.Mode = 0o600
		if err := errors.Join(w.WriteHeader(&h), w.Close(), z.Close()); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		file := filepath.Join(dir, "backup.tgz")
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(file, filepath.Join(dir, "to", "here")); err == nil || !strings.Contains(err.Error(), "no file of a record") {
			t.Errorf("%s %c: %v", h.Name, h.Typeflag, err)
		}
		if _, err := os.Lstat(filepath.Join(dir, "evil")); err == nil {
			t.Errorf("%s was written", h.Name)
		}
	}
}

// A directory that is wholly valid is taken up within a minute; one with a fault is refused whole, and said once.
func TestDirectoryIsTakenUpWhole(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../deploy/example")); err != nil {
		t.Fatal(err)
	}
	people := filepath.Join(dir, "people.csv")
	good, err := os.ReadFile(people)
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "loggist.yaml")
	b, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	b = regexp.MustCompile(`(?m)^redis:\n(?:  .*\n)+`).ReplaceAll(b, nil)
	if err := os.WriteFile(config, b, 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := force.LoadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		logs := obstest.New(t, "the directory is not taken up: it has faults, the one before stays")
		r := newRoll(cfg, logs.Logger())
		before := len(r.Force().People.All())
		write := func(b string) {
			t.Helper()
			if err := os.WriteFile(people, []byte(b), 0o600); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		lines := strings.SplitAfter(strings.TrimRight(string(good), "\n")+"\n", "\n")
		more := strings.Join(lines, "") + strings.Replace(lines[len(lines)-2], strings.SplitN(lines[len(lines)-2], ",", 2)[0], "pc.newcomer", 1)
		write(more + "nonsense,\"\n")
		for range 3 {
			if n := len(r.Force().People.All()); n != before {
				t.Errorf("%d people of a faulty directory", n)
			}
			time.Sleep(time.Minute)
		}
		said := 0
		for _, l := range logs.Lines() {
			if strings.Contains(l, "not taken up") {
				said++
			}
		}
		if said != 1 {
			t.Errorf("the fault was said %d times: %q", said, logs.Lines())
		}
		write(more)
		if n := len(r.Force().People.All()); n != before+1 {
			t.Errorf("%d people, want %d: %q", n, before+1, logs.Lines())
		}
	})
}
