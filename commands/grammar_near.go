package commands

import (
	"cmp"
	"slices"
	"strings"

	"loggist/bot"
	"loggist/internal/say"
)

// maxNear is how many near misses are offered.
const maxNear = 4

// near is a command whose verb is close to what was typed.
type near struct {
	cmd      *Command
	distance int
	end      int // of the words that were taken for the verb
}

// nearVerbs returns the commands of a slash command whose verbs are nearly what was typed, the nearest first. Where the
// slash command itself takes words, something is a misspelt verb only when a number follows it.
func nearVerbs(slash, words string, withNumber bool) []near {
	best := map[*Command]near{}
	w := firstWords(words, 3)
	for k := 1; k <= min(len(w), 2); k++ {
		typed := squash(joined(w, k))
		if len(typed) < 2 {
			continue
		}
		if withNumber && cutNumber(strings.TrimSpace(words[w[k-1].end:])).end == 0 {
			continue
		}
		for _, n := range verbs()[slash] {
			if n.verb == "" || (withNumber && numbered(n.cmd.fields()) == nil) {
				continue
			}
			d, ok := close(typed, n.verb)
			if last := n.cmd.Path[strings.LastIndexByte(n.cmd.Path, ' ')+1:]; !ok && squash(last) == typed {
				d, ok = 1, true // `/ci accept` for /escalate accept
			}
			if !ok {
				continue
			}
			if had, seen := best[n.cmd]; !seen || d < had.distance {
				best[n.cmd] = near{n.cmd, d, w[k-1].end}
			}
		}
	}
	var out []near
	for _, n := range best {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.cmd.Path, b.cmd.Path))
	})
	return out[:min(len(out), maxNear)]
}

// close reports whether typed is a near miss of verb: a slip of the finger or two, or a beginning of it.
func close(typed, verb string) (int, bool) {
	if len(typed) > 40 {
		return 0, false
	}
	d := distance([]rune(typed), []rune(verb))
	switch {
	case len(verb) <= 3:
		return d, d <= 1 && len(typed) > 1
	case d <= 2:
		return d, true
	case len(typed) >= 3 && (strings.HasPrefix(verb, typed) || strings.HasPrefix(typed, verb)):
		return 3, true
	}
	return d, false
}

// distance is how many letters have to be put in, taken out, changed or swapped with their neighbour.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}

// unknown refuses a verb that there is not, and that is near to none.
func (a *Act) unknown(words string) error {
	w := firstWords(words, 1)
	verb := ""
	if len(w) > 0 {
		verb = w[0].text
	}
	return &bot.UserError{
		Code:    "unknown-verb",
		Say:     "I do not know “" + clip(verb, 40) + "” as something to do. " + nothing + " " + gaveBack(a.line()) + "\nTry: /ci help",
		Actions: []bot.Action{{ID: say.ActionID("ci help", ""), Label: "Show what can be done"}},
	}
}

// nearMiss asks which of the near commands was meant, with a button for each. Where one alone is nearest, the act goes on
// as that one as far as its form, which opens with the words that were typed: nothing is recorded before it is sent.
func (a *Act) nearMiss(words string, near []near) error {
	err := &bot.UserError{Code: "near-miss"}
	var meant []string
	for _, n := range near {
		meant = append(meant, "/"+n.cmd.Path)
		err.Actions = append(err.Actions, bot.Action{ID: say.ActionID(n.cmd.Path, ""), Label: n.cmd.button()})
	}
	first := near[0]
	typed := strings.TrimSpace(words[:first.end])
	err.Say = "I do not know “" + clip(typed, 40) + "”. Did you mean " + orList(meant) + "? " + nothing + " " + gaveBack(a.line())
	if len(near) > 1 && near[1].distance <= first.distance+1 { // ndone is as likely not done
		return err
	}
	rest := strings.TrimSpace(words[first.end:])
	err.Say += tryThis + strings.TrimSpace("/"+first.cmd.Path+" "+text(rest))
	if first.cmd.Question == nil {
		return err
	}
	a.Command, a.words, a.miss = first.cmd, rest, err
	return nil
}
