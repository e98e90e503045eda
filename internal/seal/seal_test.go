package seal

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKeyOpensWhatItSealed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := NewKey()
		plain, aad := rapid.SliceOf(rapid.Byte()).Draw(t, "plain"), rapid.SliceOf(rapid.Byte()).Draw(t, "aad")
		sealed := k.Seal(nil, plain, aad)
		if len(sealed) != len(plain)+Overhead {
			t.Fatalf("sealed is %d bytes longer", len(sealed)-len(plain))
		}
		if got, err := k.Open(nil, sealed, aad); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("open: %v", err)
		}
		if bytes.Equal(k.Seal(nil, plain, aad), sealed) {
			t.Fatal("the same nonce twice")
		}
		bad := bytes.Clone(sealed)
		bad[rapid.IntRange(0, len(bad)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := k.Open(nil, bad, aad); !errors.Is(err, ErrOpen) {
			t.Fatalf("a changed bit: %v", err)
		}
		if _, err := k.Open(nil, sealed, append(aad, 0)); !errors.Is(err, ErrOpen) {
			t.Fatalf("another aad: %v", err)
		}
		if _, err := NewKey().Open(nil, sealed, aad); !errors.Is(err, ErrOpen) {
			t.Fatalf("another key: %v", err)
		}
	})
}

func TestRingWrapsForOneBook(t *testing.T) {
	r, k := EphemeralRing(), NewKey()
	line, err := r.Wrap(k, "CI-2026-0142.open")
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Unwrap(line, "CI-2026-0142.open")
	if err != nil || got.ID() != k.ID() || got.secret != k.secret {
		t.Fatalf("unwrap: %v", err)
	}
	if p, err := parseWrapped(line); err != nil || p.id != k.ID() {
		t.Errorf("id of the wrapped key: %q %v", p.id, err)
	}
	if _, err := r.Unwrap(line, "CI-2026-0143.open"); !errors.Is(err, ErrOpen) {
		t.Errorf("for another book: %v", err)
	}
	if _, err := r.Unwrap(strings.Replace(line, k.ID(), NewKey().ID(), 1), "CI-2026-0142.open"); !errors.Is(err, ErrOpen) {
		t.Errorf("under another id: %v", err)
	}
	if _, err := EphemeralRing().Unwrap(line, "CI-2026-0142.open"); !errors.Is(err, ErrNoKey) {
		t.Errorf("by another ring: %v", err)
	}
	for _, bad := range []string{"", "x", line + " ", line[:len(line)-3], strings.ToUpper(line), strings.Repeat(line, 2)} {
		if _, err := r.Unwrap(bad, "CI-2026-0142.open"); !errors.Is(err, ErrFormat) {
			t.Errorf("%d characters: %v, want ErrFormat", len(bad), err)
		}
	}
}

func TestRingOnDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	r, err := NewRing(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewRing(dir); !errors.Is(err, ErrExists) {
		t.Errorf("made twice: %v", err)
	}
	files, _ := filepath.Glob(dir + "/*")
	if len(files) != 3 {
		t.Errorf("files: %v", files)
	}
	hidden, _ := filepath.Glob(dir + "/.*")
	if len(hidden) != 0 {
		t.Errorf("left behind: %v", hidden)
	}
	before := map[string]string{}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f, info.Mode(), err)
		}
		b, _ := os.ReadFile(f)
		before[f] = string(b)
	}
	k := NewKey()
	line, _ := r.Wrap(k, "b")
	spooled := r.Seal([]byte("p"), []byte("a"))
	priv, pub, err := NewEscrow()
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadRing(dir)
	if err != nil || again.Pseudonym("pc.adeyemi") != r.Pseudonym("pc.adeyemi") || len(r.Pseudonym("x")) != 20 {
		t.Fatalf("load: %v", err)
	}
	if r.Pseudonym("a") == r.Pseudonym("b") || r.Pseudonym("a") == EphemeralRing().Pseudonym("a") {
		t.Error("pseudonyms collide")
	}
	if bytes.Equal(r.MAC("p", []byte("x")), r.MAC("q", []byte("x"))) || !bytes.Equal(r.MAC("p", []byte("x")), again.MAC("p", []byte("x"))) {
		t.Error("MACs are not bound to their purpose and ring")
	}
	if _, err = SetEscrow(dir, pub+"\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := SetEscrow(dir, pub); !errors.Is(err, ErrExists) {
		t.Errorf("escrow set twice: %v", err)
	}
	if r, err = Rotate(dir); err != nil {
		t.Fatal(err)
	}
	for f, b := range before {
		if now, _ := os.ReadFile(f); string(now) != b {
			t.Errorf("%s was overwritten", f)
		}
	}
	if got, err := r.Unwrap(line, "b"); err != nil || got.secret != k.secret {
		t.Errorf("after rotating, what was wrapped before: %v", err)
	}
	if got, err := r.Open(spooled, []byte("a")); err != nil || string(got) != "p" {
		t.Errorf("after rotating, what was sealed before: %v", err)
	}
	p := r.Public()
	if len(p.Wrapping) != 2 || len(p.Signing) != 2 || p.Escrow != pub || !p.Signing[0].Equal(r.Signer().Public()) {
		t.Errorf("public parts: %+v", p)
	}
	if !ed25519.Verify(r.Verifiers()[1], []byte("m"), ed25519.Sign(again.Signer(), []byte("m"))) {
		t.Error("what the older key signed does not verify")
	}
	line, err = r.Wrap(k, "b")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenEscrow(priv, line, "b"); err != nil || got.secret != k.secret {
		t.Errorf("escrow: %v", err)
	}
	if _, err := OpenEscrow(priv, line, "c"); !errors.Is(err, ErrOpen) {
		t.Errorf("escrow of another book: %v", err)
	}
	other, _, _ := NewEscrow()
	if _, err := OpenEscrow(other, line, "b"); !errors.Is(err, ErrOpen) {
		t.Errorf("escrow by another: %v", err)
	}
	if err := os.Chmod(filepath.Join(dir, "force.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadRing(dir); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that everybody may read: %v", err)
	}
}

func TestRingRefusesBrokenFiles(t *testing.T) {
	for _, name := range []string{"wrap-0001.key", "sign-0001.key", "force.key"} {
		dir := t.TempDir()
		if _, err := NewRing(dir); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, name)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		secret := strings.Fields(string(b))
		for _, bad := range []string{"", "junk\n", string(b[:len(b)-4]), string(b) + "more"} {
			if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := LoadRing(dir); !errors.Is(err, ErrFormat) {
				t.Errorf("%s with %d bytes: %v, want ErrFormat", name, len(bad), err)
			} else if strings.Contains(err.Error(), secret[len(secret)-1]) {
				t.Error("the error shows the key")
			}
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadRing(dir); err == nil {
			t.Errorf("loaded without %s", name)
		}
	}
}

// A ring that was cut short while it was made, before anything could be done with it, is completed.
func TestNewRingIsTakenUpAgain(t *testing.T) {
	dir := t.TempDir()
	if _, err := NewRing(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "force.key")); err != nil {
		t.Fatal(err)
	}
	if _, err := NewRing(dir); err != nil {
		t.Fatalf("made again: %v", err)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	k, r := NewKey(), EphemeralRing()
	for _, s := range []string{fmt.Sprint(k), fmt.Sprintf("%+v %#v %s %v", k, k, k, []*Key{k}), fmt.Sprintf("%+v %#v", r, r)} {
		if strings.Contains(s, fmt.Sprint(k.secret[0], " ", k.secret[1])) || strings.Contains(s, "secret") || len(s) > 200 {
			t.Errorf("printed: %s", s)
		}
	}
}

func FuzzUnwrap(f *testing.F) {
	r, k := EphemeralRing(), NewKey()
	line, err := r.Wrap(k, "b")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add("loggist-key/1 0 0 0 -")
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := r.Unwrap(s, "b"); err == nil && got.secret != k.secret {
			t.Fatal("unwrapped another key")
		}
		_, _ = parseEscrow(s)
		_, _ = OpenEscrow(s, s, "b")
	})
}
