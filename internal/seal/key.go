package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Overhead is how much longer what Key.Seal returns is than what it was given: a nonce of 12 bytes and a tag of 16.
const Overhead = 28

const keyIDLen = 8 // bytes; 16 characters as text

// The errors of this package, for errors.Is.
var (
	// ErrOpen: the key, the additional data or the sealed bytes are not those it was sealed with.
	ErrOpen = errors.New("sealed bytes do not open with this key")
	// ErrNoKey: no key of the ring has the id that is asked for.
	ErrNoKey = errors.New("no such key in the ring")
	// ErrExists: there are keys already, and keys are never overwritten.
	ErrExists = errors.New("keys exist already and are never overwritten")
	// ErrFormat: what should be a key is none.
	ErrFormat = errors.New("not a key of this format")
)

// Key is one data key: AES-256-GCM with random nonces, under a key derived from the secret by HKDF-SHA-256.
// It is safe for concurrent use. Losing every copy of it disposes of whatever was sealed with it.
type Key struct {
	id     string
	secret [32]byte
	aead   cipher.AEAD
}

// NewKey makes a random key.
func NewKey() *Key {
	var secret [32]byte
	var id [keyIDLen]byte
	rand.Read(secret[:]) // never fails: crypto/rand ends the process instead
	rand.Read(id[:])
	k, err := newKey(hex.EncodeToString(id[:]), secret[:])
	if err != nil {
		panic("seal: AES-256-GCM of the standard library refused a key of 32 bytes: " + err.Error())
	}
	return k
}

func newKey(id string, secret []byte) (*Key, error) {
	if len(secret) != 32 || !validID(id) {
		return nil, ErrFormat
	}
	derived, err := hkdf.Key(sha256.New, secret, nil, "loggist/1 seal", 32)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	k := &Key{id: id, aead: aead}
	copy(k.secret[:], secret)
	return k, nil
}

// ID returns the key's public name: 16 hex digits.
func (k *Key) ID() string { return k.id }

// String keeps the secret out of every log and format verb.
func (k *Key) String() string { return "key " + k.id }

// GoString keeps the secret out of %#v.
func (k *Key) GoString() string { return k.String() }

// Seal appends plain, sealed, to dst: nonce (12) ‖ ciphertext ‖ tag (16). Only the same aad opens it.
func (k *Key) Seal(dst, plain, aad []byte) []byte { return k.aead.Seal(dst, nil, plain, aad) }

// Open appends what was sealed to dst. Any other key, aad or changed byte: ErrOpen.
func (k *Key) Open(dst, sealed, aad []byte) ([]byte, error) {
	out, err := k.aead.Open(dst, nil, sealed, aad)
	if err != nil {
		return nil, ErrOpen
	}
	return out, nil
}

// AppendEntryAAD appends to b the additional data of the entry seq of book: a sealed entry opens at its own place only.
func AppendEntryAAD(b []byte, book string, seq uint64) []byte {
	b = append(b, book...)
	return strconv.AppendUint(append(b, '|'), seq, 10)
}

func validID(id string) bool {
	b, err := hex.DecodeString(id)
	return err == nil && len(b) == keyIDLen && strings.ToLower(id) == id
}

var b64 = base64.StdEncoding.Strict()
