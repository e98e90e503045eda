package force

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// MattermostConfig is how a Mattermost server is reached, and how it reaches us.
type MattermostConfig struct {
	URL      string // of the server
	Teams    []string
	Token    Secret              // of the bot account; from token_file
	Commands []MattermostCommand // from command_tokens_file
	Callback string              // where the server reaches us
	Capture  string              // the emoji that logs a message; empty for none
}

// A MattermostCommand is a slash command as the server has it: a line of command_tokens_file.
type MattermostCommand struct {
	Team    string // its id
	Trigger string // without the stroke
	Token   Secret // by which the server is known
}

func defaultMattermost() *MattermostConfig { return &MattermostConfig{Capture: defaultCapture} }

// mattermost reads the settings of Mattermost.
func (l *loader) mattermost(m *mapping, c *Config, p *PlatformConfig) {
	s := p.Mattermost
	text(m, "profile", &p.Profile)
	text(m, "listen", &p.Listen)
	text(m, "url", &s.URL)
	texts(m, "teams", &s.Teams)
	scalar(m, "token_file", &s.Token, func(path string) (Secret, error) { return l.secret(c, path) })
	scalar(m, "command_tokens_file", &s.Commands, func(path string) ([]MattermostCommand, error) {
		data, err := l.secretFile(c, path)
		if err != nil {
			return nil, err
		}
		return ParseMattermostCommands(data)
	})
	text(m, "callback", &s.Callback)
	text(m, "capture_emoji", &s.Capture)
	s.Capture = strings.Trim(s.Capture, ":")
}

// ParseMattermostCommands reads a file of commands: a line each, the team's id, the trigger and the token with white space
// between, or a remark that begins with #. An error names the line and never what is on it.
func ParseMattermostCommands(data []byte) ([]MattermostCommand, error) {
	var out []MattermostCommand
	for i, line := range strings.Split(string(data), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		if len(f) != 3 {
			return nil, fmt.Errorf("line %d of the file is not the id of a team, a command and its token: loggist setup mattermost writes it", i+1)
		}
		c := MattermostCommand{Team: f[0], Trigger: strings.TrimPrefix(f[1], "/"), Token: NewSecret(f[2])}
		if slices.ContainsFunc(out, func(x MattermostCommand) bool { return x.Team == c.Team && x.Trigger == c.Trigger }) {
			return nil, fmt.Errorf("line %d of the file has a command that an earlier line has: loggist setup mattermost writes it anew", i+1)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("the file holds no command: loggist setup mattermost writes it")
	}
	return out, nil
}

// FormatMattermostCommands writes the file that ParseMattermostCommands reads.
func FormatMattermostCommands(list []MattermostCommand) []byte {
	var b strings.Builder
	b.WriteString("# The slash commands of Loggist: team, command, and the token by which Loggist knows the server. A secret.\n")
	for _, c := range list {
		fmt.Fprintf(&b, "%s %s %s\n", c.Team, c.Trigger, c.Token.Reveal())
	}
	return []byte(b.String())
}

// checkMattermost says what is wrong with the settings of Mattermost.
func (c *Config) checkMattermost(fs *faults, at string, p PlatformConfig) {
	s := p.Mattermost
	if s == nil {
		fs.add(at, "its settings are missing")
		return
	}
	if !webAddress(s.URL) { // which is not repeated: it may hold a password
		fs.add(at+"/url", "is no address of a server, such as https://chat.police.example, with no password and no query in it")
	}
	if len(s.Teams) == 0 || slices.Contains(s.Teams, "") {
		fs.add(at+"/teams", "names no team, or an empty one: give each as it stands in the team's address; rooms are opened in the first")
	}
	if s.Token.IsZero() {
		fs.add(at+"/token_file", "there is no token of the bot account: loggist setup mattermost makes one")
	}
	if len(s.Commands) == 0 {
		fs.add(at+"/command_tokens_file", "there are no tokens of the slash commands: loggist setup mattermost makes them")
	}
	if !webAddress(s.Callback) {
		fs.add(at+"/callback", "is no address at which the server reaches us, such as https://loggist.police.example/mattermost, with no password and no query in it")
	}
	if _, _, err := net.SplitHostPort(p.Listen); err != nil {
		fs.add(at+"/listen", "%q is no address to listen on, such as 127.0.0.1:8473; what the server posts to the callback has to arrive there", p.Listen)
	}
	if !emojiName.MatchString(s.Capture) {
		fs.add(at+"/capture_emoji", "%q is no name of an emoji, such as memo", s.Capture)
	}
}

// webAddress says whether s is an address that HTTP goes to, without a query or a password.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}
