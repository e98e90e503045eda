package recordtest

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"

	"loggist/internal/record"
)

// ErrFault is what a FaultFS fails with.
var ErrFault = errors.New("fault put in by the test")

// When says what becomes of the operation that fails.
type When int

// The ways to fail.
const (
	Before When = iota // it has no effect
	After              // it takes effect, and fails all the same
	Half               // a write writes half of it; any other operation is as Before
)

func (w When) String() string { return [...]string{"before", "after", "half"}[w] }

// FaultFS passes everything on to another FS and makes chosen operations fail. It counts those that can change
// something: opening to write, writing, truncating, syncing, renaming, removing, making directories. It is safe for
// concurrent use.
type FaultFS struct {
	inner record.FS

	mu     sync.Mutex
	ops    []string
	faults []fault
}

// fault makes the operations from the one to before the other fail.
type fault struct {
	from, to int
	when     When
}

var _ record.FS = (*FaultFS)(nil)

// NewFaultFS returns a FaultFS that fails nothing yet.
func NewFaultFS(inner record.FS) *FaultFS { return &FaultFS{inner: inner} }

// Fail makes the n-th operation from now on fail (1 is the next), and the following ones too until it has been times.
// It can be called again for more of them.
func (f *FaultFS) Fail(n, times int, when When) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = append(f.faults, fault{len(f.ops) + n, len(f.ops) + n + times, when})
}

// Heal lets everything succeed again.
func (f *FaultFS) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = nil
}

// Ops returns what was done so far, such as "sync 000001.seg".
func (f *FaultFS) Ops() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.ops...)
}

// fault counts an operation and says whether and how it fails.
func (f *FaultFS) fault(op, name string) (When, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ops = append(f.ops, op+" "+base(name))
	for _, t := range f.faults {
		if n := len(f.ops); n >= t.from && n < t.to {
			return t.when, true
		}
	}
	return Before, false
}

func (f *FaultFS) do(op, name string, act func() error) error {
	when, fails := f.fault(op, name)
	if fails && when != After {
		return ErrFault
	}
	if err := act(); err != nil {
		return err
	}
	if fails {
		return ErrFault
	}
	return nil
}

// OpenFile implements record.FS.
func (f *FaultFS) OpenFile(name string, flag int, perm fs.FileMode) (record.File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR) == 0 {
		return f.inner.OpenFile(name, flag, perm)
	}
	var file record.File
	err := f.do("open", name, func() (err error) { file, err = f.inner.OpenFile(name, flag, perm); return err })
	if err != nil {
		if file != nil {
			_ = file.Close()
		}
		return nil, err
	}
	return &faultFile{File: file, fs: f, name: name}, nil
}

// MkdirAll implements record.FS.
func (f *FaultFS) MkdirAll(name string, perm fs.FileMode) error {
	return f.do("mkdir", name, func() error { return f.inner.MkdirAll(name, perm) })
}

// Rename implements record.FS.
func (f *FaultFS) Rename(from, to string) error {
	return f.do("rename", to, func() error { return f.inner.Rename(from, to) })
}

// Remove implements record.FS.
func (f *FaultFS) Remove(name string) error {
	return f.do("remove", name, func() error { return f.inner.Remove(name) })
}

// ReadDir implements record.FS.
func (f *FaultFS) ReadDir(name string) ([]fs.DirEntry, error) { return f.inner.ReadDir(name) }

// Stat implements record.FS.
func (f *FaultFS) Stat(name string) (fs.FileInfo, error) { return f.inner.Stat(name) }

// SyncDir implements record.FS.
func (f *FaultFS) SyncDir(name string) error {
	return f.do("syncdir", name, func() error { return f.inner.SyncDir(name) })
}

// Lock implements record.FS.
func (f *FaultFS) Lock(name string) (io.Closer, error) { return f.inner.Lock(name) }

type faultFile struct {
	record.File
	fs   *FaultFS
	name string
}

func (f *faultFile) WriteAt(p []byte, off int64) (int, error) {
	when, fails := f.fs.fault("write", f.name)
	if !fails {
		return f.File.WriteAt(p, off)
	}
	switch when {
	case Half:
		p = p[:len(p)/2]
	case Before:
		return 0, ErrFault
	}
	n, err := f.File.WriteAt(p, off)
	return n, errors.Join(ErrFault, err)
}

func (f *faultFile) Truncate(size int64) error {
	return f.fs.do("truncate", f.name, func() error { return f.File.Truncate(size) })
}

func (f *faultFile) Sync() error { return f.fs.do("sync", f.name, f.File.Sync) }
