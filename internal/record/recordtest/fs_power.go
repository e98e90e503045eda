package recordtest

import (
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"loggist/internal/record"
)

// ErrPower is what every operation on a PowerFS says after its power was cut.
var ErrPower = errors.New("the power is off")

// PowerFS is a file system in memory that forgets, when the power is cut, what was not made durable: the bytes of a file
// since its last Sync, and names made, renamed or removed since the last SyncDir of their directory. It is as strict as
// POSIX allows: syncing a file does not make its name durable. It is safe for concurrent use.
type PowerFS struct {
	mu      sync.Mutex
	root    *inode
	pending []change // changes of names that are not durable yet, oldest first
	locks   map[string]bool
	off     bool
	syncs   int
	cutAt   int
}

var _ record.FS = (*PowerFS)(nil)

type inode struct {
	dir           bool
	mode          fs.FileMode
	data, durable []byte            // of a file
	names, kept   map[string]*inode // of a directory
}

// change is one atomic change of names: each name in its directory becomes the inode, or goes (nil).
type change []struct {
	dir  *inode
	name string
	node *inode
}

// NewPowerFS returns an empty file system.
func NewPowerFS() *PowerFS {
	return &PowerFS{root: newDir(), locks: map[string]bool{}}
}

func newDir() *inode {
	return &inode{dir: true, mode: 0o700 | fs.ModeDir, names: map[string]*inode{}, kept: map[string]*inode{}}
}

// Cut cuts the power and returns what is found when it comes back. Every file still open on f is dead. With a nil rnd
// nothing that was not durable survives; otherwise any of it may: single sectors of files, and the first so many changes
// of names.
func (f *PowerFS) Cut(rnd *rand.Rand) *PowerFS {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.off = true
	if rnd != nil {
		for _, c := range f.pending[:rnd.IntN(len(f.pending)+1)] {
			c.keep()
		}
	}
	back := NewPowerFS()
	seen := map[*inode]*inode{}
	back.root = f.root.survivor(rnd, seen)
	return back
}

// CutAtSync makes the power fail at the n-th Sync or SyncDir from now on, before it takes effect; the operation, and all
// after it, return ErrPower.
func (f *PowerFS) CutAtSync(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cutAt = f.syncs + n
}

// Syncs returns how many Sync and SyncDir there were.
func (f *PowerFS) Syncs() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.syncs
}

func (f *PowerFS) sync() error {
	if f.off {
		return ErrPower
	}
	if f.syncs++; f.syncs == f.cutAt {
		f.off = true
		return ErrPower
	}
	return nil
}

func (n *inode) survivor(rnd *rand.Rand, seen map[*inode]*inode) *inode {
	if c := seen[n]; c != nil {
		return c
	}
	if !n.dir {
		c := &inode{mode: n.mode, data: n.torn(rnd)}
		c.durable = slices.Clone(c.data)
		seen[n] = c
		return c
	}
	c := newDir()
	seen[n] = c
	for name, child := range n.kept {
		c.names[name] = child.survivor(rnd, seen)
		c.kept[name] = c.names[name]
	}
	return c
}

// torn mixes what a file held durably with what was written since, a sector at a time.
func (n *inode) torn(rnd *rand.Rand) []byte {
	out := slices.Clone(n.durable)
	if rnd == nil || slices.Equal(n.data, n.durable) {
		return out
	}
	const sector = 512
	size := len(n.durable)
	if d := len(n.data) - size; d > 0 {
		size += rnd.IntN(d + 1)
	} else if rnd.IntN(2) == 0 {
		size = len(n.data)
	}
	out = append(out, make([]byte, max(0, size-len(out)))...)[:size]
	for at := 0; at < size; at += sector {
		if at < len(n.data) && rnd.IntN(2) == 0 {
			copy(out[at:min(at+sector, size)], n.data[at:])
		}
	}
	return out
}

func (c change) keep() {
	for _, e := range c {
		if e.node == nil {
			delete(e.dir.kept, e.name)
		} else {
			e.dir.kept[e.name] = e.node
		}
	}
}

// apply makes a change visible and pending.
func (f *PowerFS) apply(c change) {
	for _, e := range c {
		if e.node == nil {
			delete(e.dir.names, e.name)
		} else {
			e.dir.names[e.name] = e.node
		}
	}
	f.pending = append(f.pending, c)
}

func split(name string) []string {
	return strings.FieldsFunc(filepath.ToSlash(filepath.Clean(name)), func(r rune) bool { return r == '/' })
}

