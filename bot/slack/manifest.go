package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Slash is a slash command as the manifest declares it.
type Slash struct {
	Name string // without its stroke
	Hint string // what follows it
	What string
}

// Need is something that the app is granted, and why.
type Need struct{ Name, Reason string }

// Scopes are all that the bot token needs, each with its reason. There is no other.
var Scopes = []Need{
	{"app_mentions:read", "a command typed as “@Loggist decision …”, where there are no slash commands (threads)"},
	{"bookmarks:read", "to change the link above a room instead of adding another"},
	{"bookmarks:write", "the link above a room to where the incident stands"},
	{"channels:read", "to notice that a room was made public, and stop"},
	{"chat:write", "to post, to edit its own posts, and to answer one person privately"},
	{"commands", "slash commands"},
	{"files:read", "to take the SHA-256 of a file whose message somebody has logged; it is read once, and kept nowhere"},
	{"groups:history", "to look for its own message before sending it again, and to read a message that mentions it"},
	{"groups:read", "to see whether a room is private, shared, or has a guest in it, and who joins or leaves"},
	{"groups:write", "to open an incident's private room, invite, remove, set its topic, close it"},
	{"im:history", "answers in a person's own conversation with it, such as “accept”; and to look for its own message there"},
	{"im:read", "to know a conversation with it from other channels"},
	{"im:write", "to ring a person"},
	{"pins:write", "to keep the incident's card at the top"},
	{"reactions:read", "to log the message that somebody marks with the emoji chosen for it"},
	{"users:read", "to tell a guest, a stranger or a closed account from a member"},
}

// AppScopes are those of the app-level token in socket mode.
var AppScopes = []Need{{"connections:write", "to open the connections over which everything arrives: no port is open to the outside"}}

// Events are those that the app hears.
var Events = []Need{
	{"app_home_opened", "the person's own board"},
	{"app_mention", "a command where there are no slash commands"},
	{"channel_shared", "a room was shared with another organisation: nothing more is said there"},
	{"channel_unshared", "it no longer is"},
	{"group_archive", "a room was archived: nothing arrives there"},
	{"group_deleted", "a room is gone"},
	{"group_left", "the app was taken out of a room"},
	{"group_unarchive", "a room can be used again"},
	{"member_joined_channel", "somebody was put into a room by Slack's own button: it is an entry"},
	{"member_left_channel", "somebody left a room: it is an entry"},
	{"message.groups", "what is typed in a room and looks like a command; a message that was logged and then changed; a room made public"},
	{"message.im", "answers in a person's own conversation"},
	{"reaction_added", "a message is to be logged"},
	{"reaction_removed", "a mark was taken off: the entry is withdrawn and stays"},
}

// ManifestOptions say what differs between installations.
type ManifestOptions struct {
	Mode Mode
	// URL is where Slack posts in HTTP mode.
	URL      string
	Commands []Slash
}

// limits of a manifest, as Slack's reference gives them.
const (
	manifestName, manifestShort          = 35, 140
	manifestLongLeast, manifestLongMost  = 174, 4000
	manifestCommand, manifestDescription = 32, 2000
	manifestHint                         = 1000
)

const (
	appName  = "Loggist"
	appShort = "Keeps the decision log of critical incidents, asks the next post when nobody answers, and rings when a review is due."
	appLong  = "Loggist is the loggist of a critical incident, in the room: officers type slash commands and it writes numbered entries that " +
		"nobody can edit, opens escalations that climb until somebody accepts, gives neighbourhood policing teams their tasks, and rings " +
		"when a review is due. Everything it records is disclosable. It is an app of this force alone and is not distributed."
)

// Manifest is the app's manifest, in JSON, as Slack's page "From a manifest" takes it. It is the same for the same options.
func Manifest(o ManifestOptions) ([]byte, error) {
	if o.Mode == HTTP && o.URL == "" {
		return nil, fmt.Errorf("manifest: HTTP mode needs the address at which Slack reaches this service (--url https://…)")
	}
	url := o.URL
	if o.Mode == Socket {
		url = ""
	}
	var slashs []map[string]any
	for _, c := range o.Commands {
		m := map[string]any{"command": "/" + c.Name, "description": clip(c.What, manifestDescription), "should_escape": true}
		if c.Hint != "" {
			m["usage_hint"] = clip(c.Hint, manifestHint)
		}
		if url != "" {
			m["url"] = url
		}
		slashs = append(slashs, m)
	}
	events := map[string]any{"bot_events": names(Events)}
	interactivity := map[string]any{"is_enabled": true}
	if url != "" {
		events["request_url"], interactivity["request_url"] = url, url
	}
	m := map[string]any{
		"_metadata":           map[string]any{"major_version": 1},
		"display_information": map[string]any{"name": appName, "description": appShort, "long_description": appLong, "background_color": "#1d3557"},
		"features": map[string]any{
			"app_home": map[string]any{"home_tab_enabled": true, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false},
			"bot_user": map[string]any{"display_name": appName, "always_online": true},
			"shortcuts": []map[string]any{{
				"name": "Log that", "type": "message", "callback_id": captureCallback, "description": "Log this message as it stands, with its author and time.",
			}},
			"slash_commands": slashs,
		},
		"oauth_config": map[string]any{"scopes": map[string]any{"bot": names(Scopes)}},
		"settings": map[string]any{
			"event_subscriptions": events, "interactivity": interactivity, "socket_mode_enabled": o.Mode == Socket,
			"org_deploy_enabled": false, "token_rotation_enabled": false,
		},
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return b.Bytes(), nil
}

func names(needs []Need) []string {
	out := make([]string, len(needs))
	for i, n := range needs {
		out[i] = n.Name
	}
	return out
}
