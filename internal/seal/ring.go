package seal

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// Ring is the long-lived keys of one force. It does not change after it was made, and is safe for concurrent use.
type Ring struct {
	wraps  []*Key // oldest first; the last one wraps
	signs  []ed25519.PrivateKey
	force  []byte
	escrow hpke.PublicKey // nil where there is none
}

// EphemeralRing makes a ring that is nowhere but in memory: what it sealed is gone when the process ends.
func EphemeralRing() *Ring {
	return &Ring{wraps: []*Key{NewKey()}, signs: []ed25519.PrivateKey{newSigning()}, force: randomBytes(32)}
}

// String keeps the secrets out of every log and format verb.
func (r *Ring) String() string { return "key ring" }

// GoString keeps the secrets out of %#v.
func (r *Ring) GoString() string { return r.String() }

// Wrap returns k as a line of text that only this ring (and the escrow recipient) can open, and only for the same book.
func (r *Ring) Wrap(k *Key, book string) (string, error) {
	w := r.wraps[len(r.wraps)-1]
	escrowed := "-"
	if r.escrow != nil {
		b, err := hpke.Seal(r.escrow, hpke.HKDFSHA256(), hpke.AES256GCM(), escrowInfo(k.id, book), k.secret[:])
		if err != nil {
			return "", fmt.Errorf("wrap key for escrow: %w", err)
		}
		escrowed = b64.EncodeToString(b)
	}
	return strings.Join([]string{
		wrappedMagic, k.id, w.id, b64.EncodeToString(w.Seal(nil, k.secret[:], wrapAAD(k.id, book))), escrowed,
	}, " "), nil
}

// Unwrap opens what Wrap returned for the same book. No wrapping key of that id: ErrNoKey; anything else wrong: ErrOpen or ErrFormat.
func (r *Ring) Unwrap(wrapped, book string) (*Key, error) {
	p, err := parseWrapped(wrapped)
	if err != nil {
		return nil, err
	}
	for _, w := range r.wraps {
		if w.id != p.wrapper {
			continue
		}
		secret, err := w.Open(nil, p.sealed, wrapAAD(p.id, book))
		if err != nil {
			return nil, err
		}
		return newKey(p.id, secret)
	}
	return nil, fmt.Errorf("unwrap key %s: wrapping key %s: %w", p.id, p.wrapper, ErrNoKey)
}

// Seal seals something short-lived that belongs to no book, such as a spooled request, with the newest wrapping key:
// the key's id (16 hex digits), then as Key.Seal.
func (r *Ring) Seal(plain, aad []byte) []byte {
	w := r.wraps[len(r.wraps)-1]
	return w.Seal([]byte(w.id), plain, localAAD(aad))
}

// Open opens what Seal returned.
func (r *Ring) Open(sealed, aad []byte) ([]byte, error) {
	if len(sealed) < 2*keyIDLen {
		return nil, ErrFormat
	}
	id := string(sealed[:2*keyIDLen])
	for _, w := range r.wraps {
		if w.id == id {
			return w.Open(nil, sealed[2*keyIDLen:], localAAD(aad))
		}
	}
	return nil, ErrNoKey
}

// Pseudonym returns a name for a person that is the same every time and that nobody without the force key can turn back
// or test a guess against: base64url of the first 15 bytes of HMAC-SHA-256, 20 characters.
func (r *Ring) Pseudonym(person string) string {
	m := hmac.New(sha256.New, r.force)
	m.Write([]byte("loggist/1 person\n"))
	m.Write([]byte(person))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:15])
}

// MAC returns HMAC-SHA-256 with the force key, for tokens that come back through somebody else's hands. The purpose
// keeps what was made for one use from being valid for another.
func (r *Ring) MAC(purpose string, data []byte) []byte {
	m := hmac.New(sha256.New, r.force)
	fmt.Fprintf(m, "loggist/1 mac %d %s\n", len(purpose), purpose)
	m.Write(data)
	return m.Sum(nil)
}

// Signer returns the newest signing key.
func (r *Ring) Signer() ed25519.PrivateKey { return r.signs[len(r.signs)-1] }

// Verifiers returns the public half of every signing key, newest first.
func (r *Ring) Verifiers() []ed25519.PublicKey {
	var keys []ed25519.PublicKey
	for i := len(r.signs) - 1; i >= 0; i-- {
		keys = append(keys, r.signs[i].Public().(ed25519.PublicKey))
	}
	return keys
}

// Public is what may be shown of a ring.
type Public struct {
	Wrapping []string            // ids, newest first
	Signing  []ed25519.PublicKey // newest first
	Escrow   string              // the escrow recipient's line, or ""
}

// Public returns the ring's public parts.
func (r *Ring) Public() Public {
	p := Public{Signing: r.Verifiers()}
	for i := len(r.wraps) - 1; i >= 0; i-- {
		p.Wrapping = append(p.Wrapping, r.wraps[i].id)
	}
	if r.escrow != nil {
		p.Escrow = escrowMagic + " " + b64.EncodeToString(r.escrow.Bytes())
	}
	return p
}

const wrappedMagic = "loggist-key/1"

type wrapped struct {
	id, wrapper      string
	sealed, escrowed []byte
}

func parseWrapped(s string) (wrapped, error) {
	f := strings.Split(s, " ")
	if len(f) != 5 || f[0] != wrappedMagic || !validID(f[1]) || !validID(f[2]) {
		return wrapped{}, ErrFormat
	}
	p := wrapped{id: f[1], wrapper: f[2]}
	var err error
	if p.sealed, err = b64.DecodeString(f[3]); err != nil || len(p.sealed) != 32+Overhead {
		return wrapped{}, ErrFormat
	}
	if f[4] != "-" {
		if p.escrowed, err = b64.DecodeString(f[4]); err != nil {
			return wrapped{}, ErrFormat
		}
	}
	return p, nil
}

func wrapAAD(id, book string) []byte { return []byte("loggist/1 wrap|" + id + "|" + book) }

func localAAD(aad []byte) []byte { return append([]byte("loggist/1 local|"), aad...) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func newSigning() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(randomBytes(ed25519.SeedSize)) }
