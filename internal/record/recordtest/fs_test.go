package recordtest

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"testing"

	"loggist/internal/record"
)

func write(t *testing.T, fsys record.FS, name, data string, sync bool) {
	t.Helper()
	f, err := fsys.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte(data), 0); err != nil {
		t.Fatal(err)
	}
	if sync {
		if err := f.Sync(); err != nil {
			t.Fatal(err)
		}
	}
}

func has(p *PowerFS, name, want string) bool {
	b, err := p.ReadFile(name)
	return err == nil && string(b) == want
}

func TestPowerFSForgetsWhatWasNotSynced(t *testing.T) {
	p := NewPowerFS()
	if err := errors.Join(p.MkdirAll("/d", 0o700), p.SyncDir("/")); err != nil {
		t.Fatal(err)
	}
	write(t, p, "/d/name-and-data", "1", true)
	if err := p.SyncDir("/d"); err != nil {
		t.Fatal(err)
	}
	write(t, p, "/d/name-and-data", "changed", false)
	write(t, p, "/d/data-only", "2", true)
	if !has(p, "/d/name-and-data", "changed") || !has(p, "/d/data-only", "2") {
		t.Fatal("what was written cannot be read")
	}
	if err := p.Rename("/d/name-and-data", "/d/renamed"); err != nil {
		t.Fatal(err)
	}
	q := p.Cut(nil)
	if !has(q, "/d/name-and-data", "1") {
		t.Error("a durable file lost its name or its data")
	}
	for _, name := range []string{"/d/data-only", "/d/renamed"} {
		if _, err := q.Stat(name); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s survived without its directory having been synced: %v", name, err)
		}
	}
	if _, err := p.Stat("/d"); !errors.Is(err, ErrPower) {
		t.Errorf("the old file system works without power: %v", err)
	}
}

func TestPowerFSKeepsSomeOfATornWrite(t *testing.T) {
	torn := 0
	for seed := range uint64(50) {
		p := NewPowerFS()
		if err := p.MkdirAll("/d", 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, p, "/d/f", string(make([]byte, 2048)), true)
		if err := errors.Join(p.SyncDir("/"), p.SyncDir("/d")); err != nil {
			t.Fatal(err)
		}
		fresh := make([]byte, 2048)
		for i := range fresh {
			fresh[i] = 'x'
		}
		write(t, p, "/d/f", string(fresh), false)
		b, err := p.Cut(rand.New(rand.NewPCG(seed, 0))).ReadFile("/d/f")
		if err != nil || len(b) != 2048 {
			t.Fatal(len(b), err)
		}
		for i := 512; i < len(b); i += 512 {
			if b[i] != b[0] {
				torn++
				break
			}
		}
	}
	if torn < 10 {
		t.Errorf("only %d of 50 cuts tore the write", torn)
	}
}

func TestFaultFSFailsTheOperationAskedFor(t *testing.T) {
	for _, when := range []When{Before, After, Half} {
		p := NewPowerFS()
		f := NewFaultFS(p)
		f.Fail(2, 1, when) // the write: opening is the first
		h, err := f.OpenFile("/f", os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.WriteAt([]byte("abcd"), 0); !errors.Is(err, ErrFault) {
			t.Errorf("%s: write: %v", when, err)
		}
		want := map[When]string{Before: "", After: "abcd", Half: "ab"}[when]
		if !has(p, "/f", want) {
			t.Errorf("%s: the file does not hold %q", when, want)
		}
		if err := h.Sync(); err != nil {
			t.Errorf("%s: the next operation fails too: %v", when, err)
		}
		if ops := f.Ops(); len(ops) != 3 || ops[1] != "write f" {
			t.Error(ops)
		}
	}
}

func TestPowerFSBehavesAsTheSystemDoes(t *testing.T) {
	for name, fsys := range map[string]record.FS{"power": NewPowerFS(), "os": record.OS{}} {
		dir := t.TempDir()
		if err := fsys.MkdirAll(dir+"/a/b", 0o700); err != nil {
			t.Fatal(name, err)
		}
		write(t, fsys, dir+"/a/b/f", "hello", true)
		h, err := fsys.OpenFile(dir+"/a/b/f", os.O_RDWR, 0)
		if err != nil {
			t.Fatal(name, err)
		}
		if err := h.Truncate(3); err != nil {
			t.Fatal(name, err)
		}
		if _, err := h.WriteAt([]byte("x"), 5); err != nil {
			t.Fatal(name, err)
		}
		buf := make([]byte, 10)
		if n, err := h.ReadAt(buf, 0); n != 6 || !errors.Is(err, io.EOF) || string(buf[:6]) != "hel\x00\x00x" {
			t.Errorf("%s: read %q, %v", name, buf[:n], err)
		}
		if _, err := fsys.OpenFile(dir+"/a/b/f", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); !errors.Is(err, os.ErrExist) {
			t.Errorf("%s: exclusive open: %v", name, err)
		}
		if _, err := fsys.OpenFile(dir+"/none", os.O_RDONLY, 0); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: open what is not there: %v", name, err)
		}
		l, err := fsys.Lock(dir + "/lock")
		if err != nil {
			t.Fatal(name, err)
		}
		if _, err := fsys.Lock(dir + "/lock"); !errors.Is(err, record.ErrInUse) {
			t.Errorf("%s: locked twice: %v", name, err)
		}
		if err := l.Close(); err != nil {
			t.Error(name, err)
		}
		if l, err = fsys.Lock(dir + "/lock"); err != nil {
			t.Errorf("%s: lock after unlock: %v", name, err)
		} else {
			l.Close()
		}
		if err := fsys.Remove(dir + "/a"); err == nil {
			t.Errorf("%s: removed a directory with files in it", name)
		}
		list, err := fsys.ReadDir(dir + "/a/b")
		if err != nil || len(list) != 1 || list[0].Name() != "f" {
			t.Errorf("%s: %v %v", name, list, err)
		}
	}
}
