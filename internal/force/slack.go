package force

import (
	"net"
	"regexp"
	"strings"
)

// SlackConfig is how a Slack workspace is reached.
type SlackConfig struct {
	Mode          string // socket or http
	BotToken      Secret // from bot_token_file
	AppToken      Secret // from app_token_file; socket mode
	SigningSecret Secret // from signing_secret_file; http mode
	Capture       string // the emoji that logs a message; empty for none
	APIURL        string // a stand-in's, in an exercise; empty is Slack
}

// The modes of Slack.
const (
	SlackSocket = "socket"
	SlackHTTP   = "http"
)

// defaultCapture is the emoji that logs a message unless the configuration names another: a memo.
const defaultCapture = "memo"

func defaultSlack() *SlackConfig { return &SlackConfig{Mode: SlackSocket, Capture: defaultCapture} }

// slack reads the settings of Slack.
func (l *loader) slack(m *mapping, c *Config, p *PlatformConfig) {
	s := p.Slack
	secret := func(path string) (Secret, error) { return l.secret(c, path) }
	text(m, "profile", &p.Profile)
	text(m, "listen", &p.Listen)
	text(m, "mode", &s.Mode)
	scalar(m, "bot_token_file", &s.BotToken, secret)
	scalar(m, "app_token_file", &s.AppToken, secret)
	scalar(m, "signing_secret_file", &s.SigningSecret, secret)
	text(m, "capture_emoji", &s.Capture)
	text(m, "api_url", &s.APIURL)
	s.Capture = strings.Trim(s.Capture, ":")
}

var emojiName = regexp.MustCompile(`^[a-z0-9_'+-]{0,100}$`)

// checkSlack says what is wrong with the settings of Slack.
func (c *Config) checkSlack(fs *faults, at string, p PlatformConfig) {
	s := p.Slack
	if s == nil {
		fs.add(at, "its settings are missing")
		return
	}
	if !strings.HasPrefix(s.BotToken.Reveal(), "xoxb-") {
		fs.add(at+"/bot_token_file", "the file does not hold a bot token (xoxb-…): OAuth & Permissions, Bot User OAuth Token")
	}
	switch s.Mode {
	case SlackSocket:
		if !strings.HasPrefix(s.AppToken.Reveal(), "xapp-") {
			fs.add(at+"/app_token_file", "socket mode needs a file with an app-level token (xapp-…) that has connections:write")
		}
		if p.Listen != "" {
			fs.add(at+"/listen", "nothing listens in socket mode: leave it out, or set mode: http")
		}
	case SlackHTTP:
		if s.SigningSecret.IsZero() {
			fs.add(at+"/signing_secret_file", "http mode needs the app's signing secret: without it anybody could speak as anybody")
		}
		if _, _, err := net.SplitHostPort(p.Listen); err != nil {
			fs.add(at+"/listen", "%q is no address to listen on; http mode needs one, such as 127.0.0.1:8472 behind a proxy with TLS", p.Listen)
		}
	default:
		fs.add(at+"/mode", "%q is no mode; socket and http are", s.Mode)
	}
	if !emojiName.MatchString(s.Capture) {
		fs.add(at+"/capture_emoji", "%q is no name of an emoji, such as memo", s.Capture)
	}
	if s.APIURL != "" && (c.Force == nil || !c.Force.Exercise || !strings.HasSuffix(s.APIURL, "/")) {
		fs.add(at+"/api_url", "is for a stand-in in an exercise, and ends in a stroke: leave it out")
	}
}
