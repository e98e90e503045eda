package seal

import (
	"crypto/hpke"
	"fmt"
	"strings"
)

const (
	escrowMagic        = "loggist-escrow/1"
	escrowPrivateMagic = "loggist-escrow-private/1"
)

// NewEscrow makes an escrow recipient. The public line goes into the ring (SetEscrow); the private line is to be
// printed or stored away from the machine, and opens every data key that is wrapped while the recipient is set.
func NewEscrow() (private, public string, err error) {
	k, err := hpke.MLKEM768X25519().GenerateKey()
	if err != nil {
		return "", "", fmt.Errorf("make escrow recipient: %w", err)
	}
	b, err := k.Bytes()
	if err != nil {
		return "", "", fmt.Errorf("make escrow recipient: %w", err)
	}
	return escrowPrivateMagic + " " + b64.EncodeToString(b), escrowMagic + " " + b64.EncodeToString(k.PublicKey().Bytes()), nil
}

// OpenEscrow opens the escrowed half of a wrapped line with the recipient's private line.
func OpenEscrow(private, wrapped, book string) (*Key, error) {
	p, err := parseWrapped(wrapped)
	if err != nil {
		return nil, err
	}
	if p.escrowed == nil {
		return nil, fmt.Errorf("open key %s: wrapped for no escrow recipient: %w", p.id, ErrNoKey)
	}
	raw, ok := strings.CutPrefix(strings.TrimSpace(private), escrowPrivateMagic+" ")
	if !ok {
		return nil, ErrFormat
	}
	b, err := b64.DecodeString(raw)
	if err != nil {
		return nil, ErrFormat
	}
	k, err := hpke.MLKEM768X25519().NewPrivateKey(b)
	if err != nil {
		return nil, ErrFormat
	}
	secret, err := hpke.Open(k, hpke.HKDFSHA256(), hpke.AES256GCM(), escrowInfo(p.id, book), p.escrowed)
	if err != nil {
		return nil, ErrOpen
	}
	return newKey(p.id, secret)
}

func parseEscrow(line string) (hpke.PublicKey, error) {
	raw, ok := strings.CutPrefix(strings.TrimSpace(line), escrowMagic+" ")
	if !ok {
		return nil, ErrFormat
	}
	b, err := b64.DecodeString(raw)
	if err != nil {
		return nil, ErrFormat
	}
	k, err := hpke.MLKEM768X25519().NewPublicKey(b)
	if err != nil {
		return nil, ErrFormat
	}
	return k, nil
}

func escrowInfo(id, book string) []byte { return []byte("loggist/1 escrow|" + id + "|" + book) }
