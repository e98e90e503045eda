package record

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// FS is the few operations on files that the record's durability rests on. It is an interface so that tests can make
// each single operation fail, or cut the power between any two of them.
//
// What is written is durable after File.Sync; that a name exists, or no longer exists, after SyncDir of its directory.
type FS interface {
	OpenFile(name string, flag int, perm fs.FileMode) (File, error)
	MkdirAll(name string, perm fs.FileMode) error
	Rename(from, to string) error
	Remove(name string) error
	ReadDir(name string) ([]fs.DirEntry, error) // sorted by name
	Stat(name string) (fs.FileInfo, error)
	SyncDir(name string) error
	// Lock holds name until the Closer is closed or the process ends. Held by another: ErrInUse.
	Lock(name string) (io.Closer, error)
}

// File is an open file. Writing is by offset, so that after a failure the place of the next write is not in doubt.
type File interface {
	io.ReaderAt
	io.WriterAt
	Truncate(size int64) error
	Sync() error
	Close() error
}

// OS is the FS of the operating system.
type OS struct{}

var _ FS = OS{}

// OpenFile implements FS.
func (OS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	f, err := os.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err // a nil *os.File in a File would not be nil
	}
	return f, nil
}

// MkdirAll implements FS.
func (OS) MkdirAll(name string, perm fs.FileMode) error { return os.MkdirAll(name, perm) }

// Rename implements FS.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// Remove implements FS.
func (OS) Remove(name string) error { return os.Remove(name) }

// ReadDir implements FS.
func (OS) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

// Stat implements FS.
func (OS) Stat(name string) (fs.FileInfo, error) { return os.Stat(name) }

// SyncDir implements FS.
func (OS) SyncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Lock implements FS with flock, which the kernel gives up when the process dies in any way.
func (OS) Lock(name string) (io.Closer, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrInUse
		}
		return nil, fmt.Errorf("lock %s: %w", filepath.Base(name), err)
	}
	return f, nil
}

// makeDir makes dir, and every directory above it that is missing, and makes their names durable. Names that are there
// already may be of a start that was killed before it could do so: they are made durable too, as far as this user may.
func makeDir(fsys FS, dir string) error {
	missing := map[string]bool{}
	var up []string
	for d := filepath.Clean(dir); filepath.Dir(d) != d; d = filepath.Dir(d) {
		up = append(up, d)
		if _, err := fsys.Stat(d); errors.Is(err, fs.ErrNotExist) {
			missing[d] = true
		} else if err != nil {
			return err
		}
	}
	if err := fsys.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, d := range up {
		if err := fsys.SyncDir(filepath.Dir(d)); err != nil && missing[d] {
			return err
		}
	}
	return nil
}

var errTooLong = errors.New("longer than the limit")

// readFile returns what a file holds, and refuses one longer than limit.
func readFile(fsys FS, name string, limit int64) ([]byte, error) {
	info, err := fsys.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("read %s: %w of %d bytes", filepath.Base(name), errTooLong, limit)
	}
	f, err := fsys.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	buf := make([]byte, info.Size())
	if n, err := f.ReadAt(buf, 0); err != nil && (!errors.Is(err, io.EOF) || n < len(buf)) {
		return nil, err
	}
	return buf, nil
}

// newSuffix ends the name under which a file is written before it takes its place.
const newSuffix = ".new"

// writeFile puts data in place of the file called name, whole or not at all, and returns when that is durable.
func writeFile(fsys FS, name string, data []byte) (err error) {
	tmp := name + newSuffix
	f, err := fsys.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, werr := f.WriteAt(data, 0)
	if werr == nil {
		werr = f.Sync()
	}
	if err := errors.Join(werr, f.Close()); err != nil {
		_ = fsys.Remove(tmp)
		return err
	}
	if err := fsys.Rename(tmp, name); err != nil {
		_ = fsys.Remove(tmp)
		return err
	}
	return fsys.SyncDir(filepath.Dir(name))
}
