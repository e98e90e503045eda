package seal

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	wrapMagic  = "loggist-wrap/1"
	signMagic  = "loggist-sign/1"
	forceMagic = "loggist-force/1"
)

// NewRing makes a ring in dir, which may exist but must hold no keys (else ErrExists), and returns when it is durable.
func NewRing(dir string) (*Ring, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make key ring: %w", err)
	}
	old, err := keyFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("make key ring: %w", err)
	}
	// The force key is made last, and no ring loads without it: where it is missing, making one was cut short before
	// anything could be done with it, and is taken up again.
	if slices.Contains(old, "force.key") || slices.ContainsFunc(old, func(n string) bool { return n != "wrap-0001.key" && n != "sign-0001.key" }) {
		return nil, fmt.Errorf("make key ring: %w", ErrExists)
	}
	for _, add := range []func() error{
		func() error { return addWrap(dir, 1) },
		func() error { return addSign(dir, 1) },
		func() error {
			return writeOnce(filepath.Join(dir, "force.key"), forceMagic+" "+b64.EncodeToString(randomBytes(32)))
		},
	} {
		if err := add(); err != nil && !errors.Is(err, ErrExists) {
			return nil, fmt.Errorf("make key ring: %w", err)
		}
	}
	return LoadRing(dir)
}

// Rotate adds a new wrapping and a new signing key to the ring in dir and returns the ring with them. What older keys
// wrapped and signed stays good.
func Rotate(dir string) (*Ring, error) {
	r, err := LoadRing(dir)
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	if err := errors.Join(addWrap(dir, len(r.wraps)+1), addSign(dir, len(r.signs)+1)); err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	return LoadRing(dir)
}

// SetEscrow adds the escrow recipient to the ring in dir. There is one at most, and it is never overwritten.
func SetEscrow(dir, public string) (*Ring, error) {
	if _, err := parseEscrow(public); err != nil {
		return nil, fmt.Errorf("set escrow recipient: %w", err)
	}
	if err := writeOnce(filepath.Join(dir, "escrow.pub"), strings.TrimSpace(public)); err != nil {
		return nil, fmt.Errorf("set escrow recipient: %w", err)
	}
	return LoadRing(dir)
}

// LoadRing reads the ring in dir. A key file that others than its owner may change, or that everybody may read, is refused.
func LoadRing(dir string) (*Ring, error) {
	names, err := keyFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("load key ring: %w", err)
	}
	r := &Ring{}
	for _, name := range names { // in order: the numbers are of fixed width
		fields, err := readKey(filepath.Join(dir, name))
		if err == nil {
			err = r.add(name, fields)
		}
		if err != nil {
			return nil, fmt.Errorf("load key ring: %s: %w", name, err)
		}
	}
	if len(r.wraps) == 0 || len(r.signs) == 0 || r.force == nil {
		return nil, fmt.Errorf("load key ring: wrapping, signing or force key is missing: %w", fs.ErrNotExist)
	}
	return r, nil
}

func (r *Ring) add(name string, f []string) error {
	switch {
	case strings.HasPrefix(name, "wrap-") && len(f) == 3 && f[0] == wrapMagic:
		secret, err := b64.DecodeString(f[2])
		if err != nil {
			return ErrFormat
		}
		k, err := newKey(f[1], secret)
		if err != nil {
			return err
		}
		r.wraps = append(r.wraps, k)
	case strings.HasPrefix(name, "sign-") && len(f) == 2 && f[0] == signMagic:
		seed, err := b64.DecodeString(f[1])
		if err != nil || len(seed) != ed25519.SeedSize {
			return ErrFormat
		}
		r.signs = append(r.signs, ed25519.NewKeyFromSeed(seed))
	case name == "force.key" && len(f) == 2 && f[0] == forceMagic:
		b, err := b64.DecodeString(f[1])
		if err != nil || len(b) != 32 {
			return ErrFormat
		}
		r.force = b
	case name == "escrow.pub" && len(f) == 2:
		k, err := parseEscrow(strings.Join(f, " "))
		if err != nil {
			return err
		}
		r.escrow = k
	default:
		return ErrFormat
	}
	return nil
}

func addWrap(dir string, n int) error {
	k := NewKey()
	return writeOnce(filepath.Join(dir, fmt.Sprintf("wrap-%04d.key", n)), wrapMagic+" "+k.id+" "+b64.EncodeToString(k.secret[:]))
}

func addSign(dir string, n int) error {
	seed := newSigning().Seed()
	return writeOnce(filepath.Join(dir, fmt.Sprintf("sign-%04d.key", n)), signMagic+" "+b64.EncodeToString(seed))
}

// keyFiles lists the ring's files, sorted. Anything else in the directory is none of ours.
func keyFiles(dir string) ([]string, error) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range list {
		n := e.Name()
		if strings.HasSuffix(n, ".key") && (strings.HasPrefix(n, "wrap-") || strings.HasPrefix(n, "sign-") || n == "force.key") || n == "escrow.pub" {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return names, nil
}

func readKey(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	// 0600 is what we write; 0440 is how a secret is mounted for a container's group.
	if info.Mode().Perm()&0o027 != 0 && !strings.HasSuffix(name, ".pub") {
		return nil, fmt.Errorf("mode is %04o: others may read or change it (chmod 600)", info.Mode().Perm())
	}
	if info.Size() > 1<<16 {
		return nil, ErrFormat
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(b)), nil
}

// writeOnce makes a new file with one line, mode 0600, and returns when it and its name are durable. It is written under
// another name first and then linked, so that the name never stands for half a key, and a link never overwrites.
func writeOnce(name, line string) (err error) {
	dir := filepath.Dir(name)
	f, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name()), syncDir(dir)) }()
	_, werr := f.WriteString(line + "\n")
	if werr == nil {
		werr = f.Sync()
	}
	if err := errors.Join(werr, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), name); errors.Is(err, fs.ErrExist) {
		return ErrExists
	} else if err != nil {
		return err
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
