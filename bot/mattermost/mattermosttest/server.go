package mattermosttest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/internal/force"
)

// Server is a running Mattermost with a PostgreSQL of its own, in which the people of a force have accounts.
type Server struct {
	// URL is its address, without a slash at the end.
	URL string
	// Admin is the system administrator.
	Admin Account
	// Team is the one team, of which everybody is a member.
	Team *model.Team
	// Accounts are those of the force's people, in the order of the directory.
	Accounts []Account

	program Program
	dir     string
	stay    bool
	db      *postgres
	child   *child
}

// options say how a server is started.
type options struct {
	program Program
	force   *force.Force
	// stay leaves it running when this process ends.
	stay bool
}

// builtServer returns the server to run, and builds it where it is missing. Without LOGGIST_REQUIRE_MATTERMOST the test is
// skipped: a server and a database take their time, and `make test-mattermost` sets it.
func builtServer(t testing.TB) Program {
	t.Helper()
	if os.Getenv("LOGGIST_REQUIRE_MATTERMOST") == "" {
		t.Skip("LOGGIST_REQUIRE_MATTERMOST is not set: make test-mattermost sets it")
	}
	program, err := Build(t.Context(), t.Output())
	if err == nil {
		_, err = postgresBin()
	}
	if err != nil {
		t.Fatalf("LOGGIST_REQUIRE_MATTERMOST is set: %v", err)
	}
	return program
}

