package incident

import "loggist/internal/force"

// Batch gathers the entries that one act makes, in order, and knows the numbers they will have. It changes no state.
type Batch struct {
	full                        *Full
	drafts                      []Draft
	entries                     map[Book]uint64
	escalations, tasks, reviews map[Book]int
	offers                      map[Book]int
}

// NewBatch starts an act on f.
func NewBatch(f *Full) *Batch {
	return &Batch{full: f, entries: map[Book]uint64{}, escalations: map[Book]int{}, tasks: map[Book]int{}, reviews: map[Book]int{}, offers: map[Book]int{}}
}

// Add appends an entry and returns the number that it will have in its book.
func (b *Batch) Add(d Draft) uint64 {
	b.entries[d.Book]++
	b.drafts = append(b.drafts, d)
	return b.full.NextIn(d.Book) + b.entries[d.Book] - 1
}

// NextEscalation reserves the number of the next escalation for an entry of this batch.
func (b *Batch) NextEscalation(book Book) int {
	b.escalations[book]++
	return len(b.full.Side(book).Escalations) + b.escalations[book]
}

// NextTask reserves the number of the next NPT task.
func (b *Batch) NextTask(book Book) int {
	b.tasks[book]++
	return len(b.full.Side(book).Tasks) + b.tasks[book]
}

// NextReview reserves the number of the next review.
func (b *Batch) NextReview(book Book) int {
	b.reviews[book]++
	return len(b.full.Side(book).Reviews) + b.reviews[book]
}

// NextOffer reserves the number of the next offer of a role.
func (b *Batch) NextOffer(book Book) int {
	b.offers[book]++
	return len(b.full.Open.Offers) + b.offers[book]
}

// Drafts returns the entries in order.
func (b *Batch) Drafts() []Draft { return b.drafts }

// Empty reports whether nothing was added.
func (b *Batch) Empty() bool { return len(b.drafts) == 0 }

// Person is p of the directory as an entry names him.
func Person(p force.Person) Who { return Who{ID: p.ID, Name: p.Label()} }
