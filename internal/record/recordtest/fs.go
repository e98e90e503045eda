// Package recordtest holds what tests of the record, and of all that stands on it, need: file systems that fail and
// lose power, and the suites that every store passes.
package recordtest
