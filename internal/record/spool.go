package record

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"loggist/internal/seal"
)

// Spool keeps requests that were received and are not recorded yet, sealed, each in a file of its own. Safe for
// concurrent use with different ids.
type Spool struct {
	fsys FS
	dir  string
	ring *seal.Ring
}

const (
	spoolSuffix = ".spool"
	maxSpooled  = 4 << 20
)

// OpenSpool opens, or makes, the spool in dir. A nil fsys is the operating system's.
func OpenSpool(fsys FS, dir string, ring *seal.Ring) (*Spool, error) {
	if fsys == nil {
		fsys = OS{}
	}
	if err := makeDir(fsys, dir); err != nil {
		return nil, fmt.Errorf("open spool: %w", err)
	}
	return &Spool{fsys, dir, ring}, nil
}

// Put keeps plain under id, in place of what was there. It is durable on return, or there was an error and it may or may
// not be found later.
func (s *Spool) Put(id string, plain []byte) error {
	name := spoolName(id)
	b := binary.AppendUvarint(nil, uint64(len(id)))
	b = append(append(b, id...), plain...)
	if len(b) > maxSpooled-1024 {
		return fmt.Errorf("spool: longer than %d bytes", maxSpooled-1024)
	}
	if err := writeFile(s.fsys, filepath.Join(s.dir, name), s.ring.Seal(b, spoolAAD(name))); err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	return nil
}

// Each calls fn for everything in the spool, in no particular order. What cannot be opened is left where it is and told
// of in the error, after all the others were given to fn; an error of fn ends it at once.
func (s *Spool) Each(fn func(id string, plain []byte) error) error {
	list, err := s.fsys.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("read spool: %w", err)
	}
	var bad []error
	for _, e := range list {
		if !strings.HasSuffix(e.Name(), spoolSuffix) {
			continue
		}
		id, plain, err := s.open(e.Name())
		if errors.Is(err, fs.ErrNotExist) {
			continue // dropped meanwhile
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("read spool: %s: %w", e.Name(), err))
			continue
		}
		if err := fn(id, plain); err != nil {
			return err
		}
	}
	return errors.Join(bad...)
}

func (s *Spool) open(name string) (id string, plain []byte, err error) {
	sealed, err := readFile(s.fsys, filepath.Join(s.dir, name), maxSpooled)
	if err != nil {
		return "", nil, err
	}
	b, err := s.ring.Open(sealed, spoolAAD(name))
	if err != nil {
		return "", nil, err
	}
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return "", nil, seal.ErrFormat
	}
	id, plain = string(b[w:w+int(n)]), b[w+int(n):]
	if spoolName(id) != name {
		return "", nil, seal.ErrFormat
	}
	return id, plain, nil
}

// Drop forgets id, durably. There being nothing to forget is no error.
func (s *Spool) Drop(id string) error {
	err := s.fsys.Remove(filepath.Join(s.dir, spoolName(id)))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err == nil {
		err = s.fsys.SyncDir(s.dir)
	}
	if err != nil {
		return fmt.Errorf("drop from spool: %w", err)
	}
	return nil
}

// spoolName hides the id, which comes from outside, from the file system.
func spoolName(id string) string {
	d := sha256.Sum256([]byte(id))
	return hex.EncodeToString(d[:16]) + spoolSuffix
}

func spoolAAD(name string) []byte { return []byte("spool|" + name) }
