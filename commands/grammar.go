package commands

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"loggist/incident"
)

// slashAlias are other names of a slash command as a whole.
var slashAlias = map[string]string{"npt": "task"}

// SlashAliases are other names of slash commands as a whole, and what they stand for: a platform has to know them all.
func SlashAliases() map[string]string { return maps.Clone(slashAlias) }

// name is one way in which a command is typed after a slash command: its verb, squashed; empty for the slash command
// itself.
type name struct {
	verb string
	cmd  *Command
}

// verbs is every way to type every command, by slash command.
var verbs = sync.OnceValue(readTable)

func readTable() map[string][]name {
	out := map[string][]name{}
	for _, c := range table {
		for _, path := range append([]string{c.Path}, c.Synonyms...) {
			slash, verb, _ := strings.Cut(path, " ")
			out[slash] = append(out[slash], name{squash(verb), c})
			if slash != ci { // /ci reaches everything
				out[ci] = append(out[ci], name{squash(path), c})
				for alias, of := range slashAlias {
					if of == slash {
						out[ci] = append(out[ci], name{squash(alias + verb), c})
					}
				}
			}
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b name) int {
			switch {
			case (a.cmd.Fits != nil) == (b.cmd.Fits != nil):
				return 0
			case a.cmd.Fits != nil:
				return -1
			}
			return 1
		})
	}
	return out
}

// ci is the slash command that reaches every other.
const ci = "ci"

// lookup finds a command by its path.
func lookup(path string) *Command {
	for _, c := range table {
		if c.Path == path || slices.Contains(c.Synonyms, path) {
			return c
		}
	}
	return nil
}

// ReadLine reads a slash command as it was typed: the slash command without its stroke, and the words after it. It finds
// out which command it is and which incident it names; the words themselves are read when the act is run. The error is a
// *bot.UserError: nothing is ever guessed.
func ReadLine(slash, line string, who Accounts) (Act, error) {
	slash = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(slash), "/"))
	if of, ok := slashAlias[slash]; ok {
		slash = of
	}
	words, err := plainText(line, who)
	if err != nil {
		return Act{}, err
	}
	if len(verbs()[slash]) == 0 {
		slash, words = ci, strings.TrimSpace(slash+" "+words)
	}
	a := Act{typed: words, slash: slash}
	if err := a.readVerb(words); err != nil {
		return Act{}, err
	}
	a.readNumber()
	return a, nil
}

var (
	refPattern    = regexp.MustCompile(`(?i)^ci[- ]?(?:(\d{4})-)?(\d{1,9})[.,:]?$`)
	yearlyPattern = regexp.MustCompile(`^(\d{4})-(\d{4,9})[.,:]?$`)
	barePattern   = regexp.MustCompile(`^(\d{1,9})[.,:]?$`)
)

// isRef reports whether a word names an incident whatever stands around it; isBare whether it is a bare number.
func isRef(s string) bool  { return refPattern.MatchString(s) || yearlyPattern.MatchString(s) }
func isBare(s string) bool { return barePattern.MatchString(s) }

// isName reports whether a word can name an incident.
func isName(s string) bool { return isRef(s) || isBare(s) }

// readVerb takes the reference that stands first, the verb, and the reference after it.
func (a *Act) readVerb(words string) error {
	w := firstWords(words, 1)
	if len(w) == 1 && isRef(w[0].text) {
		a.Ref, words = trimRef(w[0].text), strings.TrimSpace(words[w[0].end:])
	} else if len(w) == 1 && isBare(w[0].text) {
		after := strings.TrimSpace(words[w[0].end:])
		// A bare number in front of a verb names the incident. In front of other words it may be a word of theirs.
		if cmd, _, _ := match(a.slash, after); cmd != nil && (a.slash == ci || cmd.Path != a.slash) && takesNumber(cmd, after) {
			a.Ref, words = trimRef(w[0].text), after
		} else if a.slash == ci && after == "" {
			a.Ref, words = trimRef(w[0].text), ""
		}
	}
	cmd, end, instead := match(a.slash, words)
	if cmd == nil || instead == nil && end == 0 {
		if near := nearVerbs(a.slash, words, cmd != nil); len(near) > 0 {
			return a.nearMiss(words, near)
		}
	}
	if cmd == nil {
		return a.unknown(words)
	}
	a.Command, a.instead, a.words = cmd, instead, strings.TrimSpace(words[end:])
	if a.Ref == "" && cmd.Where != Nowhere {
		a.readRefAfter()
	}
	return nil
}

