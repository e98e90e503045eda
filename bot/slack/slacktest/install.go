package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// manifest is what an app declares of itself, as far as it matters here.
type manifest struct {
	Features struct {
		SlashCommands []struct {
			Command string `json:"command"`
		} `json:"slash_commands"`
		Shortcuts []struct {
			CallbackID string `json:"callback_id"`
		} `json:"shortcuts"`
		AppHome struct {
			HomeTabEnabled bool `json:"home_tab_enabled"`
		} `json:"app_home"`
	} `json:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			BotEvents []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			IsEnabled bool `json:"is_enabled"`
		} `json:"interactivity"`
		SocketMode bool `json:"socket_mode_enabled"`
	} `json:"settings"`
}

// Install installs the app as its manifest declares it: those scopes are granted, those events and commands are delivered, and no
// others.
func (s *Server) Install(b []byte) error {
	var m manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("install: %w", err)
	}
	if !m.Settings.Interactivity.IsEnabled {
		return errors.New("install: without interactivity no button works")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.app, s.scopes = &m, slices.Clone(m.OAuth.Scopes.Bot)
	return nil
}

// declared reports whether the app declares a slash command. The lock is held.
func (s *Server) declared(command string) bool {
	if s.app == nil {
		return true
	}
	for _, c := range s.app.Features.SlashCommands {
		if c.Command == command {
			return true
		}
	}
	return false
}

// subscribed reports whether the app hears events of this kind; those of messages are one for each kind of channel. The lock is held.
func (s *Server) subscribed(event object) bool {
	if s.app == nil {
		return true
	}
	name, _ := event["type"].(string)
	if name == "message" {
		kind, _ := event["channel_type"].(string)
		name = "message." + strings.Replace(kind, "group", "groups", 1)
		if kind == "channel" {
			name = "message.channels"
		}
	}
	if event["subtype"] == "channel_convert_to_public" {
		name = "message.groups" // the channel is private until then
	}
	return slices.Contains(s.app.Settings.Events.BotEvents, name)
}
