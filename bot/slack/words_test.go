package slack

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestReadable(t *testing.T) {
	for in, want := range map[string]string{
		"stay until 2300":                       "stay until 2300",
		"to <@U1|lee> and <@U2>":                "to <@U1> and <@U2>",
		"<@U0LOGGIST> decision x":               "@Loggist decision x",
		"see <#C1|ci-2027-0001> and <#C2>":      "see #ci-2027-0001 and #C2",
		"<!here> <!subteam^S1|@npt> <!channel>": "@here @npt @channel",
		"<!date^1^{date}|24 March>":             "24 March",
		"a &lt; b &amp;&amp; c &gt; d":          "a < b && c > d",
		"&amp;lt;":                              "&lt;",
		"<https://police.uk|police.uk>":         "police.uk",
		"<https://police.uk>":                   "https://police.uk",
		"<https://x.example/a|b|the map>":       `b\|the map (https://x.example/a)`,
		"<mailto:a@b.example|a@b.example>":      "a@b.example",
		"open < and no end":                     "open < and no end",
		"decision x | because y":                "decision x | because y",
		"":                                      "",
	} {
		if got := readable(in, "U0LOGGIST"); got != want {
			t.Errorf("readable(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzReadable(f *testing.F) {
	for _, s := range []string{"<@U1|lee> x", "<<>>", "&amp;lt;", "<!date^1^x|y>", "<|>", "<@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := readable(s, "U0")
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("readable(%q) is no text", s)
		}
		if !strings.ContainsAny(s, "<&") && got != s {
			t.Errorf("readable(%q) = %q: plain words were changed", s, got)
		}
	})
}

func FuzzParts(f *testing.F) {
	f.Add("safe\nwords")
	f.Add("safe\n" + strings.Repeat("x", 7000) + "\n\n" + strings.Repeat("é& ", 4000))
	f.Add("safe\n" + strings.Repeat("\u2028", 4000) + strings.Repeat("\x10", 4000)) // JSON needs six characters for each
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || len(s) > messageLimit || strings.TrimSpace(s) == "" {
			return
		}
		var read strings.Builder
		for i, p := range parts(s, nil) {
			if n := units(escape(p.text)); n > 40000 || len(p.blocks) > blocksMax {
				t.Fatalf("part %d: %d characters in %d blocks", i, n, len(p.blocks))
			}
			if weightOf(p.blocks) > 13200 {
				t.Fatalf("part %d weighs %d", i, weightOf(p.blocks))
			}
			read.WriteString(p.text)
		}
		for _, w := range strings.Fields(s) {
			if len(w) < 100 && !strings.Contains(read.String(), w) {
				t.Fatalf("%q is lost", w)
			}
		}
	})
}
