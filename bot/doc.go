// Package bot is what any chat platform looks like to Loggist: requests that come in, replies that only the asker sees,
// messages that leave, forms, rooms and the ways in which sending fails. It names no platform, and a platform's adapter
// (a directory below this one) sees nothing of Loggist but this package.
//
// # Ways in
//
// An adapter verifies what it was sent, turns it into a [Request] and hands it to the [Handler]. The [Reply] that comes
// back is shown to the asker alone. A Request's ID is the same each time the platform delivers the same act again, so the
// Handler can promise that an act is recorded once.
//
// # Ways out
//
// Everything else leaves as a [Message], one at a time for one room or one person, through [Platform.Send]. Send returns
// after the platform took the message (and, where the platform is ours, after it is on disk). A failed Send is a
// [*SendError] whose Class says what may be done next; Unknown means that the message may or may not have been taken, and
// is settled by [Finder] before anything is sent again.
package bot
