package record

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
)

// rawRecord is a record as the store holds it.
type rawRecord struct {
	N     uint64
	X     string // hex SHA-1, see nextX
	Bytes []byte
}

// A segment is frames one after another:
//
//	n 8 ‖ crc 4 ‖ length 4 ‖ length bytes          big endian; crc is CRC-32C of n, length and the bytes
//
// The bytes begin with the kind of the frame and its distance from the first frame that was made durable with it, so
// that after a power cut a hole in the last group, which nobody was told about, is told apart from damage:
//
//	kind 1 ‖ back 4 ‖ x 20 ‖ rest
//
// kindStart is the first frame of each segment: n and x of the last record before it, rest = version 1 ‖ segment 4 ‖
// how long the segment before it is 8. kindRecord: rest = the record. kindCut: every record after n is superseded.
const (
	kindStart  = 0
	kindRecord = 1
	kindCut    = 2

	frameHead  = 16
	payloadMin = 1 + 4 + 20
	maxFrame   = payloadMin + maxRecord

	segmentVersion = 1
	startLen       = payloadMin + 1 + 4 + 8
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type frame struct {
	n    uint64
	kind byte
	back uint32
	x    [20]byte
	rest []byte
}

func (f *frame) size() int64 { return frameHead + payloadMin + int64(len(f.rest)) }

func (f *frame) appendTo(b []byte) []byte {
	at := len(b)
	b = binary.BigEndian.AppendUint64(b, f.n)
	b = append(b, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(payloadMin+len(f.rest)))
	b = append(b, f.kind)
	b = binary.BigEndian.AppendUint32(b, f.back)
	b = append(b, f.x[:]...)
	b = append(b, f.rest...)
	binary.BigEndian.PutUint32(b[at+8:], frameCRC(b[at:]))
	return b
}

// frameCRC covers everything but itself.
func frameCRC(b []byte) uint32 {
	c := crc32.Update(0, castagnoli, b[:8])
	return crc32.Update(c, castagnoli, b[12:])
}

// parseFrame reads the frame at the start of b. When b is only too short for it, need is how long it would have to be;
// need 0 means that what is there is no frame at all.
func parseFrame(b []byte) (f frame, need int, ok bool) {
	if len(b) < frameHead {
		return f, frameHead, false
	}
	length := int(binary.BigEndian.Uint32(b[12:]))
	if length < payloadMin || length > maxFrame {
		return f, 0, false
	}
	if len(b) < frameHead+length {
		return f, frameHead + length, false
	}
	b = b[:frameHead+length]
	if binary.BigEndian.Uint32(b[8:]) != frameCRC(b) {
		return f, 0, false
	}
	p := b[frameHead:]
	f = frame{n: binary.BigEndian.Uint64(b), kind: p[0], back: binary.BigEndian.Uint32(p[1:]), rest: p[payloadMin:]}
	copy(f.x[:], p[5:payloadMin])
	return f, len(b), true
}

func startFrame(seg int, n uint64, x [20]byte, prevLen int64) frame {
	rest := []byte{segmentVersion}
	rest = binary.BigEndian.AppendUint32(rest, uint32(seg))
	rest = binary.BigEndian.AppendUint64(rest, uint64(prevLen))
	return frame{n: n, kind: kindStart, x: x, rest: rest}
}

// prevLen is how long the segment before was when this one was begun.
func (f *frame) prevLen() int64 { return int64(binary.BigEndian.Uint64(f.rest[5:])) }

// isStart reports whether f begins segment seg.
func (f *frame) isStart(seg int) bool {
	return f.kind == kindStart && len(f.rest) == startLen-payloadMin && f.rest[0] == segmentVersion &&
		int(binary.BigEndian.Uint32(f.rest[1:])) == seg && f.prevLen() >= 0
}

func (f *frame) record() rawRecord {
	return rawRecord{N: f.n, X: xString(f.n, f.x), Bytes: f.rest}
}

// xString and xBytes: x(0) is "", written as zeros.
func xString(n uint64, x [20]byte) string {
	if n == 0 {
		return ""
	}
	var text [2 * len(x)]byte
	hex.Encode(text[:], x[:])
	return string(text[:])
}

func xBytes(s string) (x [20]byte, err error) {
	if s == "" {
		return x, nil
	}
	if len(s) != 2*len(x) {
		return x, fmt.Errorf("x is not the 40 hex digits of a SHA-1")
	}
	_, err = hex.Decode(x[:], []byte(s))
	return x, err
}

func segmentName(seg int) string { return fmt.Sprintf("%06d.seg", seg) }
