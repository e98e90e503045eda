package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"loggist/bot/mattermost/mattermosttest"
)

var update = flag.Bool("update", false, "write what the people of a night on Mattermost see, as it is")

// view is all that one person sees of a night, a line for each thing: what is in the room and what is pinned there, his own
// conversation, and what was shown to him alone. A line is the first sentence of a post. Cards stand where they were first sent, which
// is between other posts as it comes, so the lines of a place are sorted; that entries come in order is looked at by inOrder.
func (c *chat) view(u *mattermosttest.User, room string) string {
	c.t.Helper()
	var out []string
	if c.isMember(u, room) {
		for _, p := range u.Posts(c.t, room) {
			if p.UserId == c.bot && !p.IsSystemMessage() {
				line := "room: " + second(mattermosttest.Words(p))
				if p.IsPinned {
					line = "pinned " + line
				}
				out = append(out, line)
			}
		}
	} else {
		if _, r, err := u.GetPostsForChannel(c.t.Context(), room, 0, 10, "", false, false); err == nil || r.StatusCode != http.StatusForbidden {
			c.t.Errorf("%s is not in the room and is answered %v", u.Username, err)
		}
		out = append(out, "room: closed to this person")
	}
	for _, p := range u.Posts(c.t, c.direct(u)) {
		if p.UserId != c.bot {
			continue
		}
		if words := mattermosttest.Words(p); strings.HasPrefix(words, resultOf) { // an answer that took long
			out = append(out, "alone: "+second(words))
		} else {
			out = append(out, "direct: "+first(words))
		}
	}
	for _, p := range c.seen[u].Alone() {
		if words := mattermosttest.Words(p); !strings.Contains(words, notYet) && !strings.Contains(words, "["+offersForm) {
			out = append(out, "alone: "+first(words))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n") + "\n"
}

// first is what a post says first, without its marking.
func first(words string) string {
	if strings.HasPrefix(words, "EXERCISE") {
		return second(words)
	}
	return second("\n" + words)
}

// second is the second line: the first of what is said in a room is the marking.
func second(words string) string {
	_, rest, _ := strings.Cut(words, "\n")
	line, _, _ := strings.Cut(reading(rest), "\n")
	line, _, _ = strings.Cut(line, ". ")
	return timeless(line)
}

var (
	clocks = regexp.MustCompile(`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w+ )?(?:\d{4} )?\d{4} hrs (?:GMT|BST)`)
	spans  = regexp.MustCompile(`less than 1 min|\d+ h(?: \d+ min)?|\d+ min`)
	years  = regexp.MustCompile(`(CI|ci)-\d{4}-`)
)

// timeless is a line without what is another on another day.
func timeless(line string) string {
	line = spans.ReplaceAllString(clocks.ReplaceAllString(line, "TIME"), "SPAN")
	return years.ReplaceAllString(line, "$1-YEAR-")
}

var numbered = regexp.MustCompile(`^Entry (\d{3}) `)

// inOrder says that the entries in a room come in their order, and each once but for what says that it is repeated.
func (c *chat) inOrder(u *mattermosttest.User, room string) {
	c.t.Helper()
	last := ""
	for _, p := range u.Posts(c.t, room) {
		if m := numbered.FindStringSubmatch(second(mattermosttest.Words(p))); m != nil && p.UserId == c.bot && !strings.Contains(p.Message, "REPEAT") {
			if m[1] <= last {
				c.t.Errorf("entry %s stands after entry %s", m[1], last)
			}
			last = m[1]
		}
	}
}

// sees compares what each person sees with the table that is kept of it.
func (c *chat) sees(t *testing.T, room string, people ...string) {
	t.Helper()
	name := filepath.Join("testdata", "mattermost", "night.txt")
	b, err := os.ReadFile(name)
	if err != nil && !*update {
		t.Fatal(err)
	}
	kept, got := txtar.Parse(b), &txtar.Archive{Comment: []byte("What each person sees of the night of TestStoryOnMattermost, a line for each thing, sorted. Written by -update; look before you keep it.\n")}
	for _, id := range people {
		got.Files = append(got.Files, txtar.File{Name: id, Data: []byte(c.view(c.person(id), room))})
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i, f := range got.Files {
		want := ""
		if i < len(kept.Files) && kept.Files[i].Name == f.Name {
			want = string(kept.Files[i].Data)
		}
		if d := cmp.Diff(want, string(f.Data)); d != "" {
			t.Errorf("%s sees otherwise (-want +got):\n%s", f.Name, d)
		}
	}
	if len(kept.Files) != len(people) {
		t.Error(fmt.Sprint(len(kept.Files), " people are in the table, ", len(people), " looked"))
	}
}
