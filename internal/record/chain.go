package record

import (
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
)

// digest is a SHA-256. In files it is raw or lower-case hex, as docs/record-format.md says of each place.
type digest [sha256.Size]byte

func (d digest) String() string { return hex.EncodeToString(d[:]) }

// parseDigest accepts exactly the 64 lower-case digits that String writes.
func parseDigest(s string) (digest, bool) {
	var d digest
	if len(s) != 2*len(d) {
		return d, false
	}
	for i := range len(s) {
		if c := s[i]; c > 'f' || c < '0' || '9' < c && c < 'a' {
			return d, false
		}
	}
	_, err := hex.Decode(d[:], []byte(s))
	return d, err == nil
}

// saltLen is the length of the random bytes that keep a commitment from being guessed.
const saltLen = 32

func newSalt() []byte {
	b := make([]byte, saltLen)
	rand.Read(b) // never fails: crypto/rand ends the process instead
	return b
}

// commitment binds an entry to its body without giving it away: SHA-256(salt ‖ body).
func commitment(salt, body []byte) digest {
	h := sha256.New()
	h.Write(salt)
	h.Write(body)
	var d digest
	h.Sum(d[:0])
	return d
}

// link is what an entry's hash covers.
type link struct {
	book                 string // BookID.String
	seq                  uint64
	prev, commit, sealed digest // sealed: the SHA-256 of the sealed bytes
}

// hash is SHA-256 over six lines of text, each ended by a line feed: "loggist/1", the book, the number in decimal, and
// prev, commit and sealed in hex. A book's name holds no line feed (BookID.valid), so no two links have the same text.
func (l link) hash() digest {
	var buf [512]byte // room for the longest book, so that nothing is allocated
	b := append(buf[:0], "loggist/1\n"...)
	b = append(b, l.book...)
	b = append(b, '\n')
	b = strconv.AppendUint(b, l.seq, 10)
	b = append(b, '\n')
	for _, d := range []*digest{&l.prev, &l.commit, &l.sealed} {
		b = hex.AppendEncode(b, d[:])
		b = append(b, '\n')
	}
	return sha256.Sum256(b)
}

// causeDigest is what of a cause is in clear: enough to know it again, not enough to read it.
func causeDigest(cause string) digest { return sha256.Sum256([]byte(cause)) }

// nextX continues the log's running SHA-1, which compares copies and proves nothing: Lua has no better. x(0) is "".
func nextX(prev string, rec []byte) string {
	h := sha1.New()
	h.Write([]byte(prev))
	h.Write(rec)
	return hex.EncodeToString(h.Sum(nil))
}

// running is nextX for one record after another. It is for one goroutine.
type running struct {
	h    hash.Hash
	text [2 * sha1.Size]byte
	sum  [sha1.Size]byte
}

// next returns x(n+1) where x is x(n) and rec the record n+1.
func (r *running) next(n uint64, x [sha1.Size]byte, rec []byte) [sha1.Size]byte {
	if r.h == nil {
		r.h = sha1.New()
	}
	r.h.Reset()
	if n > 0 {
		hex.Encode(r.text[:], x[:])
		r.h.Write(r.text[:])
	}
	r.h.Write(rec)
	r.h.Sum(r.sum[:0])
	return r.sum
}
