// The program server builds the Mattermost server of the tests, starts it with the people of the demo's force in it and
// leaves it running, and stops it again:
//
//	server build | start | stop
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"loggist/bot/mattermost/mattermosttest"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if len(os.Args) != 2 {
		usage()
	}
	var err error
	switch os.Args[1] {
	case "build":
		_, err = mattermosttest.Build(ctx, os.Stderr)
	case "start":
		var s *mattermosttest.Server
		if s, err = mattermosttest.Leave(ctx, os.Stderr); err == nil {
			show(os.Stdout, s)
		}
	case "stop":
		var was bool
		if was, err = mattermosttest.StopLeft(); err == nil {
			fmt.Println(map[bool]string{true: "Stopped, and removed what it held.", false: "None is running."}[was])
		}
	default:
		usage()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mattermost:", err)
		cancel()
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: server build | start | stop")
	os.Exit(2)
}

// show prints where the server is and who may log in. It is the one place where the passwords are shown.
func show(w io.Writer, s *mattermosttest.Server) {
	fmt.Fprintf(w, "Mattermost is running on %s (this machine only), with the team %s. Everybody in it is fictional.\n\n", s.URL, s.Team.Name)
	fmt.Fprintf(w, "  %-14s %-22s %-32s %s\n", "user name", "name", "password", "account id")
	for _, a := range append([]mattermosttest.Account{s.Admin}, s.Accounts...) {
		name := a.Name
		if a.Guest {
			name += " (guest)"
		}
		fmt.Fprintf(w, "  %-14s %-22s %-32s %s\n", a.Username, name, a.Password, a.ID)
	}
	fmt.Fprintln(w, "\nIt is the server alone, without the web page: act in it through its API, as deploy/mattermost.md shows.")
	fmt.Fprintln(w, "To stop it and throw away what it holds: make mattermost-stop")
}
