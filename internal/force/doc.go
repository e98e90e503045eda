// Package force says who a police force is: its people, posts, roster,
// neighbourhood teams, ladder and settings, and how all that is read from its
// configuration.
//
// Everything here is data and look-ups. A *Force is immutable once made by
// [New]: it may be shared by any number of goroutines, and a change of
// people.csv or of the roster is a new Force ([Force.With]). Nothing here reads
// the clock, and nothing does I/O except [LoadConfig] and what it calls.
//
// Authority goes by post and rank, never by name. A post is a place that is
// always held by somebody (the on-call Superintendent); the roster says by
// whom, at an instant, and [Force.OnDuty] is the only thing that reads it.
package force
