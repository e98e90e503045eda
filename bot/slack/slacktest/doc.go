// Package slacktest is a stand-in for Slack: Web API, socket mode, slash commands, interactivity and events over real
// HTTP and WebSocket connections on loopback. It does on purpose the unpleasant things that Slack does: redelivers under
// new ids, drops answers, limits rates in three shapes, closes connections, lets triggers expire. Its README says what of
// Slack it keeps, where each behaviour is documented, and what it does not do. Only tests import it.
package slacktest
