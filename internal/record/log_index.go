package record

import (
	"slices"
)

// index is what the log knows of its journal without opening a single sealed part: it is built from the records'
// headers at start and kept up with each record. It is guarded by Log.mu.
type index struct {
	n        uint64
	x        string
	heads    map[BookID]bookHead
	versions map[string]version
	at       map[string][]uint64 // incident → numbers of the records that touch it
	causes   map[digest]uint64
	lanes    map[string]LaneDue // what each lane wants, by the records
	grown    map[BookID]bool    // books with entries since takeGrown
}

type bookHead struct {
	seq   uint64
	hash  digest
	keyID string
}

type version struct {
	x string
	n uint64
}

func newIndex() *index {
	return &index{
		heads: map[BookID]bookHead{}, versions: map[string]version{}, at: map[string][]uint64{},
		causes: map[digest]uint64{}, lanes: map[string]LaneDue{}, grown: map[BookID]bool{},
	}
}

// plan decodes the headers of the records that come next and checks that they continue the log and the books. It
// changes nothing, so that nothing wrong is ever journaled. With an error it returns the headers of the records before the wrong one.
func (x *index) plan(recs []rawRecord) ([]*header, error) {
	heads := map[BookID]bookHead{}
	n, last := x.n, x.x
	out := make([]*header, 0, len(recs))
	for _, r := range recs {
		if r.N != n+1 {
			return out, errGap
		}
		if r.X != nextX(last, r.Bytes) {
			return out, errFork
		}
		h, err := decodeHeader(r)
		if err != nil {
			return out, err
		}
		for i := range h.Entries {
			e := &h.Entries[i]
			head, ok := heads[e.Book]
			if !ok {
				head = x.heads[e.Book]
			}
			if e.Seq != head.seq+1 || (head.seq > 0 && e.Prev != head.hash) {
				return out, &DamagedError{Where: "log", Book: e.Book.String(), Number: e.Seq, Record: r.N, What: "it does not continue its book"}
			}
			heads[e.Book] = bookHead{e.Seq, e.Hash, e.KeyID}
		}
		out = append(out, h)
		n, last = r.N, r.X
	}
	return out, nil
}

// add takes up a record that was planned.
func (x *index) add(h *header) {
	for i := range h.Entries {
		e := &h.Entries[i]
		x.heads[e.Book] = bookHead{e.Seq, e.Hash, e.KeyID}
		x.grown[e.Book] = true
	}
	for _, t := range h.touched() {
		x.versions[t] = version{h.X, h.N}
		x.at[t] = append(x.at[t], h.N)
	}
	for _, c := range h.Causes {
		if _, ok := x.causes[c]; !ok {
			x.causes[c] = h.N
		}
	}
	for _, l := range h.Lanes {
		if l.Due.IsZero() {
			delete(x.lanes, l.Lane)
		} else {
			x.lanes[l.Lane] = l
		}
	}
	x.n, x.x = h.N, h.X
}

// touched returns the incidents whose version the record moves, each once.
func (h *header) touched() []string {
	out := slices.Clone(h.Touched)
	slices.Sort(out)
	return slices.Compact(out)
}

// after returns the numbers of an incident's records after n.
func (x *index) after(incident string, n uint64) []uint64 {
	at := x.at[incident]
	i, _ := slices.BinarySearch(at, n+1)
	return slices.Clone(at[i:])
}

// madeBy returns the number of the record that one of the causes made, 0 when there is none.
func (x *index) madeBy(causes []digest) uint64 {
	for _, d := range causes {
		if n, ok := x.causes[d]; ok {
			return n
		}
	}
	return 0
}

// takeGrown returns the heads of the books that have grown since it was last called.
func (x *index) takeGrown() map[BookID]bookHead {
	out := make(map[BookID]bookHead, len(x.grown))
	for b := range x.grown {
		out[b] = x.heads[b]
	}
	clear(x.grown)
	return out
}
