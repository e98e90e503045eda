package say

import (
	"strings"

	"loggist/incident"
)

// Recorded is the reply to an act that was recorded, made from its entries alone, so that the same act delivered twice is
// answered alike. It repeats each number that matters and the first words.
func Recorded(v View, f *incident.Full, entries []incident.Entry) string {
	var out []string
	for i := range entries {
		e := &entries[i]
		if e.Book == incident.BookDelivery || e.Ref == "" {
			continue
		}
		out = append(out, "Recorded as entry "+incident.Number(e.Book, e.Seq)+".")
	}
	return strings.Join(out, "\n")
}
