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

// TestNoThreatWords_S33: an empty list is one, and asks nobody; without a list the proposed one stands.
func TestNoThreatWords_S33(t *testing.T) {
	path := example(t)
	edit(t, path, "threat_words: [burn, burned, burnt, kill, killed, petrol, stab, stabbed, shoot, his door tonight, her door tonight, their door tonight]", "threat_words: []")
	c, err := LoadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Force.Settings.ThreatWords; len(got) != 0 || got.In("they will burn him out") != "" {
		t.Errorf("an empty list asks about %v", got)
	}
	edit(t, path, "  threat_words: []\n", "")
	if c, err = LoadConfig(path); err != nil || len(c.Force.Settings.ThreatWords) != len(DefaultThreatWords()) {
		t.Errorf("without a list: %v, %v", c, err)
	}
}
