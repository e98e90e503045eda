package record

import (
	"crypto/sha256"
	"errors"
	"path/filepath"
	"slices"

	"loggist/internal/seal"
)

// explain adds to a damaged frame which book and number it is about: what a reader of the error wants to know. It is a
// best effort on bytes that are known to be broken, and never changes what was found.
func (j *journal) explain(err error) error {
	var d *DamagedError
	if !errors.As(err, &d) || d.Book != "" || d.place == nil {
		return err
	}
	p := *d.place
	data, rerr := readFile(j.fsys, filepath.Join(j.dir, segmentName(p.seg+1)), 1<<32)
	if rerr != nil || p.at > int64(len(data)) {
		return err
	}
	rest := data[p.at:]
	next, later := len(rest), 0
	if _, at, ok := nextGood(rest, 1); ok {
		next = at
	}
	if _, _, ok := parseFrame(rest); !ok {
		later = next
	}
	heads := j.headsScanned()
	if b, seq, ok := blame(rest[:next], heads); ok {
		d.Book, d.Number = b.String(), seq
	} else if b, seq, ok := gap(append(rest[later:], j.segmentsAfter(p.seg)...), heads); ok {
		d.Book, d.Number = b.String(), seq
	}
	return err
}

// segmentsAfter returns the next segment's bytes, in which a book that lost its end shows a gap.
func (j *journal) segmentsAfter(seg int) []byte {
	data, err := readFile(j.fsys, filepath.Join(j.dir, segmentName(seg+2)), 1<<32)
	if err != nil {
		return nil
	}
	return data
}

// headsScanned returns the last number of each book in what could be read.
func (j *journal) headsScanned() map[BookID]uint64 {
	heads := map[BookID]uint64{}
	_ = j.scan(1, func(r rawRecord) error {
		h, err := decodeHeader(r)
		if err != nil {
			return err
		}
		for i := range h.Entries {
			heads[h.Entries[i].Book] = h.Entries[i].Seq
		}
		return nil
	})
	return heads
}

// blame reads a broken frame's own header, and returns the first entry in it whose hash does not fit, or else its first
// entry.
func blame(b []byte, heads map[BookID]uint64) (BookID, uint64, bool) {
	if len(b) < frameHead+payloadMin {
		return BookID{}, 0, false
	}
	// What was cut off is read as zeros: a length that points past the end is still a length.
	body := append(slices.Clone(b[frameHead+payloadMin:]), make([]byte, saltLen+maxBody+seal.Overhead)...)
	rd := reader{b: body}
	if string(rd.raw(len(recordMagic))) != recordMagic || len(rd.raw(1)) != 1 {
		return BookID{}, 0, false
	}
	rd.incident()
	for range rd.count(maxTouched) {
		rd.incident()
	}
	for range rd.count(maxCauses) {
		rd.digest()
	}
	for range rd.count(maxLanes) {
		rd.lane()
	}
	var list []entryHeader
	for range rd.count(maxEntries) {
		e := rd.entry()
		if rd.bad {
			break
		}
		list = append(list, e)
	}
	if len(list) == 0 || list[0].Seq != heads[list[0].Book]+1 {
		return BookID{}, 0, false // what is read there is not to be believed
	}
	rd.private()
	for _, e := range list {
		e.Sealed = rd.raw(e.sealedLen)
		if e.Seq != heads[e.Book]+1 || rd.bad {
			break
		}
		heads[e.Book] = e.Seq
		if (link{e.Book.String(), e.Seq, e.Prev, e.Commit, sha256.Sum256(e.Sealed)}).hash() != e.Hash {
			return e.Book, e.Seq, true
		}
	}
	return list[0].Book, list[0].Seq, true
}

// gap looks through the good frames that follow for the first book that goes on later than it should.
func gap(b []byte, heads map[BookID]uint64) (BookID, uint64, bool) {
	for len(b) > 0 {
		f, size, ok := parseFrame(b)
		if !ok {
			return BookID{}, 0, false
		}
		b = b[size:]
		if f.kind != kindRecord {
			continue
		}
		h, err := decodeHeader(f.record())
		if err != nil {
			return BookID{}, 0, false
		}
		for i := range h.Entries {
			e := &h.Entries[i]
			if e.Seq != heads[e.Book]+1 {
				return e.Book, heads[e.Book] + 1, true
			}
			heads[e.Book] = e.Seq
		}
	}
	return BookID{}, 0, false
}
