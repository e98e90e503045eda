// Package reminders is what time does: given the state of an incident and the instant that it is, it says what is due,
// who is asked and when it is next their turn. It is pure. Nothing here reads a clock, starts a goroutine, keeps anything
// or sends anything; the engine claims a lane, asks this package, and commits the entries that it answers with.
//
// # Schedules
//
// A Schedule says when a review is due. It is written in one line, which is what the record keeps:
//
//	once 2027-03-28T01:00:00Z
//	every 4h from 2027-03-27T18:00:00Z
//	daily 0800 Europe/London
//	cron 0 8,20 * * * Europe/London
//
// Two meanings of repeating are kept apart (R5.7). `every` is elapsed time: a grid laid down once, from which it never drifts,
// whatever is late and whatever the clocks do. `daily`, and a cron line whose hours are fixed, is the clock on the wall of its zone:
//
//	the time is skipped (0130 on 28 March 2027 in London)   fires at the jump, 0200 hrs BST
//	the time comes twice (0130 on 31 October 2027)          fires once, at the first, 0130 hrs BST
//
// A cron line whose hour is `*` or has a step means "all day long" and so runs by elapsed time: it fires at every instant at which
// the wall shows a matching time, in both 0130s and in no skipped one. Its spacing is then even for `*`, and once a year an hour
// wider for `*/2`: ChangeNight tells, so that the person who sets it is told.
//
// Nothing repeats more often than every 15 minutes (MinSpacing).
//
// # Ladders
//
// An escalation climbs a ladder of posts, frozen when it opens, until somebody accepts it or a person ends it with a reason.
// Given the escalation, the roster and now, a step is one of these, and each is an entry that carries the next instant:
//
//	the wait ran out, repeats are left      the rung is asked again, without who has acknowledged
//	the wait ran out                        the next rung that has anybody to ask; the empty ones are entries
//	a ping failed, no receipt in 60 s       the next contact of the post (its deputies), else the next rung, at once
//	declined by all, handed back            the same
//	the top did not answer                  a round is over: an alarm in the room, and round again, three times at once, then hourly, after
//	                                        24 h at each start of a shift; a round in which nobody could be reached waits first
//	the holder made no entry                he is asked once; then it is open again at his rung
//
// The wait runs from the receipt of the first ping that was sent. After a time without service a rung that was never asked is asked
// together with the next, and no more than that pair. Whoever asked for an escalation is never asked in it.
//
// Due instants that a person was promised are kept in entries. They are never computed again from a spec, so a new tzdata moves no
// promise; a Schedule is asked for the next firing only when the one before has been dealt with.
package reminders
