package mattermosttest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/internal/force"
)

// Account is one of the server's. The password is random and of this server only.
type Account struct {
	ID       string // the server's own
	Username string // of the force's people: their id in the directory
	Name     string
	Password string
	Guest    bool
}

// Account returns the account of a person of the force.
func (s *Server) Account(username string) (Account, bool) {
	i := slices.IndexFunc(s.Accounts, func(a Account) bool { return a.Username == username })
	if i < 0 {
		return Account{}, false
	}
	return s.Accounts[i], true
}

// load makes the administrator, who is the first account, the team and everybody's accounts in it.
func (s *Server) load(ctx context.Context, f *force.Force) error {
	c := client(s.URL)
	admin, err := makeAccount(ctx, c, model.User{Username: "admin", FirstName: "System", LastName: "Administrator"})
	if err != nil {
		return fmt.Errorf("make the administrator: %w", err)
	}
	if _, _, err := c.Login(ctx, admin.Username, admin.Password); err != nil {
		return fmt.Errorf("log the administrator in: %w", err)
	}
	s.Admin = admin
	s.Team, _, err = c.CreateTeam(ctx, &model.Team{Name: f.ID + "-force", DisplayName: f.Name, Type: model.TeamInvite})
	if err != nil {
		return fmt.Errorf("make the team: %w", err)
	}
	for _, p := range f.People.All() {
		a, err := makeAccount(ctx, c, model.User{Username: string(p.ID), FirstName: p.Rank, LastName: p.Name})
		if err != nil {
			return fmt.Errorf("make the account of %s: %w", p.ID, err)
		}
		if _, _, err := c.AddTeamMember(ctx, s.Team.Id, a.ID); err != nil {
			return fmt.Errorf("add %s to the team: %w", p.ID, err)
		}
		if a.Guest = p.Guest; a.Guest {
			if err := s.makeGuest(ctx, c, a); err != nil {
				return fmt.Errorf("make %s a guest: %w", p.ID, err)
			}
		}
		s.Accounts = append(s.Accounts, a)
	}
	return nil
}

func makeAccount(ctx context.Context, c *model.Client4, u model.User) (Account, error) {
	// The server wants a letter of each kind, a digit and a sign; the rest is what makes it hard to guess.
	u.Email, u.Password = u.Username+"@loggist.example", "a1-"+rand.Text()
	made, _, err := c.CreateUser(ctx, &u)
	if err != nil {
		return Account{}, err
	}
	return Account{ID: made.Id, Username: u.Username, Name: made.GetFullName(), Password: u.Password}, nil
}

// makeGuest makes an account a guest one. Without a licence the API refuses to, although the server knows and heeds guest
// accounts; then the database is told what the API would have told it.
func (s *Server) makeGuest(ctx context.Context, c *model.Client4, a Account) error {
	resp, err := c.DemoteUserToGuest(ctx, a.ID)
	if err == nil || resp == nil || resp.StatusCode != http.StatusNotImplemented {
		return err
	}
	if !model.IsValidId(a.ID) {
		return errors.New("its id is no id")
	}
	if err := s.db.exec(ctx, `
UPDATE Users SET Roles = '`+model.SystemGuestRoleId+`' WHERE Id = '`+a.ID+`';
UPDATE TeamMembers SET SchemeUser = false, SchemeAdmin = false, SchemeGuest = true WHERE UserId = '`+a.ID+`';
UPDATE ChannelMembers SET SchemeUser = false, SchemeAdmin = false, SchemeGuest = true WHERE UserId = '`+a.ID+`';`); err != nil {
		return err
	}
	_, err = c.InvalidateCaches(ctx)
	return err
}

// Demote makes an account a guest one in all teams and channels that it is in by now. A team that is joined later does not know.
func (s *Server) Demote(t testing.TB, a Account) {
	t.Helper()
	if err := s.makeGuest(t.Context(), s.Login(t, s.Admin.Username).Client4, a); err != nil {
		t.Fatal(err)
	}
}
