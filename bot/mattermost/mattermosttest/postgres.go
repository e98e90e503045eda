package mattermosttest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrNoPostgreSQL says that this machine has no PostgreSQL.
var ErrNoPostgreSQL = errors.New("there is no PostgreSQL on this machine (Debian: apt-get install postgresql)")

const databaseUser = "mattermost"

// postgres is a PostgreSQL of its own: a fresh cluster in a scratch directory. It is reached on the loopback with a
// password, and its writes are not forced to disk: what it holds does not outlive it.
type postgres struct {
	bin      string // of the programs
	dir      string
	port     int
	password string
	as       *syscall.Credential
	child    *child
}

// postgresBin finds the programs of PostgreSQL, the newest of Debian's first.
func postgresBin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	best, version := "", -1
	for _, f := range found {
		bin := filepath.Dir(f)
		if v, err := strconv.Atoi(filepath.Base(filepath.Dir(bin))); err == nil && v > version {
			best, version = bin, v
		}
	}
	if best != "" {
		return best, nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrNoPostgreSQL
	}
	return filepath.Dir(path), nil
}

// startPostgres makes a cluster in dir, which does not exist yet, and starts it. PostgreSQL does not run as root: for root
// it runs as the user that Debian's package makes for it.
func startPostgres(ctx context.Context, dir string, stay bool) (*postgres, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	p := &postgres{bin: bin, dir: dir, password: rand.Text()}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	secret := filepath.Join(dir, "password")
	if err := os.WriteFile(secret, []byte(p.password+"\n"), 0o600); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 {
		if p.as, err = credential("postgres"); err != nil {
			return nil, err
		}
		for _, name := range []string{dir, secret} {
			if err := os.Chown(name, int(p.as.Uid), int(p.as.Gid)); err != nil {
				return nil, err
			}
		}
	}
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", databaseUser,
		"-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--no-locale", "--no-sync")
	initdb.Dir, initdb.Env = dir, plainEnv()
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: p.as}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := os.Remove(secret); err != nil {
		return nil, err
	}
	for range 5 { // the free port may be taken by somebody else before the server has it
		if err = p.start(ctx, stay); err == nil {
			return p, nil
		}
	}
	return nil, fmt.Errorf("postgres: %w", err)
}

func (p *postgres) start(ctx context.Context, stay bool) error {
	var err error
	if p.port, err = FreePort(); err != nil {
		return err
	}
	l := launch{dir: p.dir, log: p.dir + ".log", env: plainEnv(), as: p.as, stay: stay}
	p.child, err = l.start(filepath.Join(p.bin, "postgres"), "-D", filepath.Join(p.dir, "data"), "-p", strconv.Itoa(p.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off")
	if err != nil {
		return err
	}
	if err := p.child.ready(ctx, 2*time.Minute, func(ctx context.Context) error { return p.exec(ctx, "SELECT 1") }); err != nil {
		return errors.Join(err, p.stop())
	}
	return nil
}

// stop ends it at once: what it holds is thrown away.
func (p *postgres) stop() error { return p.child.stop(syscall.SIGQUIT, 10*time.Second) }

func (p *postgres) addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port)) }

// source is how the server is told where its data is.
func (p *postgres) source() string {
	return "postgres://" + databaseUser + ":" + p.password + "@" + p.addr() + "/postgres?sslmode=disable&connect_timeout=10"
}

// exec runs statements, all of them or none.
func (p *postgres) exec(ctx context.Context, sql string) error {
	_, err := p.query(ctx, sql)
	return err
}

// query is exec, and returns what was selected, a line a row.
func (p *postgres) query(ctx context.Context, sql string) (string, error) {
	return p.client(ctx, "psql", "-X", "-q", "-1", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql)
}

// dump is all that it holds, as text.
func (p *postgres) dump(ctx context.Context) (string, error) {
	return p.client(ctx, "pg_dump", "--data-only")
}

// client runs one of PostgreSQL's clients, and returns what it prints.
func (p *postgres) client(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, name), append(args, "-h", "127.0.0.1", "-p", strconv.Itoa(p.port), "-U", databaseUser, "-d", "postgres")...)
	cmd.Dir, cmd.Env = filepath.Dir(p.dir), append(plainEnv(), "PGPASSWORD="+p.password)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// plainEnv is the environment of a child: of this process's, only where programs are. Settings and secrets of whoever runs
// the tests stay out.
func plainEnv() []string { return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"} }

func credential(name string) (*syscall.Credential, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
