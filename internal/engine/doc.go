// Package engine is the one place where pure code and I/O meet.
//
// Three things happen in it, each to one incident at a time, under that incident's lock: a person's request becomes
// entries and an answer (handle.go); a timer that is due becomes entries (fire.go); what a room or a person still has to be
// sent is sent and receipted (send.go). All three end in commit.go, which is the only place that writes.
//
// State is folded from the journal alone (states.go). Before a commit the new entries are applied to find out what falls
// due and what has to be sent; when the commit fails, that state is thrown away and folded again, so nothing that was not
// recorded is ever shown.
package engine
