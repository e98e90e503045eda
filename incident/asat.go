package incident

import "time"

// AsAt is what was known of an incident at an instant: its entries recorded until then, folded. Words that have left the chat since
// stay out of it. What became of messages is not part of it: it says what was recorded, asked and open.
func (f *Full) AsAt(at time.Time) *Full {
	then := New(f.Open.Ref)
	for _, side := range []*Side{&f.Open.Side, f.Sensitive} {
		for _, l := range side.Lines {
			if l.RecordedAt.After(at) {
				break // recorded-at never goes back
			}
			then.Apply(l.Entry)
		}
	}
	for _, side := range []*Side{&f.Open.Side, f.Sensitive} {
		for _, l := range then.Side(side.Book).Lines {
			if now, ok := side.Line(l.Seq); ok && now.Removed && !l.Removed {
				e := now.Entry
				then.Side(side.Book).remove(l, &e)
			}
		}
	}
	return then
}
