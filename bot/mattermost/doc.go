// Package mattermost is the adapter for Mattermost: it translates what people do there into [bot.Request] and what is to be
// said into posts, dialogues and buttons, and decides nothing.
//
// # Ways in
//
// The server posts slash commands, pressed buttons and sent dialogues to [Platform.Handler]. A command proves itself by the
// token that the server made for it. Buttons and dialogues prove nothing by themselves, and the state of a dialogue goes through
// the person's client: what we put into them is a sealed ticket that holds the act, the room, how long it is good for and, if it
// was shown to one person, that person; whatever comes without one is refused. Who typed or pressed is what the server signs: the
// trigger of a command or button names the person and the time, and one trigger is one act. A dialogue has none; its ticket is
// always for one person. That the person is in the room is asked of the server each time.
//
// # Ways out
//
// A post carries a hash of its key, as the pending id by which the server recognises the same post for half a minute, and in
// its properties, by which [Platform.Find] knows it for ever. Everything is one post: what is longer than the server takes
// goes on in attachments of it. What people typed means itself: nothing in it becomes markup, links or a mention.
//
// # Forms
//
// A dialogue is one step of at most five fields. A longer form goes on by a button in the person's own conversation, whose
// ticket holds, sealed and for an hour, what was typed so far; so nothing of it is kept here, and any process can go on.
//
// # Rooms
//
// Rooms are private channels of one team. The adapter posts nothing into a channel that is public, archived, or has a guest
// in it. Who is one is told with that the room is unfit (bot.Fitness), and again when they are others.
package mattermost
