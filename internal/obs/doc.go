// Package obs is how the process tells its operator what it does: one JSON line
// a happening, with a constant message and attributes of known names.
//
// No line carries content: no text of an entry, no name of a person, no token.
// What may be said is what has a constructor in attr.go; an incident is said by
// its reference, a person not at all. Lines are written at the edges only, and
// each error once, where it is handled.
//
// It also holds the numbers of the process, for Prometheus: every metric and all
// that its labels may say is declared in metrics.go (docs/adr/0042).
package obs
