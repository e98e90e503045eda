package mattermosttest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	serverModule  = "github.com/mattermost/mattermost-server/v6"
	serverPackage = serverModule + "/cmd/mattermost"
)

// assets are the server's files that are no code: it reads them from the directory it runs in.
var assets = []string{"i18n", "templates", "fonts"}

// Program is a built server: a directory with the binary and what the server reads beside it.
type Program struct{ dir string }

func (p Program) binary() string { return filepath.Join(p.dir, "mattermost") }

// CacheDir is where servers are built, and where `make mattermost` keeps what it left running.
func CacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(base, "loggist", "mattermost"), nil
}

// Build returns the server in the cache, and builds it first where it is missing: two to four minutes of two processors. Of
// several processes that call it at the same time one builds and the others wait. What it does is said on progress.
func Build(ctx context.Context, progress io.Writer) (Program, error) {
	src, p, err := locate(ctx)
	if err != nil {
		return Program{}, err
	}
	cache := filepath.Dir(p.dir)
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return Program{}, err
	}
	lock, err := os.OpenFile(filepath.Join(cache, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return Program{}, err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return Program{}, fmt.Errorf("lock %s: %w", lock.Name(), err)
	}
	if _, err := os.Stat(p.binary()); err == nil {
		return p, nil
	}
	fmt.Fprintln(progress, "Building the Mattermost server. It takes two to four minutes, once.")
	tmp, err := os.MkdirTemp(cache, "building-")
	if err != nil {
		return Program{}, err
	}
	defer os.RemoveAll(tmp)
	if err := buildInto(ctx, src, tmp); err != nil {
		return Program{}, fmt.Errorf("build the Mattermost server: %w", err)
	}
	if err := os.Rename(tmp, p.dir); err != nil {
		return Program{}, err
	}
	return p, nil
}

func buildInto(ctx context.Context, src, dir string) error {
	if _, err := output(ctx, src, "go", "build", "-tags", "server", "-trimpath", "-ldflags", "-s -w",
		"-o", Program{dir}.binary(), serverPackage); err != nil {
		return err
	}
	mod, err := output(ctx, src, "go", "list", "-m", "-f", "{{.Dir}}", serverModule)
	if err != nil {
		return err
	}
	for _, a := range assets {
		if err := os.CopyFS(filepath.Join(dir, a), os.DirFS(filepath.Join(mod, a))); err != nil {
			return err
		}
	}
	return nil
}

// locate returns the module that pins the server, and where the server that it pins is in the cache. Another pin, or another
// Go, is another place.
func locate(ctx context.Context) (src string, p Program, err error) {
	mod, err := output(ctx, ".", "go", "env", "GOMOD")
	if err != nil {
		return "", Program{}, err
	}
	src = filepath.Join(filepath.Dir(mod), "deploy", "mattermost")
	cache, err := CacheDir()
	if err != nil {
		return "", Program{}, err
	}
	version, err := output(ctx, src, "go", "env", "GOVERSION", "GOOS", "GOARCH")
	if err != nil {
		return "", Program{}, err
	}
	h := sha256.New()
	h.Write([]byte(version))
	for _, name := range []string{"go.mod", "go.sum", "server.go"} {
		b, err := os.ReadFile(filepath.Join(src, name))
		if err != nil {
			return "", Program{}, fmt.Errorf("find the server's module: %w", err)
		}
		fmt.Fprintf(h, "\n%s %d\n%s", name, len(b), b)
	}
	return src, Program{filepath.Join(cache, fmt.Sprintf("%x", h.Sum(nil)[:8]))}, nil
}

// output runs a program in a directory and returns what it printed, without the last line break. An error has what it said.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, args[0], err, said.Bytes())
	}
	return strings.TrimSpace(string(out)), nil
}
