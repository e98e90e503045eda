// Package commands is what people ask: one file per slash command with its question struct and its pure Run, the grammar
// in which it is typed, the forms that are made from it, and help. It decides nothing about how a platform looks and does
// no I/O.
package commands
