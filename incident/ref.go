package incident

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Ref names an incident: CI-2026-0142, counted per calendar year (of the force's zone) without gaps.
type Ref string

// NewRef returns the reference of the n-th incident of a year.
func NewRef(year, n int) Ref { return Ref(fmt.Sprintf("CI-%04d-%04d", year, n)) }

// Parts returns the year and the number; ok is false when r is no reference.
func (r Ref) Parts() (year, n int, ok bool) {
	p := strings.Split(string(r), "-")
	if len(p) != 3 || p[0] != "CI" || len(p[1]) != 4 || len(p[2]) < 4 {
		return 0, 0, false
	}
	year, err1 := strconv.Atoi(p[1])
	n, err2 := strconv.Atoi(p[2])
	return year, n, err1 == nil && err2 == nil && n > 0
}

// Compare orders references by year and number.
func Compare(a, b Ref) int {
	ay, an, _ := a.Parts()
	by, bn, _ := b.Parts()
	return cmp.Or(cmp.Compare(ay, by), cmp.Compare(an, bn), cmp.Compare(a, b))
}

// Short is how people say it on the radio: 142.
func (r Ref) Short() string {
	_, n, ok := r.Parts()
	if !ok {
		return string(r)
	}
	return strconv.Itoa(n)
}

// RoomName is the name of the incident's open room; the second room's has -b added. Neither says what it is about.
func (r Ref) RoomName() string { return strings.ToLower(string(r)) }

// Number writes an entry number as people read it: 014, in the sensitive book S-014.
func Number(b Book, seq uint64) string {
	if b == BookSensitive {
		return fmt.Sprintf("S-%03d", seq)
	}
	return fmt.Sprintf("%03d", seq)
}

// Series is the letter of a numbered thing within a side.
type Series string

// The series of a side. In the sensitive book each is preceded by S-.
const (
	SeriesEscalation Series = "E"
	SeriesTask       Series = "NPT"
	SeriesReview     Series = "R"
	SeriesOffer      Series = "O" // a role offered; people do not see the number
)

// Name writes the number of a thing: E-1, in the sensitive book S-E-1.
func (s *Side) Name(series Series, n int) string {
	if s.Book == BookSensitive {
		return fmt.Sprintf("S-%s-%d", series, n)
	}
	return fmt.Sprintf("%s-%d", series, n)
}