// takesNumber reports whether what follows a bare number and a verb makes that number an incident's: `142 done 1` does,
// `1 done` does not, for a task's verb needs its own number.
func takesNumber(cmd *Command, words string) bool {
	f := numbered(cmd.fields())
	if f == nil || f.need == "" {
		return true
	}
	_, end, _ := match(ci, words)
	if slash, _, ok := strings.Cut(cmd.Path, " "); ok && slash != ci && end == 0 {
		_, end, _ = match(slash, words)
	}
	return cutNumber(strings.TrimSpace(words[end:])).end > 0
}

// readRefAfter takes a reference that stands first after the verb.
func (a *Act) readRefAfter() {
	w := firstWords(a.words, 2)
	if len(w) == 0 {
		return
	}
	take := func() {
		a.Ref, a.words = trimRef(w[0].text), strings.TrimSpace(a.words[w[0].end:])
	}
	fields := a.Command.fields()
	if slices.ContainsFunc(fields, func(f field) bool { return f.ref }) {
		if len(w) == 2 && isName(w[0].text) && isName(w[1].text) { // `link 142 143`
			take()
		}
		return
	}
	if isRef(w[0].text) {
		take()
		return
	}
	if !isBare(w[0].text) {
		return
	}
	switch {
	case numbered(fields) != nil:
		// `show 14` is entry 14; `show 142 14` and `done 142 NPT-1` name the incident first.
		if len(w) == 2 && a.numberFollows(w) {
			take()
		}
	case timeFirst(fields) && (len(w) < 2 || !isBare(w[1].text)):
		// `asat 1410` is a time; `asat 142 1410` names the incident first
	case countFirst(fields) && (len(w) < 2 || !isBare(w[1].text)):
		// `handover item 3` is item 3; `handover item 142 3` names the incident first
	case takesWords(fields):
		a.soft = trimRef(w[0].text)
	case a.Command.OnlyClauses && len(w) == 2 && squash(w[1].text) != "because" && !takesFirst(fields):
		// other words: refused as such
	default:
		take()
	}
}

// countFirst reports whether the first word has to be a number of the command's own.
func countFirst(fields []field) bool {
	return len(fields) > 0 && fields[0].word && fields[0].need != "" && fields[0].typ.Kind() == reflect.Int
}

// numberFollows reports whether the second of two words is the command's own number for certain.
func (a *Act) numberFollows(w []word) bool {
	second := cutNumber(w[1].text)
	if second.end == 0 || second.ref != "" {
		return false
	}
	if second.series != "" {
		return true
	}
	return rest(a.Command.fields()) == nil && strings.TrimSpace(a.words[w[1].end:]) == ""
}

// takesWords reports whether a command takes free words, or a count, before the first bar.
func takesWords(fields []field) bool {
	return slices.ContainsFunc(fields, func(f field) bool { return f.rest || (f.word && f.typ == typeInt) })
}

// timeFirst reports whether the first word is a time.
func timeFirst(fields []field) bool {
	return len(fields) > 0 && fields[0].word && fields[0].typ == typeWhen
}

func takesFirst(fields []field) bool {
	return slices.ContainsFunc(fields, func(f field) bool { return f.word })
}

func trimRef(s string) string { return strings.TrimRight(s, ".,:") }

