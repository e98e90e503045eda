// Package slack is the adapter for Slack: it translates what people do there into [bot.Request] and what is to be said into
// messages, modals and the home tab, and decides nothing.
//
// # Ways in
//
// In socket mode (the default) it keeps two connections that it opens itself, so that one is always there while Slack
// replaces the other; no port is open to the outside. In HTTP mode [Platform.Handler] takes what Slack posts, if the
// signature over the raw body is right and no older than five minutes. Either way an act is answered within three seconds:
// the handler commits, then the answer is the acknowledgement. A request's ID says what was done and not how it was
// delivered: Slack delivers the same message again under new ids, minutes later, without saying so.
//
// # Ways out
//
// Every message carries a hash of its key in its metadata, and [Platform.Find] looks for it in the history: Slack's posts
// are not idempotent, and an answer that was lost may mean that it was taken. The library's own retries are off. What is
// longer than one message goes on in its thread. Rate limits are kept for each method and channel; a message that rings
// waits for nothing but its own channel.
//
// # Rooms
//
// Rooms are private channels. The adapter posts nothing into a channel that is public, shared with another workspace or
// has a guest in it: somebody whom users.info calls restricted, ultra restricted or a stranger, or who is of another workspace. Who they
// are is told with that the room is unfit (bot.Fitness), before that they joined, and again when they are others, so that all of them
// can be taken out; conversations.kick may refuse that, for as long as an owner does not let the app (Unauthorised) or for ever
// (Permanent). Rooms are looked at when the adapter begins to receive, for what happened while it did not; those that are unfit
// every quarter of a minute, since nothing is said there that would ask it.
package slack
