package slacktest

import (
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"
)

// View is a modal or a home tab as a person sees it.
type View struct {
	ID, Hash, User, Type, Title, Submit string
	PrivateMetadata, CallbackID         string
	Blocks                              []slack.Block
	Errors                              map[string]string // under the inputs, by block id
	Closed                              bool
	act                                 *Act
}

type viewRequest struct {
	Type            string                 `json:"type"`
	Title           *slack.TextBlockObject `json:"title"`
	Submit          *slack.TextBlockObject `json:"submit"`
	Close           *slack.TextBlockObject `json:"close"`
	Blocks          json.RawMessage        `json:"blocks"`
	PrivateMetadata string                 `json:"private_metadata"`
	CallbackID      string                 `json:"callback_id"`
}

// readView checks a view as Slack does.
func readView(raw string) (*View, error) {
	var r viewRequest
	if err := json.Unmarshal([]byte(raw), &r); err != nil {
		return nil, refuse("invalid_arguments")
	}
	blocks, err := readBlocks(string(r.Blocks), 100)
	if err != nil {
		return nil, refuse("invalid_arguments")
	}
	v := &View{Type: r.Type, Blocks: blocks, PrivateMetadata: r.PrivateMetadata, CallbackID: r.CallbackID}
	if units(r.PrivateMetadata) > 3000 || units(r.CallbackID) > 255 || units(raw) > 250<<10 {
		return nil, refuse("invalid_arguments")
	}
	if r.Type == "home" {
		return v, nil
	}
	if !isText(r.Title, 1, 24) || r.Submit != nil && !isText(r.Submit, 1, 24) || r.Close != nil && !isText(r.Close, 1, 24) {
		return nil, refuse("invalid_arguments")
	}
	v.Title = unescape(r.Title.Text)
	if r.Submit != nil {
		v.Submit = unescape(r.Submit.Text)
	}
	for _, b := range blocks {
		if _, input := b.(*slack.InputBlock); input && v.Submit == "" {
			return nil, refuse("invalid_arguments") // a modal with inputs has a button that sends it
		}
	}
	return v, nil
}

func openView(c call) (object, error) {
	t := c.triggers[c.arg("trigger_id")]
	switch {
	case t == nil:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case c.at.After(t.until):
		return nil, refuse("expired_trigger_id")
	}
	v, err := readView(c.arg("view"))
	if err != nil {
		return nil, err
	}
	t.used = true
	v.ID, v.Hash, v.User, v.act = c.id("V"), c.ts(), t.user, t.act
	c.views[v.ID] = v
	t.act.show(Shown{View: v})
	return object{"view": object{"id": v.ID, "hash": v.Hash}}, nil
}

func updateView(c call) (object, error) {
	old := c.views[c.arg("view_id")]
	if old == nil || old.Closed {
		return nil, refuse("not_found")
	}
	if h := c.arg("hash"); h != "" && h != old.Hash {
		return nil, refuse("hash_conflict")
	}
	v, err := readView(c.arg("view"))
	if err != nil {
		return nil, err
	}
	c.replace(old, v)
	return object{"view": object{"id": old.ID, "hash": old.Hash}}, nil
}

// replace puts another content into an open view. The lock is held.
func (s *Server) replace(old, v *View) {
	id, user, act := old.ID, old.User, old.act
	*old = *v
	old.ID, old.Hash, old.User, old.act = id, s.ts(), user, act
}

func publishView(c call) (object, error) {
	user := c.arg("user_id")
	if _, ok := c.users[user]; !ok {
		return nil, refuse("user_not_found")
	}
	v, err := readView(c.arg("view"))
	if err != nil {
		return nil, err
	}
	v.ID, v.Hash, v.User = c.id("V"), c.ts(), user
	c.home[user] = v
	return object{"view": object{"id": v.ID}}, nil
}

// object is a view as a payload carries it; values are what a person filled in, by block and action.
func (v *View) object(values map[string]map[string]object) object {
	return object{
		"id": v.ID, "hash": v.Hash, "type": v.Type, "team_id": Team, "app_id": AppID, "private_metadata": v.PrivateMetadata, "callback_id": v.CallbackID,
		"blocks": v.Blocks, "state": object{"values": values}, "title": object{"type": "plain_text", "text": v.Title},
	}
}

// fill makes the state of a view from what a person typed, by block id. It answers false with the ids of required
// inputs that were left empty: the person's own client refuses to send those.
func (v *View) fill(typed map[string]string) (map[string]map[string]object, []string) {
	state, missing := map[string]map[string]object{}, []string(nil)
	for _, b := range v.Blocks {
		in, ok := b.(*slack.InputBlock)
		if !ok {
			continue
		}
		value, set := typed[in.BlockID]
		var id string
		var o object
		switch e := in.Element.(type) {
		case *slack.PlainTextInputBlockElement:
			if !set {
				value = e.InitialValue
			}
			id, o = e.ActionID, object{"type": "plain_text_input", "value": any(value)}
			if value == "" {
				o["value"] = nil
			}
		case *slack.RadioButtonsBlockElement:
			id, o = e.ActionID, choose("radio_buttons", e.Options, e.InitialOption, value, set)
		case *slack.SelectBlockElement:
			id, o = e.ActionID, choose("static_select", e.Options, e.InitialOption, value, set)
		}
		if !in.Optional && o["value"] == nil && o["selected_option"] == nil {
			missing = append(missing, in.BlockID)
		}
		state[in.BlockID] = map[string]object{id: o}
	}
	return state, missing
}

func choose(kind string, options []*slack.OptionBlockObject, first *slack.OptionBlockObject, value string, set bool) object {
	o := object{"type": kind, "selected_option": nil}
	if !set && first != nil {
		value = first.Value
	}
	for _, x := range options {
		if x.Value == value || strings.EqualFold(unescape(x.Text.Text), value) {
			o["selected_option"] = object{"value": x.Value, "text": x.Text}
		}
	}
	return o
}

// submitted does what the answer to a view_submission says. The lock is held.
func (s *Server) submitted(v *View, a *Act, body []byte) {
	var r struct {
		Action string            `json:"response_action"`
		View   json.RawMessage   `json:"view"`
		Errors map[string]string `json:"errors"`
	}
	if len(body) > 0 && json.Unmarshal(body, &r) != nil {
		a.show(Shown{Failed: "We had some trouble connecting. Try again?"})
		return
	}
	switch r.Action {
	case "errors":
		for id := range r.Errors {
			if !v.hasInput(id) {
				a.show(Shown{Failed: "We had some trouble connecting. Try again?"})
				return
			}
		}
		v.Errors = r.Errors
		a.show(Shown{View: v, Errors: r.Errors})
	case "update":
		next, err := readView(string(r.View))
		if err != nil {
			a.show(Shown{Failed: "We had some trouble connecting. Try again?"})
			return
		}
		s.replace(v, next)
		text, _ := Reading(v.Blocks)
		a.show(Shown{View: v, Text: text, Blocks: v.Blocks})
	default: // empty or clear
		v.Closed = true
		a.show(Shown{ViewClosed: true})
	}
}

func (v *View) hasInput(id string) bool {
	for _, b := range v.Blocks {
		if in, ok := b.(*slack.InputBlock); ok && in.BlockID == id {
			return true
		}
	}
	return false
}
