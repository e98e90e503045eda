package record

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"loggist/internal/seal"
)

// bookKeys are the data keys of the books, wrapped, in files: DATA/keys/CI-2026-0142.open, and DATA/keys/force.register
// for the force's own. A file has a line for each key (seal.Ring.Wrap), and the last one seals. A book usually has one;
// it has two where two instances each began it at the same moment, and the one that lost keeps its own beside the
// winner's, since an answer that never came may still turn out to have won.
//
// A key is durable here before anything is sealed with it. The keys are neither in the journal nor in the log, so that a
// book can be disposed of. Safe for concurrent use.
type bookKeys struct {
	fsys FS
	dir  string
	ring *seal.Ring

	mu    sync.Mutex
	books map[BookID]*bookRing
}

type bookRing struct {
	lines []string // wrapped, oldest first
	keys  []*seal.Key
	// disposed: the book's key was destroyed and none is made or taken over again; clean: nothing of it is left here.
	disposed, clean bool
}

const maxBookKeys = 1 << 20 // bytes of one file

// openBookKeys opens, or makes, the directory of book keys.
func openBookKeys(fsys FS, dir string, ring *seal.Ring) (*bookKeys, error) {
	if err := makeDir(fsys, dir); err != nil {
		return nil, fmt.Errorf("open book keys: %w", err)
	}
	// The process that wrote a key may have died before its name was durable; what is found here is counted on.
	if err := fsys.SyncDir(dir); err != nil {
		return nil, fmt.Errorf("open book keys: %w", err)
	}
	return &bookKeys{fsys: fsys, dir: dir, ring: ring, books: map[BookID]*bookRing{}}, nil
}

// current implements dataKeys: it makes the book's first key when there is none.
func (k *bookKeys) current(b BookID) (*seal.Key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, err := k.load(b)
	if err != nil {
		return nil, err
	}
	if r.disposed {
		return nil, fmt.Errorf("key of book %s: %w", b, ErrDisposed)
	}
	if len(r.keys) > 0 {
		return r.keys[len(r.keys)-1], nil
	}
	key := seal.NewKey()
	line, err := k.ring.Wrap(key, b.String())
	if err != nil {
		return nil, fmt.Errorf("make key of book %s: %w", b, err)
	}
	if err := k.store(b, r, line, key); err != nil {
		return nil, err
	}
	return key, nil
}

// byID implements dataKeys.
func (k *bookKeys) byID(b BookID, id string) (*seal.Key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, err := k.load(b)
	if err != nil {
		return nil, err
	}
	if i := r.find(id); i >= 0 {
		return r.keys[i], nil
	}
	return nil, fmt.Errorf("key %s of book %s: %w", id, b, ErrKey)
}

// adopt takes over a key that another instance published for the book, and seals with it from now on. It is durable on
// return. A line that this ring cannot open is refused: ErrKey.
func (k *bookKeys) adopt(b BookID, line string) error {
	if err := b.valid(); err != nil {
		return fmt.Errorf("adopt key: %w", err)
	}
	key, err := k.ring.Unwrap(line, b.String())
	if err != nil {
		return fmt.Errorf("adopt key of book %s: %w: %w", b, ErrKey, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	r, err := k.load(b)
	if err != nil {
		return err
	}
	if n := len(r.keys); r.disposed || n > 0 && r.keys[n-1].ID() == key.ID() {
		return nil
	}
	return k.store(b, r, line, key)
}

// store writes the book's file with line as the one that seals, and only then counts on it.
func (k *bookKeys) store(b BookID, r *bookRing, line string, key *seal.Key) error {
	next := &bookRing{lines: slices.Clone(r.lines), keys: slices.Clone(r.keys)}
	if i := next.find(key.ID()); i >= 0 {
		next.lines, next.keys = slices.Delete(next.lines, i, i+1), slices.Delete(next.keys, i, i+1)
	}
	next.lines, next.keys = append(next.lines, line), append(next.keys, key)
	if err := writeFile(k.fsys, k.path(b), []byte(strings.Join(next.lines, "\n")+"\n")); err != nil {
		return fmt.Errorf("write key of book %s: %w", b, err)
	}
	k.books[b] = next
	return nil
}

// load returns the book's keys, reading them once. k.mu is held.
func (k *bookKeys) load(b BookID) (*bookRing, error) {
	if r := k.books[b]; r != nil {
		return r, nil
	}
	if err := b.valid(); err != nil {
		return nil, fmt.Errorf("read book key: %w", err)
	}
	r := &bookRing{}
	if _, err := k.fsys.Stat(k.path(b) + disposedSuffix); err == nil {
		r.disposed = true // a key that is there still, the power having been cut, does not count
		k.books[b] = r
		return r, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read key of book %s: %w", b, err)
	}
	data, err := readFile(k.fsys, k.path(b), maxBookKeys)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read key of book %s: %w", b, err)
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		key, err := k.ring.Unwrap(line, b.String())
		if err != nil {
			return nil, fmt.Errorf("read key of book %s: %w: %w", b, ErrKey, err)
		}
		r.lines, r.keys = append(r.lines, line), append(r.keys, key)
	}
	k.books[b] = r
	return r, nil
}

func (k *bookKeys) path(b BookID) string { return filepath.Join(k.dir, keyFile(b)) }

// keyFile is the name of a book's key file. A leading dot would hide it from careless copying.
func keyFile(b BookID) string {
	if b.Incident == "" {
		return forceFiles + "." + b.Book
	}
	return b.String()
}

// forceFiles stands for the force in the names of files; no incident may be called so.
const forceFiles = "force"

func (r *bookRing) find(id string) int {
	return slices.IndexFunc(r.keys, func(k *seal.Key) bool { return k.ID() == id })
}
