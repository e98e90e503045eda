package force

import (
	"fmt"
	"strings"
)

// A Scale is the force's labels for community tension, in its own order. Forces differ in the labels and in which end is the
// worst, so both are configuration and neither has a number (R1.18).
type Scale struct {
	Labels     []string
	WorstFirst bool
}

// DefaultScale is proposed to a force that has not given its own.
func DefaultScale() Scale {
	return Scale{Labels: []string{"normal", "raised", "moderate", "high", "severe", "imminent disorder"}}
}

var ordinals = []string{"", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ", "ninth "}

// Label finds a label by its words, and says its place: "the second worst of 6".
func (s Scale) Label(words string) (label, place string, ok bool) {
	for i, l := range s.Labels {
		if plain(l) != plain(words) {
			continue
		}
		fromWorst := len(s.Labels) - 1 - i
		if s.WorstFirst {
			fromWorst = i
		}
		switch {
		case fromWorst == len(s.Labels)-1:
			return l, fmt.Sprintf("the least of %d", len(s.Labels)), true
		case fromWorst < len(ordinals):
			return l, fmt.Sprintf("the %sworst of %d", ordinals[fromWorst], len(s.Labels)), true
		}
		return l, fmt.Sprintf("one of %d", len(s.Labels)), true
	}
	return "", "", false
}

func (f *Force) checkTension(fs *faults) {
	seen := map[string]bool{}
	if len(f.Tension.Labels) < 2 {
		fs.add("force/tension", "needs at least two labels")
	}
	for _, l := range f.Tension.Labels {
		if p := plain(l); p == "" || seen[p] || strings.Contains(l, "|") {
			fs.add("force/tension", "%q is empty, there twice, or has a bar in it", l)
		} else {
			seen[p] = true
		}
	}
}
