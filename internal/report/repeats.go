package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"loggist/incident"
)

// Repeat is an entry that says again what another one says.
type Repeat struct{ Entry, Of uint64 }

// A text is looked for by its beginning, if it is long enough to be somebody's words.
const (
	enoughWords = 12
	lookedFor   = 40
)

// notWords are fields that hold no words of the matter: names of people, posts and teams, and what a schedule is called.
var notWords = map[string]bool{"name": true, "label": true, "team": true, "words": true, "spec": true, "night": true}

// Repeats finds the entries that say words of withheld ones and are not withheld themselves: the review that a decision set has
// its text, a correction may quote it. They have to be withheld too, if the words are.
func Repeats(entries []incident.Entry, withheld map[uint64]bool) []Repeat {
	type probe struct {
		of    uint64
		words []byte
	}
	var probes []probe
	for i := range entries {
		if withheld[entries[i].Seq] {
			for _, s := range texts(entries[i].Body) {
				probes = append(probes, probe{entries[i].Seq, s})
			}
		}
	}
	var out []Repeat
	for i := range entries {
		if withheld[entries[i].Seq] {
			continue
		}
		body, err := json.Marshal(entries[i].Body)
		if err != nil {
			continue
		}
		body = bytes.ToLower(body)
		for _, p := range probes {
			if bytes.Contains(body, p.words) {
				out = append(out, Repeat{entries[i].Seq, p.of})
				break
			}
		}
	}
	return out
}

// texts are the beginnings of what a body says, as they stand in JSON, without regard to case.
func texts(b incident.Body) [][]byte {
	raw, err := json.Marshal(b)
	if err != nil {
		return nil
	}
	var all any
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	var out [][]byte
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch x := v.(type) {
		case string:
			s := strings.TrimSpace(x)
			if notWords[name] || utf8.RuneCountInString(s) < enoughWords || !strings.Contains(s, " ") {
				return
			}
			if r := []rune(s); len(r) > lookedFor {
				s = string(r[:lookedFor])
			}
			if j, err := json.Marshal(s); err == nil {
				out = append(out, bytes.ToLower(j[1:len(j)-1]))
			}
		case []any:
			for _, e := range x {
				walk(name, e)
			}
		case map[string]any:
			for k, e := range x {
				walk(k, e)
			}
		}
	}
	walk("", all)
	return out
}
