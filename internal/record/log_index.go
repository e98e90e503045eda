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
	known    names              // what the maps above have for keys, kept once; of the writer, like plan
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
		causes: map[digest]uint64{}, lanes: map[string]LaneDue{}, grown: map[BookID]bool{}, known: names{},
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
		h := &header{}
		if err := h.read(r, x.known); err != nil {
			return out, err
		}
		if err := x.continues(h, heads); err != nil {
			return out, err
		}
		out = append(out, h)
		n, last = r.N, r.X
	}
	return out, nil
}

// continues checks that the entries continue their books, of which heads has those that are newer than the index's, and
// notes in heads how far they go.
func (x *index) continues(h *header, heads map[BookID]bookHead) error {
	for i := range h.Entries {
		e := &h.Entries[i]
		head, ok := heads[e.Book]
		if !ok {
			head = x.heads[e.Book]
		}
		if e.Seq != head.seq+1 || (head.seq > 0 && e.Prev != head.hash) {
			return &DamagedError{Where: "log", Book: e.name, Number: e.Seq, Record: h.N, What: "it does not continue its book"}
		}
		heads[e.Book] = bookHead{e.Seq, e.Hash, e.KeyID}
	}
	return nil
}

// indexing makes an index of the records that a journal finds while it is opened.
type indexing struct {
	x     *index
	head  header
	heads map[BookID]bookHead
	err   error // the first; what comes after it is left alone
}

func newIndexing() *indexing { return &indexing{x: newIndex(), heads: map[BookID]bookHead{}} }

// take takes up the next record, of which the journal has checked that it continues the one before.
func (g *indexing) take(r rawRecord) {
	if g.err != nil {
		return
	}
	if g.err = g.head.read(r, g.x.known); g.err != nil {
		return
	}
	clear(g.heads)
	if g.err = g.x.continues(&g.head, g.heads); g.err == nil {
		g.x.add(&g.head)
	}
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
	if len(h.Touched) < 2 {
		return h.Touched
	}
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
