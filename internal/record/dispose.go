package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// Disposal is what is kept of a book whose words were disposed of: that they were, when, and on whose authority. It stands in
// the data directory in clear, so that whoever checks the record is told. It never holds content.
type Disposal struct {
	Book      string    `json:"book"`
	At        time.Time `json:"at"`
	Authority string    `json:"authority"`
	Entries   uint64    `json:"entries"` // how many the book had
	Head      string    `json:"head"`    // the hash of the last, in hex
}

// ErrDisposed says that a book's key was destroyed: what it sealed cannot be read any more, and nothing can be added to it.
var ErrDisposed = errors.New("disposed of")

// disposedSuffix ends the name of the file that stands in the place of a book's key.
const disposedSuffix = ".disposed"

// Dispose destroys this process' copy of a book's data key: from then on the book's entries are withheld here, for ever, and
// its sequence and hashes still verify. It is idempotent: where it was cut short, doing it again finishes it. On return it is
// durable that there is no key, and that none is taken over from a store or another instance.
//
// It reaches no copy elsewhere: other instances destroy theirs by the same call, the store's published one is removed by
// whoever may (see Published), and of backups nothing is known here.
func (l *Log) Dispose(d Disposal) error {
	b, err := ParseBook(d.Book)
	if err != nil {
		return fmt.Errorf("dispose: %w", err)
	}
	if b.Incident == "" {
		return fmt.Errorf("dispose of %s: the force's own books are not disposed of", b)
	}
	if err := l.books.dispose(b, d); err != nil {
		return fmt.Errorf("dispose of %s: %w", b, err)
	}
	return nil
}

// Disposed reports whether this process has destroyed its copy of the book's key.
func (l *Log) Disposed(b BookID) (bool, error) {
	l.books.mu.Lock()
	defer l.books.mu.Unlock()
	r, err := l.books.load(b)
	return err == nil && r.disposed && r.clean, err
}

// Published returns those of the books whose wrapped keys the store still holds. Without a shared store there are none.
func (l *Log) Published(ctx context.Context, books []string) ([]string, error) {
	found, _, err := l.store.keys(ctx, books, 0, "")
	var out []string
	for _, b := range books {
		if _, ok := found[b]; ok {
			out = append(out, b)
		}
	}
	return out, err
}

// dispose puts the file that says so in place first: from then on no key counts and none is made or taken over, whatever
// happens next. Then the key goes, and what was left of writing one.
func (k *bookKeys) dispose(b BookID, d Disposal) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, err := k.load(b)
	if err != nil && !errors.Is(err, ErrKey) { // a key that does not open goes as well
		return err
	}
	if err != nil || !r.disposed {
		line, err := json.Marshal(d)
		if err != nil {
			return err
		}
		if err := writeFile(k.fsys, k.path(b)+disposedSuffix, append(line, '\n')); err != nil {
			return err
		}
		r = &bookRing{disposed: true}
		k.books[b] = r
	}
	if r.clean {
		return nil
	}
	for _, name := range []string{k.path(b), k.path(b) + newSuffix} {
		if err := k.fsys.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := k.fsys.SyncDir(k.dir); err != nil {
		return err
	}
	r.clean = true
	return nil
}

// disposals are those whose files stand in dir, by the name of the book.
func disposals(fsys FS, dir string) (map[string]Disposal, error) {
	list, err := fsys.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	out := map[string]Disposal{}
	for _, f := range list {
		if !strings.HasSuffix(f.Name(), disposedSuffix) {
			continue
		}
		data, err := readFile(fsys, filepath.Join(dir, f.Name()), maxBookKeys)
		if err != nil {
			return nil, err
		}
		var d Disposal
		if err := json.Unmarshal(data, &d); err != nil || d.Book+disposedSuffix != f.Name() {
			return nil, fmt.Errorf("%s does not say what was disposed of", f.Name())
		}
		out[d.Book] = d
	}
	return out, nil
}
