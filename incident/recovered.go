package incident

import "fmt"

// Renumbered says that an entry which was shown under one number was lost in a failover of the store, and stands in the book
// again under another. Entries that were never shown have no old number.
type Renumbered struct {
	Book     Book
	Old, New uint64
}

// Recover notes what record n of the log brought back, and has it announced in the rooms of its side: a number that people
// were told never changes silently.
func (f *Full) Recover(n uint64, list []Renumbered) {
	for _, r := range list {
		if r.Book == BookDelivery || r.Old == r.New {
			continue
		}
		s := f.Side(r.Book)
		s.recovered[n] = append(s.recovered[n], r)
		s.inRooms(RecoveredKey(n), ClassPost, r.New)
	}
}

// RecoveredKey is the announcement of what record n of the log brought back.
func RecoveredKey(n uint64) string { return fmt.Sprintf("%s%d", recoveredKind, n) }

const recoveredKind = "recovered/"

// Recovered returns what record n of the log brought back to this side.
func (s *Side) Recovered(n uint64) []Renumbered { return s.recovered[n] }
