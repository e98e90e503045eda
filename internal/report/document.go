package report

import (
	"strings"
	"time"
)

// Document is what is printed, in order, whatever the format.
type Document struct {
	// Marking stands on every page.
	Marking string
	Ref     string // CI-2027-0142, or the force for its own books
	Title   string
	Made    string // when and by whom
	At      time.Time
	// Sections in the order of reading.
	Sections []Section
	// Rows are the entries in one flat table, for spreadsheets.
	Rows []Row
	// Export is the signed record that the report was made from; File is what it is called beside the report.
	Export []byte
	File   string
}

// Section is one part of the report.
type Section struct {
	ID, Title string
	Lines     []string
	Figures   []Figure
	Entries   []Entry
	Tables    []Table
}

// Table is rows under headings. Widths are shares of the page's width; a column whose Code is set is set in a fixed pitch.
type Table struct {
	ID     string
	Title  string // of its own heading, empty for none
	Name   string // what it is of, for whoever comes to it by itself: its title, or that of its section
	Lines  []string
	Head   []string
	Rows   [][]string
	Widths []float64
	Code   int // the column that holds hashes, from 1; 0 for none
}

// Entry is an entry as it is read.
type Entry struct {
	ID           string // the anchor
	Number, Name string
	// Withheld is set when only its number and hash are shown, and then nothing else but Why is.
	Withheld bool
	Why      string

	Text  string
	Lines []string // what its kind adds
	After []string // what came of it
	// StruckText and StruckAll: the text, or with it all Lines, stand struck through.
	StruckText, StruckAll bool
	Late, Verified        string
	Said                  []string // what later entries say of it

	Verb     string // decided, given or happened, or what else its maker did: "Assessed"
	Maker    string
	Decided  Instant
	Recorded Instant
	Recorder string
}

// Happened says whose decision it is, or who said it, or that it happened.
func (e Entry) Happened() string {
	if e.Verb == happened {
		return e.Verb
	}
	return e.Verb + " by " + e.Maker
}

// Unverified reports whether its decision maker has not confirmed it.
func (e Entry) Unverified() bool { return strings.HasPrefix(e.Verified, "UNVERIFIED") }

// Instant is a time with the words for it.
type Instant struct {
	At    time.Time
	Words string
}

// Row is an entry in a spreadsheet.
type Row struct {
	Entry
	Kind, Hash string
	Decider    string // the name alone; Maker adds in which post, and how it was told
}
