package force

import (
	"strings"
	"unicode"
)

// ThreatWords are words and short phrases of the force, in the language of its streets: whoever records an entry that says one of
// them is asked, privately, whether that is a threat to life (S33). Without any, nobody is asked.
type ThreatWords []string

// DefaultThreatWords are proposed to a force that has not given its own.
func DefaultThreatWords() ThreatWords {
	return ThreatWords{
		"burn", "burned", "burnt", "kill", "killed", "petrol", "stab", "stabbed", "shoot",
		"his door tonight", "her door tonight", "their door tonight",
	}
}

// In is the first of the words that a text says, "" if it says none. Words are whole ones, in any case and whatever marks stand
// between them. What the text quotes of approved, the force's own words to the public, is no threat and is not looked at.
func (w ThreatWords) In(text string, approved ...string) string {
	said := wholeWords(text)
	for _, a := range approved {
		if a = wholeWords(a); a != "" {
			said = strings.ReplaceAll(said, a, " | ")
		}
	}
	for _, word := range w {
		if strings.Contains(said, wholeWords(word)) {
			return word
		}
	}
	return ""
}

// String lists the words; without any it says so.
func (w ThreatWords) String() string {
	if len(w) == 0 {
		return "nothing, so nobody is asked"
	}
	return strings.Join(w, ", ")
}

// wholeWords are the words of a text in lower case, each between spaces; "" if there are none.
func wholeWords(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ") + " "
}

func (f *Force) checkThreatWords(fs *faults) {
	seen := map[string]bool{}
	for _, word := range f.Settings.ThreatWords {
		w := wholeWords(word)
		switch {
		case w == "":
			fs.add("settings/threat_words", "%q has no letter in it", word)
		case seen[w]:
			fs.add("settings/threat_words", "%q is there twice", word)
		}
		seen[w] = true
	}
}
