package mattermosttest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// hook answers a command later: five times, for half an hour.
type hook struct {
	channel, user string
	left          int
	until         time.Time
}

// dialogWithin is how long after what a person did a dialog may open.
const dialogWithin = 3 * time.Second

func (s *standIn) config(*call) (any, *model.AppError) {
	key, err := publicKey(s.key)
	if err != nil {
		return nil, refusal(http.StatusInternalServerError, err.Error())
	}
	return map[string]string{"AsymmetricSigningPublicKey": base64.StdEncoding.EncodeToString(key)}, nil
}

func (s *standIn) makeCommand(c *call) (any, *model.AppError) {
	var x model.Command
	e := c.body(&x)
	s.mu.Lock()
	defer s.mu.Unlock()
	x.Id, x.Token, x.CreatorId = model.NewId(), model.NewId(), c.user
	s.commands = append(s.commands, &x)
	return &x, e
}

// execute carries out a slash command: its callback is called, and what it answers is shown to whoever typed it.
func (s *standIn) execute(c *call) (any, *model.AppError) {
	var in model.CommandArgs
	if e := c.body(&in); e != nil {
		return nil, e
	}
	name, text, _ := strings.Cut(strings.TrimPrefix(in.Command, "/"), " ")
	trigger, e := s.trigger(c.user)
	if e != nil {
		return nil, e
	}
	s.mu.Lock()
	_, e = s.channel(in.ChannelId, c.user)
	i := slices.IndexFunc(s.commands, func(x *model.Command) bool { return x.Trigger == name && x.TeamId == in.TeamId })
	if e == nil && i < 0 {
		e = refusal(http.StatusNotFound, "api.command.execute_command.not_found.app_error")
	}
	if e != nil {
		s.mu.Unlock()
		return nil, e
	}
	command, id := s.commands[i], model.NewId()
	s.hooks[id] = &hook{in.ChannelId, c.user, 5, time.Now().Add(30 * time.Minute)}
	username := s.users[c.user].Username
	s.mu.Unlock()
	form := url.Values{
		"token": {command.Token}, "team_id": {in.TeamId}, "channel_id": {in.ChannelId}, "user_id": {c.user}, "user_name": {username},
		"command": {"/" + name}, "text": {text}, "trigger_id": {trigger}, "response_url": {s.web.URL + "/hooks/commands/" + id},
	}
	var answer model.CommandResponse
	if e := s.callback(command.URL, "application/x-www-form-urlencoded", []byte(form.Encode()), &answer); e != nil {
		return nil, e
	}
	s.alone(c.user, in.ChannelId, &answer)
	return &answer, nil
}

// hooked takes an answer to a command that comes later.
func (s *standIn) hooked(w http.ResponseWriter, r *http.Request) {
	var answer model.CommandResponse
	e := (&call{Request: r}).body(&answer)
	s.mu.Lock()
	h := s.hooks[r.PathValue("hook")]
	if e == nil && (h == nil || h.left == 0 || time.Now().After(h.until)) {
		e = errNotFound
	}
	if e == nil {
		h.left--
	}
	s.mu.Unlock()
	if e == nil {
		s.alone(h.user, h.channel, &answer)
	}
	give(w, ok, e)
}

// alone shows a person what nobody else sees.
func (s *standIn) alone(user, channel string, a *model.CommandResponse) {
	if a.Text == "" && a.Attachments == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	x := &model.Post{ChannelId: channel, UserId: user, Message: a.Text, Type: model.PostTypeEphemeral}
	if a.Attachments != nil {
		x.AddProp(model.PostPropsAttachments, a.Attachments)
	}
	x.PreSave()
	s.shown[x.Id] = x
	s.tellOne(user, about(model.WebsocketEventEphemeralMessage, x))
}

// press calls what a button is for. Neither knows its token, and the trigger alone is signed.
func (s *standIn) press(c *call) (any, *model.AppError) {
	trigger, e := s.trigger(c.user)
	if e != nil {
		return nil, e
	}
	s.mu.Lock()
	x := s.post(c.PathValue("post"))
	if x == nil {
		x = s.shown[c.PathValue("post")]
	}
	var does *model.PostActionIntegration
	if x != nil {
		_, e = s.channel(x.ChannelId, c.user)
		for _, a := range x.Attachments() {
			for _, b := range a.Actions {
				if b.Id == c.PathValue("action") {
					does = b.Integration
				}
			}
		}
	}
	s.mu.Unlock()
	if e == nil && does == nil {
		e = errNotFound
	}
	if e != nil {
		return nil, e
	}
	body, _ := json.Marshal(model.PostActionIntegrationRequest{
		UserId: c.user, ChannelId: x.ChannelId, PostId: x.Id, TriggerId: trigger, Type: model.PostActionTypeButton, Context: does.Context,
	})
	var answer model.PostActionIntegrationResponse
	if e := s.callback(does.URL, "application/json", body, &answer); e != nil {
		return nil, e
	}
	s.alone(c.user, x.ChannelId, &model.CommandResponse{Text: answer.EphemeralText})
	return ok, nil
}

// openDialog opens a dialog before whoever a trigger is of, within three seconds of what he did.
func (s *standIn) openDialog(c *call) (any, *model.AppError) {
	var in model.OpenDialogRequest
	if e := c.body(&in); e != nil {
		return nil, e
	}
	_, user, e := in.DecodeAndVerifyTriggerId(s.key, dialogWithin)
	if e != nil {
		return nil, e
	}
	if err := in.IsValid(); err != nil {
		return nil, refusal(http.StatusBadRequest, err.Error())
	}
	event := model.NewWebSocketEvent(model.WebsocketEventOpenDialog, "", "", user, nil, "")
	text, _ := json.Marshal(in)
	event.Add("dialog", string(text))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tellOne(user, event)
	return ok, nil
}

func (s *standIn) submitDialog(c *call) (any, *model.AppError) {
	var in model.SubmitDialogRequest
	if e := c.body(&in); e != nil {
		return nil, e
	}
	s.mu.Lock()
	_, e := s.channel(in.ChannelId, c.user)
	s.mu.Unlock()
	if e != nil {
		return nil, e
	}
	to := in.URL
	in.URL, in.UserId, in.Type = "", c.user, "dialog_submission"
	body, _ := json.Marshal(in)
	var answer model.SubmitDialogResponse
	if e := s.callback(to, "application/json", body, &answer); e != nil {
		return nil, e
	}
	return &answer, nil
}

func (s *standIn) trigger(user string) (string, *model.AppError) {
	_, trigger, e := model.GenerateTriggerId(user, s.key)
	return trigger, e
}

// callback calls an integration and reads its answer.
func (s *standIn) callback(to, kind string, body []byte, answer any) *model.AppError {
	resp, err := http.Post(to, kind, bytes.NewReader(body))
	if err != nil {
		return refusal(http.StatusInternalServerError, "api.command.execute_command.failed.app_error")
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || json.NewDecoder(resp.Body).Decode(answer) != nil {
		return refusal(http.StatusInternalServerError, "api.command.execute_command.failed_resp.app_error")
	}
	return nil
}
