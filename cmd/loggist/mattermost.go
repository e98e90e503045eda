package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"loggist/internal/app"
)

// names collects a flag that may be given several times.
type names []string

func (n *names) String() string     { return strings.Join(*n, ", ") }
func (n *names) Set(s string) error { *n = append(*n, s); return nil }

// setupMattermost makes a server ready and says what it changed.
func setupMattermost(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("setup mattermost", "--url … --token-file FILE --team NAME --callback https://… makes or repairs the bot account, its token and the slash commands, looks at the server's settings and has it call us; safe to run again", out)
	o := app.MattermostSetup{}
	var tokenFile string
	fs.StringVar(&o.URL, "url", "", "the address of the Mattermost server")
	fs.StringVar(&tokenFile, "token-file", "", "a file with the access token of a system administrator, or - for standard input; it is used and not kept")
	fs.Var((*names)(&o.Teams), "team", "a team by its name in its address; give it once for each team. Rooms are opened in the first")
	fs.StringVar(&o.Callback, "callback", "", "the address at which the server reaches loggist serve")
	fs.StringVar(&o.Listen, "listen", "127.0.0.1:8473", "where what the server sends to the callback arrives on this machine")
	fs.StringVar(&o.Secrets, "secrets", ".", "the directory in which the bot's token and the tokens of the commands are kept, readable by this user alone")
	fs.StringVar(&o.Username, "username", "loggist", "the name of the bot account")
	fs.BoolVar(&o.Private, "private-answers", false, "let the bot answer to one person alone in a room where it was not asked by a command or a button; it may then post in public channels that it is not in, too")
	called := fs.String("names", "", namesUsage)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("type: loggist setup mattermost --help")
	}
	if err := setupWanted(o, tokenFile); err != nil {
		return err
	}
	if o.Admin, err = readToken(tokenFile); err != nil {
		return &failedError{"the administrator's token: " + err.Error()}
	}
	if o.Force, err = namesOf(*called); err != nil {
		return err
	}
	changed, list, err := app.SetupMattermost(ctx, o)
	for _, c := range changed {
		fmt.Fprintln(out, "changed: "+c)
	}
	if len(changed) == 0 && err == nil {
		fmt.Fprintln(out, "Nothing was changed: all of it is as it should be.")
	}
	checked := tellChecked(out, list, true)
	if err != nil {
		return &failedError{err.Error()}
	}
	if len(changed) > 0 {
		fmt.Fprintf(out, "\nIn the configuration (a running loggist serve is to be restarted):\n\n%s", o.Section())
	}
	return checked
}

// setupWanted says what is missing of a set-up.
func setupWanted(o app.MattermostSetup, tokenFile string) error {
	for _, x := range []struct{ flag, value, what string }{
		{"--url", o.URL, "the address of the server, such as https://chat.police.example"},
		{"--token-file", tokenFile, "a file with a system administrator's access token, or - for standard input"},
		{"--team", strings.Join(o.Teams, ""), "the name of a team as it stands in its address"},
		{"--callback", o.Callback, "the address at which the server reaches Loggist, such as https://loggist.police.example/mattermost"},
	} {
		if x.value == "" {
			return usagef("%s is needed: %s. Type: loggist setup mattermost --help", x.flag, x.what)
		}
	}
	for _, x := range []struct{ flag, value string }{{"--url", o.URL}, {"--callback", o.Callback}} {
		if !strings.HasPrefix(x.value, "https://") && !strings.HasPrefix(x.value, "http://") || strings.ContainsAny(x.value, "?#@ ") {
			return usagef("%s is an address that begins with https:// and has no password and no query in it", x.flag)
		}
	}
	return nil
}

// readToken reads a token of one line.
func readToken(name string) (string, error) {
	r := io.Reader(os.Stdin)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer func() { _ = f.Close() }()
		r = f
	}
	b, err := io.ReadAll(io.LimitReader(r, 4096))
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(b))
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return "", errors.New("there has to be one, in one line")
	}
	return token, nil
}