// StartServer starts a server for the test, with the people of the demo's force in it. The test is skipped unless
// LOGGIST_REQUIRE_MATTERMOST is set: then the server is built, and the test fails where that cannot be.
func StartServer(t testing.TB) *Server {
	t.Helper()
	program := builtServer(t)
	s, err := start(t.Context(), options{program: program, force: force.Demo()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the server's %s", s.child.said())
		}
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// start starts a server in a new scratch directory and makes the force's accounts.
func start(ctx context.Context, o options) (*Server, error) {
	dir, err := os.MkdirTemp("", "loggist-mattermost-")
	if err != nil {
		return nil, err
	}
	s := &Server{program: o.program, dir: dir, stay: o.stay}
	if err := s.open(ctx, o.force); err != nil {
		return nil, errors.Join(fmt.Errorf("start Mattermost: %w", err), s.stop())
	}
	return s, nil
}

func (s *Server) open(ctx context.Context, f *force.Force) error {
	// PostgreSQL's user has to pass through to its own directory, which nobody else may open.
	if err := os.Chmod(s.dir, 0o711); err != nil {
		return err
	}
	var err error
	if s.db, err = startPostgres(ctx, filepath.Join(s.dir, "postgres"), s.stay); err != nil {
		return err
	}
	if err := s.layOut(); err != nil {
		return err
	}
	for range 5 { // as with PostgreSQL's port
		port, perr := FreePort()
		if perr != nil {
			return perr
		}
		s.URL = "http://127.0.0.1:" + strconv.Itoa(port)
		if err = s.run(ctx); err == nil {
			return s.load(ctx, f)
		}
	}
	return err
}

// home is the directory that the server runs in.
func (s *Server) home() string { return filepath.Join(s.dir, "mattermost") }

func (s *Server) layOut() error {
	for _, d := range []string{"config", "data", "logs", "plugins", "client/plugins"} {
		if err := os.MkdirAll(filepath.Join(s.home(), d), 0o700); err != nil {
			return err
		}
	}
	for _, a := range assets {
		if err := os.Symlink(filepath.Join(s.program.dir, a), filepath.Join(s.home(), a)); err != nil {
			return err
		}
	}
	return nil
}

// integrationSettings are what an administrator who installs Loggist has to set: they stand in deploy/mattermost.md.
var integrationSettings = []string{
	"MM_SERVICESETTINGS_ENABLEBOTACCOUNTCREATION=true",
	"MM_SERVICESETTINGS_ENABLEUSERACCESSTOKENS=true",
	"MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS=127.0.0.1 localhost",
}

// env is the server's configuration. Beside those settings it keeps a server for tests quiet and to itself.
func (s *Server) env() []string {
	return append(append(plainEnv(), integrationSettings...),
		"MM_SQLSETTINGS_DRIVERNAME=postgres",
		"MM_SQLSETTINGS_DATASOURCE="+s.db.source(),
		"MM_SERVICESETTINGS_SITEURL="+s.URL,
		"MM_SERVICESETTINGS_LISTENADDRESS="+strings.TrimPrefix(s.URL, "http://"),
		"MM_TEAMSETTINGS_ENABLEOPENSERVER=true", // or the first account cannot be made
		"MM_GUESTACCOUNTSSETTINGS_ENABLE=true",
		"MM_PLUGINSETTINGS_ENABLE=false",
		"MM_EMAILSETTINGS_SENDPUSHNOTIFICATIONS=false",
		"MM_EMAILSETTINGS_SENDEMAILNOTIFICATIONS=false",
		"MM_LOGSETTINGS_ENABLEDIAGNOSTICS=false",
		"MM_SERVICESETTINGS_ENABLESECURITYFIXALERT=false",
	)
}

func (s *Server) run(ctx context.Context) error {
	l := launch{dir: s.home(), log: s.home() + ".log", env: s.env(), stay: s.stay}
	var err error
	if s.child, err = l.start(s.program.binary()); err != nil {
		return err
	}
	if err := s.child.ready(ctx, 3*time.Minute, s.ping); err != nil {
		return errors.Join(fmt.Errorf("the server: %w", err), s.child.stop(syscall.SIGKILL, time.Second))
	}
	return nil
}

func (s *Server) ping(ctx context.Context) error {
	status, _, err := client(s.URL).GetPing(ctx)
	if err == nil && status != model.StatusOk {
		err = fmt.Errorf("its status is %s", status)
	}
	return err
}

// stop ends both programs and removes all that they wrote.
func (s *Server) stop() error {
	err := s.child.stop(syscall.SIGKILL, time.Second)
	if s.db != nil {
		err = errors.Join(err, s.db.stop())
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// Down stops Mattermost as its administrator does, and keeps its PostgreSQL.
func (s *Server) Down(t testing.TB) {
	t.Helper()
	if err := s.child.stop(syscall.SIGTERM, 30*time.Second); err != nil {
		t.Fatal(err)
	}
}

// Kill ends Mattermost as kill -9 does, and keeps its PostgreSQL.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if err := s.child.stop(syscall.SIGKILL, time.Second); err != nil {
		t.Fatal(err)
	}
}

// Up starts Mattermost again after Down or Kill, at the same address and with what its PostgreSQL holds.
func (s *Server) Up(t testing.TB) {
	t.Helper()
	if err := s.run(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// MoveUnseen moves an account from one channel to another where the server does not see it: in the database alone. So a server
// stands that remembers the channels of the account as they were just before it entered a new one.
func (s *Server) MoveUnseen(t testing.TB, user, from, to string) {
	t.Helper()
	for _, id := range []string{user, from, to} {
		if !model.IsValidId(id) {
			t.Fatalf("%q is no id", id)
		}
	}
	if err := s.db.exec(t.Context(), `UPDATE ChannelMembers SET ChannelId = '`+to+`' WHERE ChannelId = '`+from+`' AND UserId = '`+user+`'`); err != nil {
		t.Fatal(err)
	}
}

// Rows are all rows of the server's database, by table: a line each, as pg_dump writes them.
func (s *Server) Rows(t testing.TB) map[string][]string {
	t.Helper()
	dump, err := s.db.dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out, table := map[string][]string{}, ""
	for line := range strings.Lines(dump) {
		line = strings.TrimSuffix(line, "\n")
		switch copied, is := strings.CutPrefix(line, "COPY public."); {
		case is:
			table, _, _ = strings.Cut(copied, " ")
		case line == `\.`:
			table = ""
		case table != "":
			out[table] = append(out[table], line)
		}
	}
	return out
}

// client is a client of the server that gives up on a request, as the one of the model does not.
func client(url string) *model.Client4 {
	c := model.NewAPIv4Client(url)
	c.HTTPClient = &http.Client{Timeout: patience}
	return c
}