// readNumber takes the incident out of a number that carries it (142/E-1), wherever it was typed.
func (a *Act) readNumber() {
	if a.Command == nil || numbered(a.Command.fields()) == nil {
		return
	}
	n := cutNumber(a.words)
	if n.end == 0 || n.ref == "" {
		return
	}
	if a.Ref == "" {
		a.Ref = n.ref
		a.words = n.local + a.words[n.end:]
	}
}

// match finds the command whose verb is the longest beginning of words, and where the verb ends. Of commands with the
// same verb it is the one that fits what follows; those that are particular about that are asked first. instead is a command whose verb stood there but whose words do not
// fit; cmd is then the slash command itself.
func match(slash, words string) (cmd *Command, end int, instead *Command) {
	w := firstWords(words, 6)
	for k := len(w); k > 0; k-- {
		verb := squash(joined(w, k))
		var unfit *Command
		for _, n := range verbs()[slash] {
			if n.verb == "" || n.verb != verb {
				continue
			}
			if fits(n.cmd, strings.TrimSpace(words[w[k-1].end:])) {
				return n.cmd, w[k-1].end, instead
			}
			if numbered(n.cmd.fields()) != nil {
				unfit = n.cmd
			}
		}
		if instead == nil {
			instead = unfit
		}
	}
	for _, n := range verbs()[slash] {
		if n.verb == "" && (n.cmd.Fits == nil || n.cmd.Fits(words)) {
			return n.cmd, 0, instead
		}
	}
	return nil, 0, instead
}

// withoutRef takes a reference from the front of words: `/ci log CI-142` shows the log of 142.
func withoutRef(words string) string {
	if w := firstWords(words, 1); len(w) == 1 && isRef(w[0].text) {
		return strings.TrimSpace(words[w[0].end:])
	}
	return words
}

// fits reports whether words can be those of a command whose verb stands before them. Where the slash command itself
// takes words (/task accept …), a verb that needs a number is only meant when a number, a clause or nothing follows.
func fits(c *Command, words string) bool {
	if c.Fits != nil {
		return c.Fits(withoutRef(words))
	}
	f := numbered(c.fields())
	if f == nil || f.need == "" || words == "" {
		return true
	}
	base, _, _ := strings.Cut(c.Path, " ")
	if base == ci || lookup(base) == nil || rest(lookup(base).fields()) == nil {
		return true
	}
	if words[0] == '|' || words[0] == '\n' || cutNumber(words).end > 0 {
		return true
	}
	first := firstWords(words, 1)
	return squash(first[0].text) == "because" || isRef(first[0].text)
}

// cut is a number found at the start of words.
type cut struct {
	end    int
	ref    string // the incident it carries, as typed
	local  string // without the incident: "S-E-1"
	series string // as in the tag series, empty for a bare number
	book   incident.Book
	n      int
}

var numberPattern = regexp.MustCompile(`(?i)^(?:((?:ci[- ]?)?(?:\d{4}-)?\d{1,9})/)?(s[- ]?)?(?:(entry|npt|e|r|o|l)[- ]?)?(\d{1,9})[.,:]?$`)

// cutNumber reads a number such as 14, 014, S-014, E-1, npt 1 or 142/E-1.
func cutNumber(s string) cut {
	var c cut
	c.end = longestPrefix(s, 3, func(p string) bool {
		m := numberPattern.FindStringSubmatch(p)
		if m == nil {
			return false
		}
		c.ref, c.series, c.book, c.n = m[1], strings.ToUpper(m[3]), incident.BookOpen, number(m[4])
		if c.series == "ENTRY" {
			c.series = "entry"
		}
		if m[2] != "" {
			c.book = incident.BookSensitive
		}
		c.local = trimRef(p)
		if c.ref != "" {
			c.local = trimRef(p[len(c.ref)+1:])
		}
		return true
	})
	if c.end == 0 {
		return cut{}
	}
	return c
}
