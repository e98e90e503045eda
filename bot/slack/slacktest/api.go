package slacktest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// refusal is an error that Slack answers with status 200.
type refusal struct{ code, needed string }

func (r *refusal) Error() string { return r.code }

func refuse(code string) error { return &refusal{code: code} }

type object = map[string]any

// call is one call of the Web API with its arguments as text.
type call struct {
	*Server
	method string
	args   map[string]string
	at     time.Time // when it came, however late it is answered
}

func (c call) arg(name string) string { return c.args[name] }

func (c call) flag(name string) bool { return c.args[name] == "1" || c.args[name] == "true" }

// method is how one method of the Web API is done, and the scope that it needs. It runs under the lock.
type method struct {
	scope string
	do    func(call) (object, error)
}

var methods map[string]method

func init() { // not an initialiser: the methods refer to the table
	methods = map[string]method{
		"auth.test":                {"", authTest},
		"apps.connections.open":    {"", nil},
		"chat.postMessage":         {"chat:write", postMessage},
		"chat.postEphemeral":       {"chat:write", postEphemeral},
		"chat.update":              {"chat:write", updateMessage},
		"chat.delete":              {"chat:write", deleteMessage},
		"chat.getPermalink":        {"", permalink},
		"conversations.create":     {"groups:write", createChannel},
		"conversations.invite":     {"groups:write", invite},
		"conversations.kick":       {"groups:write", kick},
		"conversations.leave":      {"groups:write", leave},
		"conversations.archive":    {"groups:write", archive},
		"conversations.setTopic":   {"groups:write", setTopic},
		"conversations.setPurpose": {"groups:write", setPurpose},
		"conversations.info":       {"groups:read", channelInfo},
		"conversations.members":    {"groups:read", channelMembers},
		"users.conversations":      {"groups:read", ownChannels},
		"conversations.history":    {"groups:history", history},
		"conversations.replies":    {"groups:history", replies},
		"conversations.open":       {"im:write", openDirect},
		"users.info":               {"users:read", userInfo},
		"pins.add":                 {"pins:write", addPin},
		"bookmarks.add":            {"bookmarks:write", addBookmark},
		"bookmarks.edit":           {"bookmarks:write", editBookmark},
		"bookmarks.list":           {"bookmarks:read", listBookmarks},
		"views.open":               {"", openView},
		"views.publish":            {"", publishView},
		"views.update":             {"", updateView},
	}
}

// api answers the Web API.
func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	args, token, err := arguments(r)
	if err != nil {
		answer(w, object{"ok": false, "error": "invalid_arguments"})
		return
	}
	s.mu.Lock()
	f := s.fault(name, args["channel"])
	came := Call{Method: name, Args: args, At: time.Now()}
	s.calls = append(s.calls, came)
	s.mu.Unlock()
	if f.before(w) {
		return
	}
	s.mu.Lock()
	w.Header().Set("X-OAuth-Scopes", strings.Join(s.scopes, ","))
	out, err := s.do(came, token)
	s.mu.Unlock()
	if f != nil {
		time.Sleep(f.Hold)
	}
	switch {
	case f != nil && f.Lost:
		cut(w)
		return
	case f != nil && f.After:
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if err != nil {
		out = object{"ok": false, "error": err.Error()}
		if no, ok := errors.AsType[*refusal](err); ok && no.needed != "" {
			s.mu.Lock()
			out["needed"], out["provided"] = no.needed, strings.Join(s.scopes, ",")
			s.mu.Unlock()
		}
	} else {
		out["ok"] = true
	}
	answer(w, out)
}

// do does one call. The lock is held.
func (s *Server) do(came Call, token string) (object, error) {
	name, args := came.Method, came.Args
	m, ok := methods[name]
	if !ok {
		return nil, refuse("unknown_method")
	}
	if s.revoked[token] {
		return nil, refuse("token_revoked")
	}
	if name == "apps.connections.open" {
		return s.openConnection(token)
	}
	if token != BotToken {
		if token == "" {
			return nil, refuse("not_authed")
		}
		return nil, refuse("invalid_auth")
	}
	scope := m.scope
	if c := s.channels[args["channel"]]; c != nil {
		scope = scopeIn(scope, c)
	}
	if scope != "" && !slices.Contains(s.scopes, scope) {
		return nil, &refusal{"missing_scope", scope}
	}
	return m.do(call{s, name, args, came.At})
}

// scopeIn is the scope that is needed in a channel: that of direct conversations and of public channels has another name.
func scopeIn(scope string, c *channel) string {
	switch {
	case c.IsIM && scope != "chat:write":
		return strings.Replace(scope, "groups:", "im:", 1)
	case !c.IsPrivate && !c.IsIM && scope == "groups:read":
		return "channels:read"
	}
	return scope
}

// arguments reads a form or JSON body; JSON within is kept as text.
func arguments(r *http.Request) (args map[string]string, token string, err error) {
	args = map[string]string{}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, "", err
	}
	token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if r.Method == http.MethodGet { // a few methods are read so
		body = []byte(r.URL.RawQuery)
	}
	if len(body) == 0 {
		return args, token, nil
	}
	if r.Method != http.MethodGet && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(body, &fields); err != nil {
			return nil, "", err
		}
		for k, v := range fields {
			var text string
			if json.Unmarshal(v, &text) != nil {
				text = string(v)
			}
			args[k] = text
		}
		return args, token, nil
	}
	form, err := url.ParseQuery(string(body))
	for k := range form {
		args[k] = form.Get(k)
	}
	if t := args["token"]; t != "" {
		token = t
	}
	delete(args, "token")
	return args, token, err
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v) // a client that is gone needs no answer
}

func authTest(c call) (object, error) {
	return object{"url": c.http.URL + "/", "team": "Fictional", "team_id": Team, "user": "loggist", "user_id": BotUser, "bot_id": BotID}, nil
}

func userInfo(c call) (object, error) {
	u, ok := c.users[c.arg("user")]
	if !ok {
		return nil, refuse("user_not_found")
	}
	return object{"user": object{
		"id": u.ID, "name": u.Name, "team_id": Team, "deleted": u.Deleted, "is_restricted": u.Guest, "is_ultra_restricted": false, "is_bot": u.ID == BotUser,
	}}, nil
}
