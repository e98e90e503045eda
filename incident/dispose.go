package incident

import "time"

// DisposalAsked asks in the force's register that the words of an incident be disposed of (R2.10, R4.6). It disposes of
// nothing: a second person has to approve it, with the code that the first was given.
type DisposalAsked struct {
	Ref       Ref    `json:"ref"`
	By        Who    `json:"by"`
	Authority string `json:"authority"`
	Reason    string `json:"reason"`
	// Code is the SHA-256, in hex, of the code that the second person types.
	Code string `json:"code"`
	// Until is when the request lapses.
	Until time.Time `json:"until"`
}

// Disposed says that the data keys of an incident's books are destroyed: what is left of it are numbers, hashes, and this
// entry. It is recorded before the first key goes, so that whoever is cut short finishes it. What was said is not in it.
type Disposed struct {
	Ref Ref `json:"ref"`
	// Asked and Approved are the two people; Request is the entry of the register that asked.
	Asked     Who           `json:"asked"`
	Approved  Who           `json:"approved"`
	Request   uint64        `json:"request"`
	Authority string        `json:"authority"`
	Reason    string        `json:"reason"`
	Books     []BookRemains `json:"books"`
}

// BookRemains is what stays of a book: how many entries it had and the hash of the last.
type BookRemains struct {
	Book    Book   `json:"book"`
	Entries uint64 `json:"entries"`
	Head    string `json:"head"`
}

// Kind is "disposal-asked".
func (*DisposalAsked) Kind() string { return "disposal-asked" }

// Kind is "disposed".
func (*Disposed) Kind() string { return "disposed" }

func (*DisposalAsked) apply(*Side, *Entry) {}
func (*Disposed) apply(*Side, *Entry)      {}

func (d *DisposalAsked) register(r *Register, e *Entry) {
	r.disposals[d.Ref] = Disposal{DisposalAsked: *d, Entry: e.Seq, AskedAt: e.RecordedAt}
}

func (d *Disposed) register(r *Register, e *Entry) {
	s := r.disposals[d.Ref]
	s.Done, s.DoneAt = d, e.RecordedAt
	r.disposals[d.Ref] = s
}

// Disposal is where the disposal of an incident stands: asked for, or done.
type Disposal struct {
	DisposalAsked
	Entry   uint64
	AskedAt time.Time
	Done    *Disposed
	DoneAt  time.Time
}

// Disposal returns where the disposal of an incident stands; ok is false when nobody asked for it.
func (r *Register) Disposal(ref Ref) (d Disposal, ok bool) {
	d, ok = r.disposals[ref]
	return d, ok
}

// Disposed are the incidents whose words are disposed of, in the order of their opening.
func (r *Register) Disposed() []Ref {
	var out []Ref
	for _, ref := range r.Refs {
		if r.disposals[ref].Done != nil {
			out = append(out, ref)
		}
	}
	return out
}
