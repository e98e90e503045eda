package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strconv"
)

const (
	seqMark    = `{"seq":`
	saltMark   = `,"salt":"`
	sealedMark = `","sealed":"`
	prevMark   = `","prev":"`
	hashMark   = `","hash":"`
	endMark    = `"}`

	hexLen   = 2 * sha256.Size
	salt64   = (saltLen + 2) / 3 * 4
	tailLen  = len(prevMark) + hexLen + len(hashMark) + hexLen + len(endMark)
	noParse  = "its line cannot be read"
	noHashes = "its hashes are not hexadecimal"
)

// parseLine cuts an entry's line apart at the exact places where it was put together, so that the body is the very bytes
// that were committed to. what is "" or says what is wrong.
func parseLine(line []byte) (p parsedLine, what string) {
	if bytes.HasPrefix(line, []byte(seqMark)) && bytes.Contains(line, []byte(`,"sealed_hash":"`)) && !bytes.Contains(line, []byte(saltMark)) {
		return parseWithheld(line)
	}
	rest, ok := bytes.CutPrefix(line, []byte(seqMark))
	if !ok || len(rest) < tailLen {
		return p, noParse
	}
	if p.seq, rest, ok = cutNumber(rest); !ok {
		return p, noParse
	}
	if len(rest) < tailLen {
		return p, noParse
	}
	rest, tail := rest[:len(rest)-tailLen], rest[len(rest)-tailLen:]
	if what := p.tail(tail); what != "" {
		return p, what
	}
	at := bytes.LastIndex(rest, []byte(sealedMark)) // base64 holds no quote, so this one is ours
	if at < 0 {
		return p, noParse
	}
	sealed, err := b64.AppendDecode(nil, rest[at+len(sealedMark):])
	if err != nil {
		return p, "its sealed bytes are not base64 as it was written"
	}
	p.sealed = sha256.Sum256(sealed)
	rest = rest[:at]
	cut := len(rest) - salt64 - len(saltMark)
	if cut < 0 || string(rest[cut:cut+len(saltMark)]) != saltMark {
		return p, noParse
	}
	salt, err := b64.AppendDecode(nil, rest[cut+len(saltMark):])
	if err != nil || len(salt) != saltLen {
		return p, "its salt is not base64 as it was written"
	}
	body := []byte("{}")
	if inner := rest[:cut]; len(inner) > 0 {
		if inner[0] != ',' {
			return p, noParse
		}
		body = append(append([]byte{'{'}, inner[1:]...), '}')
	}
	if err := checkExportBody(body); err != nil {
		return p, err.Error()
	}
	p.commit = commitment(salt, body)
	return p, ""
}

// cutNumber takes a number off that is written the one way it can be.
func cutNumber(b []byte) (n uint64, rest []byte, ok bool) {
	i := 0
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	n, err := strconv.ParseUint(string(b[:i]), 10, 64)
	return n, b[i:], err == nil && b[0] != '0'
}

// tail reads prev and hash, whose places are fixed from the end.
func (p *parsedLine) tail(b []byte) string {
	prev := b[len(prevMark):][:hexLen]
	h := b[len(prevMark)+hexLen+len(hashMark):][:hexLen]
	if string(b[:len(prevMark)]) != prevMark || string(b[len(prevMark)+hexLen:][:len(hashMark)]) != hashMark || string(b[len(b)-len(endMark):]) != endMark {
		return noParse
	}
	var ok1, ok2 bool
	p.prev, ok1 = parseDigest(string(prev))
	p.hash, ok2 = parseDigest(string(h))
	if !ok1 || !ok2 {
		return noHashes
	}
	return ""
}

func parseWithheld(line []byte) (p parsedLine, what string) {
	var w withheldLine
	if json.Unmarshal(line, &w) != nil {
		return p, noParse
	}
	if again, err := marshalLine(w); err != nil || !bytes.Equal(again, line) {
		return p, noParse
	}
	p.seq, p.withheld = w.Seq, true
	for _, f := range []struct {
		to   *digest
		from string
	}{{&p.commit, w.Commit}, {&p.sealed, w.SealedHash}, {&p.prev, w.Prev}, {&p.hash, w.Hash}} {
		var ok bool
		if *f.to, ok = parseDigest(f.from); !ok {
			return p, noHashes
		}
	}
	return p, ""
}
