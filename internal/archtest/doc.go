// Package archtest keeps rules that rot: which package may import which (with the reason), that every package says in one
// comment what it is, which calls are forbidden, how long a file may be. It has tests only.
package archtest
