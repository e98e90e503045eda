// Package report makes the report of an incident, or of a book of the force, from entries that were folded and checked: the
// accessible master in HTML, the same as PDF for the court, and CSV for spreadsheets. It is pure: the same Input gives the
// same bytes.
//
// A [Document] is one list of sections, made of lines, entries, tables and figures; each format lays any of them out without
// knowing what they are about. Entries are told in the words of their posts (say.Tell), whatever their kind, so a new kind of
// entry is in the report without a line here; a kind without words of its own, also one that a newer version wrote, is told
// by its fields.
//
// A redacted report is made from a state in which the withheld entries have no words (incident.WithoutWords): nothing that
// is derived from them can say what they said.
package report
