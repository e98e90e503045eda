package mattermosttest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/internal/force"
)

// left is what is kept of a server that goes on running: enough to show it again, and to stop it.
type left struct {
	URL      string      `json:"url"`
	Dir      string      `json:"dir"`
	Server   int         `json:"server_pid"`
	Postgres int         `json:"postgres_pid"`
	Team     *model.Team `json:"team"`
	Admin    Account     `json:"admin"`
	Accounts []Account   `json:"accounts"`
}

func leftFile() (string, error) {
	cache, err := CacheDir()
	return filepath.Join(cache, "running.json"), err
}

// Leave starts a server with the people of the demo's force and leaves it running. Where one was left before and still
// runs, that one is returned. One user has at most one.
func Leave(ctx context.Context, progress io.Writer) (*Server, error) {
	s, err := readLeft()
	if err != nil {
		return nil, err
	}
	if s != nil && s.ping(ctx) == nil {
		return s, nil
	}
	if s != nil { // what is left of it after a restart of the machine, say
		if _, err := StopLeft(); err != nil {
			return nil, err
		}
	}
	program, err := Build(ctx, progress)
	if err != nil {
		return nil, err
	}
	if s, err = start(ctx, options{program: program, force: force.Demo(), stay: true}); err != nil {
		return nil, err
	}
	if err := s.writeLeft(); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// StopLeft stops the server that was left running, and says whether there was one.
func StopLeft() (bool, error) {
	s, err := readLeft()
	if s == nil || err != nil {
		return false, err
	}
	if err := s.stop(); err != nil {
		return true, err
	}
	name, err := leftFile()
	if err != nil {
		return true, err
	}
	return true, os.Remove(name)
}

// writeLeft keeps passwords, so nobody else may read it.
func (s *Server) writeLeft() error {
	name, err := leftFile()
	if err != nil {
		return err
	}
	b, err := json.Marshal(left{
		URL: s.URL, Dir: s.dir, Server: s.child.pid, Postgres: s.db.child.pid, Team: s.Team, Admin: s.Admin, Accounts: s.Accounts,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o600)
}

// readLeft returns the server that was left, or nil.
func readLeft() (*Server, error) {
	name, err := leftFile()
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var l left
	if err := json.Unmarshal(b, &l); err != nil || l.Dir == "" {
		return nil, fmt.Errorf("%s does not say what was left running: remove it, and end what is still there by hand", name)
	}
	s := &Server{URL: l.URL, Admin: l.Admin, Team: l.Team, Accounts: l.Accounts, dir: l.Dir, stay: true}
	s.child = &child{pid: l.Server, dir: s.home(), log: s.home() + ".log"}
	data := filepath.Join(l.Dir, "postgres")
	s.db = &postgres{dir: data, child: &child{pid: l.Postgres, dir: filepath.Join(data, "data"), log: data + ".log"}}
	return s, nil
}
