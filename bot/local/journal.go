package local

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// journalName is the file that holds everything; lockName is held while a process has it.
const (
	journalName = "rooms.jsonl"
	lockName    = "rooms.lock"
)

// appendFile is what a journal asks of its open file; tests make it fail.
type appendFile interface {
	io.Writer
	Sync() error
	Truncate(size int64) error
}

// journal appends lines to a file. A line is in it, durably, when append returned nil, and is not in it, ever, when
// append returned an error that is not errUnsure. It is not safe for concurrent use.
type journal struct {
	path string
	file appendFile
	size int64 // of what is known to be good
	// torn says that bytes after size may be on disk and must go before anything else is written.
	torn bool
	open func(path string) (appendFile, error)
}

// errUnsure marks an append of which it is not known whether it is on disk.
var errUnsure = errors.New("it is not known whether it was kept")

// lockDir makes this process the only one that has dir, until the returned file is closed.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the rooms: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("lock the rooms in %s: another process has them: %w", dir, err), f.Close())
	}
	return f, nil
}

func openAppend(path string) (appendFile, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
}

// openJournal reads the lines of dir's file, calling line with the number and bytes of each, and opens it for appending.
// What follows the last good line is an unfinished write and is cut off; a line that is refused before a good one is an
// error.
func openJournal(dir string, line func(n int, b []byte) error) (*journal, error) {
	j := &journal{path: filepath.Join(dir, journalName), open: openAppend}
	data, err := os.ReadFile(j.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the rooms: %w", err)
	}
	var refused error
	n, offset := 0, int64(0)
	for len(data) > 0 {
		b, rest, whole := bytes.Cut(data, []byte("\n"))
		if !whole {
			break // unfinished: it was never acknowledged
		}
		n++
		offset += int64(len(b)) + 1
		data = rest
		if err := line(n, b); err != nil {
			refused = errors.Join(refused, fmt.Errorf("read the rooms: %s line %d: %w", j.path, n, err))
			continue
		}
		if refused != nil {
			return nil, refused // something good follows: this is no unfinished write
		}
		j.size = offset
	}
	j.torn = true // whatever follows the good part goes
	if err := j.mend(); err != nil {
		return nil, fmt.Errorf("open the rooms: %w", err)
	}
	if err := syncDir(dir); err != nil {
		return nil, fmt.Errorf("open the rooms: %w", err)
	}
	return j, nil
}

// mend opens the file afresh and cuts off what is not known to be good.
func (j *journal) mend() error {
	if !j.torn && j.file != nil {
		return nil
	}
	j.close()
	f, err := j.open(j.path)
	if err != nil {
		return err
	}
	j.file = f
	if err := f.Truncate(j.size); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	j.torn = false
	return nil
}

// append writes b, whole lines, and fsyncs.
func (j *journal) append(b []byte) error {
	if err := j.mend(); err != nil {
		return fmt.Errorf("keep a line: %w", err) // nothing was written
	}
	_, err := j.file.Write(b)
	if err == nil {
		err = j.file.Sync()
	}
	if err == nil {
		j.size += int64(len(b))
		return nil
	}
	j.torn = true // and never trust that descriptor again
	if mend := j.mend(); mend != nil {
		return fmt.Errorf("keep a line: %w (%w)", err, errUnsure)
	}
	return fmt.Errorf("keep a line: %w", err)
}

// replace puts b in place of the whole file: after a kill there is the old or the new.
func (j *journal) replace(b []byte) error {
	temp := j.path + ".new"
	if err := writeSynced(temp, b); err != nil {
		return errors.Join(fmt.Errorf("compact the rooms: %w", err), os.Remove(temp))
	}
	if err := os.Rename(temp, j.path); err != nil {
		return fmt.Errorf("compact the rooms: %w", err)
	}
	j.size, j.torn = int64(len(b)), true // the open file is the old one
	if err := syncDir(filepath.Dir(j.path)); err != nil {
		return fmt.Errorf("compact the rooms: %w", err)
	}
	return j.mend()
}

func (j *journal) close() {
	if c, ok := j.file.(io.Closer); ok {
		_ = c.Close() // everything acknowledged is fsynced; there is nothing to lose here
	}
	j.file = nil
}

func writeSynced(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
