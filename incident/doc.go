// Package incident is the domain: the entries of an incident's books, the state they fold to, what falls due, what has to
// be said to whom, and who may do what. It is pure: no I/O, no clock, no platform.
//
// # Entry, book, state
//
// An [Entry] is a fact that was recorded. Its [Body] is one of a closed set of kinds (kinds.go); fields of a kind are only
// ever added, and optional; a new meaning is a new kind ("decision/2"). Each incident has three books with gapless numbers
// of their own: open, sensitive and delivery (receipts of open business; receipts of sensitive business stand in the
// sensitive book). The force has a register. Nothing is edited or deleted: a correction is an entry that points at another.
//
// State is a fold of entries and nothing else. [Full] holds an [Open], which the open and delivery books alone make, and
// the sensitive [Side]. Whatever is shown in the open room takes an *Open, so nothing sensitive can reach it: a sensitive
// entry has no way to change an Open.
//
// # Time and messages
//
// Both are functions of state. [Side.Timers] collects every instant at which something is due; no command sets or cancels
// a timer. [Side.Pending] lists what a room or a person has still to be sent, by key and version; a [Receipt] is the cursor.
// Entries carry computed instants, never something to compute again.
//
// A State is not safe for concurrent use; whoever holds the incident's lock owns it.
package incident
