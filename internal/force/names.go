package force

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// SlashNames are the slash commands as the software names them, and everybody where
// nothing else is configured. A test holds the table of commands to them.
var SlashNames = []string{"ci", "log", "decision", "task", "npt", "escalate", "review"}

// Names are what slash commands are called here instead: "task" → "tasking". Only
// what is called otherwise is in it.
type Names map[string]string

// builtIn are commands that a platform keeps for itself: one of ours of that name
// would never reach us, or could not be made.
var builtIn = map[Platform][]string{
	Slack: {
		"active", "apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed", "feedback", "huddle", "invite",
		"join", "kick", "leave", "me", "msg", "mute", "open", "people", "prefs", "remind", "remove", "rename", "search",
		"shortcuts", "shrug", "star", "status", "topic", "unstar", "who",
	},
	Mattermost: {
		"away", "code", "collapse", "custom_status", "dm", "dnd", "echo", "expand", "export", "exportlink", "groupmsg", "header",
		"help", "importlink", "invite", "invite_people", "join", "kick", "leave", "logout", "marketplace", "me", "msg", "mute",
		"offline", "online", "open", "part", "purpose", "remove", "rename", "search", "secure-connection", "settings",
		"share-channel", "shortcuts", "shrug", "status", "test",
	},
}

// slashName is what every platform takes: Slack wants lower case and at most 32
// characters with the stroke.
var slashName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,30}$`)

// names reads what the slash commands are called.
func (l *loader) names(m *mapping, f *Force) {
	m.under("commands", func(m *mapping) {
		for _, n := range SlashNames {
			var name string
			if text(m, n, &name); name != "" && name != n {
				if f.Names == nil {
					f.Names = Names{}
				}
				f.Names[n] = name
			}
		}
	})
}

func (f *Force) checkNames(fs *faults) {
	used := map[string]string{}
	for _, n := range SlashNames { // a name that was another's would be read as it by whoever knew it
		used[n] = n
	}
	for _, n := range slices.Sorted(maps.Keys(f.Names)) {
		at, name := "commands/"+n, f.Names[n]
		if !slices.Contains(SlashNames, n) {
			fs.add(at, "there is no slash command %q; there are %s", n, strings.Join(SlashNames, ", "))
		}
		if !slashName.MatchString(name) {
			fs.add(at, "%q names no slash command: a lower-case letter, then letters, digits, - and _, at most 31 in all, without the stroke", name)
			continue
		}
		if other, taken := used[name]; taken {
			fs.add(at, "/%s is what %s is called", name, other)
		}
		used[name] = n
		for _, p := range slices.Sorted(maps.Keys(builtIn)) {
			if slices.Contains(builtIn[p], name) {
				fs.add(at, "/%s is a command of %s itself", name, p)
			}
		}
	}
}

// Slash is what the slash command is called here, without the stroke.
func (f *Force) Slash(command string) string {
	if name, other := f.Names[command]; other {
		return name
	}
	return command
}

// Command is the slash command of which this is the name here; a name that is
// nobody's is returned as it is.
func (f *Force) Command(name string) string {
	for command, other := range f.Names {
		if strings.EqualFold(other, name) {
			return command
		}
	}
	return name
}

// Named puts the names of slash commands into words of ours, in which they stand as
// /ci, /log and so on. It must not be given what a person wrote.
func (f *Force) Named(words string) string {
	if len(f.Names) == 0 || !strings.Contains(words, "/") {
		return words
	}
	var b strings.Builder
	for i := 0; i < len(words); {
		name := slashAt(words, i)
		if name == "" {
			b.WriteByte(words[i])
			i++
			continue
		}
		b.WriteString("/" + f.Slash(name))
		i += 1 + len(name)
	}
	return b.String()
}

// slashAt is the slash command that stands at i as a word of its own; empty for none.
func slashAt(words string, i int) string {
	if words[i] != '/' || i > 0 && inWord(words[i-1]) {
		return ""
	}
	rest := words[i+1:]
	for _, n := range SlashNames {
		if strings.HasPrefix(rest, n) && (len(rest) == len(n) || !inWord(rest[len(n)])) {
			return n
		}
	}
	return ""
}

// inWord reports whether a byte beside a slash command makes it part of something
// else: a path, an address, a longer word.
func inWord(c byte) bool {
	return c == '/' || c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 && c != 0xa0
}

// LoadNames reads nothing of a configuration but what the slash commands are called,
// for setting a platform up before the rest can be read. The force has nothing else.
func LoadNames(path string) (*Force, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("load names: %w", err)
	}
	l := &loader{read: readFile, doc: &document{file: filepath.Base(path), lines: map[string]int{}}}
	f := &Force{}
	if top, ok := l.doc.parseYAML(data); ok {
		l.names(top, f)
	}
	var fs faults
	f.checkNames(&fs)
	l.resolve(fs)
	if err := l.err(); err != nil {
		return nil, err
	}
	return f, nil
}
