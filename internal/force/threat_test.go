package force

import "testing"

// TestThreatWords_S33: whole words in any case, phrases across marks, and nothing inside a quotation of a line to take.
func TestThreatWords_S33(t *testing.T) {
	words := DefaultThreatWords()
	line := "Nobody has to burn rubbish: the council collects it."
	for _, x := range []struct{ text, want string }{
		{"they say they will burn him out tonight", "burn"},
		{"“BURN him out!” was shouted", "burn"},
		{"they will be at his door, tonight", "his door tonight"},
		{"a can of petrol at the corner", "petrol"},
		{"he has a sunburn; the skill of the team, the stability of the wall", ""},
		{"officers at his door", ""},
		{"", ""},
		{"Told residents: “Nobody has to burn rubbish; the council collects it.”", ""},
		{"Told residents: “Nobody has to burn rubbish: the council collects it.” A man said: then we burn him", "burn"},
	} {
		if got := words.In(x.text, line); got != x.want {
			t.Errorf("In(%q) = %q, want %q", x.text, got, x.want)
		}
	}
	if got := (ThreatWords{}).In("burn him"); got != "" {
		t.Errorf("without words it asks about %q", got)
	}
}
