//go:build server

// Package mattermost pins the Mattermost server that the end-to-end tests run against, in a module of its own: it is a
// program that tests start, and nothing of it is ever linked into Loggist.
//
//	go build -tags server github.com/mattermost/mattermost-server/v6/cmd/mattermost
//
// bot/mattermost/mattermosttest builds and runs it.
package mattermost

import _ "github.com/mattermost/mattermost-server/v6/cmd/mattermost" // keeps it, and what it needs, in go.mod