func base(name string) string { return filepath.Base(name) }

func (f *PowerFS) find(op, name string) (*inode, error) {
	n := f.root
	for _, part := range split(name) {
		if n = n.names[part]; n == nil {
			return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
		}
	}
	return n, nil
}

func (f *PowerFS) parent(op, name string) (*inode, error) {
	p, err := f.find(op, filepath.Dir(name))
	if err == nil && !p.dir {
		err = &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return p, err
}

// OpenFile implements record.FS.
func (f *PowerFS) OpenFile(name string, flag int, perm fs.FileMode) (record.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.off {
		return nil, ErrPower
	}
	n, err := f.find("open", name)
	switch {
	case err == nil && flag&(os.O_CREATE|os.O_EXCL) == os.O_CREATE|os.O_EXCL:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
	case err == nil && n.dir:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	case err != nil && flag&os.O_CREATE == 0:
		return nil, err
	case err != nil:
		p, err := f.parent("open", name)
		if err != nil {
			return nil, err
		}
		n = &inode{mode: perm}
		f.apply(change{{p, base(name), n}})
	}
	if flag&os.O_TRUNC != 0 {
		n.data = nil
	}
	return &powerFile{fs: f, node: n, write: flag&(os.O_WRONLY|os.O_RDWR) != 0}, nil
}

// MkdirAll implements record.FS.
func (f *PowerFS) MkdirAll(name string, _ fs.FileMode) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.off {
		return ErrPower
	}
	n := f.root
	for _, part := range split(name) {
		next := n.names[part]
		if next == nil {
			next = newDir()
			f.apply(change{{n, part, next}})
		}
		if n = next; !n.dir {
			return &fs.PathError{Op: "mkdir", Path: name, Err: fs.ErrExist}
		}
	}
	return nil
}

// Rename implements record.FS.
func (f *PowerFS) Rename(from, to string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.off {
		return ErrPower
	}
	n, err := f.find("rename", from)
	if err != nil {
		return err
	}
	a, err := f.parent("rename", from)
	if err != nil {
		return err
	}
	b, err := f.parent("rename", to)
	if err != nil {
		return err
	}
	f.apply(change{{a, base(from), nil}, {b, base(to), n}})
	return nil
}

// Remove implements record.FS.
func (f *PowerFS) Remove(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.off {
		return ErrPower
	}
	n, err := f.find("remove", name)
	if err != nil {
		return err
	}
	if n.dir && len(n.names) > 0 {
		return &fs.PathError{Op: "remove", Path: name, Err: errors.New("directory not empty")}
	}
	p, err := f.parent("remove", name)
	if err == nil {
		f.apply(change{{p, base(name), nil}})
	}
	return err
}

// ReadDir implements record.FS.
func (f *PowerFS) ReadDir(name string) ([]fs.DirEntry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.off {
		return nil, ErrPower
	}
	n, err := f.find("readdir", name)
	if err != nil {
		return nil, err
	}
	var out []fs.DirEntry
	for name, c := range n.names {
		out = append(out, fs.FileInfoToDirEntry(info{name, c, int64(len(c.data))}))
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// Stat implements record.FS.
func (f *PowerFS) Stat(name string) (fs.FileInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.off {
		return nil, ErrPower
	}
	n, err := f.find("stat", name)
	if err != nil {
		return nil, err
	}
	return info{base(name), n, int64(len(n.data))}, nil
}

// SyncDir implements record.FS.
func (f *PowerFS) SyncDir(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.sync(); err != nil {
		return err
	}
	d, err := f.find("sync", name)
	if err != nil {
		return err
	}
	f.pending = slices.DeleteFunc(f.pending, func(c change) bool {
		for _, e := range c {
			if e.dir == d {
				c.keep()
				return true
			}
		}
		return false
	})
	return nil
}

// Lock implements record.FS. The lock goes with the power.
func (f *PowerFS) Lock(name string) (io.Closer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.off {
		return nil, ErrPower
	}
	if f.locks[name] {
		return nil, record.ErrInUse
	}
	f.locks[name] = true
	return &powerLock{f, name}, nil
}

type powerLock struct {
	fs   *PowerFS
	name string
}

func (l *powerLock) Close() error {
	l.fs.mu.Lock()
	defer l.fs.mu.Unlock()
	delete(l.fs.locks, l.name)
	return nil
}

type info struct {
	name string
	node *inode
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.node.mode }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.node.dir }
func (i info) Sys() any           { return nil }
