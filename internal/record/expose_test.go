package record

import (
	"log/slog"

	"loggist/internal/seal"
)

// The journal for tests that need recordtest, which imports this package.

type (
	Journal   = journal
	RawRecord = rawRecord
	Header    = header
	BookKeys  = bookKeys
	TheDraft  = recordDraft
	Digest    = digest
)

var (
	ErrForked    = errFork
	NextX        = nextX
	Encode       = encode
	Decode       = decode
	DecodeHeader = decodeHeader
	KeyFile      = keyFile
	ParseDigest  = parseDigest
)

func OpenJournal(fsys FS, dir string, segBytes int64) (*Journal, error) {
	j, err := openJournal(fsys, dir, slog.New(slog.DiscardHandler), func(rawRecord) {})
	if j != nil && segBytes > 0 {
		j.segBytes = segBytes
	}
	return j, err
}

func OpenBookKeys(fsys FS, dir string, ring *seal.Ring) (*BookKeys, error) {
	return openBookKeys(fsys, dir, ring)
}

func (j *journal) Append(recs ...rawRecord) error                   { return j.append(recs...) }
func (j *journal) Cut(n uint64) error                               { return j.cut(n) }
func (j *journal) OK() error                                        { return j.ok() }
func (j *journal) Read(n uint64) (rawRecord, error)                 { return j.read(n) }
func (j *journal) Each(ns []uint64, fn func(rawRecord) error) error { return j.each(ns, fn) }
func (j *journal) Scan(from uint64, fn func(rawRecord) error) error { return j.scan(from, fn) }
func (j *journal) Superseded(fn func(rawRecord) error) error        { return j.superseded(fn) }
func (j *journal) Last() (uint64, string)                           { return j.last() }
func (j *journal) Mark() error                                      { return j.mark() }
func (j *journal) Close() error                                     { return j.close() }
func (k *bookKeys) Current(b BookID) (*seal.Key, error)             { return k.current(b) }
func (k *bookKeys) ByID(b BookID, id string) (*seal.Key, error)     { return k.byID(b, id) }
func (k *bookKeys) Adopt(b BookID, line string) error               { return k.adopt(b, line) }

// PutCheckpoint keeps a signed checkpoint beside the journal of the data directory.
func PutCheckpoint(fsys FS, dir string, b BookID, msg []byte) error {
	c, err := openCheckpoints(fsys, dir)
	if err != nil {
		return err
	}
	return c.put(b, msg)
}

// Wrapped is the line of the key that seals, as the other instances are given it.
func (k *bookKeys) Wrapped(b BookID) (string, error) {
	if _, err := k.current(b); err != nil {
		return "", err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	r := k.books[b]
	return r.lines[len(r.lines)-1], nil
}

// Dispose is Log.Dispose on the keys alone.
func (k *bookKeys) Dispose(d Disposal) error {
	b, err := ParseBook(d.Book)
	if err != nil {
		return err
	}
	return k.dispose(b, d)
}
