// Package bottest holds the conformance suite that every chat platform passes, and a platform in memory whose
// transcript is plain text.
//
// # The suite
//
// [Run] drives a [bot.Platform] through a [Fixture]: the platform under test, and a way to act and to look as a person
// does. It asserts what package bot promises and, of [bot.Traits], exactly what is declared: a trait that is declared and
// does not hold fails, and so does one that holds as long as nobody uses it.
//
// # The transcript
//
// [Memory] keeps everything in maps and writes down, in order, what people did and what they were shown:
//
//	2104 sgt.lee in control-room: /ci call neighbours accuse a man
//	     only sgt.lee sees:
//	       CI-2027-0001 is open.
//	       [Open room ci-2027-0001]
//	2104 room ci-2027-0001: Called
//	2104 insp.patel invited to ci-2027-0001
//	2104 post in ci-2027-0001:
//	       OFFICIAL-SENSITIVE · Recipients only; do not forward
//	       CI-2027-0001 called by PS Lee
//	2140 to insp.patel, rings:
//	       Escalation 0001/E-1 for you, Duty Inspector.
//	       [Accept escalation E-1]
package bottest
