package record

import (
	"crypto"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"loggist/internal/seal"
)

// b64 refuses what decodes to the same bytes but is written otherwise: a changed character is a change.
var b64 = base64.StdEncoding.Strict()

// Signer signs for a force: checkpoints, and exports. Safe for concurrent use.
type Signer struct {
	name string
	hash uint32
	key  crypto.Signer
	pub  string
}

// NewSigner returns the signer of a force: the newest signing key of its ring, under the name "loggist/FORCE".
func NewSigner(ring *seal.Ring, force string) (*Signer, error) {
	keys, err := PublicKeys(ring, force)
	if err != nil {
		return nil, err
	}
	v, err := note.NewVerifier(keys[0])
	if err != nil {
		return nil, fmt.Errorf("make signer: %w", err)
	}
	return &Signer{name: v.Name(), hash: v.KeyHash(), key: ring.Signer(), pub: keys[0]}, nil
}

// PublicKey returns what verifies this signer: a line "NAME+HASH+KEY" as golang.org/x/mod/sumdb/note writes it.
func (s *Signer) PublicKey() string { return s.pub }

// Name implements note.Signer.
func (s *Signer) Name() string { return s.name }

// KeyHash implements note.Signer.
func (s *Signer) KeyHash() uint32 { return s.hash }

// Sign implements note.Signer.
func (s *Signer) Sign(msg []byte) ([]byte, error) { return s.key.Sign(nil, msg, crypto.Hash(0)) }

var _ note.Signer = (*Signer)(nil)

// PublicKeys returns the lines that verify what a force's ring signs, or once signed: newest first.
func PublicKeys(ring *seal.Ring, force string) ([]string, error) {
	if force == "" || (BookID{force, "open"}).valid() != nil {
		return nil, errors.New("make signer: the force's name must be letters, digits, hyphens and underscores")
	}
	var out []string
	for _, k := range ring.Verifiers() {
		line, err := note.NewEd25519VerifierKey("loggist/"+force, k)
		if err != nil {
			return nil, fmt.Errorf("make signer: %w", err)
		}
		out = append(out, line)
	}
	return out, nil
}

// Checkpoint says how far a book has come: a signed statement that it had so many entries and this head.
type Checkpoint struct {
	Force string
	Book  BookID
	Size  uint64
	Head  string // the hash of the last entry; 64 zeros for an empty book
}

// text is the body of the note: the layout of a C2SP checkpoint, with the head of a hash chain for the root of a tree.
func (c Checkpoint) text() (string, error) {
	head, ok := parseDigest(c.Head)
	if err := c.Book.valid(); err != nil || !ok {
		return "", errors.New("checkpoint has no valid book or head")
	}
	return fmt.Sprintf("loggist/%s/%s\n%d\n%s\n", c.Force, c.Book, c.Size, b64.EncodeToString(head[:])), nil
}

// Sign returns the checkpoint as a signed note.
func (c Checkpoint) Sign(s *Signer) ([]byte, error) {
	text, err := c.text()
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	return note.Sign(&note.Note{Text: text}, s)
}

// OpenCheckpoint verifies a signed checkpoint against public keys (any of them will do) and returns what it says.
func OpenCheckpoint(msg []byte, keys ...string) (Checkpoint, error) {
	n, err := openNote(msg, keys)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("open checkpoint: %w", err)
	}
	c, rest, err := parseCheckpoint(n.Text)
	if err == nil && rest != "" {
		err = errNote
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("open checkpoint: %w", err)
	}
	return c, nil
}

var errNote = errors.New("the note is not of this format")

// openNote verifies a note. An error of ErrKey means that none of the keys signed it.
func openNote(msg []byte, keys []string) (*note.Note, error) {
	var vs []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(strings.TrimSpace(k))
		if err != nil {
			return nil, fmt.Errorf("read public key: %w", ErrKey)
		}
		vs = append(vs, v)
	}
	n, err := note.Open(msg, note.VerifierList(vs...))
	var none *note.UnverifiedNoteError
	var bad *note.InvalidSignatureError
	switch {
	case errors.As(err, &none):
		return nil, fmt.Errorf("it is not signed with the key given: %w", ErrKey)
	case errors.As(err, &bad):
		return nil, errors.New("its signature does not fit its text")
	case err != nil:
		return nil, errNote // the library's words may quote the text
	}
	return n, nil
}

// parseCheckpoint takes the three lines apart, and returns what follows them.
func parseCheckpoint(text string) (c Checkpoint, rest string, err error) {
	l := strings.SplitN(text, "\n", 4)
	if len(l) != 4 {
		return c, "", errNote
	}
	o := strings.Split(l[0], "/")
	if len(o) != 3 || o[0] != "loggist" {
		return c, "", errNote
	}
	c.Force = o[1]
	if c.Book, err = ParseBook(o[2]); err != nil {
		return c, "", errNote
	}
	if c.Size, err = strconv.ParseUint(l[1], 10, 64); err != nil || strconv.FormatUint(c.Size, 10) != l[1] {
		return c, "", errNote
	}
	head, err := b64.DecodeString(l[2])
	if err != nil || len(head) != len(digest{}) {
		return c, "", errNote
	}
	c.Head = digest(head).String()
	return c, l[3], nil
}

// checkpoints keeps the newest signed checkpoint of each book in a file: DATA/checkpoints/CI-2026-0142.open.
type checkpoints struct {
	fsys FS
	dir  string
}

func openCheckpoints(fsys FS, dir string) (*checkpoints, error) {
	if err := makeDir(fsys, dir); err != nil {
		return nil, fmt.Errorf("open checkpoints: %w", err)
	}
	return &checkpoints{fsys, dir}, nil
}

// put keeps the note in place of the book's older one; it is durable on return.
func (c *checkpoints) put(b BookID, msg []byte) error {
	if err := b.valid(); err != nil {
		return fmt.Errorf("keep checkpoint: %w", err)
	}
	if err := writeFile(c.fsys, filepath.Join(c.dir, keyFile(b)), msg); err != nil {
		return fmt.Errorf("keep checkpoint of book %s: %w", b, err)
	}
	return nil
}

// get returns the newest note of the book, nil when there is none.
func (c *checkpoints) get(b BookID) ([]byte, error) {
	msg, err := readFile(c.fsys, filepath.Join(c.dir, keyFile(b)), 1<<16)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("read checkpoint of book %s: %w", b, err)
	}
	return msg, nil
}
